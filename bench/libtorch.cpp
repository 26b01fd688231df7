// The same work with libtorch.
#include <dlfcn.h>
#include <torch/torch.h>
#include <torch/version.h>

#include <memory>
#include <optional>

#include "bench/rivals.hpp"

namespace bench {
namespace {

namespace F = torch::nn::functional;

torch::Tensor copy_of(const std::vector<float>& values, torch::IntArrayRef shape) {
  return torch::tensor(values).reshape(shape);
}

void add_activation(torch::nn::Sequential& net, Training::Activation activation) {
  switch (activation) {
    case Training::Activation::none:
      return;
    case Training::Activation::tanh:
      net->push_back(torch::nn::Tanh());
      return;
    case Training::Activation::sigmoid:
      net->push_back(torch::nn::Sigmoid());
      return;
    case Training::Activation::relu:
      net->push_back(torch::nn::ReLU());
      return;
  }
}

/// Samples for libtorch's loader.
struct Rows : torch::data::datasets::Dataset<Rows> {
  torch::Tensor x, y;

  Rows(torch::Tensor inputs, torch::Tensor targets) : x(std::move(inputs)), y(std::move(targets)) {}
  torch::data::Example<> get(size_t index) override {
    const auto row = static_cast<int64_t>(index);
    return {x[row], y[row]};
  }
  torch::optional<size_t> size() const override { return static_cast<size_t>(x.size(0)); }
};

struct Trainer {
  Training::Loss loss;
  int64_t epochs;
  torch::Tensor class_weights;
  std::vector<torch::Tensor> x, y;  // a batch each, or
  std::optional<Rows> rows;         // for the loader
  int64_t batch_size = 0;
  torch::nn::Sequential net;
  std::unique_ptr<torch::optim::Optimizer> optimizer;

  explicit Trainer(const Training& t) : loss(t.loss), epochs(t.epochs) {
    add_convolutions(t.convolutions);
    const auto before = static_cast<int64_t>(t.convolutions.channels.size());
    for (size_t l = 0; l + 1 < t.widths.size(); ++l) {
      add_layer(t.widths[l], t.widths[l + 1], before + static_cast<int64_t>(l));
      add_activation(net, l + 2 < t.widths.size() ? t.hidden : t.output);
    }
    torch::Tensor inputs = copy_of(t.x, {t.samples, t.inputs()});
    if (before > 0) inputs = inputs.reshape({t.samples, 1, t.convolutions.side, t.convolutions.side});
    const torch::Tensor targets = t.loss == Training::Loss::cross_entropy
                                      ? torch::tensor(t.labels)
                                      : copy_of(t.y, {t.samples, t.widths.back()});
    batch_size = t.batch_size();
    if (t.loader) {
      rows.emplace(inputs, targets);
    } else {
      x = inputs.split(batch_size);
      y = targets.split(batch_size);
    }
    if (!t.class_weights.empty()) class_weights = torch::tensor(t.class_weights);
    if (t.adam) {
      optimizer = std::make_unique<torch::optim::Adam>(net->parameters(), torch::optim::AdamOptions(t.lr));
    } else {
      optimizer = std::make_unique<torch::optim::SGD>(net->parameters(),
                                                      torch::optim::SGDOptions(t.lr).momentum(t.momentum));
    }
  }

  void add_convolutions(const Training::Convolutions& convolutions) {
    int64_t in = 1;
    for (size_t i = 0; i < convolutions.channels.size(); ++i) {
      const int64_t out = convolutions.channels[i];
      add(torch::nn::Conv2d(in, out, 3), static_cast<int64_t>(i));
      net->push_back(torch::nn::ReLU());
      net->push_back(torch::nn::MaxPool2d(2));
      in = out;
    }
    if (in > 1) net->push_back(torch::nn::Flatten());
  }

  void add_layer(int64_t in, int64_t out, int64_t index) { add(torch::nn::Linear(in, out), index); }

  template <class L>
  void add(L layer, int64_t index) {
    const int64_t out = layer->weight.size(0), in = layer->weight.numel() / out;
    const torch::Tensor start = torch::tensor(start_weights(in, out, index));
    const torch::NoGradGuard guard;
    layer->weight.copy_(start.slice(0, 0, in * out).reshape(layer->weight.sizes()));
    layer->bias.copy_(start.slice(0, in * out));
    net->push_back(layer);
  }

