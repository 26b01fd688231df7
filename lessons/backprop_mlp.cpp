// Backpropagation by hand: the error of the output, sent back layer by layer, and autograd as the judge.
#include <fmt/format.h>

#include <algorithm>

#include "gradus/gradus.hpp"
#include "lessons/backprop_mlp_figures.hpp"
#include "lessons/blobs.hpp"
#include "lessons/registry.hpp"
#include "lessons/tensor_numbers.hpp"

namespace gradus::lessons {
namespace backprop {
namespace {

constexpr int64_t class_count = 2, batch_size = 100;
constexpr double small_rate = 0.1, deep_rate = 0.25;

// page: begin
/// Weights [out, in] from one fixed seed for every layer, as in the notebook, and biases of zero.
struct HandLayer {
  Tensor w, b;
  HandLayer(int64_t in, int64_t out)
      : w(from_data(random::NumpyRandom(1).normal(0, 0.1, out * in), {out, in})),
        b(zeros({out}, {.dtype = float64})) {}
};

struct Gradient {
  Tensor w, b;
};

/// Layers with a sigmoid behind each; no autograd.
struct HandNet {
  std::vector<HandLayer> layers;

  explicit HandNet(const std::vector<int64_t>& sizes) {
    for (size_t i = 1; i < sizes.size(); ++i) layers.emplace_back(sizes[i - 1], sizes[i]);
  }

  /// What goes into each layer, and the outputs last.
  std::vector<Tensor> forward(const Tensor& x) const {
    std::vector<Tensor> a = {x};
    for (const HandLayer& layer : layers) a.push_back(sigmoid(matmul(a.back(), layer.w.t()) + layer.b));
    return a;
  }

  /// Sends the error of the outputs back; `visit(layer, gradient)` is called for the last layer first.
  template <class Visit>
  void backward(const Tensor& x, const Tensor& y, Visit visit) const {
    const std::vector<Tensor> a = forward(x);
    const Tensor truth = one_hot(y, class_count).to(float64);
    // through the loss, sum over outputs and mean over points of (a - y)^2, and the last sigmoid
    Tensor delta = 2.0 * (a.back() - truth) / static_cast<double>(x.size(0)) * (a.back() * (1.0 - a.back()));
    for (size_t l = layers.size(); l-- > 0;) {
      visit(l, Gradient{matmul(delta.t(), a[l]), sum(delta, {.dim = 0})});
      if (l > 0) delta = matmul(delta, layers[l].w) * (a[l] * (1.0 - a[l]));  // weights, then the sigmoid
    }
  }

  void update(size_t l, const Gradient& gradient, double rate) {
    layers[l].w -= rate * gradient.w;
    layers[l].b -= rate * gradient.b;
  }

  std::vector<Gradient> gradients(const Tensor& x, const Tensor& y) const {
    std::vector<Gradient> all(layers.size());
    backward(x, y, [&](size_t l, const Gradient& gradient) { all[l] = gradient; });
    return all;
  }

  /// All gradients first, then all updates.
  void learn(const Tensor& x, const Tensor& y, double rate) {
    const std::vector<Gradient> all = gradients(x, y);
    for (size_t l = 0; l < layers.size(); ++l) update(l, all[l], rate);
  }

