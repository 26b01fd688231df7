// The network of MLPClassifier and MLPRegressor, and its training.
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/base/random/generator.hpp"
#include "gradus/base/random/numpy_random.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/activation.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/data/loader.hpp"
#include "gradus/data/rows.hpp"
#include "gradus/data/split.hpp"
#include "gradus/learn/mlp.hpp"
#include "gradus/nn/layers/activation.hpp"
#include "gradus/nn/layers/containers.hpp"
#include "gradus/nn/layers/linear.hpp"
#include "gradus/optim/adam.hpp"
#include "gradus/optim/sgd.hpp"
#include "gradus/train/trainer.hpp"

namespace gradus::learn {

std::span<const std::string_view> enum_names(MLPActivation) {
  static constexpr std::array<std::string_view, 4> names{"identity", "logistic", "tanh", "relu"};
  return names;
}

std::span<const std::string_view> enum_names(MLPSolver) {
  static constexpr std::array<std::string_view, 2> names{"adam", "sgd"};
  return names;
}

namespace internal {
namespace {

constexpr int64_t usual_batch = 200;

Tensor activated(MLPActivation activation, const Tensor& x) {
  switch (activation) {
    case MLPActivation::identity:
      return x;
    case MLPActivation::logistic:
      return sigmoid(x);
    case MLPActivation::tanh:
      return tanh(x);
    default:
      return relu(x);
  }
}

std::unique_ptr<nn::Layer> activation_layer(MLPActivation activation) {
  switch (activation) {
    case MLPActivation::identity:
      return nullptr;
    case MLPActivation::logistic:
      return std::make_unique<nn::Sigmoid>();
    case MLPActivation::tanh:
      return std::make_unique<nn::Tanh>();
    default:
      return std::make_unique<nn::ReLU>();
  }
}

/// Glorot's bound, as scikit-learn takes it for weights and biases alike.
void start(nn::Linear& layer, MLPActivation activation) {
  Tensor weight = layer.weight(), bias = layer.bias();
  const double factor = activation == MLPActivation::logistic ? 2 : 6;
  const double bound = std::sqrt(factor / static_cast<double>(weight.size(0) + weight.size(1)));
  const NoGrad guard;
  weight.uniform_(-bound, bound);
  bias.uniform_(-bound, bound);
}

struct Network {
  nn::Sequential layers;
  std::vector<Tensor> weights, biases;
};

Network make_network(const MLPOptions& options, int64_t inputs, int64_t outputs) {
  Network network;
  std::vector<int64_t> sizes{inputs};
  sizes.insert(sizes.end(), options.hidden_layer_sizes.begin(), options.hidden_layer_sizes.end());
  sizes.push_back(outputs);
  for (size_t i = 0; i + 1 < sizes.size(); ++i) {
    auto layer = std::make_unique<nn::Linear>(sizes[i], sizes[i + 1], nn::LinearOptions{.dtype = float64});
    start(*layer, options.activation);
    network.weights.push_back(layer->weight());
    network.biases.push_back(layer->bias());
    network.layers.append(std::move(layer));
    const bool last = i + 2 == sizes.size();
    if (auto between = last ? nullptr : activation_layer(options.activation))
      network.layers.append(std::move(between));
  }
  return network;
}

/// Weights decay, biases do not.
std::unique_ptr<optim::Optimizer> make_optimizer(const MLPOptions& options, const Network& network,
                                                 int64_t batch) {
  const double rate = options.learning_rate_init, decay = options.alpha / static_cast<double>(batch);
  if (options.solver == MLPSolver::adam) {
    auto adam =
        std::make_unique<optim::Adam>(network.weights, optim::AdamOptions{.lr = rate, .weight_decay = decay});
    adam->add_param_group(network.biases, {.lr = rate});
    return adam;
  }
  const bool nesterov = options.nesterovs_momentum && options.momentum > 0;
  optim::SGDOptions weights{
      .lr = rate, .momentum = options.momentum, .weight_decay = decay, .nesterov = nesterov};
  auto sgd = std::make_unique<optim::SGD>(network.weights, weights);
  weights.weight_decay = 0;
  sgd->add_param_group(network.biases, weights);
  return sgd;
}

}  // namespace

void LayerStack::check_options(const std::string& where) const {
  for (const int64_t size : options_.hidden_layer_sizes)
    check_count(where, "a size of hidden_layer_sizes", size);
  check_number(where, "alpha", options_.alpha);
  if (options_.batch_size) check_count(where, "batch_size", *options_.batch_size);
  check_number(where, "learning_rate_init", options_.learning_rate_init, true);
  check_count(where, "max_iter", options_.max_iter);
  check_number(where, "tol", options_.tol);
  check_count(where, "n_iter_no_change", options_.n_iter_no_change);
  check_number(where, "momentum", options_.momentum);
  if (options_.momentum >= 1)
    fail(fmt::format("{}: momentum = {} must be below 1", where, options_.momentum));
  if (!(options_.validation_fraction > 0 && options_.validation_fraction < 1)) {
    fail(fmt::format("{}: validation_fraction = {} must be between 0 and 1", where,
                     options_.validation_fraction));
  }
  static_cast<void>(random::NumpyRandom(options_.seed));  // an Error for what is no seed
}

LayerStack::Rows LayerStack::set_apart(Training& training) const {
  if (!options_.early_stopping) return {};
  if (validation_.x.defined()) return validation_;
  random::NumpyRandom random(options_.seed);
  const data::SplitOptions options{.test_size = options_.validation_fraction,
                                   .stratify = !training.classes.empty()};
  data::SplitIndices split;
  try {
    split = training.classes.empty() ? data::train_test_split(training.rows.x.size(0), options, random)
                                     : data::train_test_split(training.classes, options, random);
  } catch (const Error& error) {
    fail(fmt::format("{}: early_stopping sets rows apart: {}", training.op, error.what()));
  }
  const auto part = [&](const std::vector<int64_t>& rows) {
    return Rows{data::detail::copy_of_rows(training.rows.x, rows),
                data::detail::copy_of_rows(training.rows.y, rows)};
  };
  Rows apart = part(split.test);
  training.rows = part(split.train);
  return apart;
}

void LayerStack::learn(Training training, const train::Loss& loss) {
  const SetGradEnabled recorded(true);
  const Rows apart = set_apart(training);
  validation_ = {};
  validation_losses_.clear();
  GeneratorScope draws(static_cast<uint64_t>(options_.seed));  // the program's own generator stays as it is
  Network network = make_network(options_, training.rows.x.size(1), training.outputs);
  weights_.clear();
  biases_.clear();
  weights_.reserve(network.weights.size());
  biases_.reserve(network.biases.size());
  for (const Tensor& weight : network.weights)
    weights_.push_back(weight.detach());  // shared with the optimiser
  for (const Tensor& bias : network.biases) biases_.push_back(bias.detach());

  const int64_t batch = std::min(options_.batch_size.value_or(usual_batch), training.rows.x.size(0));
  const auto optimizer = make_optimizer(options_, network, batch);
  data::DataLoader loader(data::TensorDataset(training.rows.x, training.rows.y),
                          {.batch_size = batch, .shuffle = options_.shuffle});
  const bool validates = apart.x.defined();
  train::Trainer trainer(network.layers, loss, *optimizer,
                         {.epochs = options_.max_iter,
                          .watch = validates ? "val_loss" : "loss",
                          .early_stopping = train::EarlyStopping{.patience = options_.n_iter_no_change,
                                                                 .min_delta = options_.tol},
                          .restore_best = validates,
                          .check_finite = false});  // end_epoch() does
  trainer.on(train::Moment::epoch, [&](const train::Event& event) {
    if (validates) validation_losses_.push_back(event.record->at("val_loss"));
    training.end_epoch(event.record->at("loss"));
  });
  trainer.fit(loader, validates ? train::Batches(apart.x, apart.y) : train::Batches());
}

Tensor LayerStack::forward(const Tensor& x) const {
  Tensor h = x;
  for (size_t i = 0; i < weights_.size(); ++i) {
    if (i > 0) h = activated(options_.activation, h);
    h = matmul(h, weights_[i].t()) + biases_[i];
  }
  return h;
}

std::vector<Tensor> LayerStack::coefs() const {
  std::vector<Tensor> result;
  result.reserve(weights_.size());
  for (const Tensor& weight : weights_) result.push_back(weight.t());
  return result;
}

void LayerStack::options(Fields& f) {
  f("hidden_layer_sizes", options_.hidden_layer_sizes);
  f("activation", options_.activation);
  f("solver", options_.solver);
  f("alpha", options_.alpha);
  f("batch_size", options_.batch_size);
  f("learning_rate_init", options_.learning_rate_init);
  f("max_iter", options_.max_iter);
  f("shuffle", options_.shuffle);
  f("tol", options_.tol);
  f("n_iter_no_change", options_.n_iter_no_change);
  f("early_stopping", options_.early_stopping);
  f("validation_fraction", options_.validation_fraction);
  f("momentum", options_.momentum);
  f("nesterovs_momentum", options_.nesterovs_momentum);
  f("seed", options_.seed);
}

void LayerStack::learned(Fields& f) {
  f.required("weights", weights_);
  f.required("biases", biases_);
  f("validation_losses", validation_losses_);
}

void LayerStack::check_state(const std::string& where, int64_t inputs, int64_t outputs) const {
  const size_t layers = options_.hidden_layer_sizes.size() + 1;
  if (weights_.size() != layers || biases_.size() != layers) {
    fail(fmt::format("{}: {} weights and {} biases for {} layers", where, weights_.size(), biases_.size(),
                     layers));
  }
  int64_t in = inputs;
  for (size_t i = 0; i < layers; ++i) {
    const bool last = i + 1 == layers;
    const int64_t any = biases_[i].defined() && biases_[i].dim() == 1 ? biases_[i].size(0) : 0;
    const int64_t out = !last ? options_.hidden_layer_sizes[i] : outputs > 0 ? outputs : any;
    check_count(where, "outputs", out);
    check_shape(where, "a weight", weights_[i], {out, in});
    check_shape(where, "a bias", biases_[i], {out});
    in = out;
  }
}

}  // namespace internal
}  // namespace gradus::learn
