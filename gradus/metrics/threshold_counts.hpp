#pragma once

#include <vector>

#include "gradus/metrics/inputs.hpp"

namespace gradus::metrics::detail {

/// What is taken for positive at each threshold, from the highest score down; equal scores are one threshold.
struct ThresholdCounts {
  std::vector<double> false_positives, true_positives, thresholds;
};

/// Counts rows (their weights) with scores that reach each threshold; rows of weight 0 are left out. Plain
/// sums: which points of a curve lie on a line depends on their rounding.
ThresholdCounts count_by_threshold(const std::vector<bool>& positive, const std::vector<double>& scores,
                                   const Weights& weight);

struct Points {
  std::vector<double> fpr, tpr, thresholds;
};

/// The ROC curve of two classes; an Error when one has no weight.
Points roc_points(const char* op, const std::vector<bool>& positive, const std::vector<double>& scores,
                  const Weights& weight, bool drop_intermediate);

/// The area under it, up to max_fpr.
double roc_area(const char* op, const std::vector<bool>& positive, const std::vector<double>& scores,
                const Weights& weight, double max_fpr);

}  // namespace gradus::metrics::detail
