#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

#include "gradus/kernels/cpu/functions.hpp"

/// The order of every sum: that of PyTorch on a processor with AVX2, so that sums of float32 numbers have its
/// bits.
///
/// Numbers are taken in groups of 32 bytes ("wide" lanes side by side), four groups in turn, and these
/// partial sums are carried upwards through four levels like the digits of a counter, which keeps the error
/// small. Fewer numbers than lanes are summed the same way with one lane. The order depends on the count
/// alone, so numbers in a column have the same sum as the same numbers in a row.
namespace gradus::kernels::cpu {

inline constexpr int64_t groups = 4;
inline constexpr int levels = 4;

template <class T>
inline constexpr int64_t wide = 32 / static_cast<int64_t>(sizeof(T));

/// Every 2^step_power additions a level is carried into the next.
inline int carry_power(int64_t count) {
  const int log = count <= 1 ? 0 : static_cast<int>(std::bit_width(static_cast<uint64_t>(count - 1)));
  return std::max(4, log / levels);
}

/// Sums `count` items of `lanes` numbers: out[l] = sum over i of load(i * lanes + l).
template <int64_t lanes, class T, class Load>
void lane_sums(T* out, int64_t count, const Load& load) {
  constexpr int64_t width = groups * lanes;
  const int64_t rounds = count / groups;
  const int power = carry_power(rounds);
  const int64_t step = int64_t{1} << power;
  const int used = rounds < step ? 1 : levels;  // nothing is carried in a short sum
  T sums[levels][width];
  for (int level = 0; level < used; ++level) std::fill_n(sums[level], width, T(0));
  int64_t i = 0;
  while (i + step <= rounds) {
    for (const int64_t end = i + step; i < end; ++i) {
      for (int64_t k = 0; k < width; ++k) sums[0][k] = plus(sums[0][k], load(i * width + k));
    }
    for (int level = 1; level < levels; ++level) {
      for (int64_t k = 0; k < width; ++k) {
        sums[level][k] = plus(sums[level][k], sums[level - 1][k]);
        sums[level - 1][k] = T(0);
      }
      if (i & ((step - 1) << (level * power))) break;
    }
  }
  for (; i < rounds; ++i) {
    for (int64_t k = 0; k < width; ++k) sums[0][k] = plus(sums[0][k], load(i * width + k));
  }
  for (int level = 1; level < used; ++level) {
    for (int64_t k = 0; k < width; ++k) sums[0][k] = plus(sums[0][k], sums[level][k]);
  }
  for (int64_t j = rounds * groups; j < count; ++j) {
    for (int64_t l = 0; l < lanes; ++l) sums[0][l] = plus(sums[0][l], load(j * lanes + l));
  }
  for (int64_t l = 0; l < lanes; ++l) {
    out[l] = sums[0][l];
    for (int64_t group = 1; group < groups; ++group) out[l] = plus(out[l], sums[0][group * lanes + l]);
  }
}

/// load(0) + ... + load(n - 1), T being a number or several that are summed side by side.
template <int64_t lanes, class T, class Load>
T ordered_sum(int64_t n, const Load& load) {
  T total = T(0);
  if (n < groups) {  // what lane_sums would do, for the many sums of one to three
    for (int64_t k = 0; k < n; ++k) total = plus(total, load(k));
    return total;
  }
  if (n < lanes) {
    lane_sums<1>(&total, n, load);
    return total;
  }
  T lane[lanes];
  const int64_t vectors = n / lanes;
  lane_sums<lanes>(lane, vectors, load);
  for (int64_t k = vectors * lanes; k < n; ++k) total = plus(total, load(k));
  for (int64_t l = 0; l < lanes; ++l) total = plus(total, lane[l]);
  return total;
}

template <class T>
T ordered_sum(const T* x, int64_t n) {
  return ordered_sum<wide<T>, T>(n, [x](int64_t k) { return x[k]; });
}

}  // namespace gradus::kernels::cpu
