#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"

/// What all measures share: how they read their tensors, and how they add numbers up.
namespace gradus::metrics::detail {

using Labels = std::vector<int64_t>;

/// A sum with the rounding errors of all its steps added back at the end (Neumaier, 1974).
class Sum {
 public:
  void add(double x) {
    const double sum = sum_ + x;
    lost_ += std::abs(sum_) >= std::abs(x) ? (sum_ - sum) + x : (x - sum) + sum_;
    sum_ = sum;
  }
  /// Infinity when the numbers are too large, as a plain sum.
  double value() const { return std::isfinite(sum_) ? sum_ + lost_ : sum_; }

 private:
  double sum_ = 0, lost_ = 0;
};

/// Weights of rows; without a tensor each weighs 1.
class Weights {
 public:
  Weights() = default;
  /// Reads [n], any type; an Error unless they are finite, none negative and not all 0.
  Weights(const char* op, const Tensor& sample_weight, size_t n);
  /// Weights that were checked before; none: each row weighs 1.
  explicit Weights(std::vector<double> checked) : values_(std::move(checked)) {}

  bool given() const { return !values_.empty(); }
  double operator[](size_t i) const { return values_.empty() ? 1.0 : values_[i]; }

 private:
  std::vector<double> values_;
};

/// Sum of weight[i] f(i) over the n rows.
template <class F>
double weighted_sum(const Weights& weight, size_t n, F f) {
  Sum sum;
  for (size_t i = 0; i < n; ++i) sum.add(weight[i] * f(i));
  return sum.value();
}

/// The mean of f(i) over the n rows by their weights.
template <class F>
double weighted_mean(const Weights& weight, size_t n, F f) {
  return weighted_sum(weight, n, f) / weighted_sum(weight, n, [](size_t) { return 1.0; });
}

/// "float32 (3, 2)".
std::string kind_of(const Tensor& x);

/// Labels [n] of an integer type or bool, n > 0.
Labels read_labels(const char* op, const char* which, const Tensor& y);
/// Labels of any type that are whole numbers; an Error in the name of `op` names the row of
/// one that is not.
Labels whole_labels(std::string_view op, const char* which, const Tensor& y);
/// Both of one length.
void check_same_length(const char* op, const char* first, size_t n, const char* second, size_t m);

/// Numbers row by row.
struct Rows {
  std::vector<double> values;
  size_t rows = 0, columns = 0;

  const double* row(size_t i) const { return values.data() + i * columns; }
};

/// Numbers of [n] or [n, d] (a vector has one column), n > 0 and d > 0, in float64; an Error names the place
/// of one that is not finite.
Rows read_rows(const char* op, const char* which, const Tensor& x);
/// The same for [n] and [n, 1] only.
std::vector<double> read_column(const char* op, const char* which, const Tensor& x);
/// The same for [n, d] only.
Rows read_matrix(const char* op, const char* which, const Tensor& x);
/// read_column() of numbers from 0 to 1.
std::vector<double> read_probabilities(const char* op, const char* which, const Tensor& x);

/// The different labels in order.
Labels different(Labels labels);

/// The classes to count by: 0 ... classes-1, or `labels` as given, or those that are `present` (in order). An
/// Error for both, for a label twice, and for a present label that is none of `classes`.
Labels chosen_classes(const char* op, const std::optional<int64_t>& classes, const Labels& labels,
                      const Labels& present);

/// Finds the place of a label in a list of different ones.
class Places {
 public:
  static constexpr size_t none = SIZE_MAX;

  explicit Places(const Labels& labels);
  size_t of(int64_t label) const;

 private:
  std::vector<std::pair<int64_t, size_t>> sorted_;
  bool counts_up_ = true;  // the labels are 0, 1, 2, ...
};

/// The place of each label; an Error for one that is not among the classes.
std::vector<size_t> encode(const char* op, const Labels& y, const Labels& classes);

/// The label that counts as positive: the one given, else 1 where the labels are of {0, 1} or {-1, 1}; an
/// Error for others, and for more than two labels unless one is given.
int64_t positive_label(const char* op, const Labels& present, const std::optional<int64_t>& given);

/// "{0, 1, 5}".
std::string list_of(const Labels& labels);

/// An Error that blames the size of the numbers unless `value` is finite.
double checked_finite(const char* op, double value);

}  // namespace gradus::metrics::detail
