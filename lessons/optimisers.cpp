// Four optimisers in one curved valley: what momentum and scaled steps are good for.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <functional>
#include <limits>

#include "gradus/gradus.hpp"
#include "lessons/optimisers_figures.hpp"
#include "lessons/registry.hpp"
#include "lessons/tensor_numbers.hpp"

namespace gradus::lessons {
namespace descents {
namespace {

constexpr std::array<double, 2> start = {-1.5, 2.0}, minimum = {1, 1};
constexpr double steepness = 10, small_loss = 0.1;

// page: begin
/// A valley along y = x^2: steep across, nearly flat along, with its lowest place at (1, 1).
Tensor valley(const Tensor& w) { return square(1.0 - w[0]) + steepness * square(w[1] - square(w[0])); }

Tensor place(const std::array<double, 2>& at) { return from_data(std::vector<double>{at[0], at[1]}, {2}); }

/// Each rule by hand: from a gradient to a step. What it remembers starts at zero.
struct GradientDescent {
  double rate;
  Tensor step(const Tensor& g) const { return rate * g; }
};

struct Momentum {
  double rate, kept = 0.9;
  Tensor velocity = zeros({2}, {.dtype = float64});
  Tensor step(const Tensor& g) {
    velocity = kept * velocity + g;
    return rate * velocity;
  }
};

struct RmsProp {
  double rate, kept = 0.99, epsilon = 1e-8;
  Tensor squares = zeros({2}, {.dtype = float64});
  Tensor step(const Tensor& g) {
    squares = kept * squares + (1 - kept) * square(g);
    return rate * g / (sqrt(squares) + epsilon);
  }
};

struct HandAdam {
  double rate, kept = 0.9, kept_squares = 0.999, epsilon = 1e-8;
  Tensor mean = zeros({2}, {.dtype = float64}), squares = zeros({2}, {.dtype = float64});
  int64_t steps = 0;
  Tensor step(const Tensor& g) {
    ++steps;
    mean = kept * mean + (1 - kept) * g;
    squares = kept_squares * squares + (1 - kept_squares) * square(g);
    // both means began at zero: divided by the weight that they have seen so far
    const double t = static_cast<double>(steps);
    const Tensor m = mean / (1 - std::pow(kept, t)), s = squares / (1 - std::pow(kept_squares, t));
    return rate * m / (sqrt(s) + epsilon);
  }
};

/// Follows a rule by hand, and tells `observe` the place and loss before each step.
template <class Rule, class Observer>
Tensor descend_by_hand(Rule rule, int64_t steps, Observer observe) {
  Tensor w = place(start);
  for (int64_t step = 0; step < steps; ++step) {
    w = w.detach().requires_grad_();
    const Tensor loss = valley(w);
    observe(step, w, loss);
    const NoGrad guard;
    w = w - rule.step(grad(loss, {w})[0]);
  }
  return w.detach();
}

/// The same with an optimiser of the library.
template <class Optimizer, class Options, class Observer>
Tensor descend(const Options& options, int64_t steps, Observer observe) {
  Tensor w = place(start).requires_grad_();
  Optimizer optimizer({w}, options);
  for (int64_t step = 0; step < steps; ++step) {
    const Tensor loss = valley(w);
    observe(step, w, loss);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
  }
  return w.detach();
}
// page: end

/// An optimiser at any rate, and its rule by hand.
using Observe = std::function<void(int64_t, const Tensor&, const Tensor&)>;
struct Rival {
  const char* run;
  const char* title;
  double rate;
  Tensor (*descend)(double rate, int64_t steps, const Observe& observe);
  Tensor (*by_hand)(double rate, int64_t steps, const Observe& observe);
};

template <class Rule>
Tensor hand_path(double rate, int64_t steps, const Observe& observe) {
  return descend_by_hand(Rule{.rate = rate}, steps, observe);
}

const std::array<Rival, 4> rivals = {
    Rival{"sgd", "gradient descent", 0.005,
          [](double rate, int64_t steps, const Observe& observe) {
            return descend<optim::SGD>(optim::SGDOptions{.lr = rate}, steps, observe);
          },
          hand_path<GradientDescent>},
    Rival{"momentum", "momentum 0.9", 0.002,
          [](double rate, int64_t steps, const Observe& observe) {
            return descend<optim::SGD>(optim::SGDOptions{.lr = rate, .momentum = 0.9}, steps, observe);
          },
          hand_path<Momentum>},
    Rival{"rmsprop", "RMSprop", 0.02,
          [](double rate, int64_t steps, const Observe& observe) {
            return descend<optim::RMSprop>(optim::RMSpropOptions{.lr = rate}, steps, observe);
          },
          hand_path<RmsProp>},
    Rival{"adam", "Adam", 0.1,
          [](double rate, int64_t steps, const Observe& observe) {
            return descend<optim::Adam>(optim::AdamOptions{.lr = rate}, steps, observe);
          },
          hand_path<HandAdam>}};

/// Runs one of them: its numbers stand in the result under its name.
Path follow(const Rival& rival, const RunOptions& options, Result& result) {
  Path path{.title = rival.title, .rate = rival.rate, .x = {}, .y = {}, .losses = {}};
  int64_t first_below = -1;
  const auto note = [&](const Tensor& w, double loss) {
    path.x.push_back(w[0].item());
    path.y.push_back(w[1].item());
    path.losses.push_back(loss);
  };
  const Tensor w =
      rival.descend(rival.rate, options.epochs, [&](int64_t step, const Tensor& at, const Tensor& loss) {
        note(at, loss.item());
        if (first_below < 0 && loss.item() < small_loss) first_below = step;
        if (step % 10 != 0 && step != options.epochs - 1) return;
        result.checkpoints.push_back(
            {{"run", rival.run}, {"epoch", step}, {"loss", number(loss.item())}, {"w", numbers(at)}});
      });
  const double after = valley(w).item();
  note(w, after);
  double difference = 0;
  const auto ignore = [](int64_t, const Tensor&, const Tensor&) {};
  difference = max(abs(rival.by_hand(rival.rate, options.epochs, ignore) - w)).item();
  const Tensor target = place(minimum);
  result.final[rival.run] = {{"epochs", options.epochs},
                             {"loss_after", number(after)},
                             {"w", numbers(w)},
                             {"distance", number(norm(w - target).item())},
                             {"first_below_tenth", first_below},
                             {"difference_by_hand", number(difference)}};
  result.printed += fmt::format(
      "{:<17} rate {:<6} loss {:.2e} after {} steps at ({:.4f}, {:.4f}), by hand {:.0e} from it\n",
      rival.title, rival.rate, after, options.epochs, w[0].item(), w[1].item(), difference);
  return path;
}

/// The loss that each ends with, at rates from 0.0001 to 1.
std::vector<RateScan> scan_rates(int64_t steps) {
  std::vector<RateScan> scans;
  for (const Rival& rival : rivals) {
    RateScan scan{.title = rival.title, .rates = {}, .losses = {}};
    for (int k = -16; k <= 0; ++k) {
      const double rate = std::pow(10.0, k / 4.0);
      const double loss =
          valley(rival.descend(rate, steps, [](int64_t, const Tensor&, const Tensor&) {})).item();
      scan.rates.push_back(rate);
      scan.losses.push_back(std::isfinite(loss) ? loss : std::numeric_limits<double>::infinity());
    }
    scans.push_back(std::move(scan));
  }
  return scans;
}

Result run(const RunOptions& options) {
  Result result;
  const Tensor w = place(start).requires_grad_();
  const Tensor loss = valley(w);
  const Tensor curvature = hessian([](const Tensor& at) { return valley(at); }, place(minimum));
  result.values = {{"start", numbers(w)},
                   {"loss_start", number(loss.item())},
                   {"gradient_start", numbers(grad(loss, {w})[0])},
                   {"hessian_eigenvalues_minimum", numbers(linalg::eigvalsh(curvature))}};
  Story story{
      .loss = [](double x, double y) { return std::pow(1 - x, 2) + steepness * std::pow(y - x * x, 2); },
      .minimum = minimum,
      .paths = {}};
  for (const Rival& rival : rivals) {
    story.paths.push_back(follow(rival, options, result));
    options.report_progress(static_cast<double>(story.paths.size()) / rivals.size());
  }
  add_optimisers_pictures(
      story, [steps = options.epochs] { return scan_rates(steps); }, result);
  return result;
}

Page page() {
  return {
      .about =
          "All four optimisers get the same gradients; they differ in what they make of them. The ground is "
          "a "
          "curved valley, 250 times steeper across than along. Plain gradient descent has to take steps that "
          "are small enough for the steep direction, and so hardly moves along the flat one. Momentum adds "
          "up "
          "what points the same way and lets the rest cancel. RMSprop divides each coordinate by the size of "
          "its recent gradients, so that flat directions get longer steps. Adam does both.",
      .mathematics =
          {{"The ground:", R"(f(x, y) = (1 - x)^2 + 10\,(y - x^2)^2, \qquad f(1, 1) = 0)"},
           {"With the gradient \\(g_t\\): gradient descent, and momentum",
            R"(w_{t+1} = w_t - \eta\, g_t, \qquad v_t = \mu v_{t-1} + g_t, \quad w_{t+1} = w_t - \eta\, v_t)"},
           {"RMSprop:",
            R"(s_t = \alpha s_{t-1} + (1 - \alpha)\, g_t^2, \qquad w_{t+1} = w_t - \eta\, \frac{g_t}{\sqrt{s_t} + \varepsilon})"},
           {"Adam, whose two means are divided by what they have seen so far:",
            R"(m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t, \qquad s_t = \beta_2 s_{t-1} + (1 - \beta_2) g_t^2)"},
           {"",
            R"(w_{t+1} = w_t - \eta\, \frac{m_t / (1 - \beta_1^t)}{\sqrt{s_t / (1 - \beta_2^t)} + \varepsilon})"}},
      .numbers = {{"loss at the start", "/values/loss_start", "", ""},
                  {"curvatures at the minimum", "/values/hessian_eigenvalues_minimum", "", ""},
                  {"gradient descent: loss after", "/final/sgd/loss_after", "", ""},
                  {"momentum: loss after", "/final/momentum/loss_after", "", ""},
                  {"first step below 0.1", "/final/momentum/first_below_tenth", "", ""},
                  {"RMSprop: loss after", "/final/rmsprop/loss_after", "", ""},
                  {"first step below 0.1", "/final/rmsprop/first_below_tenth", "", ""},
                  {"Adam: loss after", "/final/adam/loss_after", "", ""},
                  {"first step below 0.1", "/final/adam/first_below_tenth", "", ""},
                  {"Adam by hand: difference at the end", "/final/adam/difference_by_hand", "", ""}},
      .questions =
          {("Raise the rate of gradient descent to 0.01, 0.012, 0.02. Where does it begin to jump from side "
            "to side, and what has that to do with the larger curvature on the way?"),
           "Set momentum to 0.99. Why does the path run past the lowest place and come back?",
           "With a rate of 0.1 RMSprop does not come to rest. Halve its rate every 100 steps: does it then?",
           "Leave Adam's corrections out. Which steps change most, the first or the last?",
           "Turn the valley by 45 degrees. Which optimisers do worse, and why do the others not mind?"},
      .notes = {("This lesson has no notebook; its reference is a PyTorch run of the same steps "
                 "(`tests/golden/make_optimisers.py`)."),
                "Nothing here is drawn at random, so the seed changes nothing. -1 for a first step below 0.1 "
                "means that there was none."}};
}

}  // namespace
}  // namespace descents

Lesson optimisers() {
  return {
      .name = "optimisers",
      .title = "Four ways down one valley",
      .summary = "Gradient descent, momentum, RMSprop and Adam on the same ground, by hand and as they come.",
      .notebook = "",
      .seed = 0,
      .epochs = 300,
      .spread = "steps of each optimiser",
      .cover = "paths",
      .run = descents::run,
      .page = descents::page};
}

}  // namespace gradus::lessons
