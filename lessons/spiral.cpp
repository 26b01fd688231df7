// Three arms of a spiral: what straight lines cannot separate, a hidden layer can.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

#include "gradus/data/encoder.hpp"
#include "gradus/data/table_tensors.hpp"
#include "gradus/gradus.hpp"
#include "gradus/metrics/classification.hpp"
#include "lessons/class_scores.hpp"
#include "lessons/registry.hpp"
#include "lessons/spiral_data.hpp"
#include "lessons/spiral_figures.hpp"
#include "lessons/tensor_numbers.hpp"

namespace gradus::lessons {
namespace {

constexpr int64_t hidden_units = 100;
constexpr double adam_rate = 1e-2;
constexpr double hand_rate = 1;

// page: begin
/// Two layers with nothing between them: still a linear model.
struct LinearModel : nn::Layer {
  nn::Linear &fc1, &fc2;
  explicit LinearModel(int64_t classes)
      : fc1(add<nn::Linear>("fc1", 2, hidden_units)), fc2(add<nn::Linear>("fc2", hidden_units, classes)) {}
  Tensor forward(const Tensor& x) override { return fc2(fc1(x)); }
};

/// The same two layers with a ReLU between them.
struct Mlp : nn::Layer {
  nn::Linear &fc1, &fc2;
  explicit Mlp(int64_t classes)
      : fc1(add<nn::Linear>("fc1", 2, hidden_units)), fc2(add<nn::Linear>("fc2", hidden_units, classes)) {}
  Tensor forward(const Tensor& x) override { return fc2(relu(fc1(x))); }
};

template <class Observer>
void train(nn::Layer& model, const LabelledSet& set, const Tensor& class_weights, int64_t epochs,
           Observer observe) {
  optim::Adam adam(model.parameters(), {.lr = adam_rate});
  for (int64_t epoch = 0; epoch < epochs; ++epoch) {
    const Tensor logits = model(set.x);
    const Tensor loss = nn::cross_entropy(logits, set.y, {.weight = class_weights});
    adam.zero_grad();
    loss.backward();
    adam.step();
    observe(epoch, loss.item<float>(), metrics::accuracy_score(set.y, logits.argmax(1)));
  }
}

/// The second network once more, by hand: float64, no autograd, every gradient written out.
struct HandMlp {
  Tensor w1, b1, w2, b2;

  struct Pass {
    Tensor hidden, logits, probabilities;
    double loss;
  };

  Pass forward(const Tensor& x, const Tensor& y) const {
    const Tensor hidden = relu(matmul(x, w1) + b1);
    const Tensor logits = matmul(hidden, w2) + b2;
    const Tensor probabilities = softmax(logits, 1);
    const Tensor of_truth = gather(probabilities, 1, y.unsqueeze(1));
    return {hidden, logits, probabilities, -log(of_truth).mean().item()};
  }

  void learn(const Tensor& x, const Tensor& y, const Pass& pass) {
    const Tensor truth = one_hot(y, w2.size(1));
    const Tensor d_logits = (pass.probabilities - truth) / x.size(0);  // through loss and softmax at once
    const Tensor d_hidden = matmul(d_logits, w2.t()) * (pass.hidden > 0);
    w2 -= hand_rate * matmul(pass.hidden.t(), d_logits);
    b2 -= hand_rate * sum(d_logits, {.dim = 0});
    w1 -= hand_rate * matmul(x.t(), d_hidden);
    b1 -= hand_rate * sum(d_hidden, {.dim = 0});
  }

  Tensor predict(const Tensor& x) const { return softmax(matmul(relu(matmul(x, w1) + b1), w2) + b2, 1); }
};
// page: end

/// Small random weights, drawn row by row, and zero biases.
HandMlp drawn_mlp(random::NumpyRandom& rng, int64_t classes) {
  const Tensor w1 = 0.01 * from_data(rng.randn(2 * hidden_units), {2, hidden_units});
  const Tensor w2 = 0.01 * from_data(rng.randn(hidden_units * classes), {hidden_units, classes});
  return {w1, zeros({hidden_units}, {.dtype = float64}), w2, zeros({classes}, {.dtype = float64})};
}

/// Keeps the checkpoints of the three trainings and counts their epochs together.
class Log {
 public:
  Log(const RunOptions& options, Result& result, int64_t all_epochs)
      : options_(options), result_(result), all_epochs_(all_epochs) {}

