// Adaline by full batches: a smooth error to go down, and a rate that decides whether one arrives.
#include <fmt/format.h>

#include <array>

#include "gradus/gradus.hpp"
#include "gradus/metrics/classification.hpp"
#include "lessons/adaline.hpp"
#include "lessons/blobs.hpp"
#include "lessons/registry.hpp"
#include "lessons/tensor_numbers.hpp"

namespace gradus::lessons {
namespace {

constexpr std::array<double, 3> rates = {0.01, 0.0001, 0.019};
constexpr int64_t short_epochs = 15;

std::string run_name(double rate) { return fmt::format("lr{:g}", rate); }

// page: begin
/// Every epoch is one step on all points; gives the error before each.
template <class Observer>
std::vector<double> fit(Adaline& neuron, const Blobs& data, double rate, int64_t epochs, Observer observe) {
  std::vector<double> losses;
  for (int64_t epoch = 0; epoch < epochs; ++epoch) {
    losses.push_back(neuron.learn(data.x, data.y, rate));
    observe(epoch, losses.back());
  }
  return losses;
}
// page: end

plot::Figure rates_figure(const std::vector<double>& fast, const std::vector<double>& slow) {
  plot::Figure figure({.title = "Fifteen epochs at two rates", .width = 1050, .height = 460, .columns = 2});
  const struct {
    const char* title;
    const std::vector<double>& losses;
  } panels[] = {{"rate 0.01", fast}, {"rate 0.0001", slow}};
  for (int i = 0; i < 2; ++i) {
    plot::Axes& axes = figure.axes(0, i);
    axes.title = panels[i].title;
    axes.y = {.label = "mean squared error", .min = 0, .max = 0.5};
    draw_epochs(axes, panels[i].losses, "");
  }
  return figure;
}

plot::Figure loss_figure(const std::vector<double>& losses) {
  plot::Figure figure({.title = "Mean squared error at rate 0.019", .width = 720, .height = 480});
  figure.axes().y = {.label = "mean squared error (logarithmic)", .scale = plot::Scale::log};
  draw_epochs(figure.axes(), losses, "");
  return figure;
}

Result run(const RunOptions& options) {
  const Blobs data = blobs();
  Result result;
  result.values = {{"X_first3", numbers(data.x.slice(0, 0, 3))},
                   {"y_first10", numbers(data.y.slice(0, 0, 10))}};
  std::array<std::vector<double>, rates.size()> losses;
  Tensor w, b;  // of the last run, for its regions
  for (size_t i = 0; i < rates.size(); ++i) {
    const int64_t epochs = i + 1 < rates.size() ? short_epochs : options.epochs;
    random::NumpyRandom rng(options.seed);
    Adaline neuron(rng);
    const std::string name = run_name(rates[i]);
    losses[i] = fit(neuron, data, rates[i], epochs, [&](int64_t epoch, double loss) {
      result.checkpoints.push_back({{"run", name}, {"epoch", epoch}, {"loss", number(loss)}});
      options.report_progress(static_cast<double>(i) / rates.size() +
                              static_cast<double>(epoch + 1) / static_cast<double>(epochs) / rates.size());
    });
    const double accuracy = metrics::accuracy_score(data.y, neuron.predict(data.x));
    result.final[name] = {{"epochs", epochs},
                          {"w", numbers(neuron.w)},
                          {"b", numbers(neuron.b)},
                          {"loss", number(losses[i].back())},
                          {"accuracy", number(accuracy)}};
    result.printed += fmt::format("rate {:<6g}  {} epochs: error {:.4f}, {:.1f} % right\n", rates[i], epochs,
                                  losses[i].back(), 100 * accuracy);
    w = neuron.w;
    b = neuron.b;
  }
  result.add_picture("blobs", "Two round clouds that hardly touch.", [=] { return blobs_figure(data); });
  result.add_picture("rates",
                     "Left: at a rate of 0.01 the error falls quickly. Right: at 0.0001 it falls too, but it "
                     "would take a hundred times as many epochs.",
                     [=] { return rates_figure(losses[0], losses[1]); });
  result.add_picture("regions", "The plane as the neuron divides it after the run with rate 0.019.", [=] {
    return blob_regions_figure(
        "Rate 0.019", data, [=](const Tensor& points) { return (matmul(points, w) + b >= 0.5).to(int64); });
  });
  result.add_picture(
      "loss",
      "0.019 is just below the rate at which the error would run away: the steepest direction is "
      "settled in two epochs, the flat ones take their time.",
      [=] { return loss_figure(losses[2]); });
  return result;
}

Page page() {
  return {
      .about =
          "The perceptron's rule looks only at whether an answer was right. Widrow and Hoff's adaptive "
          "linear "
          "neuron looks at how far off the linear output was, before the step makes an answer of it. That "
          "gives an error that is smooth in the weights, a bowl, and the way down is against its gradient. "
          "How "
          "long a step to take is the one thing the gradient does not say.",
      .mathematics =
          {{"The error is the mean of the squared distances between label and linear output:",
            R"(L(\mathbf{w}, b) = \frac{1}{n} \sum_{i=1}^{n} \left(y_i - z_i\right)^2, \qquad z_i = \mathbf{w}^{\top}\mathbf{x}_i + b)"},
           {"Its gradient, and the step against it:",
            R"(\frac{\partial L}{\partial \mathbf{w}} = -\frac{2}{n} \sum_i (y_i - z_i)\,\mathbf{x}_i, \qquad \frac{\partial L}{\partial b} = -\frac{2}{n} \sum_i (y_i - z_i), \qquad \mathbf{w} \leftarrow \mathbf{w} - \eta\,\frac{\partial L}{\partial \mathbf{w}})"},
           {"The step is too long when it overshoots in the steepest direction, that is beyond",
            R"(\eta_{\max} = \frac{1}{\lambda_{\max}}, \qquad \lambda_{\max} \text{ the largest eigenvalue of } \tfrac{1}{n} \textstyle\sum_i \tilde{\mathbf{x}}_i \tilde{\mathbf{x}}_i^{\top}, \quad \tilde{\mathbf{x}} = (\mathbf{x}, 1))"}},
      .numbers = {{"error after 15 epochs at 0.01", "/final/lr0.01/loss", "", ""},
                  {"error after 15 epochs at 0.0001", "/final/lr0.0001/loss", "", ""},
                  {"error at the end at 0.019", "/final/lr0.019/loss", "", ""},
                  {"share that is right at 0.019", "/final/lr0.019/accuracy", "", ""}},
      .questions =
          {("Raise the third rate to 0.02, 0.025, 0.03. At which does the error grow without end? Compare "
            "with \\(\\eta_{\\max}\\)."),
           "Standardise both columns first. Which rates work then, and why so much larger ones?",
           "How many epochs does 0.0001 need to reach what 0.01 reaches in 15?",
           ("The error is a bowl, so its lowest point can be computed at once, by least squares. How far "
            "from it do 50 epochs end?")},
      .notes = {"The notebook's left curve is headed “learning rate 0.1”; it is drawn at 0.01."}};
}

}  // namespace

Lesson adaline_gd() {
  return {.name = "adaline-gd",
          .title = "Adaline: going down a smooth error",
          .summary = "A linear neuron learns by full-batch gradient descent, at three rates.",
          .notebook = "Building FeedForward Networks with PyTorch",
          .seed = 1,
          .epochs = 50,
          .spread = "epochs at rate 0.019; the other two rates take 15",
          .cover = "regions",
          .run = run,
          .page = page};
}

}  // namespace gradus::lessons
