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

/// The probability of the class at this place among the labels, for each row.
std::vector<double> column_of(const ClassAnswer& answer, size_t place) {
  const size_t k = answer.labels.size();
  std::vector<double> column;
  column.reserve(answer.places.size());
  for (size_t i = 0; i < answer.places.size(); ++i) column.push_back(answer.probabilities[i * k + place]);
  return column;
}

/// Of several surfaces those of classes that are as good as impossible would lie in each other: the box,
/// which cuts off what is below it, begins here.
constexpr double impossible = 0.01;

/// The places of the classes whose surfaces are drawn.
std::vector<size_t> shown_classes(const char* op, const Classes& classes, std::optional<int64_t> of_class) {
  if (!of_class) {
    if (classes.count() == 2) return {1};
    std::vector<size_t> all(classes.count());
    for (size_t c = 0; c < all.size(); ++c) all[c] = c;
    return all;
  }
  const auto found = std::ranges::find(classes.labels, *of_class);
  if (found == classes.labels.end()) {
    fail(fmt::format("{}: of_class = {} is none of the classes {}", op, *of_class,
                     metrics::detail::list_of(classes.labels)));
  }
  return {static_cast<size_t>(found - classes.labels.begin())};
}

/// The points of each class at these heights.
void scatter_heights(plot::Axes3D& axes, const Columns& x, const Classes& classes,
                     const std::vector<double>& heights) {
  for (size_t c = 0; c < classes.count(); ++c) {
    const std::vector<double> xs = internal::of_class(x[0], classes, c);
    if (xs.empty()) continue;
    const plot::ScatterOptions look = internal::class_dots(classes, c, x.rows);
    axes.scatter(xs, internal::of_class(x[1], classes, c), internal::of_class(heights, classes, c),
                 {.label = look.label,
                  .color = look.color,
                  .marker = look.marker,
                  .size = look.size - 1,
                  .opacity = look.opacity,
                  .edge = plot::colors::white,
                  .edge_width = 0.5});
  }
}

}  // namespace

void probability_surface(plot::Axes3D& axes, const Model& model, const Tensor& x, const Tensor& y,
                         const ProbabilitySurfaceOptions& options) {
  constexpr const char* op = "probability_surface";
  const Columns columns = internal::read_columns(op, "x", x, 2, internal::two_columns);
  const auto names = internal::shown_names(op, options.feature_names, 2);
  const auto labels = internal::read_classes(op, "y", y, columns.rows);
  const Interval across = options.x_range ? *options.x_range : interval_of(op, columns[0], options.margin);
  const Interval up = options.y_range ? *options.y_range : interval_of(op, columns[1], options.margin);
  const Grid grid = make_grid(op, across, up, options.resolution, internal::type_like(x));
  const auto known = metrics::detail::different(labels);
  const ClassAnswer answer = model.classes(op, grid.points, known);
  if (answer.probabilities.empty()) fail(fmt::format("{}: the model has no probabilities", op));
  const Classes classes = internal::classes_of(op, labels, answer.labels, options.class_names);
  if (classes.labels != answer.labels) {
    fail(fmt::format("{}: {} class_names, but the model tells the classes {}", op, classes.count(),
                     metrics::detail::list_of(answer.labels)));
  }
  const std::vector<size_t> shown = shown_classes(op, classes, options.of_class);

  axes.title = options.title;
  axes.x = {.label = names[0], .min = across.low, .max = across.high};
  axes.y = {.label = names[1], .min = up.low, .max = up.high};
  axes.z = {.label = shown.size() == 1 ? fmt::format("probability of {}", classes.names[shown.front()])
                                       : "probability",
            .min = shown.size() == 1 ? -0.04 : impossible,
            .max = 1.04};
  axes.legend = options.legend;
  for (const size_t c : shown) {
    plot::SurfaceOptions look{.opacity = shown.size() == 1 ? 0.85 : 0.6};
    if (shown.size() == 1) {
      look.map = plot::ColorMap::balance, look.min = 0, look.max = 1;
    } else {
      look.color = plot::cycle_color(c);
    }
    axes.surface(grid.x, grid.y, column_of(answer, c), look);
  }
  if (options.half) axes.plane(0, 0, 1, 0.5, {.color = plot::colors::grey, .opacity = 0.3});
  if (!options.points) return;
  const ClassAnswer of_rows = shown.size() == 1 ? ClassAnswer() : model.classes(op, x, known);
  std::vector<double> heights;
  heights.reserve(columns.rows);
  for (size_t i = 0; i < columns.rows; ++i) {
    const auto own = static_cast<size_t>(classes.places[i]);
    if (shown.size() == 1) {
      heights.push_back(own == shown.front() ? 1 : 0);
    } else {
      heights.push_back(std::max(of_rows.probabilities[i * classes.count() + own], impossible));
    }
  }
  scatter_heights(axes, columns, classes, heights);
}

plot::Figure probability_surface(const Model& model, const Tensor& x, const Tensor& y,
                                 const ProbabilitySurfaceOptions& options) {
  plot::Figure figure({.width = 760, .height = 620});
  probability_surface(figure.axes3d(), model, x, y, options);
  return figure;
}

}  // namespace gradus::view
