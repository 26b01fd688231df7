// A disc inside a ring: each hidden unit draws a line, and three lines enclose the disc.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>

#include "gradus/gradus.hpp"
#include "lessons/circles_figures.hpp"
#include "lessons/registry.hpp"
#include "lessons/tensor_numbers.hpp"

namespace gradus::lessons {
namespace rings {
namespace {

constexpr int64_t pairs = 1000, first_epochs = 100;
constexpr double first_rate = 1e-2, rate = 1e-3;
constexpr int64_t most_units = 8, enough_units = 3;

// page: begin
/// Two coordinates, a layer of units, and one probability.
struct Net : nn::Layer {
  nn::Linear &hidden, &output;
  bool rectified;  ///< ReLU units in place of sigmoids
  explicit Net(int64_t units, bool with_relu = false)
      : hidden(add<nn::Linear>("hidden", 2, units)),
        output(add<nn::Linear>("output", units, 1)),
        rectified(with_relu) {}

  Tensor activations(const Tensor& x) { return rectified ? relu(hidden(x)) : sigmoid(hidden(x)); }
  Tensor logits(const Tensor& x) { return output(activations(x)); }
  Tensor forward(const Tensor& x) override { return sigmoid(logits(x)); }
};

/// Adam on all points at once; tells `observe` the loss of each epoch before its step.
template <class Observer>
void train(Net& net, const Tensor& x, const Tensor& y, double lr, int64_t epochs, Observer observe) {
  optim::Adam adam(net.parameters(), {.lr = lr});
  auto step = capture([&](const Tensor& points, const Tensor& truth) {
    const Tensor loss = nn::binary_cross_entropy(net(points), truth);
    adam.zero_grad();
    loss.backward();
    adam.step();
    return loss;
  });
  for (int64_t epoch = 0; epoch < epochs; ++epoch) {
    observe(epoch, static_cast<float>(step(x, y).item()));
  }
}

/// In polar coordinates the classes lie one above the other: a straight line is enough, and so is logistic
/// regression. Columns: squared radius, angle.
Tensor polar(const Tensor& x) {
  const Tensor right = x.select(1, 0), up = x.select(1, 1);
  return stack({square(right) + square(up), atan2(up, right)}, 1);
}
// page: end

/// Pairs of a point in the unit disc, class 0, and one in the ring from 3 to 4, class 1.
struct DiscAndRing {
  Tensor x;  ///< float64 [n, 2]
  Tensor y;  ///< int64 [n]
};
DiscAndRing make_disc_and_ring(uint32_t seed) {
  random::NumpyRandom rng(seed);
  std::vector<double> x;
  std::vector<int64_t> y;
  x.reserve(4 * pairs);
  y.reserve(2 * pairs);
  for (int64_t i = 0; i < 2 * pairs; ++i) {
    const int64_t label = i % 2;
    const double radius = 3.0 * static_cast<double>(label) + rng.uniform();
    const double angle = rng.uniform(0, 2 * std::numbers::pi);
    x.push_back(radius * std::cos(angle));
    x.push_back(radius * std::sin(angle));
    y.push_back(label);
  }
  return {from_data(x, {2 * pairs, 2}), from_data(y, {2 * pairs})};
}

/// What the nets learn from, in the types that they take.
struct Task {
  Tensor x;       ///< float32 [n, 2]
  Tensor y;       ///< float32 [n, 1]
  Tensor labels;  ///< int64 [n]
};

Tensor labels_of(const Tensor& probabilities) { return (probabilities.flatten() > 0.5).to(int64); }

double accuracy(Net& net, const Task& task) {
  const InferenceMode guard;
  return metrics::accuracy_score(task.labels, labels_of(net(task.x)));
}

/// A run of the notebook, seeded anew: its checkpoints and numbers stand in the result under its name.
struct RunPlan {
  std::string name;
  int64_t units;
  double rate;
  int64_t epochs, every;  ///< which epochs are checkpoints
};

class Log {
 public:
  Log(const RunOptions& options, Result& result, int64_t all_epochs)
      : options_(options), result_(result), all_epochs_(all_epochs) {}

