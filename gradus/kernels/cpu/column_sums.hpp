#pragma once

#include "gradus/kernels/cpu/ordered_sum.hpp"

namespace gradus::kernels::cpu {

/// Neighbouring columns, as many as a cache line holds unless said, summed side by side.
template <class T, int64_t n = 64 / static_cast<int64_t>(sizeof(T))>
struct Columns {
  static constexpr int64_t count = n;
  T values[count];

  Columns() = default;
  explicit Columns(T value) { std::fill_n(values, count, value); }
  friend Columns plus(const Columns& a, const Columns& b) {
    Columns sum;
    for (int64_t c = 0; c < count; ++c) sum.values[c] = cpu::plus(a.values[c], b.values[c]);
    return sum;
  }
};

/// out[c] = the sum of column c of [rows, columns] numbers, in the order of ordered_sum; rows lie `stride`
/// apart.
template <class T>
void column_sums(T* out, const T* x, int64_t rows, int64_t columns, int64_t stride) {
  int64_t c = 0;
  const auto sum_strips = [&]<int64_t count> {
    using Strip = Columns<T, count>;
    for (; c + count <= columns; c += count) {
      const auto load = [&](int64_t row) {
        Strip strip;
        for (int64_t i = 0; i < count; ++i) strip.values[i] = x[row * stride + c + i];
        return strip;
      };
      const Strip total = ordered_sum<wide<T>, Strip>(rows, load);
      for (int64_t i = 0; i < count; ++i) out[c + i] = total.values[i];
    }
  };
  sum_strips.template operator()<Columns<T>::count>();
  sum_strips.template operator()<4>();
  sum_strips.template operator()<1>();
}

}  // namespace gradus::kernels::cpu
