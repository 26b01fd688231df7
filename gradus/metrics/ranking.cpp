#include "gradus/metrics/ranking.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/metrics/threshold_counts.hpp"

namespace gradus::metrics {
namespace detail {
namespace {

using Doubles = std::vector<double>;

/// Leaves out the points that lie on the line between their neighbours, evenly spaced.
ThresholdCounts without_straight(const ThresholdCounts& all) {
  const Doubles &f = all.false_positives, &t = all.true_positives;
  ThresholdCounts kept;
  for (size_t i = 0; i < f.size(); ++i) {
    const bool end = i == 0 || i + 1 == f.size();
    const auto bends = [i](const Doubles& v) { return (v[i + 1] - v[i]) - (v[i] - v[i - 1]) != 0; };
    if (!end && !bends(f) && !bends(t)) continue;
    kept.false_positives.push_back(f[i]);
    kept.true_positives.push_back(t[i]);
    kept.thresholds.push_back(all.thresholds[i]);
  }
  return kept;
}

/// 0, then the values as shares of the last one.
Doubles shares(const Doubles& values) {
  Doubles out{0};
  for (double value : values) out.push_back(value / values.back());
  return out;
}

}  // namespace

ThresholdCounts count_by_threshold(const std::vector<bool>& positive, const Doubles& scores,
                                   const Weights& weight) {
  struct Entry {
    double score;
    size_t row;
  };
  std::vector<Entry> order;
  order.reserve(scores.size());
  for (size_t i = 0; i < scores.size(); ++i) {
    if (weight[i] != 0) order.push_back({scores[i], i});
  }
  // Equal scores from the last row to the first, as in scikit-learn: the order of the sums.
  std::sort(order.begin(), order.end(), [](const Entry& a, const Entry& b) {
    return a.score != b.score ? a.score > b.score : a.row > b.row;
  });
  ThresholdCounts counts;
  double false_positives = 0, true_positives = 0;
  for (size_t i = 0; i < order.size(); ++i) {
    const auto [score, row] = order[i];
    (positive[row] ? true_positives : false_positives) += weight[row];
    if (i + 1 < order.size() && order[i + 1].score == score) continue;
    counts.false_positives.push_back(false_positives);
    counts.true_positives.push_back(true_positives);
    counts.thresholds.push_back(score);
  }
  return counts;
}

Points roc_points(const char* op, const std::vector<bool>& positive, const Doubles& scores,
                  const Weights& weight, bool drop_intermediate) {
  ThresholdCounts counts = count_by_threshold(positive, scores, weight);
  if (counts.true_positives.back() == 0 || counts.false_positives.back() == 0) {
    fail(fmt::format("{}: y_true has no {} row, the curve needs both classes", op,
                     counts.true_positives.back() == 0 ? "positive" : "negative"));
  }
  if (drop_intermediate) counts = without_straight(counts);
  Points points{shares(counts.false_positives), shares(counts.true_positives), {counts.thresholds[0] + 1}};
  points.thresholds.insert(points.thresholds.end(), counts.thresholds.begin(), counts.thresholds.end());
  return points;
}

double roc_area(const char* op, const std::vector<bool>& positive, const Doubles& scores,
                const Weights& weight, double max_fpr) {
  Points points = roc_points(op, positive, scores, weight, true);
  if (max_fpr == 1) return auc(points.fpr, points.tpr);
  const auto stop = static_cast<size_t>(std::upper_bound(points.fpr.begin(), points.fpr.end(), max_fpr) -
                                        points.fpr.begin());
  const double slope = (points.tpr[stop] - points.tpr[stop - 1]) / (points.fpr[stop] - points.fpr[stop - 1]);
  const double end = points.tpr[stop - 1] + slope * (max_fpr - points.fpr[stop - 1]);
  points.fpr.resize(stop);
  points.tpr.resize(stop);
  points.fpr.push_back(max_fpr);
  points.tpr.push_back(end);
  const double by_chance = 0.5 * max_fpr * max_fpr;
  return 0.5 * (1 + (auc(points.fpr, points.tpr) - by_chance) / (max_fpr - by_chance));
}

}  // namespace detail

namespace {

using detail::Labels;
using detail::Weights;
using Doubles = std::vector<double>;

/// Labels and scores of two classes.
struct Binary {
  Binary(const char* op, const Tensor& y_true, const Tensor& y_score, const Tensor& sample_weight)
      : y(detail::read_labels(op, "y_true", y_true)), scores(detail::read_column(op, "y_score", y_score)) {
    detail::check_same_length(op, "y_true", y.size(), "y_score", scores.size());
    weight = Weights(op, sample_weight, y.size());
  }

