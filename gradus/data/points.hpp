#pragma once

#include <cstdint>
#include <vector>

#include "gradus/base/random/numpy_random.hpp"
#include "gradus/core/tensor/tensor.hpp"

namespace gradus::data {

/// Made-up data: x [n, d] of float64; y is [n] of int64 for classes, of float64 for values.
struct Points {
  Tensor x;
  Tensor y;
};

namespace detail {

/// The rows of Points while they are made.
struct PointList {
  int64_t width;
  std::vector<double> x = {};         // row by row
  std::vector<int64_t> classes = {};  // of each row, or
  std::vector<double> values = {};    // its value

  explicit PointList(int64_t features) : width(features) {}
  int64_t rows() const { return static_cast<int64_t>(x.size()) / width; }

  /// scikit-learn's shuffle(): one random order for x and y.
  void shuffle(random::NumpyRandom& rng);
  /// Column j becomes the one that was order[j].
  void reorder_features(const std::vector<int64_t>& order);
  /// Adds noise, normal with this standard deviation, to every feature.
  void add_noise(double std, random::NumpyRandom& rng);
  Points points() const;
};

/// An Error of `op` unless the number is at least `least`.
void require_at_least(const char* op, const char* what, int64_t value, int64_t least);
/// An Error of `op` unless the number is finite and not negative.
void require_not_negative(const char* op, const char* what, double value);
/// An Error of `op` when there is no memory for rows x columns numbers.
void require_possible(const char* op, int64_t rows, int64_t columns);

/// n numbers evenly from start to stop, as NumPy computes them; with `closed` the last is stop.
std::vector<double> even_steps(double start, double stop, int64_t n, bool closed = true);

}  // namespace detail
}  // namespace gradus::data
