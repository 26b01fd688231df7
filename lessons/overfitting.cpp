// Labels drawn by lot, learned by heart: what a network knows that has only memorised.
#include <fmt/format.h>

#include <array>
#include <memory>

#include "gradus/data/scaler.hpp"
#include "gradus/data/split.hpp"
#include "gradus/gradus.hpp"
#include "gradus/metrics/classification.hpp"
#include "lessons/class_scores.hpp"
#include "lessons/overfitting_figures.hpp"
#include "lessons/registry.hpp"
#include "lessons/tensor_numbers.hpp"

namespace gradus::lessons {
namespace {

constexpr int64_t points_a_class = 50;
constexpr int64_t class_count = 3;
constexpr int64_t hidden_units = 2 * points_a_class * class_count + 2;
constexpr double rate = 0.1;
const std::vector<std::string> class_names = {"c1", "c2", "c3"};

// page: begin
/// Points anywhere in a square, and labels that have nothing to do with where they lie.
struct Noise {
  Tensor x, y;
  explicit Noise(random::NumpyRandom& rng)
      : x(from_data(rng.rand(points_a_class * class_count * 2), {points_a_class * class_count, 2})),
        y(repeat_interleave(arange(class_count), points_a_class)) {}
};

/// More hidden units than there are training points, and a dropout that may be 0.
struct WideNet : nn::Layer {
  nn::Linear& fc1 = add<nn::Linear>("fc1", 2, hidden_units);
  nn::Dropout& dropout;
  nn::Linear& fc2 = add<nn::Linear>("fc2", hidden_units, class_count);
  explicit WideNet(double p) : dropout(add<nn::Dropout>("dropout", p)) {}
  Tensor forward(const Tensor& x) override { return fc2(dropout(relu(fc1(x)))); }
};

/// Whole training set, Adam, and a look at the validation points after each epoch, with dropout off.
template <class Observer>
void train(WideNet& model, const Tensor& x, const Tensor& y, int64_t epochs, Observer observe) {
  optim::Adam adam(model.parameters(), {.lr = rate});
  for (int64_t epoch = 0; epoch < epochs; ++epoch) {
    model.train();
    const Tensor logits = model(x);
    const Tensor loss = nn::cross_entropy(logits, y);
    adam.zero_grad();
    loss.backward();
    adam.step();
    observe(epoch, loss.item<float>(), metrics::accuracy_score(y, logits.argmax(1)));
  }
  model.eval();  // the notebook forgets this line, and judges the network with a tenth of it switched off
}
// page: end

/// The three parts, standardised by what the training points say.
struct Parts {
  Tensor first_point;  // of the training points, as it was drawn
  Tensor x_train64;
  LabelledSet train, valid, test;
};

Parts split(const Noise& noise, random::NumpyRandom& rng) {
  const auto [x_train, x_rest, y_train, y_rest] =
      data::train_test_split(noise.x, noise.y, {.train_size = 0.7, .stratify = true}, rng);
  const auto [x_valid, x_test, y_valid, y_test] =
      data::train_test_split(x_rest, y_rest, {.train_size = 0.5, .stratify = true}, rng);
  data::StandardScaler scaler;
  scaler.fit(x_train);
  const Tensor x = scaler.transform(x_train);
  return {x_train[0],
          x,
          {x.to(float32), y_train},
          {scaler.transform(x_valid).to(float32), y_valid},
          {scaler.transform(x_test).to(float32), y_test}};
}

Json start_values(const Noise& noise, const Parts& parts, const WideNet& model) {
  return {{"X_first3", numbers(noise.x.slice(0, 0, 3))},
          {"sample_point", numbers(parts.first_point)},
          {"y_train_first10", numbers(parts.train.y.slice(0, 0, 10))},
          {"y_test", numbers(parts.test.y)},
          {"X_train_first3", numbers(parts.x_train64.slice(0, 0, 3))},
          {"counts",
           {{"train", numbers(bincount(parts.train.y))},
            {"val", numbers(bincount(parts.valid.y))},
            {"test", numbers(bincount(parts.test.y))}}},
          {"fc1_weight_first3", numbers(model.fc1.weight().slice(0, 0, 3))},
          {"fc2_bias", numbers(model.fc2.bias())}};
}

/// Loss and accuracy on points the model does not learn from; dropout off, no mask drawn.
CurvePoint judged(WideNet& model, const LabelledSet& set) {
  const InferenceMode guard;
  model.eval();
  const Tensor logits = model(set.x);
  return {nn::cross_entropy(logits, set.y).item(), metrics::accuracy_score(set.y, logits.argmax(1))};
}

Result run(const RunOptions& options) {
  Result result;
  random::NumpyRandom rng(options.seed);
  const Noise noise(rng);
  const Parts parts = split(noise, rng);
  constexpr std::array<double, 2> dropouts = {0, 0.1};
  std::array<std::shared_ptr<WideNet>, 2> models;
  std::array<Curves, 2> curves;
  for (size_t k = 0; k < dropouts.size(); ++k) {
    const std::string run = fmt::format("dropout{}", dropouts[k]);
    manual_seed(options.seed);
    models[k] = std::make_shared<WideNet>(dropouts[k]);
    if (k == 0) result.values = start_values(noise, parts, *models[k]);
    train(
        *models[k], parts.train.x, parts.train.y, options.epochs,
        [&](int64_t epoch, float loss, double accuracy) {
          curves[k].train.push_back({static_cast<double>(loss), accuracy});
          curves[k].valid.push_back(judged(*models[k], parts.valid));
          options.report_progress((static_cast<double>(k) +
                                   static_cast<double>(epoch + 1) / static_cast<double>(options.epochs)) /
                                  dropouts.size());
          if (epoch % 20 != 0 && epoch != options.epochs - 1) return;
          result.checkpoints.push_back(
              {{"run", run}, {"epoch", epoch}, {"loss", number(loss)}, {"accuracy", number(100 * accuracy)}});
          result.printed += fmt::format("{:<10} epoch {:>3}  loss {:.2f}, accuracy {:.1f}\n", run, epoch,
                                        loss, 100 * accuracy);
        });
    const InferenceMode guard;
    const Tensor predicted = (*models[k])(parts.test.x).argmax(1);
    result.final[run] = {{"train_accuracy_eval", number(judged(*models[k], parts.train).accuracy)},
                         {"metrics", class_scores(parts.test.y, predicted, class_names)}};
  }
  const auto net = models[0];
  add_overfitting_pictures({.train = parts.train,
                            .test = parts.test,
                            .classes = class_names,
                            .scores = [net](const Tensor& x) { return (*net)(x); },
                            .plain = curves[0],
                            .dropout = curves[1]},
                           result);
  return result;
}

const char* const other_state = "its draws came from another state of the generator";

Page page() {
  return {
      .about =
          "A hundred and fifty points are thrown into a square and labelled by lot: there is nothing to be "
          "learned. A network with 302 hidden units learns it all the same. On the points it was shown it is "
          "right more than four times out of five; on points it was not shown it does about what guessing "
          "does, one in three. "
          "Good marks on the training points say how much a network can remember, and nothing about what it "
          "has "
          "understood. Dropout makes remembering harder, but cannot make noise predictable.",
      .mathematics =
          {{"Dropout multiplies each hidden unit by a coin \\(m_j\\) that is 0 with probability \\(p\\); "
            "what is "
            "left is enlarged, so that the expected sum stays. In evaluation every unit takes part:",
            R"(\tilde{a}_j = \frac{m_j\, a_j}{1 - p} \ \text{in training}, \qquad \tilde{a}_j = a_j \ \text{in evaluation})"},
           {"Where weights start matters as much. With fan-in \\(n\\) and weights of variance "
            "\\(\\sigma^2\\) a "
            "layer multiplies the variance of its inputs by about",
            R"(\operatorname{Var}[z] = n\,\sigma^2\,\operatorname{Var}[a])"},
           {"and Xavier's choice keeps it near 1, forwards and backwards:",
            R"(\sigma^2 = \frac{2}{n_\text{in} + n_\text{out}})"}},
      .numbers = {{"training points of each class", "/values/counts/train", "35, 35, 35", ""},
                  {"first training point", "/values/sample_point", "0.52553355, 0.33956916", other_state},
                  {"first loss, dropout 0.1", "/checkpoints/26/loss", "1.15", other_state},
                  {"loss in epoch 480, dropout 0.1", "/checkpoints/50/loss", "0.80", other_state},
                  {"test F1, dropout 0.1", "/final/dropout0.1/metrics/overall/f1", "0.1722222222222222",
                   "other draws, and the notebook judges with dropout still on"},
                  {"training accuracy without dropout", "/final/dropout0/train_accuracy_eval", "", ""},
                  {"test F1 without dropout", "/final/dropout0/metrics/overall/f1", "", ""}},
      .questions =
          {("Lower `hidden_units` to 100, 30, 10. At which number does the network no longer manage to "
            "learn the noise?"),
           ("Give it ten times as many points a class and the same 302 units. What happens to the "
            "training accuracy, and to the gap?"),
           "Raise the dropout to 0.5. Which of the four curves changes most?",
           ("Run it with `--seed` 1 to 5 and note the test F1. How far can 23 points scatter around one "
            "third by luck alone?"),
           "Where on the validation curve would early stopping stop, and how much would it save?"},
      .notes = {
          "The notebook defines `init_weights` and never calls it, so its layers start as PyTorch's do; the "
          "figure of variances shows what the choice does in a deep network.",
          "The notebook never calls `eval()`: a tenth of the units is switched off, at random, while its "
          "test scores are computed. Here evaluation is evaluation.",
          "With a rate of 0.1 rounding decides the path after a hundred epochs or so; the early losses "
          "agree with Python's to five digits, the later ones in kind."}};
}

}  // namespace

Lesson overfitting() {
  return {
      .name = "overfitting",
      .title = "Learning noise by heart",
      .summary =
          "Memorises random labels, fails on new points; dropout, initialisation, under- and overfitting.",
      .notebook = "Neural Networks (Made With ML)",
      .seed = 1234,
      .epochs = 500,
      .spread = "epochs, for each of the two networks",
      .cover = "regions",
      .run = run,
      .page = page};
}

}  // namespace gradus::lessons