  /// One epoch of `run` is through; it is kept when it is the last or a multiple of `every`.
  void add(const char* run, int64_t epoch, int64_t epochs, int64_t every, const Json& loss, double accuracy) {
    options_.report_progress(static_cast<double>(++seen_) / static_cast<double>(all_epochs_));
    if (epoch % every != 0 && epoch != epochs - 1) return;
    result_.checkpoints.push_back(
        {{"run", run}, {"epoch", epoch}, {"loss", loss}, {"accuracy", number(accuracy)}});
    result_.printed += fmt::format("{:<6} epoch {:>4}  loss {:.3f}, accuracy {:.4g}\n", run, epoch,
                                   value_of(loss), accuracy);
  }

 private:
  const RunOptions& options_;
  Result& result_;
  int64_t all_epochs_;
  int64_t seen_ = 0;
};

/// What fixes the start: the first rows after shuffling, the split, the scaler.
Json start_values(const io::Table& shuffled, const SpiralSplit& split) {
  const Tensor points = data::to_tensor(shuffled, {"X1", "X2"});
  const std::vector<std::string>& colors = shuffled.texts("color");
  const Tensor counts = bincount(split.train.y);
  const data::LabelEncoder encoder = data::LabelEncoder().fit(split.classes);
  const auto head = static_cast<std::ptrdiff_t>(std::min<size_t>(5, colors.size()));
  return {{"head5", numbers(points.slice(0, 0, 5))},
          {"head5_color", std::vector<std::string>(colors.begin(), colors.begin() + head)},
          {"sample_point", numbers(split.first_point)},
          {"sample_class", encoder.inverse_transform(split.train.y.slice(0, 0, 1)).front()},
          {"counts", numbers(counts)},
          {"class_weights", numbers(split.class_weights)},
          {"scaler_mean", numbers(split.scaler.mean())},
          {"scaler_scale", numbers(split.scaler.scale())},
          {"X_train_first3", numbers(split.x_train.slice(0, 0, 3))},
          {"y_train_first10", numbers(split.train.y.slice(0, 0, 10))},
          {"X_test_first3", numbers(split.x_test.slice(0, 0, 3))},
          {"test_mean", numbers(mean(split.x_test, {.dim = 0}))},
          {"test_std", numbers(gradus::std(split.x_test, {.dim = 0, .correction = 0}))}};
}

/// The models' train() for a run of the lesson: accuracies are percentages, as in the notebook.
void train_logged(const char* run, nn::Layer& model, const SpiralSplit& split, int64_t epochs, int64_t every,
                  Log& log) {
  train(model, split.train, split.class_weights.to(float32), epochs,
        [&](int64_t epoch, float loss, double accuracy) {
          log.add(run, epoch, epochs, every, number(loss), accuracy * 100);
        });
}

/// The notebook's worked step: one pass through a network that has learned nothing yet.
Json worked_step(const HandMlp& net, const Tensor& x, const Tensor& y) {
  const HandMlp::Pass pass = net.forward(x, y);
  return {{"logits0", numbers(pass.logits[0])},
          {"y_hat0", numbers(pass.probabilities[0])},
          {"loss", number(pass.loss)}};
}

/// Trains by hand; gives the loss of the last epoch.
double train_by_hand(HandMlp& net, const Tensor& x, const Tensor& y, int64_t epochs, Log& log) {
  double loss = 0;
  for (int64_t epoch = 0; epoch < epochs; ++epoch) {
    const HandMlp::Pass pass = net.forward(x, y);
    loss = pass.loss;
    log.add("numpy", epoch, epochs, 100, number(loss), metrics::accuracy_score(y, pass.logits.argmax(1)));
    net.learn(x, y, pass);
  }
  return loss;
}

Tensor probabilities(nn::Layer& model, const Tensor& x) {
  const NoGrad guard;
  return softmax(model(x), 1);
}

Result run(const RunOptions& options) {
  Result result;
  random::NumpyRandom rng(options.seed);
  const io::Table table = spiral_table(options, result);
  const io::Table shuffled = table.take(rng.permutation(table.rows()));
  const SpiralSplit split = split_spiral(shuffled, rng);
  const auto classes = static_cast<int64_t>(split.classes.size());
  const int64_t linear_epochs = std::max<int64_t>(1, options.epochs / 100);
  const int64_t mlp_epochs = std::max<int64_t>(1, options.epochs / 10);
  Log log(options, result, linear_epochs + options.epochs + mlp_epochs);
  result.values = start_values(shuffled, split);

  manual_seed(options.seed);
  const auto linear = std::make_shared<LinearModel>(classes);
  result.values["linear_fc1_weight_first3"] = numbers(linear->fc1.weight().slice(0, 0, 3));
  result.values["linear_fc2_bias"] = numbers(linear->fc2.bias());
  train_logged("linear", *linear, split, linear_epochs, 1, log);

  const Tensor x64 = split.train.x.to(float64);
  result.values["numpy_demo"] = worked_step(drawn_mlp(rng, classes), x64, split.train.y);
  HandMlp hand = drawn_mlp(rng, classes);
  result.values["numpy_W1_first3"] = numbers(hand.w1.slice(1, 0, 3));
  result.values["numpy_W2_first3"] = numbers(hand.w2.slice(0, 0, 3));
  const double hand_loss = train_by_hand(hand, x64, split.train.y, options.epochs, log);

  const auto mlp = std::make_shared<Mlp>(classes);
  result.values["mlp_fc1_weight_first3"] = numbers(mlp->fc1.weight().slice(0, 0, 3));
  train_logged("torch", *mlp, split, mlp_epochs, 10, log);

  const std::array<Classifier, 3> models = {
      {{"linear", "Linear model", [linear](const Tensor& x) { return probabilities(*linear, x); }},
       {"numpy", "Network by hand", [hand](const Tensor& x) { return hand.predict(x.to(float64)); }},
       {"modules", "Network of modules", [mlp](const Tensor& x) { return probabilities(*mlp, x); }}}};
  std::array<Tensor, 3> tested;
  std::array<Json, 3> scored;
  for (size_t i = 0; i < models.size(); ++i) {
    tested[i] = models[i].probabilities(split.test.x);
    scored[i] = class_scores(split.test.y, tested[i].argmax(1), split.classes);
  }
  const Tensor unseen = split.scaler.transform(tensor({{0.1, 0.1}}, {.dtype = float64}));
  const Tensor guess = models[2].probabilities(unseen.to(float32))[0];
  result.final = {
      {"linear", {{"sample_probability", numbers(tested[0][0])}, {"metrics", scored[0]}}},
      {"numpy",
       {{"loss", number(hand_loss)}, {"test_probability0", numbers(tested[1][0])}, {"metrics", scored[1]}}},
      {"torch",
       {{"metrics", scored[2]},
        {"inference_input", numbers(unseen[0])},
        {"inference_probabilities", numbers(guess)},
        {"inference_class", split.classes[static_cast<size_t>(guess.argmax().item<int64_t>())]}}}};
  add_spiral_data_picture(shuffled, result);
  add_spiral_pictures(split, models, result);
  return result;
}

const char* const other_state = "its draws came from another state of the generator";

std::vector<PrintedNumber> printed_numbers() {
  return {{"first row after shuffling", "/values/head5/0", "0.106737, 0.114197", ""},
          {"fifth row", "/values/head5/4", "-0.127751, -0.011382", ""},
          {"its arm", "/values/head5_color/4", "c3", ""},
          {"training points of each arm", "/values/counts", "[350 350 350]", ""},
          {"weight of each class", "/values/class_weights/0", "0.002857142857142857", ""},
          {"first training point", "/values/sample_point", "0.44688413, -0.07360876", other_state},
          {"first loss by hand", "/values/numpy_demo/loss", "0.70",
           "three classes and no knowledge give \\(\\ln 3 = 1.10\\), so the printed number belongs to other "
           "data"},
          {"linear model: first loss", "/checkpoints/0/loss", "1.13", other_state},
          {"linear model: F1", "/final/linear/metrics/overall/f1", "0.4942485399571228", other_state},
          {"by hand: last loss", "/final/numpy/loss", "", ""},
          {"by hand: F1", "/final/numpy/metrics/overall/f1", "0.982220641694326", other_state},
          {"modules: F1", "/final/torch/metrics/overall/f1", "0.9690388976103262", other_state},
          {"the point (0.1, 0.1), standardised", "/final/torch/inference_input", "0.22746497, 0.29242354",
           other_state},
          {"its arm, as predicted", "/final/torch/inference_class", "c1", ""}};
}

Page page() {
  return {
      .about =
          "Fifteen hundred points lie on three arms that wind around each other. A linear model gets about "
          "half of them right and cannot do better, however long it learns, because every border it can draw "
          "is straight. Putting one function with a kink between its two layers is enough to change that. "
          "The network is trained twice: once by hand, with every gradient written out, and once with the "
          "library's layers, losses and optimiser.",
      .mathematics =
          {{"Forwards: two layers with a ReLU between them, and softmax to make probabilities of three "
            "scores:",
            R"(\mathbf{a} = \max(0,\ \mathbf{x} W_1 + \mathbf{b}_1), \qquad \mathbf{z} = \mathbf{a} W_2 + \mathbf{b}_2, \qquad \hat{y}_k = \frac{e^{z_k}}{\sum_j e^{z_j}})"},
           {"The loss is the mean surprise at the true class \\(t\\), each class weighted by \\(w_t = "
            "1/n_t\\) in the models of modules:",
            R"(L = -\frac{\sum_i w_{t_i} \ln \hat{y}_{i,t_i}}{\sum_i w_{t_i}})"},
           {"Backwards: through loss and softmax together only a difference is left, and the ReLU lets "
            "through what it let through before:",
            R"(\frac{\partial L}{\partial \mathbf{z}} = \frac{\hat{\mathbf{y}} - \mathbf{t}}{n}, \qquad \frac{\partial L}{\partial W_2} = \mathbf{a}^{\top} \frac{\partial L}{\partial \mathbf{z}}, \qquad \frac{\partial L}{\partial \mathbf{a}} = \frac{\partial L}{\partial \mathbf{z}} W_2^{\top} \cdot [\mathbf{a} > 0])"}},
      .numbers = printed_numbers(),
      .questions =
          {("Take the ReLU out of `Mlp`. Why does the network then do exactly what the linear model does, in "
            "spite of its hundred hidden units?"),
           ("Lower `hidden_units` to 50, 10, 5, 3. Where does the network begin to cut off the tips of the "
            "arms?"),
           ("Multiply the starting weights of the network by hand by 100, then by 0. Which of the two is "
            "worse, and why?"),
           ("Run it with `--seed` 1 to 5. By how much do the test scores differ, and what does that "
            "say about the digits in the table above?"),
           "The validation points are split off and never looked at here. What would you decide by them?"},
      .notes = {"The rows, the split and all weights are drawn as NumPy, scikit-learn and PyTorch draw them "
                "for this seed, in the notebook's order. The first five rows and the counts agree with its "
                "printout; from the split on, the printed numbers come from a session in which more had been "
                "drawn before.",
                "The accuracies of the network by hand are parts of one, those of the modules are "
                "percentages, as in the notebook."}};
}

}  // namespace

Lesson spiral() {
  return {.name = "spiral",
          .title = "Unwinding a spiral",
          .summary = "Separates three winding arms: linear, by hand, and with layers and an optimiser.",
          .notebook = "Neural Networks (Made With ML)",
          .seed = 1234,
          .epochs = 1000,
          .spread = "epochs by hand; the linear model takes a hundredth, the modules a tenth",
          .cover = "modules-regions",
          .run = run,
          .page = page};
}

}  // namespace gradus::lessons
