#include "gradus/metrics/classification.hpp"

#include <fmt/format.h>

#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/metrics/label_pairs.hpp"

namespace gradus::metrics {
namespace {

using detail::LabelPairs;
using detail::Labels;
using detail::Sum;
using Doubles = std::vector<double>;

/// Weights of rows by class: right ones, those taken for it, those of it.
struct ClassCounts {
  Labels labels;
  Doubles right, predicted, truth;
};

Doubles values_of(const std::vector<Sum>& sums) {
  Doubles values;
  for (const Sum& sum : sums) values.push_back(sum.value());
  return values;
}

ClassCounts counts_of(const LabelPairs& both, const Labels& labels) {
  const detail::Places places(labels);
  std::vector<Sum> right(labels.size()), predicted(labels.size()), truth(labels.size());
  for (size_t i = 0; i < both.rows(); ++i) {
    const size_t of = places.of(both.truth[i]), taken_for = places.of(both.predicted[i]);
    const double weight = both.weight[i];
    if (of != detail::Places::none) truth[of].add(weight);
    if (taken_for != detail::Places::none) predicted[taken_for].add(weight);
    if (of == taken_for && of != detail::Places::none) right[of].add(weight);
  }
  return {labels, values_of(right), values_of(predicted), values_of(truth)};
}

double total(const Doubles& values) {
  Sum sum;
  for (double value : values) sum.add(value);
  return sum.value();
}

double quotient(double part, double whole, ZeroDivision zero_division) {
  if (whole == 0) return zero_division == ZeroDivision::one ? 1.0 : 0.0;
  return part / whole;
}

double fscore_of(double precision, double recall, double beta) {
  if (std::isinf(beta)) return recall;
  const double beta2 = beta * beta;
  const double whole = beta2 * precision + recall;
  return (1 + beta2) * precision * recall / (whole == 0 ? 1.0 : whole);
}

Scores scores_of(double right, double predicted, double truth, const ClassOptions& options) {
  const double precision = quotient(right, predicted, options.zero_division);
  const double recall = quotient(right, truth, options.zero_division);
  return {precision, recall, fscore_of(precision, recall, options.beta)};
}

ClassScores scores_of(const ClassCounts& counts, const ClassOptions& options) {
  ClassScores scores{counts.labels, {}, {}, {}, counts.truth};
  for (size_t c = 0; c < counts.labels.size(); ++c) {
    const Scores one = scores_of(counts.right[c], counts.predicted[c], counts.truth[c], options);
    scores.precision.push_back(one.precision);
    scores.recall.push_back(one.recall);
    scores.fscore.push_back(one.fscore);
  }
  return scores;
}

constexpr const char* scores_op = "precision_recall_fscore_support";

void check_beta(const char* op, double beta) {
  if (!(beta >= 0)) fail(fmt::format("{}: beta must be at least 0, got {}", op, beta));
}

/// Weighted by rows, of which the chosen classes have none.
Scores without_rows(const ClassCounts& counts, ZeroDivision zero_division) {
  const double undefined = quotient(0, 0, zero_division);
  if (total(counts.predicted) == 0) return {undefined, undefined, undefined};
  return {0, undefined, 0};
}

/// The class pos_label against the other one.
Labels binary_classes(const char* op, const Labels& present, const ClassOptions& options) {
  if (present.size() > 2) {
    fail(fmt::format("{}: Average::binary is for two classes, here are {}; take macro, micro or weighted", op,
                     detail::list_of(present)));
  }
  const int64_t positive = options.pos_label;
  if (present.size() == 2 && positive != present[0] && positive != present[1]) {
    fail(fmt::format("{}: pos_label {} is none of the classes {}", op, positive, detail::list_of(present)));
  }
  return {positive};
}

Scores averaged(const char* op, const Tensor& y_true, const Tensor& y_pred, Average how,
                const ClassOptions& options) {
  check_beta(op, options.beta);
  const LabelPairs both(op, y_true, y_pred, options.sample_weight);
  const Labels present = both.present();
  const Labels labels = how == Average::binary
                            ? binary_classes(op, present, options)
                            : detail::chosen_classes(op, options.classes, options.labels, present);
  const ClassCounts counts = counts_of(both, labels);
  if (how == Average::binary || how == Average::micro) {
    return scores_of(total(counts.right), total(counts.predicted), total(counts.truth), options);
  }
  if (how == Average::weighted && total(counts.truth) == 0) {
    return without_rows(counts, options.zero_division);
  }
  return average(scores_of(counts, options), how);
}

}  // namespace

double accuracy_score(const Tensor& y_true, const Tensor& y_pred, const AccuracyOptions& options) {
  const LabelPairs both("accuracy_score", y_true, y_pred, options.sample_weight);
  const auto right = [&](size_t i) { return both.truth[i] == both.predicted[i] ? 1.0 : 0.0; };
  return options.normalize ? detail::weighted_mean(both.weight, both.rows(), right)
                           : detail::weighted_sum(both.weight, both.rows(), right);
}

double balanced_accuracy_score(const Tensor& y_true, const Tensor& y_pred,
                               const BalancedAccuracyOptions& options) {
  constexpr const char* op = "balanced_accuracy_score";
  const LabelPairs both(op, y_true, y_pred, options.sample_weight);
  const ClassCounts counts = counts_of(both, detail::different(both.truth));
  Doubles recalls;
  for (size_t c = 0; c < counts.labels.size(); ++c) {
    if (counts.truth[c] > 0) recalls.push_back(counts.right[c] / counts.truth[c]);
  }
  const auto k = static_cast<double>(recalls.size());
  const double mean = total(recalls) / k;
  if (!options.adjusted) return mean;
  if (recalls.size() == 1) fail(fmt::format("{}: with a single class chance is always right", op));
  return (mean - 1 / k) / (1 - 1 / k);
}

ClassScores precision_recall_fscore_support(const Tensor& y_true, const Tensor& y_pred,
                                            const ClassOptions& options) {
  check_beta(scores_op, options.beta);
  const LabelPairs both(scores_op, y_true, y_pred, options.sample_weight);
  const Labels labels = detail::chosen_classes(scores_op, options.classes, options.labels, both.present());
  return scores_of(counts_of(both, labels), options);
}

Scores precision_recall_fscore_support(const Tensor& y_true, const Tensor& y_pred, Average how,
                                       const ClassOptions& options) {
  return averaged(scores_op, y_true, y_pred, how, options);
}

Scores average(const ClassScores& scores, Average how) {
  if (how == Average::micro || how == Average::binary) {
    fail(fmt::format("average: {} averages need the labels; call precision_recall_fscore_support",
                     how == Average::micro ? "micro" : "binary"));
  }
  if (scores.labels.empty()) fail("average: there are no classes");
  const auto mean = [&](const Doubles& values) {
    Sum sum, weights;
    for (size_t c = 0; c < values.size(); ++c) {
      const double weight = how == Average::macro ? 1.0 : scores.support[c];
      sum.add(weight * values[c]);
      weights.add(weight);
    }
    if (weights.value() == 0) fail("average: no class has a row to weigh it by");
    return sum.value() / weights.value();
  };
  return {mean(scores.precision), mean(scores.recall), mean(scores.fscore)};
}

double precision_score(const Tensor& y_true, const Tensor& y_pred, Average how, const ClassOptions& options) {
  return averaged("precision_score", y_true, y_pred, how, options).precision;
}

double recall_score(const Tensor& y_true, const Tensor& y_pred, Average how, const ClassOptions& options) {
  return averaged("recall_score", y_true, y_pred, how, options).recall;
}

double f1_score(const Tensor& y_true, const Tensor& y_pred, Average how, const ClassOptions& options) {
  if (options.beta != 1) fail(fmt::format("f1_score: beta is 1, got {}; call fbeta_score", options.beta));
  return averaged("f1_score", y_true, y_pred, how, options).fscore;
}

double fbeta_score(const Tensor& y_true, const Tensor& y_pred, double beta, Average how,
                   ClassOptions options) {
  options.beta = beta;
  return averaged("fbeta_score", y_true, y_pred, how, options).fscore;
}

}  // namespace gradus::metrics
