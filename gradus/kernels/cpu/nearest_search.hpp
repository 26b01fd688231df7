#pragma once

#include <immintrin.h>

#include <cstdint>

#include "gradus/kernels/clusters.hpp"

/// The search of the nearest centres of a block of rows, for registers of 32 and of 64 bytes.
///
/// The file of the wide ones is compiled for processors that others need not have, so this header gives the
/// linker nothing that two files could share: no function of the standard library, and names of their own in
/// each file.
namespace gradus::kernels::cpu {

/// Rows of a block: 24 registers of 32 bytes, or 6 times 4 of 64.
template <class T>
inline constexpr int64_t block_rows = sizeof(T) == 4 ? 96 : 48;
/// Centres that are looked at together.
inline constexpr int64_t center_group = 4;

template <int size>
struct IndexOf {
  using type = int64_t;
};
template <>
struct IndexOf<4> {
  using type = int32_t;
};
template <class T>
using CenterIndex = typename IndexOf<sizeof(T)>::type;

template <class T>
struct NearestSearch {
  const T* block;         ///< [d, block_rows]: rows lie side by side
  const T* centers;       ///< [groups, d, center_group]
  const T* starts;        ///< [groups * center_group] what the scores begin with
  int64_t d, k;           ///< k > 0
  T* score;               ///< [block_rows] the least score
  T* second;              ///< [block_rows] the least of the others; where it is wanted
  CenterIndex<T>* index;  ///< [block_rows] the centre of the least
  Metric metric;
  bool with_second;
};

/// Whether this processor has what search_wide() is compiled for.
bool has_wide_registers();
void search_wide(const NearestSearch<float>& search);
void search_wide(const NearestSearch<double>& search);

namespace {

template <class T, int bytes>
struct RegisterOf {
  using type [[gnu::vector_size(bytes)]] = T;
};
template <class T, int bytes>
using Register = typename RegisterOf<T, bytes>::type;

template <class T, int bytes>
struct Operations;
template <>
struct Operations<float, 32> {
  static auto minus_product(__m256 sum, __m256 a, __m256 b) { return _mm256_fnmadd_ps(a, b, sum); }
  static auto magnitude(__m256 x) { return _mm256_andnot_ps(_mm256_set1_ps(-0.0F), x); }
};
template <>
struct Operations<double, 32> {
  static auto minus_product(__m256d sum, __m256d a, __m256d b) { return _mm256_fnmadd_pd(a, b, sum); }
  static auto magnitude(__m256d x) { return _mm256_andnot_pd(_mm256_set1_pd(-0.0), x); }
};
#ifdef __AVX512F__
template <>
struct Operations<float, 64> {
  static auto minus_product(__m512 sum, __m512 a, __m512 b) { return _mm512_fnmadd_ps(a, b, sum); }
  static auto magnitude(__m512 x) { return _mm512_abs_ps(x); }
};
template <>
struct Operations<double, 64> {
  static auto minus_product(__m512d sum, __m512d a, __m512d b) { return _mm512_fnmadd_pd(a, b, sum); }
  static auto magnitude(__m512d x) { return _mm512_abs_pd(x); }
};
#endif

/// Scores are sums in the order of the columns, whatever the register's width, so their bits are the same.
/// Rows lie in lanes and centres are broadcast: finding the least needs no exchange between lanes.
template <class T, int bytes, int vectors, Metric metric, bool with_second>
void search_rows(const NearestSearch<T>& search, int64_t first) {
  using Numbers = Register<T, bytes>;
  using Indices = Register<CenterIndex<T>, bytes>;
  constexpr int64_t lanes = bytes / static_cast<int64_t>(sizeof(T));
  using Op = Operations<T, bytes>;
  Numbers best[vectors], second[vectors];
  Indices index[vectors];
  for (int v = 0; v < vectors; ++v) {
    best[v] = second[v] = Numbers{} + static_cast<T>(__builtin_inf());
    index[v] = Indices{};
  }
  for (int64_t c = 0; c < search.k; c += center_group) {
    Numbers scores[center_group][vectors];
    for (int g = 0; g < center_group; ++g) {
      for (int v = 0; v < vectors; ++v) scores[g][v] = Numbers{} + search.starts[c + g];
    }
    const T* numbers = search.centers + c * search.d;
    const T* rows = search.block + first;
    for (int64_t j = 0; j < search.d; ++j, rows += block_rows<T>, numbers += center_group) {
      Numbers x[vectors];
      // One at a time: gcc copies a whole array through memory.
      for (int v = 0; v < vectors; ++v) __builtin_memcpy(&x[v], rows + v * lanes, sizeof x[v]);
      for (int g = 0; g < center_group; ++g) {
        const Numbers number = Numbers{} + numbers[g];
        for (int v = 0; v < vectors; ++v) {
          if constexpr (metric == Metric::euclidean) {
            scores[g][v] = Op::minus_product(scores[g][v], x[v], number);
          } else {
            scores[g][v] += Numbers(Op::magnitude(x[v] - number));
          }
        }
      }
    }
    for (int g = 0; g < center_group; ++g) {
      const Indices number = Indices{} + static_cast<CenterIndex<T>>(c + g);
      for (int v = 0; v < vectors; ++v) {
        const Numbers score = scores[g][v], before = best[v];
        const auto nearer = score < before;
        if constexpr (with_second) {
          const Numbers worse = nearer ? before : score;
          second[v] = worse < second[v] ? worse : second[v];
        }
        best[v] = nearer ? score : before;
        index[v] = nearer ? number : index[v];
      }
    }
  }
  __builtin_memcpy(search.score + first, best, vectors * lanes * sizeof(T));
  __builtin_memcpy(search.index + first, index, vectors * lanes * sizeof(T));
  if constexpr (with_second) __builtin_memcpy(search.second + first, second, vectors * lanes * sizeof(T));
}

template <class T, int bytes, int vectors>
void search_block(const NearestSearch<T>& search) {
  constexpr int64_t rows = vectors * bytes / static_cast<int64_t>(sizeof(T));
  static_assert(block_rows<T> % rows == 0);
  for (int64_t first = 0; first < block_rows<T>; first += rows) {
    if (search.metric == Metric::manhattan) {
      search_rows<T, bytes, vectors, Metric::manhattan, false>(search, first);
    } else if (search.with_second) {
      search_rows<T, bytes, vectors, Metric::euclidean, true>(search, first);
    } else {
      search_rows<T, bytes, vectors, Metric::euclidean, false>(search, first);
    }
  }
}

}  // namespace

}  // namespace gradus::kernels::cpu
