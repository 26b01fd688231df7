#pragma once

#include <cstdint>
#include <random>

namespace bench {

/// Numbers on [0, 1) that are the same everywhere: the standard fixes the generator's words.
class Uniform {
 public:
  explicit Uniform(uint32_t seed) : words_(seed) {}
  float next() { return static_cast<float>(words_() >> 8) * 0x1p-24F; }

 private:
  std::mt19937 words_;
};

}  // namespace bench
