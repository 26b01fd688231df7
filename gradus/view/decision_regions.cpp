#include <fmt/format.h>

#include <algorithm>

#include "gradus/base/error.hpp"
#include "gradus/metrics/inputs.hpp"
#include "gradus/view/classifier_figures.hpp"
#include "gradus/view/parts.hpp"

namespace gradus::view {
namespace {

using internal::Classes;
using internal::Columns;

/// How strong the class's colour is at each place: by its probability, and never so weak that one could not
/// tell which class it is.
std::vector<double> shade_of(const ClassAnswer& answer) {
  constexpr double least = 0.15;
  const double even = 1 / static_cast<double>(answer.labels.size());
  std::vector<double> shade;
  shade.reserve(answer.places.size());
  for (size_t i = 0; i < answer.places.size(); ++i) {
    const double sure = even < 1 ? std::clamp((answer.certainty(i) - even) / (1 - even), 0.0, 1.0) : 1;
    shade.push_back(least + (1 - least) * sure);
  }
  return shade;
}

void mark_wrong(plot::Axes& axes, const Columns& x, const std::vector<int64_t>& labels,
                const std::vector<int64_t>& given) {
  std::vector<double> xs, ys;
  for (size_t i = 0; i < x.rows; ++i) {
    if (labels[i] == given[i]) continue;
    xs.push_back(x[0][i]);
    ys.push_back(x[1][i]);
  }
  if (xs.empty()) return;
  constexpr plot::Color of_no_class = plot::rgb(0xC2007A);  // and to be seen on light and on dark
  axes.scatter(xs, ys, {.label = "wrong", .color = of_no_class, .marker = plot::Marker::cross, .size = 9});
}

}  // namespace

void decision_regions(plot::Axes& axes, const Model& model, const Tensor& x, const Tensor& y,
                      const DecisionRegionsOptions& options) {
  constexpr const char* op = "decision_regions";
  const Columns columns = internal::read_columns(op, "x", x, 2, internal::two_columns);
  const auto names = internal::shown_names(op, options.feature_names, 2);
  const auto labels = internal::read_classes(op, "y", y, columns.rows);
  const Interval across = options.x_range ? *options.x_range : interval_of(op, columns[0], options.margin);
  const Interval up = options.y_range ? *options.y_range : interval_of(op, columns[1], options.margin);
  const Grid grid = make_grid(op, across, up, options.resolution, internal::type_like(x));
  const auto known = metrics::detail::different(labels);
  const ClassAnswer answer = model.classes(op, grid.points, known);
  const Classes classes = internal::classes_of(op, labels, answer.labels, options.class_names);

  axes.title = options.title;
  axes.x = {.label = names[0], .min = across.low, .max = across.high};
  axes.y = {.label = names[1], .min = up.low, .max = up.high};
  axes.legend = options.legend;
  // Names may stand for more classes than the model tells.
  const Classes areas = internal::classes_of(op, answer.given(), classes.labels, {});
  const bool shaded = options.shade && !answer.probabilities.empty();
  axes.regions(grid.x, grid.y, areas.places,
               {.labels = classes.names,
                .strength = shaded ? 0.55 : 0.32,
                .shade = shaded ? shade_of(answer) : std::vector<double>()});
  if (!options.points) return;
  internal::scatter_classes(axes, columns[0], columns[1], classes, plot::colors::white);
  if (options.mark_wrong) mark_wrong(axes, columns, labels, model.classes(op, x, known).given());
}

plot::Figure decision_regions(const Model& model, const Tensor& x, const Tensor& y,
                              const DecisionRegionsOptions& options) {
  plot::Figure figure({.width = 720, .height = 560});
  decision_regions(figure.axes(), model, x, y, options);
  return figure;
}

}  // namespace gradus::view
