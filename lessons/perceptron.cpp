// Rosenblatt's perceptron: a line that is pushed by every point it gets wrong.
#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "gradus/gradus.hpp"
#include "gradus/metrics/classification.hpp"
#include "gradus/view/data_figures.hpp"
#include "lessons/blobs.hpp"
#include "lessons/registry.hpp"
#include "lessons/tensor_numbers.hpp"

namespace gradus::lessons {
namespace {

constexpr double rate = 10;
constexpr double threshold = 0.5;

// page: begin
/// A neuron that fires or does not.
struct Perceptron {
  Tensor w, b;  // float64 [2] and []

  explicit Perceptron(random::NumpyRandom& rng)
      : w(from_data(rng.normal(0, 0.01, 2), {2})), b(zeros({}, {.dtype = float64})) {}

  Tensor predict(const Tensor& x) const { return (matmul(x, w) + b >= threshold).to(int64); }

  /// One pass over the points, each in its turn; gives the number of corrections.
  int64_t epoch(const Tensor& x, const Tensor& y) {
    int64_t corrections = 0;
    for (int64_t i = 0; i < x.size(0); ++i) {
      const Tensor error = y[i] - predict(x[i]);  // -1, 0 or 1
      if (error.item<int64_t>() == 0) continue;
      w += rate * error * x[i];
      b += rate * error;
      ++corrections;
    }
    return corrections;
  }
};
// page: end

plot::Figure unit_step_figure() {
  plot::Figure figure({.title = "The unit step", .width = 720, .height = 420});
  plot::Axes& axes = figure.axes();
  axes.x = {.label = "net input $z$", .min = -2, .max = 3};
  axes.y = {.label = "output", .min = -0.15, .max = 1.15, .ticks = {0, 0.5, 1}};
  axes.vline(threshold, {.label = "threshold"});
  axes.line({-2, threshold}, {0, 0}, {.color = plot::colors::blue, .width = 2.6});
  axes.line({threshold, 3}, {1, 1}, {.color = plot::colors::blue, .width = 2.6});
  axes.scatter({threshold}, {1}, {.color = plot::colors::blue, .marker = plot::Marker::circle, .size = 9});
  axes.scatter({threshold}, {0},
               {.color = plot::colors::white,
                .marker = plot::Marker::circle,
                .size = 9,
                .edge = plot::colors::blue,
                .edge_width = 1.6});
  return figure;
}

plot::Figure errors_figure(const std::vector<double>& errors) {
  plot::Figure figure({.title = "Corrections in each epoch", .width = 720, .height = 480});
  figure.axes().y = {.label = "points that were wrong", .min = 0};
  draw_epochs(figure.axes(), errors, "");
  return figure;
}

/// Two clouds that a line can part, and a cloud within a ring that none can.
plot::Figure separable_figure() {
  plot::Figure figure({.title = "What a straight line can part, and what it cannot",
                       .width = 1050,
                       .height = 500,
                       .columns = 2});
  random::NumpyRandom rng(0);
  constexpr int points = 60;
  plot::Axes &clouds = figure.axes(0, 0), &ring = figure.axes(0, 1);
  std::vector<double> near, round, labels;
  for (int i = 0; i < 2 * points; ++i) {
    const bool second = i >= points;
    near.push_back((second ? 1.6 : -1.6) + 0.55 * rng.randn());
    near.push_back((second ? 1.0 : -1.0) + 0.55 * rng.randn());
    const double angle = rng.uniform(0, 2 * std::numbers::pi),
                 radius = second ? rng.uniform(2, 2.8) : rng.uniform(0, 1.2);
    round.push_back(radius * std::cos(angle));
    round.push_back(radius * std::sin(angle));
    labels.push_back(second ? 1 : 0);
  }
  const Tensor y = from_data(labels, {2 * points}).to(int64);
  const auto draw = [&](plot::Axes& axes, const char* title, const std::vector<double>& x) {
    view::scatter_by_class(axes, from_data(x, {2 * points, 2}), y,
                           {.title = title, .legend = plot::Legend::none});
    axes.x.min = axes.y.min = -3.5;
    axes.x.max = axes.y.max = 3.5;
    axes.equal_aspect = true;
  };
  draw(clouds, "separable: one line is enough", near);
  clouds.line({-2, 2}, {3.2, -3.2}, {.color = plot::colors::dark_grey, .width = 2});
  draw(ring, "not separable: every line errs", round);
  for (const double slope : {-1.2, 0.1, 1.6}) {
    ring.line({-2, 2}, {-2 * slope, 2 * slope},
              {.color = plot::colors::grey, .style = plot::LineStyle::dashed});
  }
  return figure;
}

Result run(const RunOptions& options) {
  const Blobs data = blobs();
  random::NumpyRandom rng(options.seed);
  Perceptron neuron(rng);
  Result result;
  result.values = {{"X_first3", numbers(data.x.slice(0, 0, 3))},
                   {"y_first10", numbers(data.y.slice(0, 0, 10))},
                   {"w0", numbers(neuron.w)}};
  std::vector<int64_t> corrections;
  for (int64_t epoch = 0; epoch < options.epochs; ++epoch) {
    corrections.push_back(neuron.epoch(data.x, data.y));
    result.checkpoints.push_back({{"epoch", epoch}, {"loss", corrections.back()}});
    options.report_progress(static_cast<double>(epoch + 1) / static_cast<double>(options.epochs));
  }
  const double accuracy = metrics::accuracy_score(data.y, neuron.predict(data.x));
  result.final = {{"w", numbers(neuron.w)},
                  {"b", numbers(neuron.b)},
                  {"errors", numbers(corrections)},
                  {"accuracy", number(accuracy)}};
  result.printed = fmt::format("corrections: {} in the first epoch, {} in the last; {:.1f} % right\n",
                               corrections.front(), corrections.back(), 100 * accuracy);
  const std::vector<double> errors(corrections.begin(), corrections.end());
  result.add_picture("unit-step",
                     "The neuron's answer jumps from 0 to 1 where its input reaches the threshold.",
                     unit_step_figure);
  result.add_picture("blobs", "Two round clouds that overlap a little.", [=] { return blobs_figure(data); });
  result.add_picture(
      "errors",
      "The number of corrections falls and then stays: the clouds overlap, so the line is pushed "
      "to and fro for ever.",
      [=] { return errors_figure(errors); });
  result.add_picture("regions", "The line where the last correction left it.", [=] {
    return blob_regions_figure("After the last epoch", data,
                               [=](const Tensor& points) { return neuron.predict(points); });
  });
  result.add_picture(
      "separable-or-not",
      "Left: the perceptron is sure to find a line. Right: no line parts the classes, and it never "
      "comes to rest.",
      separable_figure);
  return result;
}

Page page() {
  return {
      .about =
          "The oldest learner still in use. A neuron adds up its inputs, each with a weight, and fires if "
          "the "
          "sum reaches a threshold. Shown a point that it gets right, it does nothing. Shown one that it "
          "gets "
          "wrong, it moves its weights a little towards the point, or away from it. If any line parts the "
          "two "
          "classes, this finds one in finitely many corrections; if none does, it never stops.",
      .mathematics =
          {{"The neuron fires, or does not:",
            R"(\hat{y} = \begin{cases} 1 & \text{if } \mathbf{w}^{\top}\mathbf{x} + b \ge \theta \\ 0 & \text{otherwise} \end{cases})"},
           {"Rosenblatt's rule. The bracket is 0 for a right answer, so only mistakes teach:",
            R"(\mathbf{w} \leftarrow \mathbf{w} + \eta\,(y - \hat{y})\,\mathbf{x}, \qquad b \leftarrow b + \eta\,(y - \hat{y}))"},
           {"Novikoff's bound on the number of corrections, for points within radius \\(R\\) that some line "
            "parts with a gap of \\(\\gamma\\) on each side:",
            R"(\text{corrections} \le \left(\frac{R}{\gamma}\right)^2)"}},
      .numbers = {{"corrections in the first epoch", "/checkpoints/0/loss", "", ""},
                  {"corrections in the last epoch", "/final/errors/39", "", ""},
                  {"share that is right", "/final/accuracy", "", ""}},
      .questions =
          {("Run it with `rate` 1 and 0.01. The weights differ, the corrections hardly: why? The lesson "
            "weight-angles says more."),
           "Stop at the epoch with the fewest corrections. Is the line better than the one at the end?",
           ("Move the second cloud away by 3 in both directions. After how many epochs are there no more "
            "corrections?"),
           ("Keep, beside the current weights, those that have made the fewest mistakes so far. How good "
            "do they get?")},
      .notes = {
          "The notebook says that its perceptron has converged. The clouds overlap, so it cannot: after "
          "some thirty epochs it still makes 36 corrections in each."}};
}

}  // namespace

Lesson perceptron() {
  return {.name = "perceptron",
          .title = "The perceptron",
          .summary = "Rosenblatt's rule parts two clouds of points, one mistake at a time.",
          .notebook = "Building FeedForward Networks with PyTorch",
          .seed = 1,
          .epochs = 40,
          .spread = "passes over the thousand points",
          .cover = "regions",
          .run = run,
          .page = page};
}

}  // namespace gradus::lessons
