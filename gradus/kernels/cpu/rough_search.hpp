#pragma once

#include <immintrin.h>

#include <cstdint>

/// The search of the nearest centres of a block of rows in whole numbers, for registers of 32 and of 64
/// bytes.
///
/// Two numbers of 16 bits are multiplied and added in one go, twice the work of a fused multiply-add of
/// float32. As in nearest_search.hpp, this gives the linker nothing that two files could share.
namespace gradus::kernels::cpu {

inline constexpr int64_t rough_block = 96;        ///< rows of a block
inline constexpr int64_t rough_center_group = 4;  ///< centres that are looked at together

struct RoughSearch {
  const int32_t* block;    ///< [pairs, rough_block]: rows lie side by side, two numbers of 16 bits in each
  const int32_t* centers;  ///< [groups, pairs, rough_center_group]
  const int32_t* starts;   ///< [groups * rough_center_group] what the scores begin with
  int64_t pairs, k;
  int32_t places;   ///< the low bits of a score, which give way to the centre's number
  int32_t* best;    ///< [rough_block] the least score
  int32_t* second;  ///< [rough_block] the least of the others
};

/// Whether this processor has what rough_search_wide() is compiled for.
bool has_wide_products();
void rough_search_wide(const RoughSearch& search);

namespace {

template <int bytes>
struct PairRegister {
  using type [[gnu::vector_size(bytes)]] = int32_t;
};

template <int bytes>
struct PairOperations;
template <>
struct PairOperations<32> {
  using Numbers = PairRegister<32>::type;
  static Numbers add_products(Numbers sum, Numbers a, Numbers b) {
    return sum + (Numbers)_mm256_madd_epi16((__m256i)a, (__m256i)b);
  }
};
#ifdef __AVX512VNNI__
template <>
struct PairOperations<64> {
  using Numbers = PairRegister<64>::type;
  static Numbers add_products(Numbers sum, Numbers a, Numbers b) {
    return (Numbers)_mm512_dpwssd_epi32((__m512i)sum, (__m512i)a, (__m512i)b);
  }
};
#endif

template <int bytes, int vectors>
void rough_search_rows(const RoughSearch& search, int64_t first) {
  using Op = PairOperations<bytes>;
  using Numbers = typename Op::Numbers;
  constexpr int64_t lanes = bytes / static_cast<int64_t>(sizeof(int32_t));
  const Numbers places = Numbers{} + search.places;
  Numbers best[vectors], second[vectors];
  for (int v = 0; v < vectors; ++v) best[v] = second[v] = Numbers{} + INT32_MAX;
  for (int64_t c = 0; c < search.k; c += rough_center_group) {
    Numbers scores[rough_center_group][vectors];
    for (int g = 0; g < rough_center_group; ++g) {
      for (int v = 0; v < vectors; ++v) scores[g][v] = Numbers{} + search.starts[c + g];
    }
    const int32_t* numbers = search.centers + c * search.pairs;
    const int32_t* rows = search.block + first;
    for (int64_t j = 0; j < search.pairs; ++j, rows += rough_block, numbers += rough_center_group) {
      Numbers x[vectors];
      // One at a time: gcc copies a whole array through memory.
      for (int v = 0; v < vectors; ++v) __builtin_memcpy(&x[v], rows + v * lanes, sizeof x[v]);
      for (int g = 0; g < rough_center_group; ++g) {
        const Numbers number = Numbers{} + numbers[g];
        for (int v = 0; v < vectors; ++v) scores[g][v] = Op::add_products(scores[g][v], x[v], number);
      }
    }
    for (int g = 0; g < rough_center_group; ++g) {
      const Numbers place = Numbers{} + static_cast<int32_t>(c + g);
      for (int v = 0; v < vectors; ++v) {
        const Numbers score = (scores[g][v] & ~places) | place, before = best[v];
        const Numbers worse = score > before ? score : before;
        second[v] = worse < second[v] ? worse : second[v];
        best[v] = score < before ? score : before;
      }
    }
  }
  __builtin_memcpy(search.best + first, best, sizeof best);
  __builtin_memcpy(search.second + first, second, sizeof second);
}

template <int bytes, int vectors>
void rough_search_block(const RoughSearch& search) {
  constexpr int64_t rows = vectors * bytes / static_cast<int64_t>(sizeof(int32_t));
  static_assert(rough_block % rows == 0);
  for (int64_t first = 0; first < rough_block; first += rows)
    rough_search_rows<bytes, vectors>(search, first);
}

}  // namespace

}  // namespace gradus::kernels::cpu
