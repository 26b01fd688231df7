#include "lessons/perceptron_hinge_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "gradus/core/ops/arithmetic.hpp"

namespace gradus::lessons {
namespace {

constexpr plot::Color positive = plot::colors::green, negative = plot::colors::orange;

plot::Color color_of(double side) { return side >= 0 ? positive : negative; }

/// The cube of the grid, with some room for arrows and markers.
void draw_cube(plot::Axes3D& axes) {
  constexpr double reach = 1.15;
  const auto axis = [&](const char* label) {
    return plot::Axis{.label = label, .min = -reach, .max = reach, .ticks = {-1, 0, 1}};
  };
  axes.x = axis("$x_1$");
  axes.y = axis("$x_2$");
  axes.z = axis("$x_3$");
  axes.view = {.elev = 20, .azim = -35};
  axes.box = {.x = 1, .y = 1, .z = 1};
}

/// The two traces of a plane w x + b = 0 with its normal, which stands on it.
struct DrawnPlane {
  plot::Plane& plane;
  plot::Arrows3D& normal;

  DrawnPlane(plot::Axes3D& axes, const std::string& label, plot::Color color)
      : plane(axes.plane(1, 1, 1, 0, {.color = color, .opacity = 0.25})),
        normal(axes.arrows({0}, {0}, {0}, {1}, {1}, {1},
                           {.label = label, .color = color, .width = 3, .head = 13})) {}

  void show(const std::vector<double>& w, double b) const {
    plane.a = w[0], plane.b = w[1], plane.c = w[2], plane.d = -b;
    normal.x = {-b * w[0]}, normal.y = {-b * w[1]}, normal.z = {-b * w[2]};
    normal.dx = {w[0]}, normal.dy = {w[1]}, normal.dz = {w[2]};
  }
};

/// Each point's signed distance to the plane.
std::vector<double> distances(const std::array<std::vector<double>, 3>& x, const PlaneCourse::Moment& now) {
  std::vector<double> all;
  all.reserve(x[0].size());
  for (size_t i = 0; i < x[0].size(); ++i) {
    all.push_back(now.w[0] * x[0][i] + now.w[1] * x[1][i] + now.w[2] * x[2][i] + now.b);
  }
  return all;
}

std::array<std::vector<double>, 3> columns(const Tensor& x) {
  return {x.select(1, 0).to_vector(), x.select(1, 1).to_vector(), x.select(1, 2).to_vector()};
}

/// A line for each label, with the points' distances.
class DistanceLines {
 public:
  DistanceLines(plot::Axes& axes, std::vector<double> labels) : labels_(std::move(labels)) {
    axes.x = {.label = "signed distance to the plane"};
    axes.y = {.label = "label", .min = -2, .max = 2, .ticks = {-1, 1}};
    axes.vline(0);
    for (const double label : {1.0, -1.0}) {
      const auto count = static_cast<size_t>(std::ranges::count(labels_, label));
      traces_[label > 0 ? 0 : 1] = &axes.scatter(
          std::vector<double>(count), std::vector<double>(count, label),
          {.color = color_of(label), .marker = plot::Marker::circle, .size = 8, .opacity = 0.35});
    }
  }

  void show(const std::vector<double>& distances) {
    for (plot::Scatter* trace : traces_) trace->x.clear();
    for (size_t i = 0; i < distances.size(); ++i) traces_[labels_[i] > 0 ? 0 : 1]->x.push_back(distances[i]);
  }

 private:
  std::vector<double> labels_;
  std::array<plot::Scatter*, 2> traces_{};
};

/// Colours by the side that a point is said to be on; the nearer to the plane, the paler.
void color_by_distance(plot::Scatter3DOptions& options, const std::vector<double>& distances) {
  options.colors.clear();
  options.opacities.clear();
  for (const double distance : distances) {
    options.colors.push_back(color_of(distance));
    options.opacities.push_back(std::max(1 - std::exp(-distance * distance), 0.2));
  }
}

}  // namespace

plot::Figure grid_figure(const Tensor& x, const Tensor& y) {
  plot::Figure figure({.title = "125 points, labelled by a plane", .width = 720, .height = 600});
  plot::Axes3D& axes = figure.axes3d();
  draw_cube(axes);
  const auto all = columns(x);
  const std::vector<double> labels = y.to_vector();
  for (const double label : {1.0, -1.0}) {
    std::array<std::vector<double>, 3> own;
    for (size_t i = 0; i < labels.size(); ++i) {
      if (labels[i] != label) continue;
      for (size_t j = 0; j < own.size(); ++j) own[j].push_back(all[j][i]);
    }
    axes.scatter(own[0], own[1], own[2],
                 {.label = label > 0 ? "label 1" : "label −1",
                  .color = color_of(label),
                  .marker = label > 0 ? plot::Marker::circle : plot::Marker::square,
                  .size = 8});
  }
  return figure;
}

plot::Figure hyperplane_figure(const std::vector<double>& normal) {
  plot::Figure figure({.title = "A plane and its normal", .width = 720, .height = 600});
  plot::Axes3D& axes = figure.axes3d();
  draw_cube(axes);
  DrawnPlane(axes, "normal", plot::colors::green).show(normal, 0);
  return figure;
}

plot::Animation plane_animation(const Tensor& x, const Tensor& y, const std::vector<double>& target,
                                const PlaneCourse& course) {
  plot::Animation animation(
      plot::Figure({.title = "A plane finds its side", .width = 1320, .height = 460, .columns = 3}),
      {.frames_per_second = 3, .last_frame_seconds = 3});
  plot::Axes& losses = animation.figure().axes(0, 0);
  losses.x.label = "epoch";
  losses.y = {.label = "loss", .min = 0};
  plot::Line& curve = losses.line(
      {0}, {course.losses.front()},
      {.color = plot::colors::vermillion, .width = 2.2, .marker = plot::Marker::circle, .marker_size = 4});
  DistanceLines lines(animation.figure().axes(0, 1), y.to_vector());

  plot::Axes3D& cube = animation.figure().axes3d(0, 2);
  draw_cube(cube);
  DrawnPlane(cube, "true", plot::colors::vermillion).show(target, 0);
  const DrawnPlane learned(cube, "learned", plot::colors::blue);
  const auto points = columns(x);
  plot::Scatter3D& sides =
      cube.scatter(points[0], points[1], points[2], {.marker = plot::Marker::circle, .size = 8});

  for (const PlaneCourse::Moment& now : course.moments) {
    const auto epoch = static_cast<size_t>(now.epoch);
    curve.x.clear();
    for (size_t i = 0; i <= epoch; ++i) curve.x.push_back(static_cast<double>(i));
    curve.y.assign(course.losses.begin(), course.losses.begin() + now.epoch + 1);
    const std::vector<double> far = distances(points, now);
    lines.show(far);
    learned.show(now.w, now.b);
    color_by_distance(sides.options, far);
    losses.title = fmt::format("epoch {}: loss {:.3f}", now.epoch, course.losses[epoch]);
    animation.add_frame(fmt::format("epoch {}", now.epoch));
  }
  return animation;
}

}  // namespace gradus::lessons
