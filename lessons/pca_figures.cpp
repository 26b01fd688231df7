#include "lessons/pca_figures.hpp"

#include <fmt/format.h>

#include <array>

#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/cumulative.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"

namespace gradus::lessons {
namespace {

constexpr plot::View view = {.elev = 17, .azim = -125};
constexpr std::array<plot::Color, 3> component_colors = {plot::colors::vermillion, plot::colors::green,
                                                         plot::colors::purple};

std::vector<double> column(const Tensor& points, int64_t j) { return points.select(1, j).to_vector(); }

plot::Scatter3D& scatter(plot::Axes3D& axes, const Tensor& points, plot::Scatter3DOptions options) {
  return axes.scatter(column(points, 0), column(points, 1), column(points, 2), std::move(options));
}

/// A box around the origin that holds all points.
void name_axes(plot::Axes3D& axes, const std::array<const char*, 3>& names, double reach) {
  axes.x = {.label = names[0], .min = -reach, .max = reach};
  axes.y = {.label = names[1], .min = -reach, .max = reach};
  axes.z = {.label = names[2], .min = -reach, .max = reach};
  axes.view = view;
  axes.box = {.x = 1, .y = 1, .z = 1};
}

double reach_of(const Tensor& points) { return 1.05 * max(abs(points)).item(); }

void draw_component(plot::Axes3D& axes, const Tensor& direction, int64_t number, double length) {
  const std::vector<double> v = direction.to_vector();
  const plot::Color color = component_colors[static_cast<size_t>(number)];
  axes.plane(v[0], v[1], v[2], 0, {.color = color, .opacity = 0.22});
  axes.arrows({0}, {0}, {0}, {length * v[0]}, {length * v[1]}, {length * v[2]},
              {.label = fmt::format("component {}", number + 1), .color = color, .width = 3, .head = 14});
}

}  // namespace

plot::Figure line_points_figure(const Tensor& x) {
  plot::Figure figure({.title = "Points along a line, with noise", .width = 720, .height = 600});
  plot::Axes3D& axes = figure.axes3d();
  name_axes(axes, {"$x_1$", "$x_2$", "$x_3$"}, reach_of(x));
  axes.view = {.elev = 20, .azim = -60};  // from the side: the cloud is seen in its length
  axes.line({-1, 1}, {-1, 1}, {-1, 1},
            {.label = "the line", .color = plot::colors::vermillion, .width = 2.4});
  scatter(axes, x,
          {.label = "points", .color = plot::colors::blue, .marker = plot::Marker::circle, .opacity = 0.6});
  return figure;
}

plot::Animation planes_animation(const Tensor& z, const Tensor& directions, const Tensor& projected,
                                 const Tensor& shares) {
  plot::Animation animation(
      plot::Figure({.title = "One component after another", .width = 1180, .height = 560, .columns = 2}),
      {.frames_per_second = 0.6, .last_frame_seconds = 3});
  plot::Axes3D &space = animation.figure().axes3d(0, 0), &kept = animation.figure().axes3d(0, 1);
  const double reach = std::max(reach_of(z), reach_of(projected));
  name_axes(space, {"$z_1$", "$z_2$", "$z_3$"}, reach);
  name_axes(kept, {"component 1", "component 2", "component 3"}, reach);
  const plot::Scatter3DOptions dots = {
      .color = plot::colors::blue, .marker = plot::Marker::circle, .size = 5, .opacity = 0.6};
  space.legend = plot::Legend::top_left;  // it grows, and the plot is not to shrink for it
  scatter(space, z, dots);
  Tensor coordinates = zeros_like(projected);
  plot::Scatter3D& points = scatter(kept, coordinates, dots);
  double share = 0;
  for (int64_t d = 0; d <= z.size(1); ++d) {
    if (d > 0) {
      draw_component(space, directions.select(1, d - 1), d - 1, 0.8 * reach);
      coordinates.select(1, d - 1).copy_(projected.select(1, d - 1));
      share += shares[d - 1].item();
    }
    points.x = column(coordinates, 0);
    points.y = column(coordinates, 1);
    points.z = column(coordinates, 2);
    const std::string count = fmt::format("{} component{}", d, d == 1 ? "" : "s");
    space.title = "standardised points, " + count;
    kept.title = fmt::format("{:.1f} % of the variance", share);
    animation.add_frame(count);
  }
  return animation;
}

plot::Figure projected_figure(const Tensor& by_hand, const Tensor& learned) {
  plot::Figure figure({.title = "By hand and by the learner", .width = 760, .height = 620});
  plot::Axes3D& axes = figure.axes3d();
  name_axes(axes, {"component 1", "component 2", "component 3"}, reach_of(by_hand));
  scatter(axes, by_hand,
          {.label = "by hand", .color = plot::colors::sky, .marker = plot::Marker::circle, .size = 8});
  scatter(
      axes, learned,
      {.label = "learn::PCA", .color = plot::colors::vermillion, .marker = plot::Marker::cross, .size = 5});
  return figure;
}

plot::Figure scree_figure(const Tensor& shares) {
  plot::Figure figure({.title = "How much each component holds", .width = 720, .height = 460});
  plot::Axes& axes = figure.axes();
  const std::vector<double> places = {1, 2, 3};
  axes.x = {.label = "component", .min = 0.4, .max = 3.6, .ticks = places};
  axes.y = {.label = "share of the variance, %", .min = 0, .max = 112};
  axes.legend = plot::Legend::right;
  const std::vector<double> each = shares.to_vector();
  axes.bars(places, each, {.label = "this component", .color = plot::colors::sky, .width = 0.55});
  axes.line(places, cumsum(shares, 0).to_vector(),
            {.label = "up to this one",
             .color = plot::colors::vermillion,
             .width = 2,
             .marker = plot::Marker::circle});
  axes.hline(100.0 / 3, {.label = "of a round cloud"});
  for (size_t i = 0; i < each.size(); ++i) {
    axes.text(places[i], each[i] / 2, fmt::format("{:.1f} %", each[i]), {.color = plot::colors::black});
  }
  return figure;
}

}  // namespace gradus::lessons
