#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"

/// How well scores put rows of the positive class before the others, by scikit-learn's names and definitions
/// (version 1.2). All sort once: O(n log n).
///
/// y_true [n] are labels, y_score [n] any finite numbers that grow with the wish to call a row positive.
/// Equal scores share one threshold. An Error for NaN and infinity, weights that are negative or all 0, and
/// for one class where two are needed.
namespace gradus::metrics {

struct CurveOptions {
  std::optional<int64_t> pos_label = std::nullopt;  ///< none: 1 of {0, 1} or {-1, 1}
  bool drop_intermediate = true;                    ///< roc_curve leaves out points on straight lines
  Tensor sample_weight = {};                        ///< [n]
};

/// From the strictest threshold to the loosest; a row counts as positive when its score reaches the
/// threshold.
struct RocCurve {
  std::vector<double> fpr;         ///< the share of negative rows taken for positive
  std::vector<double> tpr;         ///< the share of positive rows found
  std::vector<double> thresholds;  ///< the first is the largest score + 1: nothing is positive
};

/// The receiver operating characteristic.
RocCurve roc_curve(const Tensor& y_true, const Tensor& y_score, const CurveOptions& options = {});

/// From the loosest threshold to the strictest; precision and recall have a last point (1, 0) more than there
/// are thresholds.
struct PrecisionRecallCurve {
  std::vector<double> precision, recall, thresholds;
};

/// Precision and recall at each threshold. Without a positive row the recall is 1 by convention.
PrecisionRecallCurve precision_recall_curve(const Tensor& y_true, const Tensor& y_score,
                                            const CurveOptions& options = {});

/// The area under a curve by trapezoids; x must go in one direction. An Error for fewer than two points.
double auc(std::span<const double> x, std::span<const double> y);

enum class MultiClass : uint8_t {
  raise,  ///< more than two classes are an Error
  ovr,    ///< each class against the rest
  ovo     ///< each pair of classes against each other
};

enum class RocAverage : uint8_t {
  macro,     ///< the mean over classes (pairs)
  weighted,  ///< weighted by their rows
  micro      ///< all classes' scores in one list; ovr only
};

struct RocAucOptions {
  MultiClass multi_class = MultiClass::raise;
  RocAverage average = RocAverage::macro;  ///< of more than two classes
  std::vector<int64_t> labels = {};        ///< the class of each column; none: those of y_true, in order
  double max_fpr = 1;                      ///< below 1: the area up to there, scaled to 0.5 ... 1 (McClish)
  Tensor sample_weight = {};               ///< [n]; not for ovo
};

/// The area under the ROC curve: the chance that a positive row has a higher score than a negative one.
///
/// Two classes: y_score [n], the larger label is the positive one. More: y_score [n, k] of probabilities,
/// each row with sum 1. An Error for a single class.
double roc_auc_score(const Tensor& y_true, const Tensor& y_score, const RocAucOptions& options = {});

struct AveragePrecisionOptions {
  int64_t pos_label = 1;
  Tensor sample_weight = {};  ///< [n]
};

/// Sum of (recall[i] - recall[i-1]) precision[i] over the thresholds of two classes; 0 without a positive
/// row.
double average_precision_score(const Tensor& y_true, const Tensor& y_score,
                               const AveragePrecisionOptions& options = {});

struct TopKOptions {
  int64_t k = 2;
  bool normalize = true;                          ///< the share; otherwise the number (the weight) of hits
  std::optional<int64_t> classes = std::nullopt;  ///< column j is class j of classes 0 ... classes-1
  std::vector<int64_t> labels = {};               ///< or of these, in order; none: those of y_true
  Tensor sample_weight = {};                      ///< [n]
};

/// The share of rows whose class is among those with the k highest scores; of equal scores the later column
/// comes first. y_score is [n, classes], or [n] for two classes: positive above 0.5 when all scores are of
/// [0, 1], else above 0.
double top_k_accuracy_score(const Tensor& y_true, const Tensor& y_score, const TopKOptions& options = {});

}  // namespace gradus::metrics
