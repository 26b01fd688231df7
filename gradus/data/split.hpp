#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "gradus/base/random/numpy_random.hpp"
#include "gradus/core/tensor/tensor.hpp"

namespace gradus::data {

/// How many rows go to one side of a split: a fraction of them (0.25, between 0 and 1) or their number (50).
class SplitSize {
 public:
  template <std::floating_point T>
  SplitSize(T fraction) : fraction_(static_cast<double>(fraction)) {}  // NOLINT(google-explicit-constructor)
  template <std::integral T>
  SplitSize(T count)
      : count_(static_cast<int64_t>(count)), is_count_(true) {}  // NOLINT(google-explicit-constructor)

  bool is_count() const { return is_count_; }
  double fraction() const { return fraction_; }
  int64_t count() const { return count_; }

 private:
  double fraction_ = 0;
  int64_t count_ = 0;
  bool is_count_ = false;
};

struct SplitOptions {
  std::optional<SplitSize> test_size = std::nullopt;   ///< none: what train_size leaves, or 0.25
  std::optional<SplitSize> train_size = std::nullopt;  ///< none: what test_size leaves
  bool shuffle = true;                                 ///< otherwise the first rows are the training rows
  bool stratify = false;                               ///< both sides keep the shares of the classes
};

/// Rows of each side, counted from 0, in their new order.
struct SplitIndices {
  std::vector<int64_t> train;
  std::vector<int64_t> test;
};

/// The rows that scikit-learn's train_test_split gives to each side, draw for draw; `labels` [n] (any
/// integers) are looked at when options.stratify is set. Stratified, each class gets the share of places
/// nearest to its own, ties broken at random.
///
/// A fraction of test rows is rounded up, one of training rows down. An Error for sizes that do not fit, for
/// a class with a single row and for a side with fewer rows than classes.
SplitIndices train_test_split(std::span<const int64_t> labels, const SplitOptions& options,
                              random::NumpyRandom& rng);

/// The same for n rows without labels.
SplitIndices train_test_split(int64_t n, const SplitOptions& options, random::NumpyRandom& rng);

struct Split {
  Tensor x_train, x_test, y_train, y_test;
};

/// Splits the rows of x [n, ...] and their labels y [n, ...], as above; to stratify, y is [n] of int64.
///
///     random::NumpyRandom rng(1234);
///     auto [x_train, x_test, y_train, y_test] =
///         data::train_test_split(x, y, {.train_size = 0.7, .stratify = true}, rng);
Split train_test_split(const Tensor& x, const Tensor& y, const SplitOptions& options,
                       random::NumpyRandom& rng);

/// The same with a generator of its own: scikit-learn's random_state=seed.
Split train_test_split(const Tensor& x, const Tensor& y, const SplitOptions& options, int64_t seed);

}  // namespace gradus::data
