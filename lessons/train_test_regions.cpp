#include "lessons/train_test_regions.hpp"

#include <fmt/format.h>

#include "gradus/core/ops/reduction.hpp"
#include "gradus/metrics/classification.hpp"
#include "gradus/view/classifier_figures.hpp"

namespace gradus::lessons {

plot::Figure train_test_regions(const std::string& title, const LabelledSet& train, const LabelledSet& test,
                                const std::vector<std::string>& classes, const view::Model& model) {
  plot::Figure figure({.title = title, .width = 1100, .height = 540, .columns = 2});
  const auto draw = [&](int column, const char* name, const LabelledSet& set) {
    plot::Axes& axes = figure.axes(0, column);
    view::decision_regions(axes, model, set.x, set.y, {.class_names = classes, .resolution = 121});
    const double right = metrics::accuracy_score(set.y, model("train_test_regions", set.x).argmax(1));
    axes.title = fmt::format("{}: {:.1f} % right", name, 100 * right);
  };
  draw(0, "training points", train);
  draw(1, "test points", test);
  return figure;
}

}  // namespace gradus::lessons
