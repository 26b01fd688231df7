#include "lessons/network_weights_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/indexing.hpp"
#include "gradus/core/ops/joining.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/view/data_figures.hpp"
#include "lessons/growing_curve.hpp"
#include "lessons/shown_epochs.hpp"

namespace gradus::lessons::weights {
namespace {

constexpr int64_t landscape_places = 13;  // each of the two weights takes so many values
constexpr double highest_error = 0.6;     // of the landscapes: what rises higher is cut off
constexpr size_t most_frames = 40;
const std::vector<std::string> classes = {"one half", "two halves"};

Tensor through(const Affine& layer, const Tensor& x) { return matmul(x, layer.weight.t()) + layer.bias; }

/// With as many digits as a picture can show: pages hold these numbers for every frame.
std::vector<double> coordinates(const Tensor& x) {
  std::vector<double> values = x.to_vector();
  for (double& value : values) value = std::round(value * 1e4) / 1e4;
  return values;
}

/// The points as they come into each layer.
std::vector<Tensor> stages(const std::vector<Affine>& layers, const Tensor& x) {
  std::vector<Tensor> at = {x};
  for (size_t l = 0; l + 1 < layers.size(); ++l) at.push_back(tanh(through(layers[l], at.back())));
  return at;
}

Tensor outputs(const std::vector<Affine>& layers, const Tensor& x) {
  return through(layers.back(), stages(layers, x).back());
}

/// The grid of the notebook's pictures: layers in reading order, and a last column for error and predictions.
struct Grid {
  int columns;
  explicit Grid(size_t layers) : columns(static_cast<int>(layers / 2) + 1) {}
  int row_of(size_t layer) const { return static_cast<int>(layer) / (columns - 1); }
  int column_of(size_t layer) const { return static_cast<int>(layer) % (columns - 1); }
};

/// Where the two weights of the drawn unit have been, and some room around.
struct Window {
  std::array<double, 2> low, high;

  Window(const Course& course, size_t layer) {
    low.fill(1e9), high.fill(-1e9);
    for (const Moment& moment : course.moments) {
      const std::vector<double> row = moment.layers[layer].weight[0].to_vector();
      for (size_t i = 0; i < 2; ++i) {
        low[i] = std::min(low[i], row[i] - 1.5);
        high[i] = std::max(high[i], row[i] + 1.5);
      }
    }
  }
  Tensor values(size_t i) const { return linspace(low[i], high[i], landscape_places); }
};

/// Mean squared error for other values of the first two weights of a layer, everything else as it is:
/// [w2, w1], w1 fastest.
Tensor landscape(const std::vector<Affine>& layers, size_t layer, const Points& points,
                 const Window& window) {
  const Tensor into = stages(layers, points.x)[layer];
  const std::vector<Tensor> w = meshgrid({window.values(0), window.values(1)}, Indexing::xy);
  const Tensor pairs = stack({w[0].flatten(), w[1].flatten()}, 1);       // [variants, 2]
  const Tensor first = matmul(pairs, into.t()) + layers[layer].bias[0];  // [variants, n]
  const int64_t variants = pairs.size(0), n = points.x.size(0);
  Tensor out = first.unsqueeze(2);
  if (layer + 1 < layers.size()) {
    const Tensor second = expand(through(layers[layer], into).select(1, 1), {variants, n});
    Tensor at = tanh(stack({first, second}, 2)).reshape({variants * n, 2});
    for (size_t l = layer + 1; l + 1 < layers.size(); ++l) at = tanh(through(layers[l], at));
    out = through(layers.back(), at).reshape({variants, n, 1});
  }
  return mean(square(out - points.y).squeeze(2), {.dim = 1});
}

plot::Axes& error_axes(plot::Figure& figure, const Grid& grid) {
  plot::Axes& axes = figure.axes(0, grid.columns - 1);
  axes.title = "Mean squared error";
  return axes;
}

/// The curve so far and the points with what the net says of the square: the last column.
class LastColumn {
 public:
  LastColumn(plot::Figure& figure, const Grid& grid, const Course& course, const Points& points)
      : errors_(error_axes(figure, grid), course.losses) {
    plot::Axes& predictions = figure.axes(1, grid.columns - 1);
    const Tensor places = linspace(0, 1, 61);
    const std::vector<Tensor> square = meshgrid({places, places}, Indexing::xy);
    square_ = stack({square[0].flatten(), square[1].flatten()}, 1);
    regions_ = &predictions.regions(places.to_vector(), places.to_vector(),
                                    std::vector<double>(static_cast<size_t>(square_.size(0)), 0.0),
                                    {.labels = classes, .strength = 0.45});
    view::scatter_by_class(predictions, points.x, points.y.flatten(),
                           {.title = "Predictions", .legend = plot::Legend::none});
    predictions.x = predictions.y = {.min = 0, .max = 1, .ticks = {0, 0.5, 1}};
    predictions.equal_aspect = true;
    for (plot::Trace& trace : predictions.traces) {
      if (auto* scatter = std::get_if<plot::Scatter>(&trace)) scatter->options.size = 2.5;
    }
  }

