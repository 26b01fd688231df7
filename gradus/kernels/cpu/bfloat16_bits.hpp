#pragma once

#include <bit>
#include <cstdint>

/// The numbers of 16 bits themselves, and whether this processor multiplies them.
namespace gradus::kernels::cpu {

/// To the nearest bfloat16, ties to even; NaN stays NaN. Always inline: each file has its own, for its
/// processor.
[[gnu::always_inline]] inline uint16_t rounded(float x) {
  const auto bits = std::bit_cast<uint32_t>(x);
  const uint32_t nearest = (bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16;
  const uint32_t nan = (bits >> 16) | 0x40U;  // quiet, sign kept
  return static_cast<uint16_t>((bits & 0x7FFFFFFFU) > 0x7F800000U ? nan : nearest);
}

inline float expanded(uint16_t x) { return std::bit_cast<float>(static_cast<uint32_t>(x) << 16); }

/// rounded() of each, with registers of 64 bytes: for processors with AVX-512 BW only.
void round_row_wide(uint16_t* out, const float* x, int64_t n);

/// Whether there are instructions for products of bfloat16.
bool multiplies_bfloat16();

}  // namespace gradus::kernels::cpu
