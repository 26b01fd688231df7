#include "gradus/base/random/mt19937.hpp"

#include <algorithm>

namespace gradus::random {

void Mt19937::seed(uint32_t seed) {
  state_[0] = seed;
  for (uint32_t i = 1; i < size; ++i) {
    state_[i] = 1812433253u * (state_[i - 1] ^ (state_[i - 1] >> 30)) + i;
  }
  position_ = size;
}

void Mt19937::fill(std::span<uint32_t> words) {
  while (!words.empty()) {
    if (position_ == size) twist();
    const size_t count = std::min<size_t>(words.size(), size - position_);
    for (size_t i = 0; i < count; ++i) words[i] = temper(state_[position_ + i]);
    position_ += static_cast<uint32_t>(count);
    words = words.subspan(count);
  }
}

void Mt19937::twist() {
  constexpr uint32_t shift = 397;
  const auto mixed = [](uint32_t high, uint32_t low) {
    const uint32_t y = (high & 0x80000000u) | (low & 0x7fffffffu);
    return (y >> 1) ^ ((low & 1u) != 0 ? 0x9908b0dfu : 0u);
  };
  uint32_t* s = state_.data();
  // Each word depends on words far away, so both loops run in vectors.
  for (uint32_t i = 0; i < size - shift; ++i) s[i] = s[i + shift] ^ mixed(s[i], s[i + 1]);
  for (uint32_t i = size - shift; i < size - 1; ++i) s[i] = s[i - (size - shift)] ^ mixed(s[i], s[i + 1]);
  s[size - 1] = s[shift - 1] ^ mixed(s[size - 1], s[0]);
  position_ = 0;
}

}  // namespace gradus::random
