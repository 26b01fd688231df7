// Probabilities from two measurements: a sigmoid on top of a plane, learned one sample at a time.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "gradus/gradus.hpp"
#include "lessons/logistic_figures.hpp"
#include "lessons/registry.hpp"
#include "lessons/tensor_numbers.hpp"

namespace gradus::lessons {
namespace {

constexpr double rate = 0.0005;

// page: begin
/// The sigmoid's slope, by hand.
Tensor sigmoid_prime(const Tensor& z) { return exp(-z) / square(1 + exp(-z)); }

/// A plane through the two measurements, and the sigmoid of its height. Plain numbers: there are six million
/// steps to take, each of them tiny.
struct Model {
  std::array<double, 2> w{};
  double b = 0;

  double probability(const double* x) const { return 1 / (1 + std::exp(-(w[0] * x[0] + w[1] * x[1] + b))); }

  /// A step against the gradient of this sample's loss, which it gives.
  double learn(const double* x, bool y, bool as_published) {
    const double p = probability(x), error = p - (y ? 1 : 0);
    std::array<double, 2> gradient = {x[0] * error, x[1] * error};
    if (as_published) gradient.fill((gradient[0] + gradient[1]) / 2);  // one number for both weights
    w[0] -= rate * gradient[0];
    w[1] -= rate * gradient[1];
    b -= rate * error;
    return -std::log(y ? p : 1 - p);
  }

  /// All samples in their order; the sum of their losses.
  double epoch(const Tensor& x, const std::vector<int64_t>& y, bool as_published) {
    double loss = 0;
    for (size_t i = 0; i < y.size(); ++i) loss += learn(x.data<double>() + 2 * i, y[i] == 1, as_published);
    return loss;
  }
};
// page: end

Tumours tumours(const RunOptions& options) {
  const data::LabelledData all =
      data::load_breast_cancer({.directory = options.data_dir.string(), .download = false});
  const Tensor x = stack({all.x.select(1, -3), all.x.select(1, -8)}, 1);
  const Tensor low = amin(x, {.dim = 0}), high = amax(x, {.dim = 0});
  return {((x - low) / (high - low)).contiguous(), all.y, all.class_names};
}

bool is_checkpoint(int64_t epoch, int64_t epochs) {
  return epoch == epochs - 1 || epoch < 5 || epoch == 5 || epoch == 10 || epoch == 25 || epoch == 50 ||
         (epoch <= 1000 && epoch % 200 == 0) || epoch % 500 == 0;
}

/// Trains one of the two models, keeps its numbers, and gives what the figures show.
LogisticCourse train(const char* run, bool as_published, Model model, const Tumours& data,
                     const RunOptions& options, Result& result) {
  const std::vector<int64_t> labels = data.y.to_vector<int64_t>();
  LogisticCourse seen;
  double loss = 0;
  for (int64_t epoch = 0; epoch < options.epochs; ++epoch) {
    loss = model.epoch(data.x, labels, as_published);
    const bool kept = is_checkpoint(epoch, options.epochs);
    if (kept || epoch < 100 || epoch % 50 == 0) {
      seen.epochs.push_back(static_cast<double>(epoch));
      seen.losses.push_back(loss);
    }
    if (!kept) continue;
    seen.moments.push_back({epoch, seen.losses.size(), model.w, model.b});
    result.checkpoints.push_back({{"run", run},
                                  {"epoch", epoch},
                                  {"loss", number(loss)},
                                  {"w", {number(model.w[0]), number(model.w[1])}},
                                  {"b", number(model.b)}});
    options.report_progress(static_cast<double>(epoch + 1) / static_cast<double>(options.epochs) / 2 +
                            (as_published ? 0 : 0.5));
  }
  const Tensor p = logistic_probabilities(data.x, model.w, model.b);
  const double accuracy = mean(((p > 0.5) == (data.y == 1)).to(float64)).item();
  result.final[run] = {{"w", {number(model.w[0]), number(model.w[1])}},
                       {"b", number(model.b)},
                       {"loss_during_last_epoch", number(loss)},
                       {"accuracy", number(accuracy)},
                       {"probabilities_first3", numbers(p.slice(0, 0, 3))}};
  result.printed += fmt::format(
      "{:<12}  loss {:.4f} in the last epoch, {:.2f} % right;\n              w ({:.4f}, {:.4f}), b {:.4f}\n",
      run, loss, 100 * accuracy, model.w[0], model.w[1], model.b);
  return seen;
}

/// The least loss of all weights, by the library's learner.
struct Best {
  double loss;
  std::string printed;
};

/// With so large a C the learner's pull on the weights counts for nothing. Beside its weights the gradient by
/// hand, which has to vanish there.
Best best(const Tumours& data) {
  learn::LogisticRegression learner({.C = 1e6, .tol = 1e-3, .max_iter = 1000});
  learner.fit(data.x, data.y);
  const std::vector<double> w = learner.coef().to_vector();
  const double b = learner.intercept().item();
  const Tensor p = logistic_probabilities(data.x, {w[0], w[1]}, b), y = data.y.to(float64);
  const double loss = -sum(y * log(p) + (1 - y) * log(1 - p)).item();
  const double slope = std::max(max(abs(matmul(p - y, data.x))).item(), std::abs(sum(p - y).item()));
  return {loss,
          fmt::format("learn::LogisticRegression: loss {:.4f} after {} steps, {:.2f} % right;\n"
                      "              w ({:.4f}, {:.4f}), b {:.4f}; there the gradient by hand is {:.0e}\n",
                      loss, learner.n_iter(), 100 * learner.score(data.x, data.y), w[0], w[1], b, slope)};
}

/// The slope of the sigmoid on the notebook's grid, three times.
struct Slopes {
  Tensor z, by_hand, elementwise, one_by_one;  // float64 [100]

