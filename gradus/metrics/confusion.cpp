#include <fmt/format.h>

#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/metrics/classification.hpp"
#include "gradus/metrics/label_pairs.hpp"

namespace gradus::metrics {

detail::LabelPairs::LabelPairs(const char* op, const Tensor& y_true, const Tensor& y_pred,
                               const Tensor& sample_weight)
    : truth(read_labels(op, "y_true", y_true)), predicted(read_labels(op, "y_pred", y_pred)) {
  if (truth.size() != predicted.size()) {
    fail(fmt::format("{}: {} true labels, {} predicted ones", op, truth.size(), predicted.size()));
  }
  weight = Weights(op, sample_weight, truth.size());
}

detail::Labels detail::LabelPairs::present() const {
  Labels both = truth;
  both.insert(both.end(), predicted.begin(), predicted.end());
  return different(std::move(both));
}

namespace {

using detail::LabelPairs;
using detail::Labels;
using detail::Sum;

/// Divides the k x k entries by the sums of their rows, their columns or all of them; 0 / 0 is 0.
void normalise(double* entries, size_t k, Normalize how) {
  const auto group = [&](size_t i, size_t j) {
    return how == Normalize::truth ? i : how == Normalize::pred ? j : size_t{0};
  };
  std::vector<Sum> sums(how == Normalize::all ? 1 : k);
  for (size_t i = 0; i < k; ++i) {
    for (size_t j = 0; j < k; ++j) sums[group(i, j)].add(entries[i * k + j]);
  }
  for (size_t i = 0; i < k; ++i) {
    for (size_t j = 0; j < k; ++j) {
      const double sum = sums[group(i, j)].value();
      entries[i * k + j] = sum == 0 ? 0.0 : entries[i * k + j] / sum;
    }
  }
}

void check_any_true(const char* op, const Labels& truth, const Labels& labels) {
  const detail::Places places(labels);
  for (int64_t label : truth) {
    if (places.of(label) != detail::Places::none) return;
  }
  fail(fmt::format("{}: none of the labels {} is in y_true", op, detail::list_of(labels)));
}

/// float64 [k, k] in the order of the labels; rows of other labels are left out.
Tensor confusion(const LabelPairs& both, const Labels& labels) {
  const auto k = static_cast<int64_t>(labels.size());
  Tensor matrix = zeros({k, k}, {.dtype = float64});
  auto* entries = matrix.data<double>();
  const detail::Places places(labels);
  for (size_t i = 0; i < both.rows(); ++i) {
    const size_t of = places.of(both.truth[i]), taken_for = places.of(both.predicted[i]);
    if (of == detail::Places::none || taken_for == detail::Places::none) continue;
    entries[of * labels.size() + taken_for] += both.weight[i];
  }
  return matrix;
}

struct Margins {
  std::vector<double> truth, predicted;
  double all = 0, right = 0;
};

Margins margins_of(const double* entries, size_t k) {
  std::vector<Sum> rows(k), columns(k);
  Sum all, right;
  for (size_t i = 0; i < k; ++i) {
    for (size_t j = 0; j < k; ++j) {
      const double entry = entries[i * k + j];
      rows[i].add(entry);
      columns[j].add(entry);
      all.add(entry);
      if (i == j) right.add(entry);
    }
  }
  Margins margins;
  for (size_t i = 0; i < k; ++i) {
    margins.truth.push_back(rows[i].value());
    margins.predicted.push_back(columns[i].value());
  }
  margins.all = all.value();
  margins.right = right.value();
  return margins;
}

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  Sum sum;
  for (size_t i = 0; i < a.size(); ++i) sum.add(a[i] * b[i]);
  return sum.value();
}

bool on_one_class(const std::vector<double>& counts) {
  size_t used = 0;
  for (double count : counts) used += count > 0 ? 1 : 0;
  return used < 2;
}

double disagreement(size_t i, size_t j, KappaWeights weights) {
  const double gap = std::abs(static_cast<double>(i) - static_cast<double>(j));
  if (weights == KappaWeights::linear) return gap;
  if (weights == KappaWeights::quadratic) return gap * gap;
  return i == j ? 0.0 : 1.0;
}

}  // namespace

Tensor confusion_matrix(const Tensor& y_true, const Tensor& y_pred, const ConfusionOptions& options) {
  constexpr const char* op = "confusion_matrix";
  const LabelPairs both(op, y_true, y_pred, options.sample_weight);
  const Labels labels = detail::chosen_classes(op, options.classes, options.labels, both.present());
  if (!options.labels.empty()) check_any_true(op, both.truth, labels);
  Tensor matrix = confusion(both, labels);
  if (options.normalize != Normalize::none) {
    normalise(matrix.data<double>(), labels.size(), options.normalize);
    return matrix;
  }
  const bool fractions = options.sample_weight.defined() && is_floating_point(options.sample_weight.dtype());
  return fractions ? matrix : matrix.to(int64);
}

double matthews_corrcoef(const Tensor& y_true, const Tensor& y_pred, const WeightOptions& options) {
  const LabelPairs both("matthews_corrcoef", y_true, y_pred, options.sample_weight);
  const Labels labels = both.present();
  const Margins m = margins_of(confusion(both, labels).data<double>(), labels.size());
  if (on_one_class(m.truth) || on_one_class(m.predicted)) return 0;
  const double together = m.right * m.all - dot(m.truth, m.predicted);
  const double of_predicted = m.all * m.all - dot(m.predicted, m.predicted);
  const double of_truth = m.all * m.all - dot(m.truth, m.truth);
  return together / (std::sqrt(of_truth) * std::sqrt(of_predicted));
}

double cohen_kappa_score(const Tensor& y1, const Tensor& y2, const KappaOptions& options) {
  constexpr const char* op = "cohen_kappa_score";
  const LabelPairs both(op, y1, y2, options.sample_weight);
  const Labels labels = detail::chosen_classes(op, std::nullopt, options.labels, both.present());
  if (!options.labels.empty()) check_any_true(op, both.truth, labels);
  const size_t k = labels.size();
  const Tensor matrix = confusion(both, labels);
  const auto* entries = matrix.data<double>();
  const Margins m = margins_of(entries, k);
  if (m.all == 0) fail(fmt::format("{}: no row has both labels among those given", op));
  Sum found, expected;
  for (size_t i = 0; i < k; ++i) {
    for (size_t j = 0; j < k; ++j) {
      const double weight = disagreement(i, j, options.weights);
      found.add(weight * entries[i * k + j]);
      expected.add(weight * (m.truth[i] * m.predicted[j] / m.all));
    }
  }
  if (!(expected.value() > 0)) {
    fail(fmt::format("{}: both raters name one and the same class, so chance cannot disagree", op));
  }
  return 1 - found.value() / expected.value();
}

}  // namespace gradus::metrics
