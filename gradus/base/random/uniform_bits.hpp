#pragma once

#include <cstdint>

namespace gradus::random {

/// The float32 of [0, 1) that PyTorch makes of a word: its low 24 bits times 2^-24.
inline float uniform_of(uint32_t word) {
  return static_cast<float>(static_cast<int32_t>(word & 0xffffffu)) * 0x1p-24f;
}

/// The float64 of [0, 1) that PyTorch makes of a 64-bit word: its low 53 bits times 2^-53.
inline double uniform_of(uint64_t word) {
  return static_cast<double>(static_cast<int64_t>(word & ((uint64_t{1} << 53) - 1))) * 0x1p-53;
}

}  // namespace gradus::random
