#include "gradus/base/random/fill.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "gradus/base/error.hpp"
#include "gradus/base/random/uniform_bits.hpp"

namespace gradus::random {
namespace {

/// Words are taken from the generator in such pieces: they stay in the first-level cache.
constexpr size_t block = 512;

/// Writes convert(word) for each element, one 32-bit word each.
template <class T, class Convert>
void fill_by_word(Generator& generator, std::span<T> out, Convert convert) {
  std::array<uint32_t, block> words;
  for (size_t start = 0; start < out.size(); start += block) {
    const size_t count = std::min(block, out.size() - start);
    generator.random32(std::span(words).first(count));
    for (size_t i = 0; i < count; ++i) out[start + i] = convert(words[i]);
  }
}

/// Writes convert(random64) for each element, two 32-bit words each, the high one first.
template <class T, class Convert>
void fill_by_two_words(Generator& generator, std::span<T> out, Convert convert) {
  std::array<uint32_t, 2 * block> words;
  for (size_t start = 0; start < out.size(); start += block) {
    const size_t count = std::min(block, out.size() - start);
    generator.random32(std::span(words).first(2 * count));
    for (size_t i = 0; i < count; ++i) {
      out[start + i] = convert(uint64_t{words[2 * i]} << 32 | words[2 * i + 1]);
    }
  }
}

void check_range(double low, double high, double largest) {
  if (!(low <= high))
    fail(fmt::format("uniform: low must be at most high, got low {} and high {}", low, high));
  if (!(std::abs(low) <= largest && std::abs(high) <= largest && high - low <= largest)) {
    fail(fmt::format("uniform: the range from {} to {} is too wide for its type", low, high));
  }
}

void check_probability(const char* op, double p) {
  if (!(p >= 0 && p <= 1)) fail(fmt::format("{}: p must be between 0 and 1, got {}", op, p));
}

template <class T>
void bernoulli_each(Generator& generator, std::span<T> out, std::span<const T> p) {
  if (out.size() != p.size()) {
    fail(fmt::format("bernoulli: {} probabilities for {} values", p.size(), out.size()));
  }
  for (T probability : p) check_probability("bernoulli", static_cast<double>(probability));
  fill_uniform(generator, out);
  for (size_t i = 0; i < out.size(); ++i) out[i] = out[i] < p[i] ? T{1} : T{0};
}

/// `yes` with probability p, else 0.
template <class T>
void bernoulli_same(Generator& generator, std::span<T> out, double p, T yes) {
  fill_by_two_words(generator, out, [=](uint64_t word) { return uniform_of(word) < p ? yes : T{0}; });
}

template <class T>
void dropout_mask(Generator& generator, std::span<T> out, double p) {
  check_probability("dropout", p);
  if (p == 0 || p == 1) {
    std::fill(out.begin(), out.end(), p == 0 ? T{1} : T{0});
  } else {
    bernoulli_same(generator, out, 1 - p, T{1} / static_cast<T>(1 - p));
  }
}

}  // namespace

void fill_uniform(Generator& generator, std::span<float> out, double low, double high) {
  check_range(low, high, std::numeric_limits<float>::max());
  const float a = static_cast<float>(low);
  const float width = static_cast<float>(high) - a;
  fill_by_word(generator, out, [=](uint32_t word) { return std::fma(uniform_of(word), width, a); });
}

void fill_uniform(Generator& generator, std::span<double> out, double low, double high) {
  check_range(low, high, std::numeric_limits<double>::max());
  const double width = high - low;
  fill_by_two_words(generator, out, [=](uint64_t word) { return std::fma(uniform_of(word), width, low); });
}

void fill_randint(Generator& generator, std::span<int64_t> out, int64_t low, int64_t high) {
  if (low >= high) {
    fail(fmt::format("randint: low must be less than high, got low {} and high {}", low, high));
  }
  const auto base = static_cast<uint64_t>(low);
  const uint64_t range = static_cast<uint64_t>(high) - base;
  if (range >= uint64_t{1} << 32) {
    fill_by_two_words(generator, out,
                      [=](uint64_t word) { return static_cast<int64_t>(base + word % range); });
  } else {
    const auto narrow = static_cast<uint32_t>(range);
    fill_by_word(generator, out, [=](uint32_t word) { return static_cast<int64_t>(base + word % narrow); });
  }
}

void fill_random(Generator& generator, std::span<int64_t> out) {
  fill_by_two_words(generator, out,
                    [](uint64_t word) { return static_cast<int64_t>(word & ~(uint64_t{1} << 63)); });
}

void fill_random(Generator& generator, std::span<int32_t> out) {
  fill_by_word(generator, out, [](uint32_t word) { return static_cast<int32_t>(word & 0x7fffffffu); });
}

void fill_randperm(Generator& generator, std::span<int64_t> out) {
  const size_t n = out.size();
  for (size_t i = 0; i < n; ++i) out[i] = static_cast<int64_t>(i);
  for (size_t i = 0; i + 1 < n; ++i) std::swap(out[i], out[i + generator.random32() % (n - i)]);
}

void fill_bernoulli(Generator& generator, std::span<float> out, std::span<const float> p) {
  bernoulli_each(generator, out, p);
}
void fill_bernoulli(Generator& generator, std::span<double> out, std::span<const double> p) {
  bernoulli_each(generator, out, p);
}

void fill_bernoulli(Generator& generator, std::span<float> out, double p) {
  check_probability("bernoulli", p);
  bernoulli_same(generator, out, p, 1.0f);
}
void fill_bernoulli(Generator& generator, std::span<double> out, double p) {
  check_probability("bernoulli", p);
  bernoulli_same(generator, out, p, 1.0);
}

void fill_dropout_mask(Generator& generator, std::span<float> out, double p) {
  dropout_mask(generator, out, p);
}
void fill_dropout_mask(Generator& generator, std::span<double> out, double p) {
  dropout_mask(generator, out, p);
}

}  // namespace gradus::random
