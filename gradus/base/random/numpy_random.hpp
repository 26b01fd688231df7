#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "gradus/base/random/mt19937.hpp"

namespace gradus::random {

/// NumPy's legacy generator, bit for bit: NumpyRandom(seed) draws what numpy.random.RandomState(seed) draws,
/// or numpy.random after numpy.random.seed(seed).
///
///     random::NumpyRandom rng(42);
///     std::vector<double> noise = rng.normal(0, 0.1, 100);
///     std::vector<int64_t> order = rng.permutation(100);
///
/// A function with a number of values draws them in order; arrays of more dimensions are filled row by row.
/// It is a plain value: a copy is a saved state.
class NumpyRandom {
 public:
  /// An Error unless 0 <= seed < 2^32, as in NumPy.
  explicit NumpyRandom(int64_t seed);

  /// A number of [0, 1) with 53 random bits, of two words.
  double random_sample();
  std::vector<double> rand(int64_t n);

  /// low + (high - low) u, u of [0, 1).
  double uniform(double low = 0, double high = 1);
  std::vector<double> uniform(double low, double high, int64_t n);

  /// A standard normal number by the polar method of Marsaglia, whose second number is kept for the next
  /// call.
  double randn();
  std::vector<double> randn(int64_t n);

  /// mean + std z; an Error when std is negative.
  double normal(double mean = 0, double std = 1);
  std::vector<double> normal(double mean, double std, int64_t n);

  /// An integer of [low, high); an Error unless low < high.
  int64_t randint(int64_t low, int64_t high);
  std::vector<int64_t> randint(int64_t low, int64_t high, int64_t n);

  /// 0 ... n-1 in random order.
  std::vector<int64_t> permutation(int64_t n);

  /// k different numbers of 0 ... n-1: choice(n, k, replace=False); an Error unless k <= n.
  std::vector<int64_t> choice(int64_t n, int64_t k);

  /// Brings the values into random order.
  template <class T>
  void shuffle(std::span<T> values) {
    shuffle_rows(values, 1);
  }
  template <class T>
  void shuffle(std::vector<T>& values) {
    shuffle_rows(std::span<T>(values), 1);
  }

  /// Brings the rows of a row-major matrix into random order, each of row_size values; an Error unless
  /// row_size divides the number of values.
  template <class T>
  void shuffle_rows(std::span<T> values, int64_t row_size) {
    const auto width = static_cast<uint64_t>(row_size);
    for (uint64_t i = row_count(values.size(), row_size); i-- > 1;) {
      const uint64_t j = below_or_equal(i);
      if (i == j) continue;
      for (uint64_t k = 0; k < width; ++k) std::swap(values[i * width + k], values[j * width + k]);
    }
  }

  friend bool operator==(const NumpyRandom&, const NumpyRandom&) = default;

 private:
  uint64_t next64();
  /// An integer of [0, largest]: masked to largest's bits and drawn again while too large.
  uint64_t below_or_equal(uint64_t largest);
  static uint64_t row_count(size_t size, int64_t row_size);

  Mt19937 words_;
  std::optional<double> kept_normal_;
};

}  // namespace gradus::random
