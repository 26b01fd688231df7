#pragma once

#include <limits>

#include "gradus/kernels/cpu/column_sums.hpp"

/// Softmax of many short rows: a strip of rows is turned into columns, so that registers are full however
/// short the rows are. Each function handles whole strips and returns the number of rows done; the bits are
/// those of row by row.
namespace gradus::kernels::cpu {

inline constexpr int64_t strip_rows = 16;
inline constexpr int64_t longest_strip_row = 64;

template <class T>
using Strip = Columns<T, strip_rows>;

template <class T>
inline void read_strip(Strip<T>* to, const T* x, int64_t length) {
  for (int64_t r = 0; r < strip_rows; ++r) {
    for (int64_t k = 0; k < length; ++k) to[k].values[r] = x[r * length + k];
  }
}

template <class T>
inline void write_strip(T* out, const Strip<T>* from, int64_t length) {
  for (int64_t r = 0; r < strip_rows; ++r) {
    for (int64_t k = 0; k < length; ++k) out[r * length + k] = from[k].values[r];
  }
}

template <class T>
inline Strip<T> sum_of_strip(const Strip<T>* strip, int64_t length) {
  return ordered_sum<wide<T>, Strip<T>>(length, [strip](int64_t k) { return strip[k]; });
}

template <class T, bool logarithm>
int64_t softmax_strips(T* out, const T* x, int64_t rows, int64_t length) {
  if (length > longest_strip_row) return 0;
  const int64_t whole = rows / strip_rows * strip_rows;
  Strip<T> values[longest_strip_row], powers[longest_strip_row];
  for (int64_t first = 0; first < whole; first += strip_rows) {
    read_strip(values, x + first * length, length);
    Strip<T> highest(-std::numeric_limits<T>::infinity());
    for (int64_t k = 0; k < length; ++k) {
      for (int64_t r = 0; r < strip_rows; ++r) {
        const T value = values[k].values[r], before = highest.values[r];
        highest.values[r] = value > before || value != value ? value : before;
      }
    }
    for (int64_t k = 0; k < length; ++k) {
      for (int64_t r = 0; r < strip_rows; ++r)
        powers[k].values[r] = math::exp(values[k].values[r] - highest.values[r]);
    }
    Strip<T> sum = sum_of_strip(powers, length);
    if constexpr (logarithm) {
      for (T& each : sum.values) each = math::log(each);
    }
    for (int64_t k = 0; k < length; ++k) {
      for (int64_t r = 0; r < strip_rows; ++r) {
        powers[k].values[r] = logarithm ? values[k].values[r] - highest.values[r] - sum.values[r]
                                        : powers[k].values[r] / sum.values[r];
      }
    }
    write_strip(out + first * length, powers, length);
  }
  return whole;
}

template <class T, bool logarithm>
int64_t softmax_gradient_strips(T* out, const T* g, const T* y, int64_t rows, int64_t length) {
  if (length > longest_strip_row) return 0;
  const int64_t whole = rows / strip_rows * strip_rows;
  Strip<T> upstream[longest_strip_row], output[longest_strip_row], terms[longest_strip_row];
  for (int64_t first = 0; first < whole; first += strip_rows) {
    read_strip(upstream, g + first * length, length);
    read_strip(output, y + first * length, length);
    for (int64_t k = 0; k < length; ++k) {
      for (int64_t r = 0; r < strip_rows; ++r) {
        const T value = upstream[k].values[r];
        terms[k].values[r] = logarithm ? value : value * output[k].values[r];
      }
    }
    const Strip<T> sum = sum_of_strip(terms, length);
    for (int64_t k = 0; k < length; ++k) {
      for (int64_t r = 0; r < strip_rows; ++r) {
        const T value = upstream[k].values[r], result = output[k].values[r];
        terms[k].values[r] =
            logarithm ? value - math::exp(result) * sum.values[r] : (value - sum.values[r]) * result;
      }
    }
    write_strip(out + first * length, terms, length);
  }
  return whole;
}

}  // namespace gradus::kernels::cpu
