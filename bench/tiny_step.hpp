#pragma once

#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>

namespace bench {

/// What every variant of the 2-2-2-2-1 step learns from and starts with.
struct Sample {
  std::array<float, 2> x;
  float y;
};
inline constexpr std::array<Sample, 4> samples = {{{{0, 0}, 0}, {{0, 1}, 1}, {{1, 0}, 1}, {{1, 1}, 0}}};

inline constexpr size_t weight_count = 21;
/// Weight then bias, layer by layer.
std::array<float, weight_count> start_weights();

void hand_written_step(benchmark::State& state);
void eager_step(benchmark::State& state);
void libtorch_step(benchmark::State& state);  // only where GRADUS_BENCH_LIBTORCH is on

}  // namespace bench
