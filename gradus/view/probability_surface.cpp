#include <fmt/format.h>

#include <algorithm>

#include "gradus/base/error.hpp"
#include "gradus/metrics/inputs.hpp"
#include "gradus/view/class_plane.hpp"
#include "gradus/view/classifier_figures.hpp"

namespace gradus::view {
namespace {

using internal::Classes;
using internal::ClassPlane;

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

}  // namespace

void probability_surface(plot::Axes3D& axes, const Model& model, const Tensor& x, const Tensor& y,
                         const ProbabilitySurfaceOptions& options) {
  constexpr const char* op = "probability_surface";
  const ClassPlane plane = ClassPlane::ask(op, model, x, y, options);
  const ClassAnswer& answer = plane.answer;
  const Classes& classes = plane.classes;
  if (answer.probabilities.empty()) fail(fmt::format("{}: the model has no probabilities", op));
  if (classes.labels != answer.labels) {
    fail(fmt::format("{}: {} class_names, but the model tells the classes {}", op, classes.count(),
                     metrics::detail::list_of(answer.labels)));
  }
  const std::vector<size_t> shown = shown_classes(op, classes, options.of_class);

  plane.name(axes, options);
  axes.z = {.label = shown.size() == 1 ? fmt::format("probability of {}", classes.names[shown.front()])
                                       : "probability",
            .min = shown.size() == 1 ? -0.04 : impossible,
            .max = 1.04};
  for (const size_t c : shown) {
    plot::SurfaceOptions look{.opacity = shown.size() == 1 ? 0.85 : 0.6};
    if (shown.size() == 1) {
      look.map = plot::ColorMap::balance, look.min = 0, look.max = 1;
    } else {
      look.color = plot::cycle_color(c);
    }
    axes.surface(plane.grid.x, plane.grid.y, column_of(answer, c), look);
  }
  if (options.half) axes.plane(0, 0, 1, 0.5, {.color = plot::colors::grey, .opacity = 0.3});
  if (!options.points) return;
  const ClassAnswer of_rows = shown.size() == 1 ? ClassAnswer() : model.classes(op, x, plane.known);
  std::vector<double> heights;
  heights.reserve(plane.rows.rows);
  for (size_t i = 0; i < plane.rows.rows; ++i) {
    const auto own = static_cast<size_t>(classes.places[i]);
    if (shown.size() == 1) {
      heights.push_back(own == shown.front() ? 1 : 0);
    } else {
      heights.push_back(std::max(of_rows.probabilities[i * classes.count() + own], impossible));
    }
  }
  internal::scatter_classes(axes, plane.rows[0], plane.rows[1], heights, classes, 0.85, plot::colors::white);
}

plot::Figure probability_surface(const Model& model, const Tensor& x, const Tensor& y,
                                 const ProbabilitySurfaceOptions& options) {
  plot::Figure figure({.width = 760, .height = 620});
  probability_surface(figure.axes3d(), model, x, y, options);
  return figure;
}

}  // namespace gradus::view
