#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "gradus/base/random/mt19937.hpp"

namespace gradus {

/// PyTorch's CPU generator, bit for bit: the same seed gives the numbers that torch.manual_seed(seed) gives.
///
/// A generator is a plain value. A copy is a saved state, assigning it restores that state, and equal
/// generators go on equally:
///
///     Generator saved = default_generator();
///     dropout(x, 0.5);
///     default_generator() = saved;  // the same mask once more
///
/// One generator serves one thread at a time.
class Generator {
 public:
  /// The seed of a generator that nobody seeded, PyTorch's.
  static constexpr uint64_t default_seed = 67280421310721u;

  explicit Generator(uint64_t seed = default_seed) : words_(static_cast<uint32_t>(seed)), seed_(seed) {}

  /// Starts again from `seed`, of which the low 32 bits count.
  void manual_seed(uint64_t seed) { *this = Generator(seed); }

  /// The seed last given.
  uint64_t initial_seed() const { return seed_; }

  /// The next 32-bit word of the stream.
  uint32_t random32() { return words_.next(); }

  /// Two words: first << 32 | second.
  uint64_t random64() {
    const uint64_t high = words_.next();
    return high << 32 | words_.next();
  }

  /// The next words.size() words at once.
  void random32(std::span<uint32_t> words) { words_.fill(words); }

  /// A number of [0, 1) with 24 random bits, of one word.
  float uniform_float32();

  /// A number of [0, 1) with 53 random bits, of two words.
  double uniform_float64();

  /// A standard normal number by Box and Muller: of two uniforms u1, u2 and r = sqrt(-2 log(1 - u2)) it is
  /// r cos(2 pi u1); r sin(2 pi u1) is kept for the next call.
  double normal();

  /// Everything that the numbers to come depend on, as words to be kept in a file.
  std::vector<uint32_t> state() const;
  /// Goes on from such words; an Error for words that are no state.
  void set_state(std::span<const uint32_t> words);

  friend bool operator==(const Generator&, const Generator&) = default;

  /// Whether this generator, or a copy of it, has drawn nothing since `earlier` was copied from it. Looks at
  /// a few words of the state only.
  bool is_at(const Generator& earlier) const {
    return words_.position() == earlier.words_.position() && words_.words()[0] == earlier.words_.words()[0] &&
           words_.words()[1] == earlier.words_.words()[1] && seed_ == earlier.seed_ &&
           kept_normal_ == earlier.kept_normal_;
  }

 private:
  random::Mt19937 words_;
  uint64_t seed_;
  std::optional<double> kept_normal_;
};

/// The generator of everything that names none.
Generator& default_generator();

/// While one lives, the default generator of this thread is one of its own, seeded when it is first asked
/// for: work that threads share draws the same numbers whoever does it, and none from the stream outside.
///
///     GeneratorScope draws(seed + part);
///     randn({3});  // depends on seed + part alone
class GeneratorScope {
 public:
  explicit GeneratorScope(uint64_t seed);
  ~GeneratorScope();
  GeneratorScope(const GeneratorScope&) = delete;
  GeneratorScope& operator=(const GeneratorScope&) = delete;

  Generator& generator();

  /// Whether one lives on this thread.
  static bool is_active();

 private:
  uint64_t seed_;
  std::optional<Generator> generator_;
  GeneratorScope* outer_;
};

/// Seeds the default generator, as torch.manual_seed does.
void manual_seed(uint64_t seed);

}  // namespace gradus
