#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>

#include "gradus/kernels/cpu/lanes.hpp"

/// Products of tall matrices with at most four columns on one side: too thin for a library, whose blocks they
/// do not fill. Every array is dense; the orders of summation depend on the sizes alone.
namespace gradus::kernels::cpu {

inline constexpr int64_t thin = 4;           // columns on the thin side, at most
inline constexpr int64_t side_by_side = 32;  // rows that are transposed together
inline constexpr int64_t strip = 256;        // columns of a wide side that are packed together

/// Calls f with n, from 1 to `thin`, as a template argument.
template <class F>
void with_thin(int64_t n, F f) {
  switch (n) {
    case 1:
      return f.template operator()<1>();
    case 2:
      return f.template operator()<2>();
    case 3:
      return f.template operator()<3>();
    default:
      return f.template operator()<4>();
  }
}

/// `rows` rows of `columns` numbers as columns of side_by_side numbers; what is missing is 0.
template <int64_t columns, class T>
inline void to_columns(T (&to)[columns][side_by_side], const T* from, int64_t rows) {
  if (rows == side_by_side) {
    for (int64_t r = 0; r < side_by_side; ++r) {
      for (int64_t c = 0; c < columns; ++c) to[c][r] = from[r * columns + c];
    }
    return;
  }
  for (int64_t c = 0; c < columns; ++c) {
    for (int64_t r = 0; r < side_by_side; ++r) to[c][r] = r < rows ? from[r * columns + c] : T(0);
  }
}

/// y[i, j] = x[i, 0] m[0, j] + x[i, 1] m[1, j] + ... + bias[j], both sides thin. `m` is read by m(k, j).
template <int64_t inner, int64_t columns, class T, class M>
void thin_by_thin(T* y, const T* x, M m, const T* bias, int64_t n) {
  T factor[inner][columns], shift[columns];
  for (int64_t j = 0; j < columns; ++j) {
    for (int64_t k = 0; k < inner; ++k) factor[k][j] = m(k, j);
    shift[j] = bias ? bias[j] : T(0);
  }
  for (int64_t i = 0; i < n; i += side_by_side) {
    const int64_t rows = std::min(side_by_side, n - i);
    T from[inner][side_by_side], to[columns][side_by_side];
    to_columns(from, x + i * inner, rows);
    for (int64_t j = 0; j < columns; ++j) {
      for (int64_t r = 0; r < side_by_side; ++r) {
        T sum = from[0][r] * factor[0][j];
        for (int64_t k = 1; k < inner; ++k) sum += from[k][r] * factor[k][j];
        to[j][r] = sum + shift[j];
      }
    }
    T* out = y + i * columns;
    if (rows == side_by_side) {
      for (int64_t r = 0; r < side_by_side; ++r) {
        for (int64_t j = 0; j < columns; ++j) out[r * columns + j] = to[j][r];
      }
    } else {
      for (int64_t r = 0; r < rows; ++r) {
        for (int64_t j = 0; j < columns; ++j) out[r * columns + j] = to[j][r];
      }
    }
  }
}

/// The same for many columns: a strip of m at a time, packed by rows.
template <int64_t inner, class T, class M>
void thin_by_wide(T* y, const T* x, M m, const T* bias, int64_t n, int64_t columns) {
  for (int64_t first = 0; first < columns; first += strip) {
    const int64_t width = std::min(strip, columns - first);
    T packed[inner][strip], shift[strip];
    for (int64_t j = 0; j < width; ++j) {
      for (int64_t k = 0; k < inner; ++k) packed[k][j] = m(k, first + j);
      shift[j] = bias ? bias[first + j] : T(0);
    }
    for (int64_t i = 0; i < n; ++i) {
      T factor[inner];
      for (int64_t k = 0; k < inner; ++k) factor[k] = x[i * inner + k];
      T* __restrict out = y + i * columns + first;
      for (int64_t j = 0; j < width; ++j) {
        T sum = factor[0] * packed[0][j];
        for (int64_t k = 1; k < inner; ++k) sum += factor[k] * packed[k][j];
        out[j] = sum + shift[j];
      }
    }
  }
}

/// The same with few columns and many terms: lane l adds up the terms l, l + lanes, ... of a strip, then the
/// lanes are added, then the terms that are left over, then the strips.
template <int64_t columns, class T, class M>
void wide_by_thin(T* y, const T* x, M m, const T* bias, int64_t n, int64_t inner) {
  constexpr int64_t lanes = lane_count<T>;
  for (int64_t first = 0; first < inner; first += strip) {
    const int64_t length = std::min(strip, inner - first), whole = length / lanes * lanes;
    T packed[columns][strip];
    for (int64_t k = 0; k < length; ++k) {
      for (int64_t j = 0; j < columns; ++j) packed[j][k] = m(first + k, j);
    }
    for (int64_t i = 0; i < n; ++i) {
      const T* row = x + i * inner + first;
      Lanes<T> sums[columns] = {};
      for (int64_t k = 0; k < whole; k += lanes) {
        const Lanes<T> terms = load_lanes(row + k);
        for (int64_t j = 0; j < columns; ++j) sums[j] += terms * load_lanes(packed[j] + k);
      }
      T* out = y + i * columns;
      for (int64_t j = 0; j < columns; ++j) {
        T sum = sum_of_lanes<T>(sums[j]);
        for (int64_t k = whole; k < length; ++k) sum += row[k] * packed[j][k];
        if (first > 0) sum += out[j];
        out[j] = bias && first + length == inner ? sum + bias[j] : sum;
      }
    }
  }
}

/// y = x m + bias with x [n, inner], m [inner, columns] read by m(k, j), one of the two at most `thin`; n >
/// 0.
template <class T, class M>
void thin_product(T* y, const T* x, M m, const T* bias, int64_t n, int64_t inner, int64_t columns) {
  if (inner > thin) {
    return with_thin(columns, [&]<int64_t c> { wide_by_thin<c>(y, x, m, bias, n, inner); });
  }
  with_thin(inner, [&]<int64_t k> {
    if (columns > thin) return thin_by_wide<k>(y, x, m, bias, n, columns);
    with_thin(columns, [&]<int64_t c> { thin_by_thin<k, c>(y, x, m, bias, n); });
  });
}

/// write(p, q, sum over i of a[i, p] b[i, q]), both sides thin: lanes of rows.
template <int64_t a_columns, int64_t b_columns, class T, class Write>
void thin_cross_sums(const T* a, const T* b, int64_t n, Write write) {
  constexpr int64_t lanes = lane_count<T>;
  Lanes<T> sums[a_columns][b_columns] = {};
  for (int64_t i = 0; i < n; i += side_by_side) {
    const int64_t rows = std::min(side_by_side, n - i);
    T left[a_columns][side_by_side], right[b_columns][side_by_side];
    to_columns(left, a + i * a_columns, rows);
    to_columns(right, b + i * b_columns, rows);
    for (int64_t r = 0; r < side_by_side; r += lanes) {
      for (int64_t p = 0; p < a_columns; ++p) {
        for (int64_t q = 0; q < b_columns; ++q)
          sums[p][q] += load_lanes(left[p] + r) * load_lanes(right[q] + r);
      }
    }
  }
  for (int64_t p = 0; p < a_columns; ++p) {
    for (int64_t q = 0; q < b_columns; ++q) write(p, q, sum_of_lanes<T>(sums[p][q]));
  }
}

/// The same for many columns of b: two registers of them at a time, blocks of rows one after the other. The
/// last registers overlap those before.
template <int64_t a_columns, class T, class Write>
void wide_cross_sums(const T* a, const T* b, int64_t n, int64_t b_columns, Write write) {
  constexpr int64_t lanes = lane_count<T>, block = 256;
  for (int64_t first = 0; first < b_columns; first += 2 * lanes) {
    const int64_t low_at = std::min(first, b_columns - lanes),
                  high_at = std::min(first + lanes, b_columns - lanes);
    Lanes<T> low_total[a_columns] = {}, high_total[a_columns] = {};
    for (int64_t start = 0; start < n; start += block) {
      const int64_t end = std::min(n, start + block);
      Lanes<T> low[a_columns] = {}, high[a_columns] = {};
      for (int64_t i = start; i < end; ++i) {
        const Lanes<T> row_low = load_lanes(b + i * b_columns + low_at);
        const Lanes<T> row_high = load_lanes(b + i * b_columns + high_at);
        for (int64_t p = 0; p < a_columns; ++p) {
          const T factor = a[i * a_columns + p];
          low[p] += factor * row_low;
          high[p] += factor * row_high;
        }
      }
      for (int64_t p = 0; p < a_columns; ++p) {
        low_total[p] += low[p];
        high_total[p] += high[p];
      }
    }
    for (int64_t p = 0; p < a_columns; ++p) {
      for (int64_t l = 0; l < lanes; ++l) {
        write(p, low_at + l, low_total[p][l]);
        write(p, high_at + l, high_total[p][l]);
      }
    }
  }
}

/// The same where neither form fits: fewer columns of b than a register holds, more than `thin`.
template <class T, class Write>
void plain_cross_sums(const T* a, const T* b, int64_t n, int64_t a_columns, int64_t b_columns, Write write) {
  for (int64_t p = 0; p < a_columns; ++p) {
    T sums[lane_count<T>] = {};
    for (int64_t i = 0; i < n; ++i) {
      for (int64_t q = 0; q < b_columns; ++q) sums[q] += a[i * a_columns + p] * b[i * b_columns + q];
    }
    for (int64_t q = 0; q < b_columns; ++q) write(p, q, sums[q]);
  }
}

/// Either of the two for a thin a and a wide b.
template <class T, class Write>
void cross_sums(const T* a, const T* b, int64_t n, int64_t a_columns, int64_t b_columns, Write write) {
  if (b_columns < lane_count<T>) return plain_cross_sums(a, b, n, a_columns, b_columns, write);
  with_thin(a_columns, [&]<int64_t p> { wide_cross_sums<p>(a, b, n, b_columns, write); });
}

/// out[p, q] = sum over i of a[i, p] b[i, q] with a [n, a_columns], b [n, b_columns], one of them thin.
template <class T>
void thin_cross_product(T* out, const T* a, const T* b, int64_t n, int64_t a_columns, int64_t b_columns) {
  const auto straight = [=](int64_t p, int64_t q, T sum) { out[p * b_columns + q] = sum; };
  const auto turned = [=](int64_t p, int64_t q, T sum) { out[q * b_columns + p] = sum; };
  if (a_columns > thin) return cross_sums(b, a, n, b_columns, a_columns, turned);
  if (b_columns > thin) return cross_sums(a, b, n, a_columns, b_columns, straight);
  with_thin(a_columns, [&]<int64_t p> {
    with_thin(b_columns, [&]<int64_t q> { thin_cross_sums<p, q>(a, b, n, straight); });
  });
}

}  // namespace gradus::kernels::cpu
