#include "gradus/metrics/probability.hpp"

#include <cmath>
#include <limits>

#include "support.hpp"

namespace gradus::metrics {
namespace {

std::optional<int64_t> pos_label_of(const Case& c) {
  if (!c.options.contains("pos_label")) return std::nullopt;
  return c.options.at("pos_label").get<int64_t>();
}

TEST(LogLoss, EqualsScikitLearn) {
  expect_all_equal("log_loss", 31, [](const Case& c) {
    LogLossOptions options{.labels = c.option<Ints>("labels", {}),
                           .normalize = c.option("normalize", true),
                           .sample_weight = c.weight()};
    if (c.options.contains("eps")) options.eps = c.options.at("eps").get<double>();
    return Doubles{log_loss(c.arg(0), c.arg(1), options)};
  });
}

TEST(LogLoss, CutsFloat32ByItsOwnRounding) {
  const Tensor y = tensor({0, 1}), p = tensor({1.0, 0.5});
  const double cut = std::numeric_limits<float>::epsilon();
  EXPECT_NEAR(log_loss(y, p), (-std::log(cut) - std::log(0.5)) / 2, 1e-12);
}

TEST(Brier, EqualsScikitLearn) {
  expect_all_equal("brier_score_loss", 36, [](const Case& c) {
    return Doubles{
        brier_score_loss(c.arg(0), c.arg(1), {.pos_label = pos_label_of(c), .sample_weight = c.weight()})};
  });
}

TEST(Calibration, EqualsScikitLearn) {
  expect_all_equal("calibration_curve", 50, [](const Case& c) {
    const bool quantile = c.options.at("strategy") == "quantile";
    const CalibrationCurve curve =
        calibration_curve(c.arg(0), c.arg(1),
                          {.pos_label = pos_label_of(c),
                           .n_bins = c.option<int64_t>("n_bins", 5),
                           .strategy = quantile ? BinStrategy::quantile : BinStrategy::uniform});
    return curve.prob_true + curve.prob_pred;
  });
}

TEST(Calibration, ManyBinsNeedNoMemory) {
  const Tensor y = tensor({0, 1, 1}), p = tensor({0.25, 0.5, 0.75}, {.dtype = float64});
  for (BinStrategy strategy : {BinStrategy::uniform, BinStrategy::quantile}) {
    const CalibrationCurve curve =
        calibration_curve(y, p, {.n_bins = int64_t{1} << 62, .strategy = strategy});
    EXPECT_EQ(curve.prob_pred, (Doubles{0.25, 0.5, 0.75}));
    EXPECT_EQ(curve.prob_true, (Doubles{0, 1, 1}));
  }
}

TEST(Probability, RefusesWhatIsNoProbability) {
  const Tensor y = tensor({0, 1, 1});
  EXPECT_EQ(message_of([&] {
              brier_score_loss(y, tensor({0.5, 1.5, 0.5}));
            }),
            "brier_score_loss: y_prob[1] = 1.5 is no probability; of logits take sigmoid or softmax");
  EXPECT_EQ(message_of([&] {
              log_loss(y, tensor({0.5, -1.5, 0.5}));
            }),
            "log_loss: y_pred holds -1.5 in row 1, which is no probability; of logits take softmax");
  EXPECT_EQ(message_of([&] {
              calibration_curve(y, tensor({0.5, double(NAN), 0.5}));
            }),
            "calibration_curve: y_prob holds nan in row 1 (counted from 0)");
}

TEST(Probability, RefusesClassesThatDoNotFit) {
  const Tensor one = ones({3}, {.dtype = int64}), p = tensor({0.1, 0.2, 0.3});
  EXPECT_EQ(message_of([&] { log_loss(one, p); }),
            "log_loss: 1 classes, {1}, for probabilities of 2; name all of them in labels or classes");
  EXPECT_EQ(message_of([&] {
              log_loss(tensor({0, 1, 2}), p);
            }),
            "log_loss: 3 classes, {0, 1, 2}, for probabilities of 2; name all of them in labels or classes");
  EXPECT_EQ(message_of([&] {
              log_loss(tensor({0, 1, 2}), p, {.labels = {0, 1}});
            }),
            "log_loss: label 2 is none of the classes {0, 1}");
  EXPECT_EQ(message_of([&] {
              log_loss(tensor({0, 1, 1}), p, {.labels = {1, 0}});
            }),
            "log_loss: labels must be in order");
  EXPECT_EQ(message_of([&] {
              log_loss(tensor({0, 1, 1}), p, {.eps = 0.7});
            }),
            "log_loss: eps must be at least 0 and less than 0.5, got 0.7");
  EXPECT_EQ(message_of([&] {
              log_loss(tensor({0, 1}), tensor({1, 1}), {.eps = 0});
            }),
            "log_loss: a true class has probability 0 and eps is 0; the loss is infinite");
  EXPECT_EQ(message_of([&] {
              brier_score_loss(tensor({0, 1, 2}), p);
            }),
            "brier_score_loss: y_true has more than two classes, {0, 1, 2}");
  EXPECT_EQ(message_of([&] {
              calibration_curve(tensor({0, 1, 2}), p, {.pos_label = 1});
            }),
            "calibration_curve: y_true has more than two classes, {0, 1, 2}");
  EXPECT_EQ(message_of([&] { calibration_curve(one, p, {.n_bins = 0}); }),
            "calibration_curve: n_bins must be at least 1, got 0");
}

}  // namespace
}  // namespace gradus::metrics
