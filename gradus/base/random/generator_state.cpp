// The state of a generator as words that a file can keep.
#include <algorithm>
#include <array>
#include <bit>
#include <string>

#include "gradus/base/error.hpp"
#include "gradus/base/random/generator.hpp"

namespace gradus {
namespace {

// A state is the twister's words, its position, the seed, and whether a normal number is kept and its bits;
// numbers of 64 bits as their upper and lower half.
constexpr size_t twister = random::Mt19937::size;
constexpr size_t state_size = twister + 6;

uint64_t joined(uint32_t high, uint32_t low) { return static_cast<uint64_t>(high) << 32 | low; }
uint32_t upper(uint64_t x) { return static_cast<uint32_t>(x >> 32); }
uint32_t lower(uint64_t x) { return static_cast<uint32_t>(x); }

}  // namespace

std::vector<uint32_t> Generator::state() const {
  const auto normal = std::bit_cast<uint64_t>(kept_normal_.value_or(0));
  std::vector<uint32_t> words(words_.words().begin(), words_.words().end());
  words.insert(words.end(), {words_.position(), upper(seed_), lower(seed_), kept_normal_ ? 1u : 0u,
                             upper(normal), lower(normal)});
  return words;
}

void Generator::set_state(std::span<const uint32_t> words) {
  if (words.size() != state_size || words[twister] > twister || words[twister + 3] > 1) {
    fail("generator: " + std::to_string(words.size()) + " words are no state of a generator");
  }
  std::array<uint32_t, twister> numbers{};
  std::copy_n(words.begin(), twister, numbers.begin());
  words_.restore(numbers, words[twister]);
  seed_ = joined(words[twister + 1], words[twister + 2]);
  kept_normal_.reset();
  if (words[twister + 3] == 1)
    kept_normal_ = std::bit_cast<double>(joined(words[twister + 4], words[twister + 5]));
}

}  // namespace gradus
