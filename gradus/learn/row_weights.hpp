#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"

/// How much rows count. Weights are float64 [n], finite, none negative, not all 0; undefined, each row
/// counts 1.
namespace gradus::learn::internal {

/// The weights of the rows of x, checked: an Error `op: sample_weight ...`.
Tensor row_weights(const std::string& op, const Tensor& x, const Tensor& sample_weight);

/// The rows that count, which is all that learners see of them: a row of weight 0 is as if it were not there.
struct CountedRows {
  Tensor x;                        ///< [m, d]
  Tensor weights;                  ///< [m], all above 0; undefined where each counts 1
  std::vector<int64_t> kept = {};  ///< their places among all rows; empty: all of them

  bool all() const { return kept.empty(); }
  /// What belongs to them, of what belongs to all rows.
  std::vector<int64_t> of(const std::vector<int64_t>& each) const;
  Tensor of(const Tensor& each) const;
};

/// The rows of x with weights above 0; weights that are all 1 are none. An Error as of row_weights().
CountedRows counted_rows(const std::string& op, const Tensor& x, const Tensor& sample_weight);

/// Sum of weight times value.
double weighted_sum(const std::vector<double>& values, const Tensor& weights);
/// The sum of the weights of `rows` rows.
double total_weight(const Tensor& weights, int64_t rows);
/// The mean of each column of x [n, d] by the weights of its rows, float64 [d].
Tensor weighted_mean(const Tensor& x, const Tensor& weights);

}  // namespace gradus::learn::internal
