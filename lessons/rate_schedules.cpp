// The step size over time: why a rate that brings us near must become smaller for us to arrive.
#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gradus/data/split.hpp"
#include "gradus/gradus.hpp"
#include "gradus/metrics/classification.hpp"
#include "lessons/rate_schedules_figures.hpp"
#include "lessons/registry.hpp"
#include "lessons/tensor_numbers.hpp"

namespace gradus::lessons {
namespace {

constexpr int64_t batch_size = 32;
constexpr double rate = 0.5;
constexpr double noise = 0.2;

/// The digits as training and test rows; a fifth of the training labels is drawn anew, by lot.
struct NoisyDigits {
  data::Split rows;
  int64_t drawn_anew = 0;
};

NoisyDigits noisy_digits(const RunOptions& options) {
  const data::LabelledData digits =
      data::load_digits({.directory = options.data_dir.string(), .download = false});
  random::NumpyRandom rng(options.seed);
  NoisyDigits noisy{
      data::train_test_split(digits.x / 16, digits.y, {.test_size = 0.2, .stratify = true}, rng)};
  const int64_t n = noisy.rows.y_train.numel();
  const Tensor anew = from_data(rng.rand(n), {n}) < noise;
  noisy.rows.y_train = where(anew, from_data(rng.randint(0, 10, n), {n}), noisy.rows.y_train);
  noisy.drawn_anew = sum(anew).item<int64_t>();
  return noisy;
}

// page: begin
/// A schedule and how it is moved on: after each step, or after each epoch by the loss.
struct Plan {
  std::vector<std::unique_ptr<optim::LRScheduler>> schedules;  // the last one is stepped
  std::unique_ptr<optim::ReduceLROnPlateau> plateau = nullptr;