  Trained follow(const RunPlan& plan, const Task& task) {
    manual_seed(options_.seed);
    const auto net = std::make_shared<Net>(plan.units);
    result_.values[plan.name] = {{"initial", numbers(net->state_dict())}};
    std::vector<double> losses;
    train(*net, task.x, task.y, plan.rate, plan.epochs, [&](int64_t epoch, float loss) {
      advance();
      losses.push_back(static_cast<double>(loss));
      if (epoch % plan.every != 0 && epoch != plan.epochs - 1) return;
      result_.checkpoints.push_back({{"run", plan.name}, {"epoch", epoch}, {"loss", number(loss)}});
      if (epoch % (2 * plan.every) != 0) return;
      result_.printed += fmt::format("{:<8} epoch {:>4}  loss {:.4f}\n", plan.name, epoch, loss);
    });
    return learned(plan, net, task, std::move(losses));
  }

  void advance() {
    options_.report_progress(static_cast<double>(++seen_) / static_cast<double>(all_epochs_));
  }

 private:
  Trained learned(const RunPlan& plan, const std::shared_ptr<Net>& net, const Task& task,
                  std::vector<double> losses) {
    const double right = accuracy(*net, task);
    const InferenceMode guard;
    const Tensor hidden = net->activations(task.x);
    const Tensor loss = nn::binary_cross_entropy((*net)(task.x), task.y);
    result_.final[plan.name] = {{"epochs", plan.epochs},
                                {"loss_after", number(loss.item<float>())},
                                {"accuracy", number(right)},
                                {"weights", numbers(net->state_dict())},
                                {"hidden_first3", numbers(hidden.slice(0, 0, 3))}};
    result_.printed +=
        fmt::format("{:<8} {} parameters, {:.1f} % right\n", plan.name, net->parameter_count(), 100 * right);
    return {.units = plan.units,
            .accuracy = right,
            .losses = std::move(losses),
            .weight = net->hidden.weight().detach().clone(),
            .bias = net->hidden.bias().detach().clone(),
            .hidden = hidden,
            .out_weight = net->output.weight().detach().clone(),
            .out_bias = net->output.bias().detach().clone(),
            .probability = [net](const Tensor& points) { return (*net)(points.to(float32)); }};
  }

