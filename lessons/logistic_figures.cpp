#include "lessons/logistic_figures.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/joining.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/view/data_figures.hpp"

namespace gradus::lessons {
namespace {

constexpr const char* x_label = "worst concave points, scaled";
constexpr const char* y_label = "worst perimeter, scaled";
constexpr int64_t surface_side = 16;

/// The columns of the rows with this label.
std::array<std::vector<double>, 2> points_of(const Tumours& data, int64_t label) {
  std::array<std::vector<double>, 2> columns;
  const std::vector<int64_t> labels = data.y.to_vector<int64_t>();
  const std::vector<double> numbers = data.x.to_vector();
  for (size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] != label) continue;
    columns[0].push_back(numbers[2 * i]);
    columns[1].push_back(numbers[2 * i + 1]);
  }
  return columns;
}

/// Corners of the surface, x fastest.
Tensor surface_points(const Tensor& places) {
  const std::vector<Tensor> grid = meshgrid({places, places}, Indexing::xy);
  return stack({grid[0].flatten(), grid[1].flatten()}, 1);
}

plot::Line& draw_losses(plot::Axes& axes, const LogisticCourse& as_published, double least) {
  std::vector<double> steps;
  for (const double epoch : as_published.epochs) steps.push_back(epoch + 1);
  axes.x = {.label = "epoch", .scale = plot::Scale::log};
  axes.y = {.label = "sum of the losses in the epoch", .min = 0};
  axes.hline(least, {.label = "least possible", .color = plot::colors::green, .width = 1.8});
  axes.line(steps, as_published.losses,
            {.label = "as published", .color = plot::colors::grey, .style = plot::LineStyle::dashed});
  return axes.line({steps.front()}, {as_published.losses.front()},
                   {.label = "corrected",
                    .color = plot::colors::vermillion,
                    .width = 2.4,
                    .marker = plot::Marker::circle,
                    .marker_size = 4});
}

}  // namespace

Tensor logistic_probabilities(const Tensor& x, const std::array<double, 2>& w, double b) {
  return sigmoid(matmul(x, from_data(std::vector<double>(w.begin(), w.end()), {2})) + b);
}

plot::Figure tumours_figure(const Tumours& data) {
  return view::scatter_by_class(data.x, data.y,
                                {.title = "569 tumours by two measurements",
                                 .feature_names = {x_label, y_label},
                                 .class_names = data.classes});
}

plot::Figure curve_figure(const std::string& title, const std::string& label, const Tensor& z,
                          const Tensor& heights) {
  plot::Figure figure({.title = title, .width = 720, .height = 440});
  plot::Axes& axes = figure.axes();
  axes.x.label = "$z$";
  axes.y.label = label;
  axes.vline(0);
  axes.line(z.to_vector(), heights.to_vector(), {.color = plot::colors::blue, .width = 2.4});
  return figure;
}

plot::Figure derivatives_figure(const Tensor& z, const Tensor& by_hand, const Tensor& elementwise,
                                const Tensor& one_by_one) {
  plot::Figure figure(
      {.title = "The sigmoid's slope by autograd", .width = 1050, .height = 440, .columns = 2});
  plot::Axes &curve = figure.axes(0, 0), &differences = figure.axes(0, 1);
  const std::vector<double> places = z.to_vector();
  curve.title = "equal curves";
  curve.x.label = "$z$";
  curve.y.label = "slope";
  curve.line(places, elementwise.to_vector(),
             {.label = "all places at once", .color = plot::colors::blue, .width = 2.4});
  curve.scatter(places, one_by_one.to_vector(),
                {.label = "each place alone",
                 .color = plot::colors::vermillion,
                 .marker = plot::Marker::circle,
                 .size = 4});
  differences.title = "what rounding leaves";
  differences.x.label = "$z$";
  differences.y.label = "autograd less hand, in $10^{-16}$";
  differences.scatter(places, (1e16 * (elementwise - by_hand)).to_vector(),
                      {.color = plot::colors::blue, .marker = plot::Marker::circle, .size = 5});
  return figure;
}

plot::Animation logistic_animation(const Tumours& data, const LogisticCourse& as_published,
                                   const LogisticCourse& corrected, double least) {
  plot::Animation animation(
      plot::Figure({.title = "A probability for each tumour", .width = 1120, .height = 520, .columns = 2}),
      {.frames_per_second = 2.5, .last_frame_seconds = 3});
  plot::Line& losses = draw_losses(animation.figure().axes(0, 0), as_published, least);

  plot::Axes3D& box = animation.figure().axes3d(0, 1);
  const std::vector<double> inner_ticks = {0, 0.25, 0.5, 0.75};  // those at 1 would meet in the corner
  box.x = {.label = x_label, .min = 0, .max = 1, .ticks = inner_ticks};
  box.y = {.label = y_label, .min = 0, .max = 1, .ticks = inner_ticks};
  box.z = {.label = "probability of benign", .min = 0, .max = 1};
  box.view = {.elev = 24, .azim = 38};
  const Tensor places = linspace(0, 1, surface_side, {.dtype = float64}), corners = surface_points(places);
  const auto heights = [&](const LogisticCourse::Moment& now, const Tensor& points) {
    return logistic_probabilities(points, now.w, now.b).to_vector();
  };
  const LogisticCourse::Moment& first = corrected.moments.front();
  plot::Surface& surface = box.surface(places.to_vector(), places.to_vector(), heights(first, corners),
                                       {.map = plot::ColorMap::viridis, .min = 0, .max = 1, .opacity = 0.55});
  for (const int64_t label : {0, 1}) {
    const auto columns = points_of(data, label);
    if (columns[0].empty()) continue;
    box.scatter(columns[0], columns[1], std::vector<double>(columns[0].size(), static_cast<double>(label)),
                {.label = "truly " + plot::literal(data.classes[static_cast<size_t>(label)]),
                 .color = plot::cycle_color(static_cast<size_t>(label)),
                 .marker = plot::cycle_marker(static_cast<size_t>(label)),
                 .size = 5,
                 .opacity = 0.6});
  }
  plot::Scatter3D& said =
      box.scatter(data.x.select(1, 0).to_vector(), data.x.select(1, 1).to_vector(), heights(first, data.x),
                  {.label = "said", .color = plot::colors::black, .marker = plot::Marker::circle, .size = 4});

  for (const LogisticCourse::Moment& now : corrected.moments) {
    const auto shown = static_cast<std::ptrdiff_t>(now.losses);
    losses.x.clear();
    for (size_t i = 0; i < now.losses; ++i) losses.x.push_back(corrected.epochs[i] + 1);
    losses.y.assign(corrected.losses.begin(), corrected.losses.begin() + shown);
    surface.z = heights(now, corners);
    said.z = heights(now, data.x);
    animation.figure().axes(0, 0).title =
        fmt::format("epoch {}: loss {:.2f}", now.epoch, corrected.losses[now.losses - 1]);
    box.title = fmt::format("$w$ = ({:.2f}, {:.2f}), $b$ = {:.2f}", now.w[0], now.w[1], now.b);
    animation.add_frame(fmt::format("epoch {}", now.epoch));
  }
  return animation;
}

}  // namespace gradus::lessons
