#pragma once

#include <cstdint>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"

/// How far predicted numbers are from true ones, by scikit-learn's names and definitions.
///
/// y_true and y_pred are [n], or [n, m] for m outputs (a vector counts as one output), of any type; all is
/// computed in float64. An Error for shapes that differ, NaN and infinity, weights that are negative or all
/// 0, and a result beyond float64.
///
/// With `raw_values` each function gives one number for each output; without, their mean.
namespace gradus::metrics {

struct RawValues {};
/// Asks for the values of all outputs: `mean_squared_error(y, p, raw_values)`.
inline constexpr RawValues raw_values;

struct RegressionOptions {
  std::vector<double> output_weights = {};  ///< [m] how much each output counts in the mean; none: equally
  Tensor sample_weight = {};                ///< [n] how much each row counts; undefined: equally
};

/// Mean of (y - p)^2.
double mean_squared_error(const Tensor& y_true, const Tensor& y_pred, const RegressionOptions& options = {});
std::vector<double> mean_squared_error(const Tensor& y_true, const Tensor& y_pred, RawValues,
                                       const RegressionOptions& options = {});

/// Root of the mean of (y - p)^2; of several outputs the mean of their roots.
double root_mean_squared_error(const Tensor& y_true, const Tensor& y_pred,
                               const RegressionOptions& options = {});
std::vector<double> root_mean_squared_error(const Tensor& y_true, const Tensor& y_pred, RawValues,
                                            const RegressionOptions& options = {});

/// Mean of |y - p|.
double mean_absolute_error(const Tensor& y_true, const Tensor& y_pred, const RegressionOptions& options = {});
std::vector<double> mean_absolute_error(const Tensor& y_true, const Tensor& y_pred, RawValues,
                                        const RegressionOptions& options = {});

/// Mean of |y - p| / max(|y|, 2^-52): a share, not per cent. A true 0 makes it huge.
double mean_absolute_percentage_error(const Tensor& y_true, const Tensor& y_pred,
                                      const RegressionOptions& options = {});
std::vector<double> mean_absolute_percentage_error(const Tensor& y_true, const Tensor& y_pred, RawValues,
                                                   const RegressionOptions& options = {});

/// Median of |y - p|: the mean of the middle two of an even number; weighted, the first in order with which
/// half of the weight is reached.
double median_absolute_error(const Tensor& y_true, const Tensor& y_pred,
                             const RegressionOptions& options = {});
std::vector<double> median_absolute_error(const Tensor& y_true, const Tensor& y_pred, RawValues,
                                          const RegressionOptions& options = {});

enum class MultiOutput : uint8_t {
  uniform_average,   ///< outputs count equally, or by output_weights
  variance_weighted  ///< by the variance of their true numbers
};

struct R2Options {
  MultiOutput multioutput = MultiOutput::uniform_average;
  std::vector<double> output_weights = {};  ///< [m]
  bool force_finite = true;   ///< of constant true numbers: 1 when all is right and 0 else, not NaN and -inf
  Tensor sample_weight = {};  ///< [n]
};

/// 1 - sum (y - p)^2 / sum (y - mean y)^2: 1 for all right, 0 for what the mean reaches, negative for worse.
/// An Error for a single row.
double r2_score(const Tensor& y_true, const Tensor& y_pred, const R2Options& options = {});
std::vector<double> r2_score(const Tensor& y_true, const Tensor& y_pred, RawValues,
                             const R2Options& options = {});

/// 1 - variance of (y - p) / variance of y: r2_score() that forgives a constant offset.
double explained_variance_score(const Tensor& y_true, const Tensor& y_pred, const R2Options& options = {});
std::vector<double> explained_variance_score(const Tensor& y_true, const Tensor& y_pred, RawValues,
                                             const R2Options& options = {});

}  // namespace gradus::metrics
