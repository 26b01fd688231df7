// Pictures of a training's numbers.
#include "gradus/view/training_figures.hpp"

#include <gtest/gtest.h>

#include "tests/message_of.hpp"

namespace gradus::view {
namespace {

using Numbers = std::vector<double>;

train::History history() {
  train::History told;
  for (int64_t epoch = 1; epoch <= 4; ++epoch) {
    const auto e = static_cast<double>(epoch);
    told.epochs.push_back({.epoch = epoch,
                           .step = 10 * epoch,
                           .lr = 0.1 / e,
                           .seconds = 1,
                           .values = {{"accuracy", e / 5}, {"loss", 1 / e}, {"val_loss", 2 / e}}});
  }
  told.best_epoch = 3;
  return told;
}

template <class Trace>
std::vector<Trace> traces(const plot::Axes& axes) {
  std::vector<Trace> found;
  for (const plot::Trace& trace : axes.traces) {
    if (const auto* one = std::get_if<Trace>(&trace)) found.push_back(*one);
  }
  return found;
}

TEST(LearningCurves, ShowEachValueWithItsValidation) {
  const plot::Figure figure = learning_curves(history());
  EXPECT_EQ(figure.options().columns, 2);
  const auto lines = traces<plot::Line>(figure.axes(0, 0));  // the loss comes first
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].x, (Numbers{1, 2, 3, 4}));
  EXPECT_EQ(lines[0].y, (Numbers{1, 1.0 / 2, 1.0 / 3, 1.0 / 4}));
  EXPECT_EQ(lines[1].y, (Numbers{2, 1, 2.0 / 3, 2.0 / 4}));
  EXPECT_EQ(lines[1].options.style, plot::LineStyle::dashed);
  EXPECT_EQ(traces<plot::ReferenceLine>(figure.axes(0, 0)).at(0).at, 3);
  const auto best = traces<plot::Scatter>(figure.axes(0, 0));
  ASSERT_EQ(best.size(), 1U);  // of the validation rows, which chose it
  EXPECT_EQ(best[0].y, (Numbers{2.0 / 3}));
  EXPECT_EQ(figure.axes(0, 1).y.label, "accuracy");
  EXPECT_EQ(traces<plot::Line>(figure.axes(0, 1)).size(), 1U);
}

TEST(LearningCurves, ScalesLossesAloneAndShowsWhatIsAsked) {
  const plot::Figure both = learning_curves(history(), {.log = true, .best = false});
  EXPECT_EQ(both.axes(0, 0).y.scale, plot::Scale::log);
  EXPECT_EQ(both.axes(0, 1).y.scale, plot::Scale::linear);
  EXPECT_TRUE(traces<plot::ReferenceLine>(both.axes(0, 0)).empty());
  const plot::Figure one = learning_curves(history(), {.names = {"accuracy"}});
  EXPECT_EQ(one.options().columns, 1);
  EXPECT_EQ(one.axes().y.label, "accuracy");
  EXPECT_EQ(message_of([] { learning_curves(history(), {.names = {"f1"}}); }),
            "learning_curves: the history has no \"f1\"; it has accuracy, loss, val_loss");
  EXPECT_EQ(message_of([] { learning_curves({}); }), "learning_curves: the history has no epochs");
}

TEST(RateCurve, ShowsTheRateOfEachEpoch) {
  const plot::Figure figure = rate_curve(history(), {.log = true});
  EXPECT_EQ(traces<plot::Line>(figure.axes()).at(0).y, (Numbers{0.1, 0.1 / 2, 0.1 / 3, 0.1 / 4}));
  EXPECT_EQ(figure.axes().y.scale, plot::Scale::log);
  EXPECT_EQ(message_of([] { rate_curve({}); }), "rate_curve: the history has no epochs");
}

}  // namespace
}  // namespace gradus::view
