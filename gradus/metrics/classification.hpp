#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"

/// How well predicted labels agree with true ones, by scikit-learn's definitions. Labels are int64 (or bool)
/// [n], not negative; the true ones come first. An Error for other types or shapes, and for no labels at all.
namespace gradus::metrics {

struct ClassOptions {
  std::optional<int64_t> classes = std::nullopt;  ///< classes 0 ... classes-1; none: those that occur
};

/// The share of labels that are right, from 0 to 1.
double accuracy_score(const Tensor& y_true, const Tensor& y_pred);

/// int64 [k, k]: entry (i, j) counts the rows of class i that were taken for class j, with classes in order.
Tensor confusion_matrix(const Tensor& y_true, const Tensor& y_pred, const ClassOptions& options = {});

/// Scores of each class; one place a class.
struct ClassScores {
  std::vector<int64_t> labels;    ///< the class
  std::vector<double> precision;  ///< right / predicted
  std::vector<double> recall;     ///< right / true
  std::vector<double> f1;         ///< 2 precision recall / (precision + recall)
  std::vector<int64_t> support;   ///< rows of the class
};

/// Precision, recall and F1 of each class. A quotient with denominator 0 counts as 0.
ClassScores precision_recall_fscore(const Tensor& y_true, const Tensor& y_pred,
                                    const ClassOptions& options = {});

enum class Average {
  macro,     ///< the mean over classes
  weighted,  ///< the mean weighted by the rows of each class
  micro,     ///< from the sums of counts over classes
};

struct Scores {
  double precision, recall, f1;
};

/// The scores of all classes as one.
Scores precision_recall_fscore(const Tensor& y_true, const Tensor& y_pred, Average average,
                               const ClassOptions& options = {});
/// The mean of scores that are there already, macro or weighted; an Error for micro, which needs the counts.
Scores average(const ClassScores& scores, Average average);

}  // namespace gradus::metrics
