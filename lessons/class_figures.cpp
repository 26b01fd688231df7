#include "lessons/class_figures.hpp"

#include <fmt/format.h>

#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/joining.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/metrics/classification.hpp"

namespace gradus::lessons {
namespace {

constexpr int64_t places = 101;
constexpr double margin = 0.1;

Tensor axis_places(const Tensor& values) {
  return linspace(amin(values).item() - margin, amax(values).item() + margin, places);
}

}  // namespace

void scatter_classes(plot::Axes& axes, const Tensor& x, const Tensor& y,
                     const std::vector<std::string>& classes) {
  const std::vector<int64_t> labels = y.to_vector<int64_t>();
  const std::vector<double> xs = x.select(1, 0).to_vector(), ys = x.select(1, 1).to_vector();
  for (size_t c = 0; c < classes.size(); ++c) {
    std::vector<double> class_x, class_y;
    for (size_t i = 0; i < labels.size(); ++i) {
      if (labels[i] != static_cast<int64_t>(c)) continue;
      class_x.push_back(xs[i]);
      class_y.push_back(ys[i]);
    }
    if (class_x.empty()) continue;
    axes.scatter(class_x, class_y,
                 {.label = plot::literal(classes[c]),
                  .color = plot::cycle_color(c),
                  .marker = plot::cycle_marker(c),
                  .size = 5.5});
  }
}

void draw_regions(plot::Axes& axes, const RegionPanel& panel, const std::vector<std::string>& classes,
                  const Classify& classify) {
  const Tensor x1 = axis_places(panel.x.select(1, 0)), x2 = axis_places(panel.x.select(1, 1));
  const std::vector<Tensor> grid = meshgrid({x1, x2}, Indexing::xy);
  const Tensor points = stack({grid[0].flatten(), grid[1].flatten()}, 1);
  axes.title = panel.title;
  axes.x = {.label = "$x_1$", .min = x1[0].item(), .max = x1[-1].item()};
  axes.y = {.label = "$x_2$", .min = x2[0].item(), .max = x2[-1].item()};
  axes.regions(x1.to_vector(), x2.to_vector(), classify(points).to_vector(), {.labels = classes});
  scatter_classes(axes, panel.x, panel.y, classes);
}

plot::Figure train_test_regions(const std::string& title, const LabelledSet& train, const LabelledSet& test,
                                const std::vector<std::string>& classes, const Classify& classify) {
  plot::Figure figure({.title = title, .width = 1100, .height = 540, .columns = 2});
  const auto panel = [&](const char* name, const LabelledSet& set) {
    const double right = metrics::accuracy_score(set.y, classify(set.x));
    return RegionPanel{fmt::format("{}: {:.1f} % right", name, 100 * right), set.x, set.y};
  };
  draw_regions(figure.axes(0, 0), panel("training points", train), classes, classify);
  draw_regions(figure.axes(0, 1), panel("test points", test), classes, classify);
  return figure;
}

void draw_confusion(plot::Axes& axes, const Tensor& truth, const Tensor& predicted,
                    const std::vector<std::string>& classes) {
  const Tensor counts =
      metrics::confusion_matrix(truth, predicted, {.classes = static_cast<int64_t>(classes.size())});
  std::vector<std::string> labels;
  labels.reserve(classes.size());
  for (const std::string& name : classes) labels.push_back(plot::literal(name));
  axes.x.label = "predicted";
  axes.y.label = "true";
  axes.heatmap(classes.size(), classes.size(), counts.to_vector(),
               {.row_labels = labels,
                .column_labels = labels,
                .numbers = true,
                .decimals = 0,
                .map = plot::ColorMap::blues,
                .min = 0,
                .color_bar = false});
}

}  // namespace gradus::lessons
