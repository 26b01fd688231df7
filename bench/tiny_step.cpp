// One training step of the 2-2-2-2-1 tanh net, one sample at a time: forward, squared error, backward, SGD
// with momentum. The same samples and start values everywhere.
#include "bench/tiny_step.hpp"

#include <cmath>

#include "bench/allocations.hpp"
#include "bench/hand_net.hpp"
#include "gradus/gradus.hpp"

namespace bench {

namespace {

using namespace gradus;

struct Classifier {
  nn::Sequential net{nn::Linear(2, 2), nn::Tanh(), nn::Linear(2, 2), nn::Tanh(),
                     nn::Linear(2, 2), nn::Tanh(), nn::Linear(2, 1)};
  std::vector<Tensor> x, y;
  optim::SGD sgd{net.parameters(), {.lr = HandNet::learning_rate, .momentum = HandNet::momentum}};

  Classifier() {
    const NoGrad guard;
    const auto start = start_weights();
    size_t next = 0;
    for (Tensor parameter : net.parameters()) {
      const std::span values = std::span(start).subspan(next, static_cast<size_t>(parameter.numel()));
      parameter.copy_(from_data(values, parameter.shape()));
      next += values.size();
    }
    for (const Sample& sample : samples) {
      x.push_back(from_data(std::span<const float>(sample.x), {1, 2}));
      y.push_back(full({1, 1}, sample.y));
    }
  }

  Tensor step(size_t i) {
    Tensor loss = nn::mse_loss(net(x[i]), y[i]);
    sgd.zero_grad();
    loss.backward();
    sgd.step();
    return loss;
  }
};

}  // namespace

std::array<float, weight_count> start_weights() {
  static_assert(weight_count == HandNet::parameters);
  std::array<float, weight_count> weights;
  for (size_t i = 0; i < weights.size(); ++i)
    weights[i] = 0.7F * std::sin(1.0F + 2.3F * static_cast<float>(i));
  return weights;
}

void hand_written_step(benchmark::State& state) {
  HandNet net(start_weights());
  size_t i = 0;
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(net.step(samples[i].x, samples[i].y));
    i = (i + 1) % samples.size();
  }
}

void eager_step(benchmark::State& state) {
  // Both must do the same work, or the ratio means nothing.
  Classifier model;
  HandNet hand(start_weights());
  for (size_t i = 0; i < 400; ++i) {
    const Sample& sample = samples[i % samples.size()];
    const float expected = hand.step(sample.x, sample.y);
    const float found = model.step(i % samples.size()).item<float>();
    if (std::abs(found - expected) > 1e-4F * std::max(expected, 0.1F)) {
      state.SkipWithError("its loss is not that of the hand-written loop");
      return;
    }
  }

  // Counted apart from the timed loop, which allocates a little for itself.
  constexpr size_t counted = 1000;
  const int64_t heap = heap_allocations();
  const int64_t pool = memory::statistics().system_allocations;
  for (size_t i = 0; i < counted; ++i) model.step(i % samples.size());
  state.counters["heap allocations in 1000 steps"] = static_cast<double>(heap_allocations() - heap);
  state.counters["new pool blocks"] = static_cast<double>(memory::statistics().system_allocations - pool);
  state.counters["bar"] = 10;

  size_t i = 0;
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(model.step(i).impl());
    i = (i + 1) % samples.size();
  }
}

}  // namespace bench
