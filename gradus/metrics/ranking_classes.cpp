#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/metrics/ranking.hpp"
#include "gradus/metrics/threshold_counts.hpp"

namespace gradus::metrics {
namespace {

using detail::Labels;
using detail::Rows;
using detail::Sum;
using detail::Weights;
using Doubles = std::vector<double>;
using Marks = std::vector<bool>;

constexpr const char* auc_op = "roc_auc_score";

double area(const Marks& positive, const Doubles& scores, const Weights& weight, double max_fpr = 1) {
  return detail::roc_area(auc_op, positive, scores, weight, max_fpr);
}

/// More than two classes: the place of each row's class, and a column of probabilities for each class.
struct ManyClasses {
  Labels classes;
  std::vector<size_t> y;
  Rows scores;
  Weights weight;

  size_t rows() const { return y.size(); }
  size_t count() const { return scores.columns; }
  double score(size_t i, size_t c) const { return scores.values[i * scores.columns + c]; }
};

void check_sums(const Rows& scores) {
  for (size_t i = 0; i < scores.rows; ++i) {
    Sum sum;
    for (size_t c = 0; c < scores.columns; ++c) sum.add(scores.row(i)[c]);
    if (std::abs(1 - sum.value()) > 1e-8 + 1e-5 * std::abs(sum.value())) {
      fail(fmt::format("{}: row {} of y_score has the sum {}; of several classes give probabilities: softmax",
                       auc_op, i, sum.value()));
    }
  }
}

Labels classes_of_columns(const char* op, const Labels& y, const std::optional<int64_t>& number,
                          const Labels& labels, size_t columns) {
  const Labels classes = detail::chosen_classes(op, number, labels, detail::different(y));
  if (detail::different(classes) != classes) {
    fail(fmt::format("{}: labels must be in order, got {}", op, detail::list_of(classes)));
  }
  if (classes.size() != columns) {
    fail(fmt::format("{}: {} classes, {}, for {} columns of y_score; name the class of each column in labels",
                     op, classes.size(), detail::list_of(classes), columns));
  }
  return classes;
}

double mean_by(const Doubles& values, const Doubles& weights) {
  Sum sum, whole;
  for (size_t i = 0; i < values.size(); ++i) {
    sum.add(weights[i] * values[i]);
    whole.add(weights[i]);
  }
  return sum.value() / whole.value();
}

double one_against_rest(const ManyClasses& m, RocAverage how) {
  Doubles areas, weights;
  for (size_t c = 0; c < m.count(); ++c) {
    Marks positive;
    Doubles scores;
    Sum of_class;
    for (size_t i = 0; i < m.rows(); ++i) {
      positive.push_back(m.y[i] == c);
      scores.push_back(m.score(i, c));
      if (m.y[i] == c) of_class.add(m.weight[i]);
    }
    if (of_class.value() == 0) {
      fail(fmt::format("{}: class {} has no rows, so it has no curve", auc_op, m.classes[c]));
    }
    areas.push_back(area(positive, scores, m.weight));
    weights.push_back(how == RocAverage::weighted ? of_class.value() : 1.0);
  }
  return mean_by(areas, weights);
}

/// Every score of every class as one row of two classes.
double all_in_one(const ManyClasses& m) {
  Marks positive;
  Doubles repeated;
  for (size_t i = 0; i < m.rows(); ++i) {
    for (size_t c = 0; c < m.count(); ++c) {
      positive.push_back(m.y[i] == c);
      if (m.weight.given()) repeated.push_back(m.weight[i]);
    }
  }
  return area(positive, m.scores.values, Weights(std::move(repeated)));
}

/// How well column c tells the rows of class c from those of `other`.
double area_of_pair(const ManyClasses& m, const std::vector<std::vector<size_t>>& rows, size_t c,
                    size_t other) {
  Marks positive;
  Doubles scores;
  for (size_t of : {c, other}) {
    for (size_t i : rows[of]) {
      positive.push_back(of == c);
      scores.push_back(m.score(i, c));
    }
  }
  return area(positive, scores, {});
}

double one_against_one(const ManyClasses& m, RocAverage how) {
  std::vector<std::vector<size_t>> rows(m.count());
  for (size_t i = 0; i < m.rows(); ++i) rows[m.y[i]].push_back(i);
  Doubles areas, weights;
  for (size_t a = 0; a < m.count(); ++a) {
    for (size_t b = a + 1; b < m.count(); ++b) {
      if (rows[a].empty() || rows[b].empty()) continue;
      areas.push_back((area_of_pair(m, rows, a, b) + area_of_pair(m, rows, b, a)) / 2);
      const auto both = static_cast<double>(rows[a].size() + rows[b].size());
      weights.push_back(how == RocAverage::weighted ? both / static_cast<double>(m.rows()) : 1.0);
    }
  }
  if (areas.empty()) fail(fmt::format("{}: y_true has a single class, there is no pair", auc_op));
  return mean_by(areas, weights);
}

double area_of_many(const Labels& y, const Tensor& y_score, const RocAucOptions& options) {
  if (options.max_fpr != 1) fail(fmt::format("{}: max_fpr is for two classes", auc_op));
  if (options.multi_class == MultiClass::raise) {
    fail(fmt::format("{}: for more than two classes choose multi_class: ovr or ovo", auc_op));
  }
  ManyClasses m{{}, {}, detail::read_matrix(auc_op, "y_score", y_score), {}};
  detail::check_same_length(auc_op, "y_true", y.size(), "y_score", m.scores.rows);
  m.classes = classes_of_columns(auc_op, y, std::nullopt, options.labels, m.scores.columns);
  m.y = detail::encode(auc_op, y, m.classes);
  m.weight = Weights(auc_op, options.sample_weight, y.size());
  check_sums(m.scores);
  if (options.multi_class == MultiClass::ovr) {
    return options.average == RocAverage::micro ? all_in_one(m) : one_against_rest(m, options.average);
  }
  if (m.weight.given()) fail(fmt::format("{}: ovo takes no sample_weight", auc_op));
  if (options.average == RocAverage::micro) fail(fmt::format("{}: ovo has no micro average", auc_op));
  return one_against_one(m, options.average);
}

/// Whether each row's class is among its k best columns; of equal scores the later column is better.
bool is_hit(const Rows& scores, size_t i, size_t truth, int64_t k) {
  const double* row = scores.row(i);
  int64_t better = 0;
  for (size_t c = 0; c < scores.columns; ++c) {
    better += row[c] > row[truth] || (row[c] == row[truth] && c > truth) ? 1 : 0;
  }
  return better < k;
}

}  // namespace

double roc_auc_score(const Tensor& y_true, const Tensor& y_score, const RocAucOptions& options) {
  const Labels y = detail::read_labels(auc_op, "y_true", y_true);
  const Labels present = detail::different(y);
  const bool wide = y_score.defined() && y_score.dim() == 2 && y_score.size(1) > 2;
  if (present.size() > 2 || wide) return area_of_many(y, y_score, options);
  if (y_score.defined() && y_score.dim() == 2 && y_score.size(1) == 2) {
    fail(fmt::format("{}: of two classes give the scores of the positive one, [n]: y_score.select(1, 1)",
                     auc_op));
  }
  const Doubles scores = detail::read_column(auc_op, "y_score", y_score);
  detail::check_same_length(auc_op, "y_true", y.size(), "y_score", scores.size());
  const Weights weight(auc_op, options.sample_weight, y.size());
  if (!(options.max_fpr > 0 && options.max_fpr <= 1)) {
    fail(fmt::format("{}: max_fpr must lie in (0, 1], got {}", auc_op, options.max_fpr));
  }
  if (present.size() < 2) {
    fail(fmt::format("{}: y_true has a single class, {}; the curve needs both", auc_op, present[0]));
  }
  Marks positive;
  for (int64_t label : y) positive.push_back(label == present[1]);
  return area(positive, scores, weight, options.max_fpr);
}

double top_k_accuracy_score(const Tensor& y_true, const Tensor& y_score, const TopKOptions& options) {
  constexpr const char* op = "top_k_accuracy_score";
  const Labels y = detail::read_labels(op, "y_true", y_true);
  const Rows scores = detail::read_rows(op, "y_score", y_score);
  detail::check_same_length(op, "y_true", y.size(), "y_score", scores.rows);
  const Weights weight(op, options.sample_weight, y.size());
  if (options.k < 1) fail(fmt::format("{}: k must be at least 1, got {}", op, options.k));
  const size_t columns = scores.columns == 1 ? 2 : scores.columns;
  const Labels classes = classes_of_columns(op, y, options.classes, options.labels, columns);
  const std::vector<size_t> truth = detail::encode(op, y, classes);

  const auto [low, high] = std::minmax_element(scores.values.begin(), scores.values.end());
  const double threshold = *low >= 0 && *high <= 1 ? 0.5 : 0.0;
  const auto hit = [&, threshold](size_t i) {
    if (scores.columns > 1) return is_hit(scores, i, truth[i], options.k) ? 1.0 : 0.0;
    return options.k > 1 || (scores.values[i] > threshold) == (truth[i] == 1) ? 1.0 : 0.0;
  };
  return options.normalize ? detail::weighted_mean(weight, y.size(), hit)
                           : detail::weighted_sum(weight, y.size(), hit);
}

}  // namespace gradus::metrics
