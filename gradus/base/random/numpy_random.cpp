#include "gradus/base/random/numpy_random.hpp"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

#include "gradus/base/error.hpp"
#include "gradus/base/sized.hpp"

namespace gradus::random {
namespace {

uint32_t checked_seed(int64_t seed) {
  if (seed < 0 || seed > std::numeric_limits<uint32_t>::max()) {
    fail(fmt::format("NumpyRandom: the seed must lie between 0 and 4294967295, got {}", seed));
  }
  return static_cast<uint32_t>(seed);
}

/// n values of draw(), in order.
template <class Draw>
auto repeat(const char* what, int64_t n, Draw draw) {
  auto values = sized_vector<decltype(draw())>(what, n);
  for (auto& value : values) value = draw();
  return values;
}

}  // namespace

NumpyRandom::NumpyRandom(int64_t seed) : words_(checked_seed(seed)) {}

double NumpyRandom::random_sample() {
  const uint32_t high = words_.next() >> 5;
  const uint32_t low = words_.next() >> 6;
  return (high * 67108864.0 + low) / 9007199254740992.0;
}

std::vector<double> NumpyRandom::rand(int64_t n) {
  return repeat("rand", n, [this] { return random_sample(); });
}

double NumpyRandom::uniform(double low, double high) { return low + (high - low) * random_sample(); }

std::vector<double> NumpyRandom::uniform(double low, double high, int64_t n) {
  return repeat("uniform", n, [=, this] { return uniform(low, high); });
}

double NumpyRandom::randn() {
  if (kept_normal_) {
    const double kept = *kept_normal_;
    kept_normal_.reset();
    return kept;
  }
  double x1 = 0, x2 = 0, r2 = 0;
  do {
    x1 = 2.0 * random_sample() - 1.0;
    x2 = 2.0 * random_sample() - 1.0;
    r2 = x1 * x1 + x2 * x2;
  } while (r2 >= 1.0 || r2 == 0.0);
  const double factor = std::sqrt(-2.0 * std::log(r2) / r2);
  kept_normal_ = factor * x1;
  return factor * x2;
}

std::vector<double> NumpyRandom::randn(int64_t n) {
  return repeat("randn", n, [this] { return randn(); });
}

double NumpyRandom::normal(double mean, double std) {
  if (!(std >= 0)) fail(fmt::format("normal: std must not be negative, got {}", std));
  return mean + std * randn();
}

std::vector<double> NumpyRandom::normal(double mean, double std, int64_t n) {
  return repeat("normal", n, [=, this] { return normal(mean, std); });
}

int64_t NumpyRandom::randint(int64_t low, int64_t high) {
  if (low >= high) {
    fail(fmt::format("randint: low must be less than high, got low {} and high {}", low, high));
  }
  const auto base = static_cast<uint64_t>(low);
  return static_cast<int64_t>(base + below_or_equal(static_cast<uint64_t>(high) - base - 1));
}

std::vector<int64_t> NumpyRandom::randint(int64_t low, int64_t high, int64_t n) {
  return repeat("randint", n, [=, this] { return randint(low, high); });
}

std::vector<int64_t> NumpyRandom::permutation(int64_t n) {
  auto order = sized_vector<int64_t>("permutation", n);
  std::iota(order.begin(), order.end(), int64_t{0});
  shuffle(order);
  return order;
}

std::vector<int64_t> NumpyRandom::choice(int64_t n, int64_t k) {
  if (k < 0 || k > n) fail(fmt::format("choice: {} different values of {} were asked for", k, n));
  std::vector<int64_t> order = permutation(n);
  order.resize(static_cast<size_t>(k));
  return order;
}

uint64_t NumpyRandom::next64() {
  const uint64_t high = words_.next();
  return high << 32 | words_.next();
}

uint64_t NumpyRandom::below_or_equal(uint64_t largest) {
  if (largest == 0) return 0;  // without a draw
  const uint64_t mask = ~uint64_t{0} >> std::countl_zero(largest);
  const bool narrow = largest <= std::numeric_limits<uint32_t>::max();
  uint64_t value = 0;
  do {
    value = (narrow ? words_.next() : next64()) & mask;
  } while (value > largest);
  return value;
}

uint64_t NumpyRandom::row_count(size_t size, int64_t row_size) {
  if (row_size < 1 || size % static_cast<size_t>(row_size) != 0) {
    fail(fmt::format("shuffle: {} values are not whole rows of {}", size, row_size));
  }
  return size / static_cast<size_t>(row_size);
}

}  // namespace gradus::random
