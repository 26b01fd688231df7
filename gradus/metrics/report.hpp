#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/metrics/classification.hpp"

namespace gradus::metrics {

struct ReportOptions {
  std::optional<int64_t> classes = std::nullopt;    ///< classes 0 ... classes-1; none: those that occur
  std::vector<int64_t> labels = {};                 ///< or these, in this order
  std::vector<std::string> target_names = {};       ///< one for each class; none: its label
  int digits = 2;                                   ///< behind the point, 0 to 17
  ZeroDivision zero_division = ZeroDivision::zero;  ///< what precision and recall are when they are 0 / 0
  Tensor sample_weight = {};                        ///< [n]
};

/// Precision, recall, F1 and support of each class and their means as a table, letter for letter that of
/// scikit-learn (which writes counts as 2.0 when no row is right, and summed weights with its rounding).
///
///                   precision    recall  f1-score   support
///
///                0       1.00      0.50      0.67         2
///                1       0.50      1.00      0.67         1
///
///         accuracy                           0.67         3
///        macro avg       0.75      0.75      0.67         3
///     weighted avg       0.83      0.67      0.67         3
std::string classification_report(const Tensor& y_true, const Tensor& y_pred,
                                  const ReportOptions& options = {});

}  // namespace gradus::metrics
