#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"

/// How well predicted labels agree with true ones, by scikit-learn's names and definitions.
///
/// Labels are integers or bools [n]; the true ones come first. `sample_weight` [n] says how much each row
/// counts: finite, not negative, not all 0; undefined, each counts 1. An Error for other types or shapes, for
/// no labels at all, and where a measure has no value.
namespace gradus::metrics {

struct AccuracyOptions {
  bool normalize = true;      ///< the share; otherwise the number (the weight) of right ones
  Tensor sample_weight = {};  ///< [n]
};

/// The share of labels that are right, from 0 to 1.
///
///     accuracy_score(y, model(x).argmax(1));
double accuracy_score(const Tensor& y_true, const Tensor& y_pred, const AccuracyOptions& options = {});

struct BalancedAccuracyOptions {
  bool adjusted = false;      ///< 0 for what chance reaches, 1 for all right
  Tensor sample_weight = {};  ///< [n]
};

/// The mean of the recalls of the classes that y_true holds; an Error when adjusted with a single class.
double balanced_accuracy_score(const Tensor& y_true, const Tensor& y_pred,
                               const BalancedAccuracyOptions& options = {});

enum class Normalize : uint8_t {
  none,   ///< counts
  truth,  ///< shares of the row: scikit-learn's "true"
  pred,   ///< shares of the column
  all     ///< shares of the whole
};

struct ConfusionOptions {
  std::optional<int64_t> classes = std::nullopt;  ///< classes 0 ... classes-1; none: those that occur
  std::vector<int64_t> labels = {};               ///< or these, in this order; other rows are left out
  Normalize normalize = Normalize::none;
  Tensor sample_weight = {};  ///< [n]
};

/// [k, k]: entry (i, j) counts the rows of class i that were taken for class j, with classes in order.
///
/// int64, or float64 when normalised (0 / 0 is 0) or weighed by floating-point weights. An Error when none of
/// options.labels is in y_true.
Tensor confusion_matrix(const Tensor& y_true, const Tensor& y_pred, const ConfusionOptions& options = {});

/// Scores of each class; one place a class.
struct ClassScores {
  std::vector<int64_t> labels;    ///< the class
  std::vector<double> precision;  ///< right / predicted
  std::vector<double> recall;     ///< right / true
  std::vector<double> fscore;     ///< (1 + beta^2) precision recall / (beta^2 precision + recall)
  std::vector<double> support;    ///< rows of the class, or their weight
};

enum class ZeroDivision : uint8_t { zero, one };

struct ClassOptions {
  std::optional<int64_t> classes = std::nullopt;    ///< classes 0 ... classes-1; none: those that occur
  std::vector<int64_t> labels = {};                 ///< or these, in this order
  double beta = 1;                                  ///< how much recall counts beside precision
  int64_t pos_label = 1;                            ///< the class of Average::binary
  ZeroDivision zero_division = ZeroDivision::zero;  ///< what precision and recall are when they are 0 / 0
  Tensor sample_weight = {};                        ///< [n]
};

/// Precision, recall and F-score of each class.
ClassScores precision_recall_fscore_support(const Tensor& y_true, const Tensor& y_pred,
                                            const ClassOptions& options = {});

enum class Average : uint8_t {
  binary,    ///< of the class options.pos_label alone; an Error for more than two classes
  macro,     ///< the mean over classes
  weighted,  ///< the mean weighted by the rows of each class
  micro,     ///< from the sums of counts over classes
};

struct Scores {
  double precision, recall, fscore;
};

/// The scores of all classes as one.
Scores precision_recall_fscore_support(const Tensor& y_true, const Tensor& y_pred, Average average,
                                       const ClassOptions& options = {});
/// The mean of scores that are there already, macro or weighted; an Error for micro and binary, which need
/// the counts.
Scores average(const ClassScores& scores, Average average);

/// Right / predicted: the share of what was taken for the class that is of it.
double precision_score(const Tensor& y_true, const Tensor& y_pred, Average average = Average::binary,
                       const ClassOptions& options = {});
/// Right / true: the share of the class that was found.
double recall_score(const Tensor& y_true, const Tensor& y_pred, Average average = Average::binary,
                    const ClassOptions& options = {});
/// 2 precision recall / (precision + recall); options.beta must be left at 1.
double f1_score(const Tensor& y_true, const Tensor& y_pred, Average average = Average::binary,
                const ClassOptions& options = {});
/// (1 + beta^2) precision recall / (beta^2 precision + recall), beta >= 0; infinity gives the recall.
double fbeta_score(const Tensor& y_true, const Tensor& y_pred, double beta, Average average = Average::binary,
                   ClassOptions options = {});

struct WeightOptions {
  Tensor sample_weight = {};  ///< [n]
};

/// Matthews' correlation of truth and prediction (Gorodkin's R_K for more classes), from -1 to 1; 0 when one
/// of them is constant.
double matthews_corrcoef(const Tensor& y_true, const Tensor& y_pred, const WeightOptions& options = {});

enum class KappaWeights : uint8_t {
  none,      ///< every disagreement counts 1
  linear,    ///< |i - j|
  quadratic  ///< (i - j)^2
};

struct KappaOptions {
  std::vector<int64_t> labels = {};  ///< classes to count by, in order; none: those that occur
  KappaWeights weights = KappaWeights::none;
  Tensor sample_weight = {};  ///< [n]
};

/// Cohen's kappa: 1 - disagreement / the disagreement to expect by chance, for two raters. An Error when
/// chance cannot disagree (both name one and the same class).
double cohen_kappa_score(const Tensor& y1, const Tensor& y2, const KappaOptions& options = {});

}  // namespace gradus::metrics