  void after_step() const {
    if (!schedules.empty()) schedules.back()->step();
  }
  void after_epoch(double loss) const {
    if (plateau) plateau->step(loss);
  }
};

/// The schedule of that name over `total` steps.
Plan make_plan(const std::string& name, optim::SGD& sgd, int64_t total) {
  Plan plan;
  const auto add = [&]<class Schedule>(std::unique_ptr<Schedule> schedule) -> Schedule& {
    Schedule& made = *schedule;
    plan.schedules.push_back(std::move(schedule));
    return made;
  };
  const int64_t warm_up = std::max<int64_t>(1, total / 10);
  if (name == "step") {
    add(std::make_unique<optim::StepLR>(sgd, std::max<int64_t>(1, total / 3), 0.1));
  } else if (name == "exponential") {
    add(std::make_unique<optim::ExponentialLR>(sgd, std::pow(0.01, 1.0 / static_cast<double>(total))));
  } else if (name == "cosine") {
    add(std::make_unique<optim::CosineAnnealingLR>(sgd, total));
  } else if (name == "warm-up") {
    auto& rise = add(std::make_unique<optim::LinearLR>(
        sgd, optim::LinearLROptions{.start_factor = 0.01, .end_factor = 1, .total_iters = warm_up}));
    auto& fall = add(std::make_unique<optim::CosineAnnealingLR>(sgd, total - warm_up));
    add(std::make_unique<optim::SequentialLR>(sgd, optim::ScheduleList{rise, fall}, std::vector{warm_up}));
  } else if (name == "one-cycle") {
    add(std::make_unique<optim::OneCycleLR>(
        sgd, rate, optim::OneCycleOptions{.total_steps = total + 1, .cycle_momentum = false}));
  } else if (name == "plateau") {
    plan.plateau =
        std::make_unique<optim::ReduceLROnPlateau>(sgd, optim::PlateauOptions{.factor = 0.3, .patience = 1});
  }
  return plan;  // constant and small: none
}

/// One training; `observe` hears the mean loss of each epoch and the rate at its end.
template <class Observer>
void train(nn::Layer& model, const data::Split& rows, const std::string& name, int64_t epochs,
           Observer observe) {
  optim::SGD sgd(model.parameters(), {.lr = name == "small" ? rate / 30 : rate, .momentum = 0.9});
  data::DataLoader loader(data::TensorDataset(rows.x_train, rows.y_train),
                          {.batch_size = batch_size, .shuffle = true});
  const Plan plan = make_plan(name, sgd, epochs * loader.size());
  const auto examples = static_cast<double>(rows.y_train.numel());
  for (int64_t epoch = 0; epoch < epochs; ++epoch) {
    double sum_of_losses = 0;
    for (const data::Batch& batch : loader) {
      const Tensor loss = nn::cross_entropy(model(batch.x), batch.y);
      sgd.zero_grad();
      loss.backward();
      sgd.step();
      plan.after_step();
      sum_of_losses += loss.item() * static_cast<double>(batch.y.numel());
    }
    plan.after_epoch(sum_of_losses / examples);
    observe(epoch, sum_of_losses / examples, sgd.lr());
  }
}
// page: end

struct Judged {
  double loss, accuracy;
};

Judged judge(nn::Layer& model, const Tensor& x, const Tensor& y) {
  const InferenceMode guard;
  const Tensor logits = model(x);
  return {nn::cross_entropy(logits, y).item(), metrics::accuracy_score(y, logits.argmax(1))};
}

Result run(const RunOptions& options) {
  Result result;
  const NoisyDigits noisy = noisy_digits(options);
  const data::Split& rows = noisy.rows;
  const std::vector<std::string> names = {"constant", "small",   "step",      "exponential",
                                          "cosine",   "warm-up", "one-cycle", "plateau"};
  std::vector<ScheduleRun> runs;
  for (const std::string& name : names) {
    manual_seed(options.seed);
    nn::Linear model(64, 10, {.dtype = float64});  // softmax regression: one valley, no second way to end
    if (runs.empty()) {
      const int64_t steps = (rows.y_train.numel() + batch_size - 1) / batch_size;
      result.values = {{"steps_an_epoch", steps},
                       {"y_train_first10", numbers(rows.y_train.slice(0, 0, 10))},
                       {"drawn_anew", noisy.drawn_anew},
                       {"first_weights", numbers(model.weight()[0].slice(0, 0, 3))}};
    }
    ScheduleRun& seen = runs.emplace_back(ScheduleRun{.name = name});
    train(model, rows, name, options.epochs, [&](int64_t epoch, double loss, double lr) {
      seen.losses.push_back(loss);
      seen.rates.push_back(lr);
      result.checkpoints.push_back(
          {{"run", name}, {"epoch", epoch}, {"loss", number(loss)}, {"lr", number(lr)}});
      const auto done = static_cast<double>((runs.size() - 1)) +
                        static_cast<double>(epoch + 1) / static_cast<double>(options.epochs);
      options.report_progress(done / static_cast<double>(names.size()));
    });
    const Judged train = judge(model, rows.x_train, rows.y_train),
                 test = judge(model, rows.x_test, rows.y_test);
    seen.test_accuracy = test.accuracy;
    seen.test_loss = test.loss;
    result.final[name] = {{"train_loss", number(train.loss)},
                          {"train_accuracy", number(train.accuracy)},
                          {"test_loss", number(test.loss)},
                          {"test_accuracy", number(test.accuracy)}};
    result.printed += fmt::format("{:<12} training loss {:.3f}, test loss {:.3f}, {:.1f} % right\n", name,
                                  seen.losses.back(), test.loss, 100 * test.accuracy);
  }
  add_rate_schedule_pictures(runs, result);
  return result;
}

Page page() {
  return {
      .about =
          "With mini-batches every step goes in a direction that is partly right and partly chance. A large "
          "rate crosses the country quickly, and then is thrown about the goal for ever, because the chance "
          "part does not get smaller. A small rate would come to rest, but takes its time to get there. A "
          "schedule is both: large while there is a way to go, small when it is time to arrive. Eight "
          "trainings of softmax regression from the same start, on digits of whose labels a fifth was drawn "
          "by "
          "lot, differ in nothing but the rate over time.",
      .mathematics =
          {{"Near the goal a step with rate \\(\\eta\\) on a valley of curvature \\(h\\), with noise of "
            "variance \\(\\sigma^2\\) in the gradient, is",
            R"(w_{t+1} = (1 - \eta h)\, w_t - \eta\, \varepsilon_t)"},
           {"and what is left of the distance does not go to zero but to a variance that the rate sets:",
            R"(\operatorname{Var}[w_\infty] = \frac{\eta\, \sigma^2}{h\,(2 - \eta h)})"},
           {"The cosine goes from the full rate to none in \\(T\\) steps, slowly at both ends:",
            R"(\eta_t = \tfrac{1}{2}\, \eta_0 \left(1 + \cos \frac{\pi t}{T}\right))"}},
      .numbers = {{"training labels drawn anew", "/values/drawn_anew", "", ""},
                  {"test accuracy, constant rate", "/final/constant/test_accuracy", "", ""},
                  {"test accuracy, a thirtieth of it", "/final/small/test_accuracy", "", ""},
                  {"test accuracy, cosine", "/final/cosine/test_accuracy", "", ""},
                  {"test loss, constant rate", "/final/constant/test_loss", "", ""},
                  {"test loss, a thirtieth of it", "/final/small/test_loss", "", ""},
                  {"test loss, cosine", "/final/cosine/test_loss", "", ""},
                  {"last rate that the plateau left", "/checkpoints/239/lr", "", ""}},
      .questions =
          {"Set `noise` to 0. The chance is smaller now; does a constant rate still end worse?",
           "Make `batch_size` four times as large. Which of the curves come closer to each other, and why?",
           ("Halve the number of epochs with `--epochs 15`. Which schedules lose most, and does the small "
            "rate lose more than they do?"),
           ("Put a hidden layer of 32 tanh units before the output and lower `rate` to 0.3. What happens to "
            "the drawn labels, and which curve now ends lowest?"),
           "From the second formula: how much closer does a tenth of the rate come, in standard deviations?"},
      .notes = {"With a falling rate the training loss ends between 0.93 and 0.96 and no lower, because a "
                "fifth of the "
                "labels cannot be known; the test "
                "digits have their true labels.",
                "The loss of this model has one valley only, so rounding is forgotten and two libraries "
                "agree to many digits; with a hidden layer and these rates they part after ten epochs.",
                "Everything is computed in double precision with PyTorch's own draws; the lesson follows no "
                "notebook."}};
}

}  // namespace

Lesson rate_schedules() {
  return {.name = "rate-schedules",
          .title = "Large steps first, small steps last",
          .summary = "Learning-rate schedules: eight trainings that differ in the rate over time.",
          .notebook = "",
          .seed = 0,
          .epochs = 30,
          .spread = "epochs, for each of the eight schedules",
          .cover = "losses",
          .run = run,
          .page = page};
}

}  // namespace gradus::lessons