  void show(const Moment& moment) {
    errors_.show(moment.epoch);
    regions_->classes = (outputs(moment.layers, square_) > 0.5).flatten().to_vector();
  }

 private:
  GrowingCurve errors_;
  Tensor square_;
  plot::Regions* regions_ = nullptr;
};

plot::Figure grid_figure(const Grid& grid, double panel) {
  const double width = panel * grid.columns, height = 2 * panel + 60;
  return plot::Figure({.title = " ",
                       .width = static_cast<int>(width),
                       .height = static_cast<int>(height),
                       .rows = 2,
                       .columns = grid.columns,
                       .font_size = 12});
}

/// Points of one class in a panel.
struct ClassPoints {
  plot::Scatter* drawn;
  size_t layer;
  Tensor rows;
};

plot::Animation transformations(const Course& course, const Points& points) {
  const InferenceMode guard;
  const size_t depth = course.moments.front().layers.size();
  const Grid grid(depth);
  plot::Animation animation(grid_figure(grid, depth > 4 ? 225 : 300), {.frames_per_second = 5});
  plot::Figure& figure = animation.figure();
  std::vector<ClassPoints> panels;
  for (size_t l = 0; l < depth; ++l) {
    plot::Axes& axes = figure.axes(grid.row_of(l), grid.column_of(l));
    axes.title = l == 0 ? "The points" : fmt::format("After layer {}", l);
    const double low = l == 0 ? -0.05 : -1.05;
    axes.x = {.min = low, .max = 1.05, .ticks = {std::min(0.0, std::round(low)), l == 0 ? 0.5 : 0, 1}};
    axes.y = axes.x;
    axes.equal_aspect = true;
    axes.legend = plot::Legend::none;
    for (size_t c = 0; c < classes.size(); ++c) {
      const Tensor rows = nonzero(points.y.flatten() == static_cast<double>(c)).flatten();
      if (rows.size(0) == 0) continue;
      plot::Scatter& drawn = axes.scatter({0}, {0},
                                          {.label = classes[c],
                                           .color = plot::cycle_color(c),
                                           .marker = plot::cycle_marker(c),
                                           .size = depth > 4 ? 3.0 : 4.0,
                                           .opacity = 0.6});
      panels.push_back({&drawn, l, rows});
    }
  }
  LastColumn last(figure, grid, course, points);
  for (const size_t i : thinned(course.moments.size(), most_frames)) {
    const Moment& moment = course.moments[i];
    const std::vector<Tensor> at = stages(moment.layers, points.x);
    for (const ClassPoints& panel : panels) {
      const Tensor of_class = index_select(at[panel.layer], 0, panel.rows);
      panel.drawn->x = coordinates(of_class.select(1, 0));
      panel.drawn->y = coordinates(of_class.select(1, 1));
    }
    last.show(moment);
    figure.set_title(
        fmt::format("{}: what each layer makes of the points, epoch {}", course.name, moment.epoch));
    animation.add_frame(fmt::format("epoch {}", moment.epoch));
  }
  return animation;
}

plot::Animation landscapes(const Course& course, const Points& points) {
  const InferenceMode guard;
  const size_t depth = course.moments.front().layers.size();
  const Grid grid(depth);
  plot::Animation animation(grid_figure(grid, depth > 4 ? 235 : 330), {.frames_per_second = 5});
  plot::Figure& figure = animation.figure();
  std::vector<Window> windows;
  std::vector<plot::Surface*> surfaces;
  std::vector<plot::Line3D*> pins;  // through the place where training is, from the floor to the top
  std::vector<plot::Scatter3D*> places;
  windows.reserve(depth);
  for (size_t l = 0; l < depth; ++l) {
    windows.emplace_back(course, l);
    plot::Axes3D& axes = figure.axes3d(grid.row_of(l), grid.column_of(l));
    axes.title = fmt::format("Layer {}", l + 1);
    axes.x.label = "$w_1$";
    axes.y.label = "$w_2$";
    axes.z = {.min = 0, .max = highest_error, .ticks = {0, 0.25, 0.5}};
    axes.legend = plot::Legend::none;
    const Tensor w1 = windows[l].values(0), w2 = windows[l].values(1);
    surfaces.push_back(&axes.surface(
        w1.to_vector(), w2.to_vector(), std::vector<double>(landscape_places * landscape_places, 0.0),
        {.map = plot::ColorMap::viridis, .min = 0, .max = highest_error, .opacity = 0.75}));
    pins.push_back(&axes.line({0, 0}, {0, 0}, {0, highest_error}, {.color = plot::colors::dark_grey}));
    places.push_back(&axes.scatter({0}, {0}, {0},
                                   {.color = plot::colors::vermillion,
                                    .marker = plot::Marker::circle,
                                    .size = 8,
                                    .edge = plot::colors::white}));
  }
  LastColumn last(figure, grid, course, points);
  for (const size_t i : thinned(course.moments.size(), most_frames)) {
    const Moment& moment = course.moments[i];
    const double mse = square(outputs(moment.layers, points.x) - points.y).mean().item();
    for (size_t l = 0; l < depth; ++l) {
      surfaces[l]->z = landscape(moment.layers, l, points, windows[l]).to_vector();
      const std::vector<double> row = moment.layers[l].weight[0].to_vector();
      places[l]->x = {row[0]};
      places[l]->y = {row[1]};
      places[l]->z = {mse + 0.015};  // in front of the ground, not half in it
      pins[l]->x = {row[0], row[0]};
      pins[l]->y = {row[1], row[1]};
    }
    last.show(moment);
    figure.set_title(
        fmt::format("{}: the error over two weights of each layer, epoch {}", course.name, moment.epoch));
    animation.add_frame(fmt::format("epoch {}", moment.epoch));
  }
  return animation;
}

plot::Figure data_figure(const Points& points) {
  plot::Figure figure({.title = "Exclusive or", .width = 640, .height = 640});
  plot::Axes& axes = figure.axes();
  axes.vline(0.5);
  axes.hline(0.5);
  view::scatter_by_class(axes, points.x, points.y.flatten(),
                         {.class_names = {"coordinates in the same half", "in different halves"},
                          .legend = plot::Legend::below});
  axes.x.min = axes.y.min = 0;
  axes.x.max = axes.y.max = 1;
  axes.equal_aspect = true;
  return figure;
}

/// How much of the error reaches each layer, and what the nets make of it.
plot::Figure gradients_figure(const Story& story) {
  plot::Figure figure({.title = "Depth: what arrives at the first layers, and what helps",
                       .width = 1200,
                       .height = 480,
                       .columns = 2});
  plot::Axes &norms = figure.axes(0, 0), &errors = figure.axes(0, 1);
  norms.title = "gradients before training";
  norms.x.label = "layer";
  norms.y = {.label = "length of the gradient of the weights", .scale = plot::Scale::log};
  errors.title = "training";
  errors.x.label = "epoch";
  errors.y = {.label = "mean squared error", .min = 0};
  std::vector<const Course*> courses = {&story.shallow, &story.deep};
  for (const Course& course : story.remedies) courses.push_back(&course);
  for (size_t i = 0; i < courses.size(); ++i) {
    const Course& course = *courses[i];
    std::vector<double> layers, epochs, losses;
    for (size_t l = 0; l < course.first_gradients.size(); ++l) layers.push_back(static_cast<double>(l + 1));
    for (const size_t e : thinned(course.losses.size(), 400)) {
      epochs.push_back(static_cast<double>(e));
      losses.push_back(course.losses[e]);
    }
    norms.line(layers, course.first_gradients,
               {.label = course.name, .color = plot::cycle_color(i), .marker = plot::cycle_marker(i)});
    errors.line(epochs, losses, {.label = course.name, .color = plot::cycle_color(i)});
  }
  errors.legend = plot::Legend::none;
  return figure;
}

}  // namespace

void add_network_weights_pictures(const Story& told, Result& result) {
  const auto story = std::make_shared<const Story>(told);
  result.add_picture(
      "data",
      "Five hundred points of the unit square. A point is of the one class when both coordinates "
      "lie in the same half, else of the other: no straight line parts them.",
      [=] { return data_figure(story->points); });
  result.add_picture(
      "transformations",
      "The points as they come out of each layer of the 2-2-2-2-1 net. The square is turned, "
      "stretched and bent until, behind the third layer, a straight line can part the classes.",
      [=] { return transformations(story->shallow, story->points); });
  result.add_picture(
      "landscape",
      "For each layer, the error over two of its weights, with all others as they are at that "
      "epoch, and the place where training is. Every layer changes the ground under the others.",
      [=] { return landscapes(story->shallow, story->points); });
  result.add_picture("transformations-12",
                     "Twelve layers: the points collapse onto a line and then onto almost one place, and "
                     "training changes nothing of it.",
                     [=] { return transformations(story->deep, story->points); });
  result.add_picture(
      "landscape-12",
      "The same ground under twelve layers is flat but in the last ones: no weight of the first "
      "layers makes a difference, so no gradient tells where to go.",
      [=] { return landscapes(story->deep, story->points); });
  result.add_picture(
      "gradient-norms",
      "Left: the length of the gradient at each layer before training, on a logarithmic scale. In the plain "
      "deep net it shrinks at nearly every layer on the way back, by thousands in all. Right: how the nets "
      "learn.",
      [=] { return gradients_figure(*story); });
}

}  // namespace gradus::lessons::weights
