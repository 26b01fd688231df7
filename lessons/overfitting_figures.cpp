#include "lessons/overfitting_figures.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <utility>

#include "gradus/gradus.hpp"
#include "lessons/train_test_regions.hpp"

namespace gradus::lessons {
namespace {

plot::Figure curves_figure(const Curves& plain, const Curves& dropout) {
  plot::Figure figure(
      {.title = "What is remembered, and what is understood", .width = 1150, .height = 480, .columns = 2});
  struct Shown {
    const char* label;
    const std::vector<CurvePoint>& points;
    plot::Color color;
    plot::LineStyle style;
  };
  const Shown shown[] = {
      {"training", plain.train, plot::colors::blue, plot::LineStyle::solid},
      {"validation", plain.valid, plot::colors::vermillion, plot::LineStyle::solid},
      {"training, dropout 0.1", dropout.train, plot::colors::blue, plot::LineStyle::dashed},
      {"validation, dropout 0.1", dropout.valid, plot::colors::vermillion, plot::LineStyle::dashed}};
  plot::Axes &losses = figure.axes(0, 0), &accuracies = figure.axes(0, 1);
  losses.title = "loss";
  losses.x.label = accuracies.x.label = "epoch";
  losses.y = {.label = "cross-entropy (logarithmic)", .scale = plot::Scale::log};
  accuracies.title = "accuracy (grey: guessing)";
  accuracies.y = {.label = "share that is right", .min = 0, .max = 1};
  accuracies.legend = plot::Legend::none;
  accuracies.hline(1.0 / 3);
  for (const Shown& curve : shown) {
    std::vector<double> epochs, loss, accuracy;
    for (const CurvePoint& point : curve.points) {
      epochs.push_back(static_cast<double>(epochs.size()));
      loss.push_back(point.loss);
      accuracy.push_back(point.accuracy);
    }
    const bool alone = epochs.size() == 1;
    const plot::LineOptions options = {.label = curve.label,
                                       .color = curve.color,
                                       .width = 1.3,
                                       .style = curve.style,
                                       .marker = alone ? std::optional(plot::Marker::circle) : std::nullopt};
    losses.line(epochs, loss, options);
    accuracies.line(epochs, accuracy, options);
  }
  return figure;
}

/// The layers of a small network: units as circles, connections as lines; `off` lists hidden units.
void draw_network(plot::Axes& axes, const std::vector<int>& off) {
  constexpr int sizes[] = {2, 6, 3};
  const auto place = [&](int layer, int unit) {
    return std::pair(1.6 * layer, (sizes[layer] - 1) / 2.0 - unit);
  };
  const auto is_off = [&](int layer, int unit) {
    return layer == 1 && std::ranges::find(off, unit) != off.end();
  };
  axes.hidden = true;
  axes.x = {.min = -0.6, .max = 3.8};
  axes.y = {.min = -3.3, .max = 2.9};
  for (int layer = 0; layer < 2; ++layer) {
    for (int from = 0; from < sizes[layer]; ++from) {
      for (int to = 0; to < sizes[layer + 1]; ++to) {
        if (is_off(layer, from) || is_off(layer + 1, to)) continue;
        const auto a = place(layer, from), b = place(layer + 1, to);
        axes.line({a.first, b.first}, {a.second, b.second}, {.color = plot::colors::light_grey, .width = 1});
      }
    }
  }
  const char* names[] = {"inputs", "hidden units", "classes"};
  for (int layer = 0; layer < 3; ++layer) {
    std::vector<double> x, y, x_off, y_off;
    for (int unit = 0; unit < sizes[layer]; ++unit) {
      const auto at = place(layer, unit);
      (is_off(layer, unit) ? x_off : x).push_back(at.first);
      (is_off(layer, unit) ? y_off : y).push_back(at.second);
    }
    axes.scatter(x, y,
                 {.color = plot::colors::sky,
                  .marker = plot::Marker::circle,
                  .size = 24,
                  .edge = plot::colors::blue,
                  .edge_width = 1.2});
    if (!x_off.empty()) {
      axes.scatter(x_off, y_off,
                   {.color = plot::colors::white,
                    .marker = plot::Marker::circle,
                    .size = 24,
                    .edge = plot::colors::grey,
                    .edge_width = 1.2});
      axes.scatter(x_off, y_off,
                   {.color = plot::colors::vermillion, .marker = plot::Marker::cross, .size = 15});
    }
    axes.text(1.6 * layer, -3.1, names[layer], {.size = 0.9});
  }
}

plot::Figure dropout_figure() {
  plot::Figure figure({.title = "Dropout", .width = 1150, .height = 430, .columns = 3});
  const std::vector<int> offs[] = {{1, 4}, {0, 2, 5}, {}};
  const char* titles[] = {"one step of training", "the next step", "evaluation"};
  for (int i = 0; i < 3; ++i) {
    figure.axes(0, i).title = titles[i];
    draw_network(figure.axes(0, i), offs[i]);
  }
  return figure;
}

/// Puts the default generator back where it was.
class GeneratorKept {
 public:
  GeneratorKept() : before_(default_generator()) {}
  ~GeneratorKept() { default_generator() = before_; }
  GeneratorKept(const GeneratorKept&) = delete;
  GeneratorKept& operator=(const GeneratorKept&) = delete;

