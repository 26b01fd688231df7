// Twenty-four noisy points and seventeen hundred weights: four ways to spend them.
#include <fmt/format.h>

#include <limits>
#include <string>
#include <vector>

#include "gradus/gradus.hpp"
#include "lessons/registry.hpp"
#include "lessons/regularisation_figures.hpp"
#include "lessons/tensor_numbers.hpp"

namespace gradus::lessons {
namespace {

constexpr int64_t hidden_units = 40;
constexpr double rate = 0.01;
constexpr int64_t patience = 200;
constexpr int64_t checkpoint_every = 100;
constexpr int64_t frame_every = 50;

/// n points of sin 3x on [-1, 1] with normal noise of deviation 0.3.
NoisyPoints noisy_points(int64_t n, random::NumpyRandom& rng) {
  const Tensor x = 2 * from_data(rng.rand(n), {n, 1}) - 1;
  return {x, sin(3 * x) + 0.3 * from_data(rng.randn(n), {n, 1})};
}

// page: begin
/// What keeps a network from learning the noise by heart.
struct Rein {
  const char* name;
  double weight_decay = 0;      ///< AdamW takes this share of each weight away, times the rate, in every step
  double l1 = 0;                ///< the loss grows by so much times the sum of all magnitudes
  bool early_stopping = false;  ///< ends when the validation error has not fallen for `patience` epochs
};
constexpr Rein reins[] = {{.name = "plain"},
                          {.name = "early-stopping", .early_stopping = true},
                          {.name = "weight-decay", .weight_decay = 1},
                          {.name = "l1", .l1 = 1e-3}};

nn::Sequential wide_net() {
  return nn::Sequential{nn::Linear(1, hidden_units, {.dtype = float64}), nn::Tanh(),
                        nn::Linear(hidden_units, hidden_units, {.dtype = float64}), nn::Tanh(),
                        nn::Linear(hidden_units, 1, {.dtype = float64})};
}

double error(nn::Layer& model, const NoisyPoints& points) {
  const InferenceMode guard;
  return nn::mse_loss(model(points.x), points.y).item();
}

Tensor sum_of_magnitudes(const nn::Module& model) {
  Tensor total = zeros({}, {.dtype = float64});
  for (const Tensor& weights : model.parameters()) total = total + sum(abs(weights));
  return total;
}

/// When a training was best on the validation points, and how long it ran.
struct Course {
  int64_t best_epoch = 0;
  int64_t epochs = 0;
};

/// Trains on all points at once; `observe` hears the training loss and the validation error of each epoch.
template <class Observer>
Course train(nn::Sequential& model, const Rein& rein, const NoisyPoints& points, const NoisyPoints& valid,
             int64_t epochs, Observer observe) {
  optim::AdamW adam(model.parameters(), {.lr = rate, .weight_decay = rein.weight_decay});
  double best = std::numeric_limits<double>::infinity();
  std::unique_ptr<nn::Module> best_model;
  Course course;
  while (course.epochs < epochs) {
    const Tensor loss = nn::mse_loss(model(points.x), points.y);
    adam.zero_grad();
    (rein.l1 > 0 ? loss + rein.l1 * sum_of_magnitudes(model) : loss).backward();
    adam.step();
    const int64_t epoch = course.epochs++;
    const double judged = error(model, valid);
    observe(epoch, loss.item(), judged);
    if (judged < best) {
      best = judged;
      course.best_epoch = epoch;
      if (rein.early_stopping) best_model = model.clone();
    } else if (rein.early_stopping && epoch - course.best_epoch >= patience) {
      break;
    }
  }
  if (best_model) model.load_state_dict(best_model->state_dict());
  return course;
}
// page: end

int64_t count_below(const nn::Module& model, double limit) {
  int64_t count = 0;
  for (const Tensor& weights : model.parameters()) count += sum(abs(weights) < limit).item<int64_t>();
  return count;
}

std::vector<double> magnitudes(const nn::Module& model) {
  std::vector<double> all;
  for (const Tensor& weights : model.parameters()) {
    const std::vector<double> some = abs(weights.detach()).to_vector();
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

/// Errors after the training with weight decay of several strengths.
std::vector<StrengthPoint> sweep(const RunOptions& options, const NoisyPoints& points,
                                 const NoisyPoints& valid, const NoisyPoints& test) {
  std::vector<StrengthPoint> found;
  for (const double strength : {0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0}) {
    manual_seed(options.seed);
    nn::Sequential model = wide_net();
    train(model, {.name = "", .weight_decay = strength}, points, valid, options.epochs,
          [](int64_t, double, double) {});
    found.push_back({strength, error(model, points), error(model, test)});
  }
  return found;
}

Result run(const RunOptions& options) {
  Result result;
  random::NumpyRandom rng(options.seed);
  const NoisyPoints points = noisy_points(24, rng), valid = noisy_points(24, rng),
                    test = noisy_points(400, rng);
  RegularisationRun seen{.train = points, .valid = valid};
  const Tensor places = linspace(-1, 1, 161, {.dtype = float64}).unsqueeze(1);
  for (const Rein& rein : reins) {
    manual_seed(options.seed);
    nn::Sequential model = wide_net();
    if (seen.trainings.empty()) {
      const auto first3 = [](const Tensor& x) { return numbers(x.flatten().slice(0, 0, 3)); };
      result.values = {{"x_train_first3", first3(points.x)},
                       {"y_train_first3", first3(points.y)},
                       {"first_weights", first3(model.parameters()[0])}};
    }
    ReinedTraining& training = seen.trainings.emplace_back(ReinedTraining{.name = rein.name});
    const auto keep_fit = [&](int64_t epoch) {
      const InferenceMode guard;
      training.fits.push_back({epoch, model(places).to_vector()});
    };
    const Course course =
        train(model, rein, points, valid, options.epochs, [&](int64_t epoch, double loss, double judged) {
          training.losses.push_back(loss);
          training.validation.push_back(judged);
          const bool last = epoch == options.epochs - 1;
          if (epoch % frame_every == 0 || last) keep_fit(epoch);
          options.report_progress((static_cast<double>(seen.trainings.size() - 1) +
                                   static_cast<double>(epoch + 1) / static_cast<double>(options.epochs)) /
                                  6);
          if (rein.early_stopping || (epoch % checkpoint_every != 0 && !last)) return;  // as the plain one
          result.checkpoints.push_back(
              {{"run", rein.name}, {"epoch", epoch}, {"loss", number(loss)}, {"valid", number(judged)}});
        });
    training.best_epoch = course.best_epoch;
    if (rein.early_stopping) keep_fit(course.epochs - 1);  // the weights that were kept
    training.magnitudes = magnitudes(model);
    result.final[rein.name] = {{"train", number(error(model, points))},
                               {"valid", number(error(model, valid))},
                               {"test", number(error(model, test))},
                               {"epochs", course.epochs},
                               {"best_epoch", course.best_epoch},
                               {"sum_of_magnitudes", number(sum_of_magnitudes(model).item())},
                               {"below_a_thousandth", count_below(model, 1e-3)}};
    result.printed += fmt::format("{:<15} {:>5} epochs  training error {:.4f}, test error {:.4f}\n",
                                  rein.name, course.epochs, error(model, points), error(model, test));
  }
  seen.strengths = sweep(options, points, valid, test);
  options.report_progress(1);
  seen.places = places.flatten().to_vector();
  add_regularisation_pictures(seen, result);
  return result;
}

Page page() {
  return {
      .about =
          "A network with seventeen hundred weights and twenty-four noisy points to learn them from: left "
          "alone it goes through the noise, and on points it was not shown it is six times as wrong as "
          "the best of its reins leaves it. Early stopping keeps the weights of the epoch that was best on "
          "points held back. Weight "
          "decay pulls every weight towards zero, so that only those stay large that the data insist on. A "
          "penalty on the magnitudes goes further and brings two weights of three below a thousandth. All "
          "three end between 0.11 and 0.15, not far above the error that the noise itself makes, 0.09.",
      .mathematics =
          {{"With weight decay \\(\\lambda\\) every step shrinks the weights, apart from the gradient:",
            R"(w \leftarrow (1 - \eta \lambda)\, w - \eta\, \hat{g})"},
           {"The penalty on magnitudes pulls with the same force however small a weight is, so small ones "
            "reach "
            "zero:",
            R"(L + \mu \sum_j |w_j|, \qquad \frac{\partial}{\partial w_j}\, \mu\, |w_j| = \mu \operatorname{sign} w_j)"},
           {"The expected error on new points has a part that no model can take away:",
            R"(\mathbb{E}\,(y - \hat{f}(x))^2 = \underbrace{\sigma^2}_{0.09} + \text{bias}^2 + \text{variance})"}},
      .numbers = {{"test error, left alone", "/final/plain/test", "", ""},
                  {"test error, stopped early", "/final/early-stopping/test", "", ""},
                  {"the epoch whose weights were kept", "/final/early-stopping/best_epoch", "", ""},
                  {"test error, weight decay 1", "/final/weight-decay/test", "", ""},
                  {"test error, magnitudes penalised", "/final/l1/test", "", ""},
                  {"sum of all magnitudes, left alone", "/final/plain/sum_of_magnitudes", "", ""},
                  {"the same, magnitudes penalised", "/final/l1/sum_of_magnitudes", "", ""}},
      .questions =
          {"Draw 240 training points instead of 24. Which of the reins is still worth its trouble?",
           ("The plain training was best on the validation points long before its end. Would a patience of "
            "20 "
            "have found that epoch? One of 1000?"),
           ("Set `hidden_units` to 4. Can the small network learn the noise at all, and does it do better "
            "than "
            "the large one with weight decay?"),
           "Put weight decay and early stopping together. Does the test error fall below that of either?",
           ("Use `optim::Adam` with the same `weight_decay` in place of `optim::AdamW`. Why is that another "
            "training, and not the same?")},
      .notes = {"The validation points choose the epoch, so their error is a little too good; that is what "
                "the four hundred test points are for.",
                "The reference was computed with PyTorch; the lesson follows no notebook."}};
}

}  // namespace

Lesson regularisation() {
  return {
      .name = "regularisation",
      .title = "Seventeen hundred weights on a rein",
      .summary = "Regularisation: early stopping, weight decay and a penalty on magnitudes, on one curve.",
      .notebook = "",
      .seed = 0,
      .epochs = 1500,
      .spread = "epochs at most, for each training",
      .cover = "fits",
      .run = run,
      .page = page};
}

}  // namespace gradus::lessons
