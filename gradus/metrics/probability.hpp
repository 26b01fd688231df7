#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"

/// How good predicted probabilities are, by scikit-learn's names and definitions. An Error for numbers
/// outside [0, 1], NaN, and weights that are negative or all 0.
namespace gradus::metrics {

struct LogLossOptions {
  std::optional<int64_t> classes = std::nullopt;  ///< classes 0 ... classes-1; none: those in y_true
  std::vector<int64_t> labels = {};               ///< or these, in order; column j is for labels[j]
  std::optional<double> eps = std::nullopt;       ///< none: the rounding of the probabilities' type
  bool normalize = true;                          ///< the mean; otherwise the sum
  Tensor sample_weight = {};                      ///< [n]
};

/// Mean of -log of the probability given to the true class, for y_true [n] of labels and y_pred [n, k], or
/// [n] for two classes (the probability of the second).
///
/// Probabilities are cut to [eps, 1 - eps] and each row is divided by its sum. An Error unless there are two
/// classes and as many as columns.
double log_loss(const Tensor& y_true, const Tensor& y_pred, const LogLossOptions& options = {});

struct BrierOptions {
  std::optional<int64_t> pos_label = std::nullopt;  ///< none: 1 of {0, 1} or {-1, 1}, else the larger label
  Tensor sample_weight = {};                        ///< [n]
};

/// Mean of (y - p)^2 for two classes: y is 1 for the positive class and else 0, p [n] its probability.
double brier_score_loss(const Tensor& y_true, const Tensor& y_prob, const BrierOptions& options = {});

enum class BinStrategy : uint8_t {
  uniform,  ///< bins of one width
  quantile  ///< bins of about as many rows
};

struct CalibrationOptions {
  std::optional<int64_t> pos_label = std::nullopt;  ///< none: 1 of {0, 1} or {-1, 1}
  int64_t n_bins = 5;
  BinStrategy strategy = BinStrategy::uniform;
};

/// One place for each bin with rows, from low to high probabilities.
struct CalibrationCurve {
  std::vector<double> prob_true;  ///< the share of the positive class in the bin
  std::vector<double> prob_pred;  ///< the mean of the predicted probabilities
};

/// How often what was predicted with about this probability came true; on the diagonal a model is calibrated.
CalibrationCurve calibration_curve(const Tensor& y_true, const Tensor& y_prob,
                                   const CalibrationOptions& options = {});

}  // namespace gradus::metrics