  const RunOptions& options_;
  Result& result_;
  int64_t all_epochs_;
  int64_t seen_ = 0;
};

/// How far the losses of a training move apart when the points are shuffled before every epoch: in a full
/// batch their order is nothing but another order of a sum.
double shuffling_difference(uint32_t seed, const Task& task, int64_t epochs) {
  std::vector<float> in_order;
  manual_seed(seed);
  Net net(enough_units);
  train(net, task.x, task.y, rate, epochs, [&](int64_t, float loss) { in_order.push_back(loss); });
  manual_seed(seed);
  Net shuffled(enough_units);
  optim::Adam adam(shuffled.parameters(), {.lr = rate});
  double largest = 0;
  for (const float expected : in_order) {
    const Tensor order = randperm(task.x.size(0));
    const Tensor loss =
        nn::binary_cross_entropy(shuffled(index_select(task.x, 0, order)), index_select(task.y, 0, order));
    adam.zero_grad();
    loss.backward();
    adam.step();
    largest = std::max(largest, std::abs(static_cast<double>(loss.item<float>() - expected)));
  }
  return largest;
}

/// A confident mistake: what the two forms of the loss say of it, and how they send it back.
Json confident_mistake() {
  const Tensor logit = full({1}, 200.0).requires_grad_(), truth = zeros({1});
  const Tensor by_probability = nn::binary_cross_entropy(sigmoid(logit), truth);
  const Tensor by_logit = nn::binary_cross_entropy_with_logits(logit, truth);
  const auto slope = [&](const Tensor& loss) { return number(grad(loss, {logit})[0].item()); };
  return {{"loss_of_probability", number(by_probability.item())},
          {"slope_of_probability", slope(by_probability)},
          {"loss_of_logit", number(by_logit.item())},
          {"slope_of_logit", slope(by_logit)}};
}

/// One to eight units of both kinds, at ten times the rate for a fifth of the epochs.
Widths compare_widths(uint32_t seed, const Task& task, int64_t epochs) {
  Widths widths{.relu = {}, .sigmoid = {}, .shown_units = 0, .shown_accuracy = 0, .shown = {}};
  const int64_t shorter = std::max<int64_t>(1, epochs / 5);
  for (const bool rectified : {true, false}) {
    for (int64_t units = 1; units <= most_units; ++units) {
      manual_seed(seed);
      const auto net = std::make_shared<Net>(units, rectified);
      double last = 0;
      train(*net, task.x, task.y, 10 * rate, shorter,
            [&](int64_t, float loss) { last = static_cast<double>(loss); });
      (rectified ? widths.relu : widths.sigmoid).push_back(last);
      if (!rectified || widths.shown_accuracy == 1) continue;
      widths.shown_units = units;
      widths.shown_accuracy = accuracy(*net, task);
      widths.shown = [net](const Tensor& points) { return (*net)(points.to(float32)); };
    }
  }
  return widths;
}

/// Logistic regression on polar coordinates.
Polar fit_polar(const DiscAndRing& data, Result& result) {
  const Tensor features = polar(data.x);
  learn::LogisticRegression model({.C = 100, .max_iter = 1000});
  model.fit(features, data.y);
  const double right = model.score(features, data.y);
  result.final["first-2"]["polar_accuracy"] = number(right);
  result.printed +=
      fmt::format("logistic regression on squared radius and angle: {:.1f} % right\n", 100 * right);
  return {.of_square = model.coef()[0][0].item(),
          .of_angle = model.coef()[0][1].item(),
          .intercept = model.intercept()[0].item()};
}

Result run(const RunOptions& options) {
  const DiscAndRing data = make_disc_and_ring(options.seed);
  const Task task{data.x.to(float32), data.y.to(float32).unsqueeze(1), data.y};
  Result result;
  Json bce_demo = Json::array();
  for (const float guess : {0.01F, 0.3F, 0.5F, 1.0F}) {
    bce_demo.push_back(number(nn::binary_cross_entropy(full({1}, guess), ones({1})).item<float>()));
  }
  result.values = {{"features_first3", numbers(data.x.slice(0, 0, 3))},
                   {"features_sum", number(data.x.sum().item())},
                   {"bce_demo", bce_demo}};
  const std::vector<int64_t> widths = {1, 2, 3, 5};
  Log log(options, result, first_epochs + static_cast<int64_t>(widths.size()) * options.epochs);
  log.follow({"first-2", 2, first_rate, first_epochs, 10}, task);
  Story story{.points = {data.x, data.y}, .nets = {}, .polar = {}};
  for (const int64_t units : widths) {
    story.nets.push_back(
        log.follow({fmt::format("hidden-{}", units), units, rate, options.epochs, 500}, task));
  }
  result.final["first-2"]["parameter_count"] = Net(2).parameter_count();
  result.final["first-2"]["confident_mistake"] = confident_mistake();
  story.polar = fit_polar(data, result);
  result.final["hidden-3"]["largest_difference_when_shuffled"] =
      number(shuffling_difference(options.seed, task, std::min<int64_t>(100, options.epochs)));
  add_circles_pictures(
      story, [=, seed = options.seed, epochs = options.epochs] { return compare_widths(seed, task, epochs); },
      result);
  return result;
}

const char* const no_seed = "the notebook sets no seed for its weights";

Page page() {
  return {
      .about =
          "A disc of one class lies inside a ring of the other, and no straight line parts them. Each hidden "
          "unit draws one line and says for every point how far it lies on one side. One line leaves the "
          "ring "
          "on both sides, two make a strip, and three close a triangle around the disc: this is why the loss "
          "falls at last when the third unit comes. Seen from the hidden layer the points lie in a cube, and "
          "there a plane parts them. In polar coordinates no hidden layer is needed at all.",
      .mathematics =
          {{"A hidden unit, half on along the line \\(w_{i1} x + w_{i2} y + b_i = 0\\), and the output:",
            R"(a_i = \sigma(w_{i1} x + w_{i2} y + b_i), \qquad p = \sigma\Bigl(c + \sum_i v_i a_i\Bigr))"},
           {"The loss, binary cross-entropy:",
            R"(L = -\frac{1}{n} \sum_{k=1}^{n} \bigl(t_k \log p_k + (1 - t_k) \log(1 - p_k)\bigr))"},
           {"From the logit \\(z\\), before the last sigmoid, the same without ever taking the logarithm of "
            "zero:",
            R"(\ell(z, t) = \max(z, 0) - z t + \log\bigl(1 + e^{-|z|}\bigr), \qquad \frac{\partial \ell}{\partial z} = \sigma(z) - t)"},
           {"What makes it easy:", R"((x, y) \;\mapsto\; (x^2 + y^2,\; \operatorname{atan2}(y, x)))"}},
      .numbers = {{"cross-entropy of 0.01, 0.3, 0.5 and 1 where 1 is true", "/values/bce_demo",
                   "4.6052 1.2040 0.6931 0.", ""},
                  {"parameters of the net with two units", "/final/first-2/parameter_count", "9", ""},
                  {"two units, rate 0.01: loss in epoch 0", "/checkpoints/0/loss", "0.6950", no_seed},
                  {"loss in epoch 90", "/checkpoints/9/loss", "0.6111", no_seed},
                  {"one unit: loss in epoch 0", "/checkpoints/11/loss", "0.7033640742301941", no_seed},
                  {"one unit: share that is right", "/final/hidden-1/accuracy", "", ""},
                  {"two units: share that is right", "/final/hidden-2/accuracy", "", ""},
                  {"three units: share that is right", "/final/hidden-3/accuracy", "", ""},
                  {"three units: loss after training", "/final/hidden-3/loss_after", "", ""},
                  {"five units: loss after training", "/final/hidden-5/loss_after", "", ""},
                  {"polar coordinates, no hidden unit: share that is right", "/final/first-2/polar_accuracy",
                   "", ""},
                  {"three units, shuffled: largest difference of a loss",
                   "/final/hidden-3/largest_difference_when_shuffled", "", ""},
                  {"logit 200 where 0 is true: loss of its probability",
                   "/final/first-2/confident_mistake/loss_of_probability", "", ""},
                  {"and its slope", "/final/first-2/confident_mistake/slope_of_probability", "", ""},
                  {"loss of the logit itself", "/final/first-2/confident_mistake/loss_of_logit", "", ""},
                  {"and its slope", "/final/first-2/confident_mistake/slope_of_logit", "", ""}},
      .questions =
          {"Into how many regions do three lines cut the plane, and which corners of the cube stay empty?",
           ("Run with `--seed` 1 to 5. Does the net with two units always end with a strip, and the one with "
            "three with a triangle?"),
           "Move the ring closer: let its radius begin at 1.2. How many units does a good net need now?",
           ("Take `binary_cross_entropy_with_logits` of `net.logits(x)` in `train`. Which numbers change, "
            "and "
            "why not the first ones?"),
           "How few ReLU units separate the classes, and why can they do it with fewer bends than sigmoids?"},
      .notes = {
          "The notebook passes targets of shape (2000) beside outputs of shape (2000, 1), which its PyTorch "
          "only warned of and today's refuses. Here both are (2000, 1).",
          "Shuffling has no effect in a full batch but for the order of a sum: the table shows how little.",
          "From a probability of exactly one the loss cannot tell how wrong it is: PyTorch cuts it off at "
          "100, "
          "and its slope is zero, so such a mistake is never unlearned. From the logit both are right.",
          "After some thousand steps of Adam the last bit of a float32 decides how a net goes on. Python's "
          "numbers and these agree in the first epochs and go apart later."}};
}

}  // namespace
}  // namespace rings

Lesson circles() {
  return {.name = "circles",
          .title = "A disc, a ring and three lines",
          .summary = "One, two, three, five hidden units around a disc, and what they see.",
          .notebook = "Using Toy Examples to Understand Simple Neural Networks",
          .seed = 100,
          .epochs = 10000,
          .spread = "epochs of each net but the first, which takes 100",
          .alike_from_start = true,
          .cover = "hidden-lines",
          .cover_column = 2,
          .run = rings::run,
          .page = rings::page};
}

}  // namespace gradus::lessons
