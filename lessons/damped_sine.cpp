// Ten sigmoids draw a damped sine, and their thresholds tell how.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "gradus/gradus.hpp"
#include "lessons/damped_sine_figures.hpp"
#include "lessons/registry.hpp"
#include "lessons/tensor_numbers.hpp"

namespace gradus::lessons {
namespace damped {
namespace {

constexpr int64_t hidden_units = 10;
constexpr double rate = 1e-2;
constexpr double decay = 8;
// The notebook stops the second of its two trainings earlier.
constexpr int64_t notebook_epochs = 20000, notebook_flipped_epochs = 14000;

// page: begin
/// One input, a layer of sigmoids, and a sum of them.
struct Net : nn::Layer {
  nn::Linear &hidden, &output;
  explicit Net(int64_t units)
      : hidden(add<nn::Linear>("hidden", 1, units)), output(add<nn::Linear>("output", units, 1)) {}

  Tensor activations(const Tensor& x) { return sigmoid(hidden(x)); }
  Tensor forward(const Tensor& x) override { return output(activations(x)); }

  /// The same with units that are off or on: constant between two thresholds.
  Tensor staircase(const Tensor& x) { return output((activations(x) > 0.5).to(float32)); }
  /// Where each unit is half on: w x + b = 0.
  Tensor thresholds() const { return -hidden.bias() / hidden.weight().flatten(); }
};

/// Adam on all points at once; tells `observe` the loss of each epoch before its step.
template <class Loss, class Observer>
void fit(Net& net, const Tensor& x, int64_t epochs, Loss loss_of, Observer observe) {
  optim::Adam adam(net.parameters(), {.lr = rate});
  for (int64_t epoch = 0; epoch < epochs; ++epoch) {
    const Tensor loss = loss_of(net(x));
    adam.zero_grad();
    loss.backward();
    adam.step();
    observe(epoch, loss.item<float>());
  }
}

/// Errors in proportion to the size of the swings at that place, exp(-x / 8).
Tensor relative_error(const Tensor& predicted, const Tensor& x, const Tensor& y) {
  return square((y - predicted) / exp(-x / decay)).mean();
}
// page: end

/// A network that was made and trained with the seed.
struct Training {
  std::shared_ptr<Net> net;
  StateDict initial = {};
  std::vector<double> losses = {};
};

template <class Loss, class Observer>
Training train(int64_t units, uint32_t seed, const Tensor& x, int64_t epochs, Loss loss_of,
               Observer observe) {
  manual_seed(seed);
  Training training{.net = std::make_shared<Net>(units)};
  for (const auto& [name, tensor] : training.net->state_dict()) {
    training.initial.push_back({name, tensor.detach().clone()});
  }
  fit(*training.net, x, epochs, loss_of, [&](int64_t epoch, float loss) {
    training.losses.push_back(static_cast<double>(loss));
    observe(epoch, loss);
  });
  return training;
}

Json mse(const Tensor& predicted, const Tensor& y) {
  return number(nn::mse_loss(predicted, y).item<float>());
}

/// What became of the network: its loss as it is and as a staircase, its insides, and both halves of the fit.
Json learned(Net& net, const Tensor& x, const Tensor& y) {
  const InferenceMode guard;
  const Tensor activations = net.activations(x), predicted = net(x), steps = net.staircase(x);
  const int64_t n = x.size(0), half = n / 2;
  return {{"loss_after", mse(predicted, y)},
          {"binary_loss", mse(steps, y)},
          {"weights", numbers(net.state_dict())},
          {"activations_first2", numbers(activations.slice(0, 0, 2))},
          {"binary_first", numbers((activations.slice(0, 0, 1) > 0.5).to(int64))},
          {"thresholds", numbers(net.thresholds())},
          {"prediction_every20", numbers(predicted.flatten().slice(0, 0, n, 20))},
          {"binary_prediction_every20", numbers(steps.flatten().slice(0, 0, n, 20))},
          {"loss_left_half", mse(predicted.slice(0, 0, half), y.slice(0, 0, half))},
          {"loss_right_half", mse(predicted.slice(0, half, n), y.slice(0, half, n))}};
}

Fitted fitted(const Training& training, const Tensor& x, const Tensor& y) {
  const std::shared_ptr<Net> net = training.net;
  const auto quiet = [net](Tensor (Net::*of)(const Tensor&)) {
    return [net, of](const Tensor& points) {
      const InferenceMode guard;
      return (net.get()->*of)(points.reshape({-1, 1})).flatten();
    };
  };
  return {.x = x.flatten(),
          .y = y.flatten(),
          .net = quiet(&Net::forward),
          .steps = quiet(&Net::staircase),
          .thresholds = net->thresholds().detach().to_vector(),
          .losses = training.losses};
}

/// One to ten units on squared errors.
Widths compare_widths(uint32_t seed, const Tensor& x, const Tensor& y, int64_t epochs) {
  Widths widths;
  const auto ignore = [](int64_t, float) {};
  for (int64_t units = 1; units <= hidden_units; ++units) {
    const Training training = train(
        units, seed, x, epochs, [&](const Tensor& out) { return nn::mse_loss(out, y); }, ignore);
    const InferenceMode guard;
    widths.by_units.push_back({units, nn::mse_loss((*training.net)(x), y).item()});
  }
  return widths;
}

Result run(const RunOptions& options) {
  const data::Points points = data::make_damped_sine({.decay = decay});
  const Tensor x = points.x.to(float32), y = points.y.to(float32).unsqueeze(1);
  const Tensor y_flipped = flip(y, {0});
  Result result;
  const Tensor places = points.x.flatten();
  result.values = {{"x_first3", numbers(places.slice(0, 0, 3))},
                   {"x_last", number(places[-1].item())},
                   {"y_first3", numbers(points.y.slice(0, 0, 3))},
                   {"n", places.size(0)}};
  const int64_t flipped_epochs = options.epochs == notebook_epochs ? notebook_flipped_epochs : options.epochs;
  const double all_epochs = static_cast<double>(2 * options.epochs + flipped_epochs);
  double done = 0;
  const auto fit_run = [&](const char* run, const Tensor& target, int64_t epochs) {
    Training training = train(
        hidden_units, options.seed, x, epochs, [&](const Tensor& out) { return nn::mse_loss(out, target); },
        [&](int64_t epoch, float loss) {
          options.report_progress(++done / all_epochs);
          if (epoch % 100 != 0 && epoch != epochs - 1) return;
          result.checkpoints.push_back({{"run", run}, {"epoch", epoch}, {"loss", number(loss)}});
          if (epoch % 1000 != 0 && epoch != epochs - 1) return;
          result.printed += fmt::format("{:<7} epoch {:>5}  loss {:.4f}\n", run, epoch, loss);
        });
    result.values[run]["initial"] = numbers(training.initial);
    result.final[run] = learned(*training.net, x, target);
    return training;
  };
  const Training as_is = fit_run("damped", y, options.epochs);
  const Training flipped = fit_run("flipped", y_flipped, flipped_epochs);
  const Training relative = train(
      hidden_units, options.seed, x, options.epochs,
      [&](const Tensor& out) { return relative_error(out, x, y); },
      [&](int64_t, float) { options.report_progress(++done / all_epochs); });
  {
    const InferenceMode guard;
    const auto relative_of = [&](Net& net) { return number(relative_error(net(x), x, y).item<float>()); };
    result.final["damped"]["relative_error"] = {{"trained_on_squares", relative_of(*as_is.net)},
                                                {"trained_on_relative", relative_of(*relative.net)}};
  }
  const Fitted of_relative = fitted(relative, x, y);
  add_damped_sine_pictures(
      fitted(as_is, x, y), fitted(flipped, x, y_flipped),
      [=, seed = options.seed, epochs = options.epochs] {
        Widths widths = compare_widths(seed, x, y, epochs);
        widths.relative = of_relative.net(x);
        return widths;
      },
      result);
  return result;
}

const char* const no_seed = "the notebook sets no seed";

Page page() {
  return {
      .about =
          "A network with one input and one output draws a curve. Each hidden unit is a switch with a place "
          "on the \\(x\\) axis: to one side of it the unit is off, to the other it is on, and the output is "
          "the sum of what is on. Make the switches hard, and the network turns out to be a staircase with "
          "one step for each unit; the sigmoids only round it off. Ten steps are too few for all the swings "
          "of this sine, and squared error decides which are given up: the small ones. Turn the curve "
          "round, and the other side is given up.",
      .mathematics =
          {{"The curve, at 200 places from -10 on:", R"(y = \sin(3x)\, e^{-x/8})"},
           {"The network, a sum of ten switches:", R"(f(x) = c + \sum_{i=1}^{10} v_i\, \sigma(w_i x + b_i))"},
           {"Unit \\(i\\) is half on at its threshold, and goes from off to on over a length of about "
            "\\(4 / |w_i|\\):",
            R"(\delta_i = -\frac{b_i}{w_i})"},
           {"A swing of height \\(h\\) that is missed costs in proportion to \\(h^2\\). To make all swings "
            "count alike, errors are divided by the height of the curve's envelope:",
            R"(L_\text{rel} = \frac{1}{n} \sum_{i=1}^{n} \left(\frac{y_i - f(x_i)}{e^{-x_i/8}}\right)^2)"}},
      .numbers = {{"loss in epoch 0", "/checkpoints/0/loss", "1.2707618474960327", no_seed},
                  {"loss in epoch 1000", "/checkpoints/10/loss", "1.0480233430862427", no_seed},
                  {"loss in epoch 19000", "/checkpoints/190/loss", "0.25197064876556396", no_seed},
                  {"of the left half, at the end", "/final/damped/loss_left_half", "", ""},
                  {"of the right half", "/final/damped/loss_right_half", "", ""},
                  {"loss of the staircase", "/final/damped/binary_loss", "", ""},
                  {"flipped: loss in epoch 0", "/checkpoints/201/loss", "1.3706492185592651", no_seed},
                  {"flipped: loss in epoch 13000", "/checkpoints/331/loss", "0.07779144495725632", no_seed},
                  {"flipped: of the left half", "/final/flipped/loss_left_half", "", ""},
                  {"flipped: of the right half", "/final/flipped/loss_right_half", "", ""},
                  {"relative error, trained on squares", "/final/damped/relative_error/trained_on_squares",
                   "", ""},
                  {"relative error, trained on it", "/final/damped/relative_error/trained_on_relative", "",
                   ""}},
      .questions =
          {("Run with `--seed` 1 to 5. The final losses differ much: how many of the large swings has each "
            "network caught, and is a plateau of the loss a bad start or a bad end?"),
           "Set `hidden_units` to 40. Where do the new thresholds go?",
           ("Multiply all hidden weights and biases of a trained network by ten. What becomes of the curve, "
            "and of its staircase?"),
           ("Divide \\(x\\) by ten before training. Why does learning become so much faster, when the "
            "network "
            "could do that itself?"),
           "Replace the sigmoid by ReLU. What are the steps of the staircase now?"},
      .notes = {
          "The notebook's percentage error divides by the curve itself, which is zero at \\(x = 0\\) and at "
          "every half swing: one point would decide everything. Here the error is divided by the envelope, "
          "which says the same and is never zero.",
          "The notebook trains the first network for 20000 epochs and the flipped one for 14000, and so does "
          "this lesson without `--epochs`. `--epochs N` takes N for both.",
          "After some thousand steps of Adam the last bit of a float32 decides which valley is next. "
          "Python's numbers and these agree in the first epochs and go apart later; the shape of the story "
          "stays."}};
}

}  // namespace
}  // namespace damped

Lesson damped_sine() {
  return {.name = "damped-sine",
          .title = "A curve from ten switches",
          .summary = "Fits a damped sine with sigmoids, as a staircase of thresholds, and flipped.",
          .notebook = "Using Toy Examples to Understand Simple Neural Networks",
          .seed = 0,
          .epochs = damped::notebook_epochs,
          .spread = "epochs of each network; the notebook takes 20000 and, for the flipped curve, 14000",
          .alike_from_start = true,
          .cover = "staircase",
          .run = damped::run,
          .page = damped::page};
}

}  // namespace gradus::lessons
