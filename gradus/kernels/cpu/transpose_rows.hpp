#pragma once

#include <immintrin.h>

#include <cstdint>

/// Rows brought into the lanes of registers.
namespace gradus::kernels::cpu {

/// Writes 8 x 8 numbers of 4 bytes of rows so that the rows lie side by side, `stride` from column to column.
template <class T>
requires(sizeof(T) == 4) void transpose_tile(T* to, int64_t stride, const T* const* rows, int64_t column) {
  const auto load = [](const T* from) {
    return _mm256_castsi256_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from)));
  };
  const auto store = [](T* place, __m256 numbers) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(place), _mm256_castps_si256(numbers));
  };
  __m256 r[8], t[8];
  for (int i = 0; i < 8; ++i) r[i] = load(rows[i] + column);
  for (int i = 0; i < 4; ++i) {
    t[2 * i] = _mm256_unpacklo_ps(r[2 * i], r[2 * i + 1]);
    t[2 * i + 1] = _mm256_unpackhi_ps(r[2 * i], r[2 * i + 1]);
  }
  for (int i = 0; i < 8; i += 4) {
    r[i] = _mm256_shuffle_ps(t[i], t[i + 2], 0x44);
    r[i + 1] = _mm256_shuffle_ps(t[i], t[i + 2], 0xee);
    r[i + 2] = _mm256_shuffle_ps(t[i + 1], t[i + 3], 0x44);
    r[i + 3] = _mm256_shuffle_ps(t[i + 1], t[i + 3], 0xee);
  }
  for (int i = 0; i < 4; ++i) {
    store(to + i * stride, _mm256_permute2f128_ps(r[i], r[i + 4], 0x20));
    store(to + (i + 4) * stride, _mm256_permute2f128_ps(r[i], r[i + 4], 0x31));
  }
}

/// The same for 4 x 4.
inline void transpose_tile(double* to, int64_t stride, const double* const* rows, int64_t column) {
  __m256d r[4], t[4];
  for (int i = 0; i < 4; ++i) r[i] = _mm256_loadu_pd(rows[i] + column);
  for (int i = 0; i < 4; i += 2) {
    t[i] = _mm256_unpacklo_pd(r[i], r[i + 1]);
    t[i + 1] = _mm256_unpackhi_pd(r[i], r[i + 1]);
  }
  for (int i = 0; i < 2; ++i) {
    _mm256_storeu_pd(to + i * stride, _mm256_permute2f128_pd(t[i], t[i + 2], 0x20));
    _mm256_storeu_pd(to + (i + 2) * stride, _mm256_permute2f128_pd(t[i], t[i + 2], 0x31));
  }
}

/// Rows of d numbers side by side, [d, count]; count fills whole registers of 32 bytes.
template <int64_t count, class T>
void gather_rows(T* block, const T* const* rows, int64_t d) {
  constexpr int64_t side = 32 / static_cast<int64_t>(sizeof(T));
  static_assert(count % side == 0);
  for (int64_t r = 0; r < count; r += side) {
    int64_t j = 0;
    for (; j + side <= d; j += side) transpose_tile(block + j * count + r, count, rows + r, j);
    for (; j < d; ++j) {
      for (int64_t i = 0; i < side; ++i) block[j * count + r + i] = rows[r + i][j];
    }
  }
}

}  // namespace gradus::kernels::cpu