 private:
  Generator before_;
};

/// The variance of the activations after each of twelve layers whose weights `fill` has drawn.
std::vector<double> variances(Tensor (*activation)(const Tensor&), void (*fill)(Tensor&)) {
  constexpr int layers = 12;
  constexpr int64_t width = 256;
  Tensor a = randn({512, width});
  std::vector<double> found = {gradus::var(a).item()};
  for (int layer = 0; layer < layers; ++layer) {
    Tensor weight = zeros({width, width});
    fill(weight);
    a = activation(matmul(a, weight.t()));
    found.push_back(gradus::var(a).item());
  }
  return found;
}

plot::Figure variance_figure() {
  const GeneratorKept kept;
  const InferenceMode guard;
  plot::Figure figure({.title = "Where the weights start: variance of the activations, layer by layer",
                       .width = 1150,
                       .height = 480,
                       .columns = 2});
  struct Start {
    const char* label;
    void (*fill)(Tensor&);
  };
  const Start starts[] = {
      {"$N(0, 0.01)$", [](Tensor& w) { nn::init::normal_(w, 0, 0.01); }},
      {"$N(0, 0.2)$", [](Tensor& w) { nn::init::normal_(w, 0, 0.2); }},
      {"Xavier", [](Tensor& w) { nn::init::xavier_normal_(w); }},
      {"Kaiming", [](Tensor& w) { nn::init::kaiming_normal_(w); }},
  };
  const struct {
    const char* title;
    Tensor (*function)(const Tensor&);
  } activations[] = {{"tanh", [](const Tensor& x) { return tanh(x); }},
                     {"ReLU", [](const Tensor& x) { return relu(x); }}};
  for (int column = 0; column < 2; ++column) {
    plot::Axes& axes = figure.axes(0, column);
    axes.title = activations[column].title;
    axes.x.label = "layer";
    axes.y = {.label = "variance (logarithmic)", .scale = plot::Scale::log};
    if (column == 1) axes.legend = plot::Legend::none;
    for (size_t i = 0; i < std::size(starts); ++i) {
      manual_seed(0);
      std::vector<double> layers;
      const std::vector<double> found = variances(activations[column].function, starts[i].fill);
      for (size_t k = 0; k < found.size(); ++k) layers.push_back(static_cast<double>(k));
      axes.line(layers, found, {.label = starts[i].label, .marker = plot::cycle_marker(i), .marker_size = 5});
    }
  }
  return figure;
}

/// x^0 ... x^degree, [n, degree + 1].
Tensor powers(const Tensor& x, int64_t degree) {
  return pow(x.unsqueeze(1), arange(degree + 1).to(float64).unsqueeze(0));
}

plot::Figure fits_figure() {
  constexpr int64_t points = 14;
  random::NumpyRandom rng(3);
  const auto truth = [](const Tensor& x) { return sin(std::numbers::pi * x); };
  const Tensor x = linspace(-1, 1, points, {.dtype = float64});
  const Tensor y = truth(x) + 0.25 * from_data(rng.randn(points), {points});
  const Tensor fine = linspace(-1, 1, 201, {.dtype = float64});
  plot::Figure figure(
      {.title = "Fourteen points and a polynomial", .width = 1200, .height = 440, .columns = 3});
  const struct {
    const char* title;
    int64_t degree;
  } fits[] = {{"underfitting: degree 1", 1}, {"a good fit: degree 3", 3}, {"overfitting: degree 12", 12}};
  for (int i = 0; i < 3; ++i) {
    plot::Axes& axes = figure.axes(0, i);
    axes.title = fits[i].title;
    axes.x = {.label = "$x$", .min = -1.05, .max = 1.05};
    axes.y = {.label = "$y$", .min = -2, .max = 2};
    if (i > 0) axes.legend = plot::Legend::none;
    const Tensor coefficients = linalg::lstsq(powers(x, fits[i].degree), y).solution;
    axes.line(fine.to_vector(), truth(fine).to_vector(),
              {.label = "truth", .color = plot::colors::grey, .style = plot::LineStyle::dashed});
    axes.line(fine.to_vector(), matmul(powers(fine, fits[i].degree), coefficients).to_vector(),
              {.label = "fit", .color = plot::colors::vermillion, .width = 2});
    axes.scatter(x.to_vector(), y.to_vector(), {.label = "points", .color = plot::colors::blue, .size = 7});
  }
  return figure;
}

}  // namespace

void add_overfitting_pictures(const OverfittingRun& run, Result& result) {
  result.add_picture(
      "regions",
      "Left: the network has drawn a border around most training points. Right: the same borders mean "
      "nothing for points it has not seen.",
      [run] {
        return train_test_regions("A network that has learned noise by heart", run.train, run.test,
                                  run.classes, run.scores);
      });
  result.add_picture(
      "curves",
      "Training loss falls and training accuracy rises; validation loss rises from the first epochs on, and "
      "validation accuracy stays at what guessing gives. Dropout slows the memorising.",
      [run] { return curves_figure(run.plain, run.dropout); });
  result.add_picture(
      "dropout",
      "In each step of training other hidden units are switched off, so none can rely on another; in "
      "evaluation all take part.",
      dropout_figure);
  result.add_picture(
      "variance-by-init",
      "Weights that start too small make the activations die out layer by layer, too large ones make tanh "
      "saturate and ReLU explode. Xavier's and Kaiming's choices keep them alive.",
      variance_figure);
  result.add_picture(
      "fits",
      "A straight line cannot follow the points; a polynomial of degree 12 follows their scatter; degree 3 "
      "is close to the truth.",
      fits_figure);
}

}  // namespace gradus::lessons
