// One training step of the 2-2-2-2-1 tanh net, one sample at a time: forward, squared error, backward, SGD
// with momentum.
#include <benchmark/benchmark.h>

#include "bench/allocations.hpp"
#include "bench/hand_net.hpp"
#include "bench/ratio_reporter.hpp"

namespace {

std::array<float, bench::HandNet::parameters> start_weights() {
  std::array<float, bench::HandNet::parameters> weights;
  for (size_t i = 0; i < weights.size(); ++i)
    weights[i] = 0.7F * std::sin(1.0F + 2.3F * static_cast<float>(i));
  return weights;
}

struct Sample {
  std::array<float, 2> x;
  float y;
};
constexpr std::array<Sample, 4> samples = {{{{0, 0}, 0}, {{0, 1}, 1}, {{1, 0}, 1}, {{1, 1}, 0}}};

void hand_written(benchmark::State& state) {
  bench::HandNet net(start_weights());
  size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(net.step(samples[i % 4].x, samples[i % 4].y));
    ++i;
  }
}
BENCHMARK(hand_written)->Name("2-2-2-2-1 step/hand-written loop");

}  // namespace

int main(int argc, char** argv) { return bench::run(argc, argv); }
