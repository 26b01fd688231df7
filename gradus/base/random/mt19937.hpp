#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace gradus::random {

/// The Mersenne twister MT19937 of Matsumoto and Nishimura (1998), seeded by their init_genrand: the stream
/// of 32-bit words that NumPy's RandomState and PyTorch's CPU generator share.
///
/// Its state is a plain value: copies run on independently, and equal states give equal words.
class Mt19937 {
 public:
  explicit Mt19937(uint32_t seed) { this->seed(seed); }

  void seed(uint32_t seed);

  /// The next word.
  uint32_t next() {
    if (position_ == size) twist();
    return temper(state_[position_++]);
  }

  /// The next words.size() words, in blocks.
  void fill(std::span<uint32_t> words);

  friend bool operator==(const Mt19937&, const Mt19937&) = default;

  static constexpr uint32_t size = 624;
  /// The state, and how many of its words were given out; what restore() goes on from.
  const std::array<uint32_t, size>& words() const { return state_; }
  uint32_t position() const { return position_; }
  /// `position` is at most `size`.
  void restore(const std::array<uint32_t, size>& words, uint32_t position) {
    state_ = words;
    position_ = position;
  }

 private:
  static constexpr uint32_t temper(uint32_t y) {
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c5680u;
    y ^= (y << 15) & 0xefc60000u;
    return y ^ (y >> 18);
  }
  void twist();

  std::array<uint32_t, size> state_{};
  uint32_t position_ = size;
};

}  // namespace gradus::random
