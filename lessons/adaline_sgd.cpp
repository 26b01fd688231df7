// Adaline one point at a time: a thousand small steps an epoch, and learning that can go on with new points.
#include <fmt/format.h>

#include <algorithm>

#include "gradus/gradus.hpp"
#include "gradus/metrics/classification.hpp"
#include "lessons/adaline.hpp"
#include "lessons/blobs.hpp"
#include "lessons/registry.hpp"
#include "lessons/tensor_numbers.hpp"

namespace gradus::lessons {
namespace {

constexpr double rate = 0.001;

// page: begin
/// One pass over the points, shuffled first, with a step for every `batch` of them; gives the mean error.
double epoch(Adaline& neuron, Blobs& data, int64_t batch, random::NumpyRandom& rng) {
  const int64_t n = data.x.size(0);
  const Tensor order = from_data(rng.permutation(n), {n});
  data = {index_select(data.x, 0, order), index_select(data.y, 0, order)};
  double sum = 0;
  for (int64_t begin = 0; begin < n; begin += batch) {
    const int64_t end = std::min(begin + batch, n);
    const Tensor x = data.x.slice(0, begin, end), y = data.y.slice(0, begin, end);
    sum += static_cast<double>(end - begin) * neuron.learn(x, y, rate);
  }
  return sum / static_cast<double>(n);
}

/// Learns from one new point without starting again.
void partial_fit(Adaline& neuron, const Tensor& point, const Tensor& label) {
  neuron.learn(point.unsqueeze(0), label.unsqueeze(0), rate);
}
// page: end

plot::Figure loss_figure(const std::vector<double>& losses) {
  plot::Figure figure({.title = "A thousand steps an epoch", .width = 720, .height = 480});
  figure.axes().y = {.label = "mean squared error", .min = 0};
  draw_epochs(figure.axes(), losses, "");
  return figure;
}

plot::Figure batch_sizes_figure(const Blobs& data, uint32_t seed, int64_t epochs) {
  plot::Figure figure({.title = "The same rate and epochs, other batches", .width = 820, .height = 520});
  plot::Axes& axes = figure.axes();
  axes.y = {.label = "mean squared error (logarithmic)", .scale = plot::Scale::log};
  for (const int64_t batch : {1, 32, 1000}) {
    random::NumpyRandom rng(seed);
    Adaline neuron(rng);
    Blobs shuffled = data;
    std::vector<double> losses;
    for (int64_t i = 0; i < epochs; ++i) losses.push_back(epoch(neuron, shuffled, batch, rng));
    draw_epochs(axes, losses, batch == 1000 ? "all points at once" : fmt::format("batches of {}", batch));
  }
  return figure;
}

Result run(const RunOptions& options) {
  const Blobs data = blobs();
  Result result;
  random::NumpyRandom rng(options.seed);
  Adaline neuron(rng);
  result.values["w0"] = numbers(neuron.w);
  std::vector<double> losses;
  std::vector<int64_t> first_order = random::NumpyRandom(rng).permutation(data.x.size(0));
  first_order.resize(10);
  result.values["permutation0_first10"] = numbers(first_order);
  Blobs shuffled = data;
  for (int64_t i = 0; i < options.epochs; ++i) {
    losses.push_back(epoch(neuron, shuffled, 1, rng));
    result.checkpoints.push_back({{"epoch", i}, {"loss", number(losses.back())}});
    options.report_progress(static_cast<double>(i + 1) / static_cast<double>(options.epochs));
  }
  const Tensor w = neuron.w.clone(), b = neuron.b.clone();
  const double accuracy = metrics::accuracy_score(data.y, neuron.predict(data.x));
  partial_fit(neuron, data.x[0], data.y[0]);
  result.final = {{"w", numbers(w)},
                  {"b", numbers(b)},
                  {"w_after_partial_fit", numbers(neuron.w)},
                  {"b_after_partial_fit", numbers(neuron.b)},
                  {"loss", number(losses.back())},
                  {"accuracy", number(accuracy)}};
  result.printed = fmt::format(
      "error {:.4f} after {} epochs, {:.1f} % right\nweights before the new point [{:11.8f} {:11.8f}]\n"
      "weights after it             [{:11.8f} {:11.8f}]\n",
      losses.back(), options.epochs, 100 * accuracy, w[0].item(), w[1].item(), neuron.w[0].item(),
      neuron.w[1].item());
  result.add_picture("regions", "Twenty passes of a thousand single steps divide the clouds well.", [=] {
    return blob_regions_figure("One point at a time", data, [=](const Tensor& points) {
      return (matmul(points, w) + b >= 0.5).to(int64);
    });
  });
  result.add_picture(
      "loss",
      "Most is learned in the first five epochs. Afterwards the error trembles around a value that it "
      "cannot leave, because each point pulls its own way.",
      [=] { return loss_figure(losses); });
  result.add_picture(
      "batch-sizes",
      "With the same rate, small batches take more steps an epoch and are far ahead; one step on "
      "all points an epoch has hardly begun.",
      [=, seed = options.seed, epochs = options.epochs] { return batch_sizes_figure(data, seed, epochs); });
  return result;
}

Page page() {
  return {
      .about =
          "Full-batch descent looks at a thousand points before it takes one step. Taking a step after each "
          "point is noisier, since a single point knows little of the others, but it is a thousand steps for "
          "the same work. And it does not need the points to be there beforehand: one that arrives later is "
          "learned by one more step. Batches of 32 stand in between, and are what networks are trained with.",
      .mathematics =
          {{"One point is enough for a step; the order is drawn anew in each epoch:",
            R"(\mathbf{w} \leftarrow \mathbf{w} + 2\eta\,(y_i - z_i)\,\mathbf{x}_i, \qquad b \leftarrow b + 2\eta\,(y_i - z_i))"},
           {"On the average over the points this is the step of the full batch, and its scatter shrinks with "
            "the batch size \\(m\\):",
            R"(\mathbb{E}\left[\Delta\mathbf{w}\right] = -\eta\,\frac{\partial L}{\partial \mathbf{w}}, \qquad \operatorname{Var}\left[\Delta\mathbf{w}\right] \propto \frac{\eta^2}{m})"}},
      .numbers = {{"first weight after 20 epochs", "/final/w/0", "0.06636402", ""},
                  {"second weight", "/final/w/1", "-0.05597241", ""},
                  {"first weight after the new point", "/final/w_after_partial_fit/0", "0.06665753", ""},
                  {"second weight after it", "/final/w_after_partial_fit/1", "-0.06029854", ""},
                  {"error of the last epoch", "/final/loss", "", ""},
                  {"share that is right", "/final/accuracy", "", ""}},
      .questions =
          {("Do not shuffle. Then sort the points by class. What does the error do, and why does the order "
            "matter to single steps and not to the full batch?"),
           "Let the rate fall as \\(\\eta / (1 + t)\\) over the epochs \\(t\\). Does the trembling stop?",
           ("Multiply the rate by 32 for batches of 32. How close does that curve come to the one of "
            "single points?"),
           "Feed `partial_fit` a hundred times with the same point. What has the neuron forgotten?"},
      .notes = {
          "The error of an epoch is the mean of what each point's error was just before its own step, so it "
          "is a little better than that of the weights at the epoch's end or its beginning."}};
}

}  // namespace

Lesson adaline_sgd() {
  return {.name = "adaline-sgd",
          .title = "Adaline: one point at a time",
          .summary = "Stochastic descent with shuffling, learning from a new point, and mini-batches.",
          .notebook = "Building FeedForward Networks with PyTorch",
          .seed = 69,
          .epochs = 20,
          .spread = "passes over the thousand points",
          .cover = "loss",
          .run = run,
          .page = page};
}

}  // namespace gradus::lessons