  /// Marks the rows of the positive class.
  std::vector<bool> positive(int64_t label) const {
    std::vector<bool> marks;
    for (int64_t of : y) marks.push_back(of == label);
    return marks;
  }
  /// The labels of rows that count.
  Labels present() const {
    Labels labels;
    for (size_t i = 0; i < y.size(); ++i) {
      if (weight[i] != 0) labels.push_back(y[i]);
    }
    return detail::different(std::move(labels));
  }

  Labels y;
  Doubles scores;
  Weights weight;
};

PrecisionRecallCurve precision_recall(const Binary& both, int64_t positive) {
  const detail::ThresholdCounts counts =
      detail::count_by_threshold(both.positive(positive), both.scores, both.weight);
  PrecisionRecallCurve curve;
  const double all = counts.true_positives.back();
  for (size_t i = counts.thresholds.size(); i-- > 0;) {
    const double found = counts.true_positives[i];
    curve.precision.push_back(found / (found + counts.false_positives[i]));
    curve.recall.push_back(all == 0 ? 1.0 : found / all);
    curve.thresholds.push_back(counts.thresholds[i]);
  }
  curve.precision.push_back(1);
  curve.recall.push_back(0);
  return curve;
}

}  // namespace

RocCurve roc_curve(const Tensor& y_true, const Tensor& y_score, const CurveOptions& options) {
  constexpr const char* op = "roc_curve";
  const Binary both(op, y_true, y_score, options.sample_weight);
  const int64_t positive = detail::positive_label(op, both.present(), options.pos_label);
  detail::Points points =
      detail::roc_points(op, both.positive(positive), both.scores, both.weight, options.drop_intermediate);
  return {std::move(points.fpr), std::move(points.tpr), std::move(points.thresholds)};
}

PrecisionRecallCurve precision_recall_curve(const Tensor& y_true, const Tensor& y_score,
                                            const CurveOptions& options) {
  constexpr const char* op = "precision_recall_curve";
  const Binary both(op, y_true, y_score, options.sample_weight);
  return precision_recall(both, detail::positive_label(op, both.present(), options.pos_label));
}

double auc(std::span<const double> x, std::span<const double> y) {
  detail::check_same_length("auc", "x", x.size(), "y", y.size());
  if (x.size() < 2) fail(fmt::format("auc: an area needs at least two points, got {}", x.size()));
  bool rises = false, falls = false;
  detail::Sum area;
  for (size_t i = 0; i < x.size(); ++i) {
    if (!std::isfinite(x[i]) || !std::isfinite(y[i])) {
      fail(fmt::format("auc: point {} is ({}, {}), not finite", i, x[i], y[i]));
    }
    if (i == 0) continue;
    const double step = x[i] - x[i - 1];
    rises = rises || step > 0;
    falls = falls || step < 0;
    area.add(step * (y[i] + y[i - 1]) / 2);
  }
  if (rises && falls) fail("auc: x must only rise or only fall; sort the points");
  return detail::checked_finite("auc", falls ? -area.value() : area.value());
}

double average_precision_score(const Tensor& y_true, const Tensor& y_score,
                               const AveragePrecisionOptions& options) {
  constexpr const char* op = "average_precision_score";
  const Binary both(op, y_true, y_score, options.sample_weight);
  const Labels present = detail::different(both.y);
  if (present.size() > 2) {
    fail(fmt::format("{}: y_true has more than two classes, {}; score each against the rest", op,
                     detail::list_of(present)));
  }
  if (present.size() == 2 && options.pos_label != present[0] && options.pos_label != present[1]) {
    fail(fmt::format("{}: pos_label {} is none of the classes {}", op, options.pos_label,
                     detail::list_of(present)));
  }
  const PrecisionRecallCurve curve = precision_recall(both, options.pos_label);
  detail::Sum area;
  for (size_t i = 0; i + 1 < curve.recall.size(); ++i) {
    area.add((curve.recall[i] - curve.recall[i + 1]) * curve.precision[i]);
  }
  return area.value();
}

}  // namespace gradus::metrics