  /// As published for the deeper net: a layer is updated before the error goes on through it.
  void learn_as_published(const Tensor& x, const Tensor& y, double rate) {
    backward(x, y, [&](size_t l, const Gradient& gradient) { update(l, gradient, rate); });
  }
};

/// The largest difference between a gradient by hand and the one that autograd finds.
double largest_difference(const HandNet& net, const Tensor& x, const Tensor& y) {
  HandNet twin = net;
  for (HandLayer& layer : twin.layers) {
    layer.w = layer.w.clone().requires_grad_();
    layer.b = layer.b.clone().requires_grad_();
  }
  const Tensor truth = one_hot(y, class_count).to(float64);
  (square(twin.forward(x).back() - truth).sum() / static_cast<double>(x.size(0))).backward();
  double largest = 0;
  const std::vector<Gradient> by_hand = net.gradients(x, y);
  for (size_t l = 0; l < by_hand.size(); ++l) {
    largest = std::max({largest, max(abs(by_hand[l].w - twin.layers[l].w.grad())).item(),
                        max(abs(by_hand[l].b - twin.layers[l].b.grad())).item()});
  }
  return largest;
}
// page: end

/// The batches of one pass in random order; points that do not fill a batch are left out.
std::vector<Blobs> batches(const Blobs& data, random::NumpyRandom& rng) {
  const int64_t n = data.x.size(0);
  const Tensor order = from_data(rng.permutation(n), {n});
  std::vector<Blobs> found;
  for (int64_t begin = 0; begin + batch_size <= n; begin += batch_size) {
    const Tensor rows = order.slice(0, begin, begin + batch_size);
    found.push_back({index_select(data.x, 0, rows), index_select(data.y, 0, rows)});
  }
  return found;
}

double mse(const Tensor& outputs, const Tensor& y) {
  return square(one_hot(y, class_count).to(float64) - outputs).mean().item();
}

/// Error and accuracy over the batches of a pass.
struct Score {
  double mse, published_mse, accuracy;
};

Score score(const HandNet& net, const Blobs& data, random::NumpyRandom& rng) {
  double sum = 0;
  int64_t right = 0, count = 0, seen = 0;
  for (const Blobs& batch : batches(data, rng)) {
    const Tensor outputs = net.forward(batch.x).back();
    sum += mse(outputs, batch.y);
    right += (outputs.argmax(1) == batch.y).sum().item<int64_t>();
    seen += batch.x.size(0);
    ++count;
  }
  return {sum / static_cast<double>(count), sum / static_cast<double>(count - 1),
          static_cast<double>(right) / static_cast<double>(seen)};
}

/// Trains for so many epochs and tells `observe` the scores of both parts after each.
template <class Learn, class Observer>
void train(HandNet& net, const BlobSplit& data, int64_t epochs, random::NumpyRandom& rng, Learn learn,
           Observer observe) {
  for (int64_t epoch = 0; epoch < epochs; ++epoch) {
    for (const Blobs& batch : batches(data.train, rng)) learn(net, batch);
    const Score train = score(net, data.train, rng);
    observe(epoch, train, score(net, data.test, rng));
  }
}

/// The forward pass of a 784-100-2 net for a thousand pictures of noise: formulas and shapes.
void show_shapes(std::vector<Stage>& tensors, std::vector<Stage>& weights, Result& result) {
  random::NumpyRandom rng(1);
  constexpr int64_t pixels = 784, hidden = 100, pictures = 1000;
  const auto drawn = [&](int64_t rows, int64_t columns, double scale) {
    return scale * from_data(rng.randn(rows * columns), {rows, columns});
  };
  const Tensor x = drawn(pictures, pixels, 1);
  const Tensor w_h = drawn(hidden, pixels, 0.1), b_h = zeros({hidden}, {.dtype = float64});
  const Tensor w_o = drawn(class_count, hidden, 0.1), b_o = zeros({class_count}, {.dtype = float64});
  const Tensor z_h = matmul(x, w_h.t()) + b_h, a_h = sigmoid(z_h);
  const Tensor z_o = matmul(a_h, w_o.t()) + b_o, a_o = sigmoid(z_o);
  const auto stage = [&](const char* formula, const char* words, const Tensor& tensor) {
    result.printed += fmt::format("{:<24} {}\n", words, to_string(tensor.shape()));
    return Stage{formula, to_string(tensor.shape())};
  };
  tensors = {stage("$X$", "X", x), stage("$Z_h = X W_h^T + b_h$", "Z_h = X W_h^T + b_h", z_h),
             stage("$A_h = \\sigma(Z_h)$", "A_h = sigmoid(Z_h)", a_h),
             stage("$Z_o = A_h W_o^T + b_o$", "Z_o = A_h W_o^T + b_o", z_o),
             stage("$A_o = \\sigma(Z_o)$", "A_o = sigmoid(Z_o)", a_o)};
  weights = {{"$W_h$", to_string(w_h.shape())},
             {"$b_h$", to_string(b_h.shape())},
             {"$W_o$", to_string(w_o.shape())},
             {"$b_o$", to_string(b_o.shape())}};
}

Json start_values(const HandNet& net, const BlobSplit& data, random::NumpyRandom& rng) {
  const Tensor outputs = net.forward(data.test.x).back(), labels = outputs.argmax(1);
  const Score batched = score(net, data.test, rng);
  return {{"X_train_first3", numbers(data.train.x.slice(0, 0, 3))},
          {"X_test_first3", numbers(data.test.x.slice(0, 0, 3))},
          {"W1", numbers(net.layers[0].w)},
          {"W2", numbers(net.layers[1].w)},
          {"initial_probas_first2", numbers(outputs.slice(0, 0, 2))},
          {"initial_labels_first10", numbers(labels.slice(0, 0, 10))},
          {"initial_loss", number(mse(outputs, data.test.y))},
          {"initial_accuracy", number(metrics::accuracy_score(data.test.y, labels))},
          {"initial_valid",
           {{"published_mse", number(batched.published_mse)},
            {"mse", number(batched.mse)},
            {"accuracy", number(batched.accuracy)}}}};
}

Json learned(const HandNet& net, const Blobs& test) {
  Json weights = Json::array(), biases = Json::array();
  for (const HandLayer& layer : net.layers) {
    weights.push_back(numbers(layer.w));
    biases.push_back(numbers(layer.b));
  }
  const Tensor outputs = net.forward(test.x).back();
  return {{"weights", weights},
          {"biases", biases},
          {"test_mse_all", number(mse(outputs, test.y))},
          {"test_accuracy_all", number(metrics::accuracy_score(test.y, outputs.argmax(1)))}};
}

/// Keeps checkpoints and curves of the nets.
class Log {
 public:
  Log(const RunOptions& options, Result& result) : options_(options), result_(result) {}