  torch::Tensor loss_of(const torch::Tensor& output, const torch::Tensor& target) const {
    switch (loss) {
      case Training::Loss::squared_error:
        return F::mse_loss(output, target);
      case Training::Loss::binary_cross_entropy:
        return F::binary_cross_entropy(output, target);
      case Training::Loss::cross_entropy:
        return F::cross_entropy(output, target, F::CrossEntropyFuncOptions().weight(class_weights));
    }
    return {};
  }

  double step(const torch::Tensor& inputs, const torch::Tensor& targets) {
    const torch::Tensor value = loss_of(net->forward(inputs), targets);
    optimizer->zero_grad();
    value.backward();
    optimizer->step();
    return value.item<double>();
  }

  double run_with_loader() {
    const auto loader = torch::data::make_data_loader<torch::data::samplers::RandomSampler>(
        rows->map(torch::data::transforms::Stack<>()),
        torch::data::DataLoaderOptions().batch_size(static_cast<size_t>(batch_size)).workers(0));
    double sum = 0, batches = 0;
    for (int64_t epoch = 0; epoch < epochs; ++epoch) {
      for (const auto& batch : *loader) {
        sum += step(batch.data, batch.target);
        ++batches;
      }
    }
    return sum / batches;
  }

  double run() {
    if (rows) return run_with_loader();
    torch::Tensor last;
    for (int64_t epoch = 0; epoch < epochs; ++epoch) {
      for (size_t i = 0; i < x.size(); ++i) {
        last = loss_of(net->forward(x[i]), y[i]);
        optimizer->zero_grad();
        last.backward();
        optimizer->step();
      }
    }
    return last.item<double>();
  }
};

Work train_libtorch(const Training& training) {
  return [trainer = std::make_shared<Trainer>(training)] { return trainer->run(); };
}

struct Grid {
  torch::Tensor x, y, neuron;
  std::vector<torch::Tensor> weights, biases;

  explicit Grid(const Landscape& l)
      : x(copy_of(l.x, {Landscape::samples, 2})),
        y(copy_of(l.y, {Landscape::samples, 1, 1})),
        neuron(copy_of(l.neuron, {Landscape::points, 1, 2})) {
    for (size_t i = 0; i < Landscape::layers; ++i) {
      weights.push_back(copy_of(l.weights[i], {Landscape::widths[i + 1], Landscape::widths[i]}));
      biases.push_back(torch::tensor(l.biases[i]));
    }
  }

  torch::Tensor losses() const {
    const torch::NoGradGuard guard;
    constexpr int64_t points = Landscape::points, samples = Landscape::samples;
    const torch::Tensor other = weights[0].slice(0, 1, 2).expand({points, 1, 2});
    const torch::Tensor wide = torch::cat({neuron, other}, 1).reshape({2 * points, 2});
    const torch::Tensor bias = biases[0].expand({points, 2}).reshape({2 * points});
    torch::Tensor h = torch::tanh(F::linear(x, wide, bias)).reshape({samples, points, 2});
    for (size_t i = 1; i + 1 < Landscape::layers; ++i) h = torch::tanh(F::linear(h, weights[i], biases[i]));
    const torch::Tensor output = F::linear(h, weights.back(), biases.back());
    return torch::square(output - y).mean(0);
  }
};

Work landscape_libtorch(const Landscape& landscape) {
  return [grid = std::make_shared<Grid>(landscape)] { return torch::sum(grid->losses()).item<double>(); };
}

Work add_libtorch(int64_t calls) {
  const torch::Tensor x = torch::tensor({1.0F, 2.0F, 3.0F, 4.0F}), y = torch::ones({4});
  return [=] {
    const torch::NoGradGuard guard;
    torch::Tensor last;
    for (int64_t i = 0; i < calls; ++i) last = x + y;
    return last.sum().item<double>();
  };
}

std::string version() {
  const std::string name = "libtorch " TORCH_VERSION;
  const auto text_of = [](const char* function) {
    void* address = dlsym(RTLD_DEFAULT, function);
    return address ? std::string(reinterpret_cast<const char* (*)()>(address)()) : std::string();
  };
  const std::string core = text_of("openblas_get_corename"), config = text_of("openblas_get_config");
  if (core.empty())
    return name + " WITHOUT OpenBLAS: its matrix products are slow, ratios of large nets mean little";
  return name + " with " + config.substr(0, config.find(' ', config.find(' ') + 1)) + " for " + core;
}

}  // namespace

const Libtorch* libtorch() {
  static const Libtorch rival = [] {
    torch::set_num_threads(1);
    return Libtorch{version(), train_libtorch, landscape_libtorch, add_libtorch};
  }();
  return &rival;
}

}  // namespace bench