  Slopes() : z(linspace(-10, 10, 100, {.dtype = float64})), by_hand(sigmoid_prime(z)) {
    const auto curve = [](const Tensor& x) { return sigmoid(x); };
    elementwise = elementwise_grad(curve)(z);
    std::vector<double> each;
    each.reserve(static_cast<size_t>(z.numel()));
    for (int64_t i = 0; i < z.numel(); ++i) each.push_back(grad(curve)(z[i]).item());
    one_by_one = from_data(each, {z.numel()});
  }

  double largest_difference() const {
    return std::max(max(abs(elementwise - by_hand)).item(), max(abs(one_by_one - by_hand)).item());
  }
};

Json grid_values(const Tensor& heights) {
  return {number(heights[0].item()), number(heights[49].item()), number(heights[99].item())};
}

Result run(const RunOptions& options) {
  Result result;
  random::NumpyRandom rng(options.seed);
  const Tumours data = tumours(options);
  const double w1 = rng.random_sample(), w2 = rng.random_sample();
  const Model start{.w = {w1, w2}, .b = rng.random_sample()};
  const Slopes slopes;
  result.values = {{"X_first3", numbers(data.x.slice(0, 0, 3))},
                   {"y_first3", numbers(data.y.slice(0, 0, 3))},
                   {"w0", {number(start.w[0]), number(start.w[1])}},
                   {"b0", number(start.b)},
                   {"sigmoid_grid_0_49_99", grid_values(sigmoid(slopes.z))},
                   {"sigmoid_prime_grid_0_49_99", grid_values(slopes.by_hand)}};
  result.printed = fmt::format("slope of the sigmoid: autograd and hand differ by {:.0e} at most\n",
                               slopes.largest_difference());
  const LogisticCourse published = train("as_published", true, start, data, options, result);
  const LogisticCourse corrected = train("corrected", false, start, data, options, result);
  const Best least = best(data);
  result.printed += least.printed;

  result.add_picture(
      "data",
      "Tumours with large perimeters and many concave points are malignant; where the two clouds meet, no "
      "line is right for all.",
      [=] { return tumours_figure(data); });
  result.add_picture("sigmoid",
                     "Any number becomes a probability: far left 0, far right 1, in the middle a half.",
                     [=] { return curve_figure("The sigmoid", "$σ(z)$", slopes.z, sigmoid(slopes.z)); });
  result.add_picture(
      "sigmoid-derivative", "The slope by the formula: a quarter in the middle, hardly any at the sides.",
      [=] { return curve_figure("The sigmoid's slope, by hand", "$σ'(z)$", slopes.z, slopes.by_hand); });
  result.add_picture(
      "sigmoid-autograd",
      "Left: the slope as the library finds it, for all places in one go and for each alone. Right: it is "
      "the one by hand up to the last bits of the numbers.",
      [=] { return derivatives_figure(slopes.z, slopes.by_hand, slopes.elementwise, slopes.one_by_one); });
  result.add_picture(
      "training",
      "Left: the losses fall quickly and then slowly, on a logarithmic scale of epochs. Right: the surface "
      "of probabilities tilts and becomes a steep slope between the classes, which lie on floor and ceiling; "
      "black dots are what it says of each tumour.",
      [=] { return logistic_animation(data, published, corrected, least.loss); });
  return result;
}

Page page() {
  return {
      .about =
          "Is a tumour malignant? Two measurements of its cells are given, and the answer is to be a "
          "probability. A plane over the two measurements gives any number; the sigmoid makes of it one "
          "between 0 and 1. The weights are learned by going down the surprise at the truth, one tumour at a "
          "time. The notebook averages the gradient over the two features and moves both weights by the same "
          "amount, so that their difference can never change. It still gets 94 % right: here the two "
          "measurements say much the same.",
      .mathematics =
          {{"The probability of class 1:",
            R"(\hat{y} = \sigma(\mathbf{w}^{\top}\mathbf{x} + b), \qquad \sigma(z) = \frac{1}{1 + e^{-z}}, \qquad \sigma'(z) = \frac{e^{-z}}{(1 + e^{-z})^2} = \sigma(z)\,(1 - \sigma(z)))"},
           {"How surprising the truth \\(y\\) is, binary cross-entropy:",
            R"(L = -\left[y \ln \hat{y} + (1 - y) \ln(1 - \hat{y})\right])"},
           {"Through logarithm and sigmoid, little is left of its gradient. It is a vector, with an element "
            "for each feature:",
            R"(\nabla_{\mathbf{w}} L = (\hat{y} - y)\,\mathbf{x}, \qquad \frac{\partial L}{\partial b} = \hat{y} - y)"},
           {"As published, the mean over the two features takes the place of both elements:",
            R"(\mathbf{w} \leftarrow \mathbf{w} - \eta\,(\hat{y} - y)\,\frac{x_1 + x_2}{2} \begin{pmatrix} 1 \\\\ 1 \end{pmatrix})"}},
      .numbers = {{"as published: loss in the first epoch", "/checkpoints/0/loss", "", ""},
                  {"as published: loss in the last epoch", "/final/as_published/loss_during_last_epoch", "",
                   ""},
                  {"as published: weights", "/final/as_published/w", "", ""},
                  {"as published: share that is right", "/final/as_published/accuracy", "", ""},
                  {"corrected: loss in the last epoch", "/final/corrected/loss_during_last_epoch", "", ""},
                  {"corrected: weights", "/final/corrected/w", "", ""},
                  {"corrected: share that is right", "/final/corrected/accuracy", "", ""}},
      .questions =
          {("Which two of the thirty columns tell most? Change the two numbers in `tumours`, and mind that "
            "the notebook's text speaks of mean perimeter and mean radius while its code takes other "
            "columns."),
           ("Go on for 50000 epochs. The loss still falls a little: compare with the learner, which finds "
            "the lowest one in a few dozen steps."),
           "Shuffle the tumours in each epoch. Does the loss in the last epoch change, and why?",
           ("To overlook a malignant tumour is worse than a false alarm. From which probability on would you "
            "say benign, and how many alarms does that cost?")},
      .notes = {
          ("The notebook's text names mean perimeter and mean radius. The columns that its code takes, the "
           "third and the eighth from the end, are worst concave points and worst perimeter."),
          ("Its curve of losses is cut to whole numbers, since NumPy makes an array of integers from "
           "`np.full(epochs, -1)`. Here the curve is drawn as it is."),
          ("Its mean over the features moves both weights alike. That the published share of right answers "
           "is even a little larger means nothing: it is one tumour of 569.")}};
}

}  // namespace

Lesson logistic_regression() {
  return {.name = "logistic-regression",
          .title = "Logistic regression by hand",
          .summary = "Malignant or benign: a probability from two measurements.",
          .notebook = "Machine Learning Visualized",
          .seed = 0,
          .epochs = 5001,
          .spread = "passes over the 569 tumours, for each of the two runs",
          .cover = "data",
          .run = run,
          .page = page};
}

}  // namespace gradus::lessons