  /// What train() tells of a net; without checkpoints for one that the notebook does not have.
  auto observer(Curves& curves, bool checkpoints = true) {
    return [this, &curves, checkpoints](int64_t epoch, const Score& train, const Score& valid) {
      const int64_t epochs = options_.epochs;
      constexpr double nets = 3;
      options_.report_progress(++done_ / (nets * static_cast<double>(epochs)));
      curves.train_loss.push_back(train.mse);
      curves.valid_loss.push_back(valid.mse);
      curves.train_accuracy.push_back(100 * train.accuracy);
      curves.valid_accuracy.push_back(100 * valid.accuracy);
      if (!checkpoints || (epoch % 10 != 0 && epoch != epochs - 1)) return;
      result_.checkpoints.push_back({{"run", curves.name},
                                     {"epoch", epoch},
                                     {"loss", number(train.mse)},
                                     {"published_train_mse", number(train.published_mse)},
                                     {"train_accuracy", number(100 * train.accuracy)},
                                     {"valid_loss", number(valid.mse)},
                                     {"valid_accuracy", number(100 * valid.accuracy)}});
      result_.printed +=
          fmt::format("{:<8} epoch {:>3}/{}  train MSE {:.4f}, {:.2f} % right  validation {:.2f} % right\n",
                      curves.name, epoch + 1, epochs, train.mse, 100 * train.accuracy, 100 * valid.accuracy);
    };
  }

