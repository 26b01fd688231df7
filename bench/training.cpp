// The training of training.hpp as a user of gradus writes it.
#include "bench/training.hpp"

#include <cmath>
#include <memory>
#include <optional>
#include <span>

#include "gradus/gradus.hpp"

namespace bench {
namespace {

using namespace gradus;

void add_activation(nn::Sequential& net, Training::Activation activation) {
  switch (activation) {
    case Training::Activation::none:
      return;
    case Training::Activation::tanh:
      net.append(std::make_unique<nn::Tanh>());
      return;
    case Training::Activation::sigmoid:
      net.append(std::make_unique<nn::Sigmoid>());
      return;
    case Training::Activation::relu:
      net.append(std::make_unique<nn::ReLU>());
      return;
  }
}

struct Trainer {
  Training::Loss loss;
  int64_t epochs, told;
  Tensor class_weights;
  std::vector<Tensor> x, y;  // a batch each, or
  std::optional<data::DataLoader> loader;
  nn::Sequential net;
  std::unique_ptr<optim::Optimizer> optimizer;

  explicit Trainer(const Training& t)
      : loss(t.loss), epochs(t.epochs), told(t.told == 0 ? t.epochs : t.told) {
    add_convolutions(t.convolutions);
    const auto before = static_cast<int64_t>(t.convolutions.channels.size());
    for (size_t l = 0; l + 1 < t.widths.size(); ++l) {
      add_layer(t.widths[l], t.widths[l + 1], before + static_cast<int64_t>(l));
      add_activation(net, l + 2 < t.widths.size() ? t.hidden : t.output);
    }
    Tensor inputs = from_data(std::span<const float>(t.x), {t.samples, t.inputs()});
    if (before > 0) inputs = inputs.reshape({t.samples, 1, t.convolutions.side, t.convolutions.side});
    const Tensor targets = t.loss == Training::Loss::cross_entropy
                               ? from_data(std::span<const int64_t>(t.labels), {t.samples})
                               : from_data(std::span<const float>(t.y), {t.samples, t.widths.back()});
    if (t.loader) {
      loader.emplace(data::TensorDataset(inputs, targets),
                     data::LoaderOptions{.batch_size = t.batch_size(), .shuffle = true});
    }
    for (int64_t i = 0; i < t.samples && !t.loader; i += t.batch_size()) {
      x.push_back(inputs.slice(0, i, i + t.batch_size()));
      y.push_back(targets.slice(0, i, i + t.batch_size()));
    }
    if (!t.class_weights.empty()) {
      class_weights = from_data(std::span<const float>(t.class_weights), {t.widths.back()});
    }
    if (t.adam) {
      optimizer = std::make_unique<optim::Adam>(net.parameters(), optim::AdamOptions{.lr = t.lr});
    } else {
      optimizer = std::make_unique<optim::SGD>(net.parameters(),
                                               optim::SGDOptions{.lr = t.lr, .momentum = t.momentum});
    }
  }

  void add_convolutions(const Training::Convolutions& convolutions) {
    int64_t in = 1;
    for (size_t i = 0; i < convolutions.channels.size(); ++i) {
      const int64_t out = convolutions.channels[i];
      add(std::make_unique<nn::Conv2d>(in, out, 3), {out, in, 3, 3}, static_cast<int64_t>(i));
      net.append(nn::ReLU()).append(nn::MaxPool2d(2));
      in = out;
    }
    if (in > 1) net.append(nn::Flatten());
  }

  void add_layer(int64_t in, int64_t out, int64_t index) {
    add(std::make_unique<nn::Linear>(in, out), {out, in}, index);
  }

  template <class L>
  void add(std::unique_ptr<L> layer, const Shape& shape, int64_t index) {
    const int64_t out = shape[0], in = shape.numel() / out;
    const std::vector<float> start = start_weights(in, out, index);
    const std::span<const float> values = start;
    const auto weights = static_cast<size_t>(in * out);
    const NoGrad guard;
    layer->weight().copy_(from_data(values.first(weights), shape));
    layer->bias().copy_(from_data(values.subspan(weights), {out}));
    net.append(std::move(layer));
  }

  Tensor loss_of(const Tensor& output, const Tensor& target) const {
    switch (loss) {
      case Training::Loss::squared_error:
        return nn::mse_loss(output, target);
      case Training::Loss::binary_cross_entropy:
        return nn::binary_cross_entropy(output, target);
      case Training::Loss::cross_entropy:
        return nn::cross_entropy(output, target, {.weight = class_weights});
    }
    return {};
  }

  Tensor step(const Tensor& inputs, const Tensor& targets) {
    Tensor value = loss_of(net(inputs), targets);
    optimizer->zero_grad();
    value.backward();
    optimizer->step();
    return value;
  }

  template <class Step>
  double run(Step& step) {
    double number = 0;
    if (loader) {
      for (int64_t epoch = 1; epoch <= epochs; ++epoch) {
        for (const data::Batch& batch : *loader) number += step(batch.x, batch.y).item();
      }
      return number / static_cast<double>(epochs * loader->size());
    }
    for (int64_t epoch = 1; epoch <= epochs; ++epoch) {
      Tensor last;
      for (size_t i = 0; i < x.size(); ++i) last = step(x[i], y[i]);
      if (epoch == told) number = last.item();
    }
    return number;
  }
};

}  // namespace

std::vector<float> start_weights(int64_t in, int64_t out, int64_t layer) {
  std::vector<float> values(static_cast<size_t>((in + 1) * out));
  const double bound = 1 / std::sqrt(static_cast<double>(in));
  for (size_t i = 0; i < values.size(); ++i) {
    const double turn = 0.5 + 0.6180339887 * static_cast<double>(i + 1) + 0.37 * static_cast<double>(layer);
    values[i] = static_cast<float>(bound * (2 * (turn - std::floor(turn)) - 1));
  }
  return values;
}

Work train(const Training& training) {
  return [trainer = std::make_shared<Trainer>(training)] {
    const auto step = [&](const Tensor& x, const Tensor& y) { return trainer->step(x, y); };
    return trainer->run(step);
  };
}

Work train_through_trainer(const Training& training) {
  return [trainer = std::make_shared<Trainer>(training)] {
    const auto loss = [&](const Tensor& output, const Tensor& y) { return trainer->loss_of(output, y); };
    train::Trainer run(trainer->net, loss, *trainer->optimizer);
    return run.fit(*trainer->loader).epochs.back().at("loss");
  };
}

Work train_autocast(const Training& training) {
  return [trainer = std::make_shared<Trainer>(training)] {
    const auto step = [&](const Tensor& x, const Tensor& y) {
      const Autocast guard;
      return trainer->step(x, y);
    };
    return trainer->run(step);
  };
}

Work train_captured(const Training& training) {
  return [trainer = std::make_shared<Trainer>(training)] {
    auto step = capture([&](const Tensor& x, const Tensor& y) { return trainer->step(x, y); });
    return trainer->run(step);
  };
}

}  // namespace bench
