#include <algorithm>

#include "gradus/view/class_plane.hpp"
#include "gradus/view/classifier_figures.hpp"

namespace gradus::view {
namespace {

using internal::Classes;
using internal::ClassPlane;

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

void mark_wrong(plot::Axes& axes, const ClassPlane& plane, const std::vector<int64_t>& given) {
  std::vector<double> xs, ys;
  for (size_t i = 0; i < given.size(); ++i) {
    if (plane.labels[i] == given[i]) continue;
    xs.push_back(plane.rows[0][i]);
    ys.push_back(plane.rows[1][i]);
  }
  if (xs.empty()) return;
  constexpr plot::Color of_no_class = plot::rgb(0xC2007A);  // and to be seen on light and on dark
  axes.scatter(xs, ys, {.label = "wrong", .color = of_no_class, .marker = plot::Marker::cross, .size = 9});
}

}  // namespace

void decision_regions(plot::Axes& axes, const Model& model, const Tensor& x, const Tensor& y,
                      const DecisionRegionsOptions& options) {
  constexpr const char* op = "decision_regions";
  const ClassPlane plane = ClassPlane::ask(op, model, x, y, options);
  plane.name(axes, options);
  // Names may stand for more classes than the model tells.
  const Classes areas = internal::classes_of(op, plane.answer.given(), plane.classes.labels, {});
  const bool shaded = options.shade && !plane.answer.probabilities.empty();
  axes.regions(plane.grid.x, plane.grid.y, areas.places,
               {.labels = plane.classes.names,
                .strength = shaded ? 0.55 : 0.32,
                .shade = shaded ? shade_of(plane.answer) : std::vector<double>()});
  if (!options.points) return;
  internal::scatter_classes(axes, plane.rows[0], plane.rows[1], plane.classes, plot::colors::white);
  if (options.mark_wrong) mark_wrong(axes, plane, model.classes(op, x, plane.known).given());
}

plot::Figure decision_regions(const Model& model, const Tensor& x, const Tensor& y,
                              const DecisionRegionsOptions& options) {
  plot::Figure figure({.width = 720, .height = 560});
  decision_regions(figure.axes(), model, x, y, options);
  return figure;
}

}  // namespace gradus::view