 private:
  const RunOptions& options_;
  Result& result_;
  double done_ = 0;
};

Result run(const RunOptions& options) {
  const BlobSplit data = split_blobs();
  Result result;
  std::vector<Stage> tensors, weights;
  show_shapes(tensors, weights, result);
  random::NumpyRandom rng(options.seed);
  Log log(options, result);
  std::vector<Curves> curves = {{.name = "2-10-2"}, {.name = "2-10-5-2"}};
  const auto check = [&](const std::string& name, const HandNet& before, const HandNet& after) {
    const double found = std::max(largest_difference(before, data.train.x, data.train.y),
                                  largest_difference(after, data.train.x, data.train.y));
    result.final[name]["largest_gradient_difference"] = number(found);
    result.printed +=
        fmt::format("{:<8} gradients by hand and by autograd differ by {:.1e} at most\n", name, found);
  };

  HandNet small({2, 10, class_count});
  const HandNet small_start({2, 10, class_count});
  result.values = start_values(small, data, rng);
  const auto learn_small = [](HandNet& net, const Blobs& batch) { net.learn(batch.x, batch.y, small_rate); };
  train(small, data, options.epochs, rng, learn_small, log.observer(curves[0]));
  const Score test = score(small, data.test, rng);
  result.final["2-10-2"] = learned(small, data.test);
  result.final["2-10-2"]["test_mse"] = number(test.mse);
  result.final["2-10-2"]["test_accuracy"] = number(test.accuracy);
  check("2-10-2", small_start, small);

  random::NumpyRandom same_batches = rng;
  HandNet published({2, 10, 5, class_count}), corrected({2, 10, 5, class_count});
  const HandNet deep_start({2, 10, 5, class_count});
  const auto learn_published = [](HandNet& net, const Blobs& batch) {
    net.learn_as_published(batch.x, batch.y, deep_rate);
  };
  const auto learn_deep = [](HandNet& net, const Blobs& batch) { net.learn(batch.x, batch.y, deep_rate); };
  Curves of_published = curves[1];
  train(published, data, options.epochs, rng, learn_published, log.observer(of_published));
  train(corrected, data, options.epochs, same_batches, learn_deep, log.observer(curves[1], false));
  result.final["2-10-5-2"] = learned(published, data.test);
  const Json of_corrected = learned(corrected, data.test);
  result.final["2-10-5-2"]["corrected"] = {{"test_mse_all", of_corrected["test_mse_all"]},
                                           {"test_accuracy_all", of_corrected["test_accuracy_all"]}};
  check("2-10-5-2", deep_start, published);
  add_backprop_pictures(tensors, weights, curves, result);
  return result;
}

const char* const no_seed = "the notebook sets no seed for its batches";

Page page() {
  return {
      .about =
          "A network is trained here without autograd. The forward pass keeps what went into each layer. "
          "Then the error of the outputs goes back: through the sigmoid by its slope, through the weights "
          "by the same weights, layer by layer. What arrives at a layer, times what went into it, is the "
          "gradient of its weights, and nothing has to be computed twice. The same twenty lines train a net "
          "with one hidden layer and one with two, and autograd, asked for the same gradients, finds the "
          "same numbers but for rounding.",
      .mathematics =
          {{"Forward, for examples as the rows of \\(A^{(0)} = X\\):",
            R"(A^{(l)} = \sigma\bigl(A^{(l-1)} W^{(l)\top} + b^{(l)}\bigr))"},
           {"The error at the output, for squared differences from the one-hot labels \\(Y\\) of \\(n\\) "
            "examples:",
            R"(\delta^{(L)} = \tfrac{2}{n} \bigl(A^{(L)} - Y\bigr) \odot A^{(L)} \odot \bigl(1 - A^{(L)}\bigr))"},
           {"One layer further back, through weights and sigmoid:",
            R"(\delta^{(l)} = \bigl(\delta^{(l+1)} W^{(l+1)}\bigr) \odot A^{(l)} \odot \bigl(1 - A^{(l)}\bigr))"},
           {"and the gradients of a layer, from its error and its inputs:",
            R"(\frac{\partial L}{\partial W^{(l)}} = \delta^{(l)\top} A^{(l-1)}, \qquad \frac{\partial L}{\partial b^{(l)}} = \sum_{i=1}^{n} \delta^{(l)}_i)"}},
      .numbers = {{"outputs for two points, untrained", "/values/initial_probas_first2",
                   "0.46725763, 0.48185718, 0.51270125, 0.50086963", ""},
                  {"labels of ten points, untrained", "/values/initial_labels_first10", "1 0 0 1 0 0 0 0 0 0",
                   ""},
                  {"mean squared error, untrained", "/values/initial_loss", "0.24646401678734076",
                   "the last of 17 digits: a mean is summed in another order"},
                  {"share that is right, untrained", "/values/initial_accuracy", "0.8515151515151516", ""},
                  {"error after epoch 1", "/checkpoints/0/published_train_mse", "0.28", no_seed},
                  {"error after epoch 41", "/checkpoints/4/published_train_mse", "0.05", no_seed},
                  {"right after epoch 41, in %", "/checkpoints/4/train_accuracy", "96.17", no_seed},
                  {"share of the test points that is right", "/final/2-10-2/test_accuracy", "0.98", no_seed},
                  {"two hidden layers: error after epoch 1", "/checkpoints/6/published_train_mse", "0.30",
                   no_seed},
                  {"two hidden layers: error after epoch 41", "/checkpoints/10/published_train_mse", "0.09",
                   no_seed},
                  {"the same net, all gradients before the updates: test error",
                   "/final/2-10-5-2/corrected/test_mse_all", "", ""},
                  {"by hand against autograd, one hidden layer", "/final/2-10-2/largest_gradient_difference",
                   "", ""},
                  {"by hand against autograd, two hidden layers",
                   "/final/2-10-5-2/largest_gradient_difference", "", ""}},
      .questions =
          {("All layers start from the same seed. Give the second layer another one: does the plateau of the "
            "deeper net get shorter?"),
           "Start with a standard deviation of 1 in place of 0.1. How long is the plateau now?",
           ("Put ReLU in place of the hidden sigmoids. Which two lines change, and what happens to the "
            "plateau?"),
           ("Leave out the last factor, the slope of the output's sigmoid. Which loss has the gradient that "
            "is then left?"),
           "Add a third hidden layer of 5 units. How much error arrives at the first layer in epoch 1?"},
      .notes = {
          "The notebook's function for the error divides the sum over six batches by five, the last index, "
          "so its MSE is a fifth too large, on the validation points by half. `published_train_mse` and "
          "`published_mse` are those numbers, `loss` and `mse` the means.",
          "For the net with two hidden layers the notebook updates a layer before it sends the error back "
          "through it, so what arrives below is not quite the gradient. The numbers keep that; the figures "
          "show the net with all gradients before the updates. At this rate one hardly sees a difference.",
          "The hand gradient is that of the sum over the two outputs, the printed error their mean: a factor "
          "of two, which the rate absorbs.",
          "Batches hold 100 points and what does not fill one is left out, so 70 of the 670 training points "
          "and 30 of the 330 others take no part in an epoch: each time others."}};
}

}  // namespace
}  // namespace backprop

Lesson backprop_mlp() {
  return {.name = "backprop-mlp",
          .title = "Backpropagation by hand",
          .summary = "Forward and backward through two and three layers, checked against autograd.",
          .notebook = "Building FeedForward Networks with PyTorch",
          .seed = 0,
          .epochs = 50,
          .spread = "epochs of each net",
          .cover = "loss",
          .run = backprop::run,
          .page = backprop::page};
}

}  // namespace gradus::lessons
