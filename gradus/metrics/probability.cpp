#include "gradus/metrics/probability.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "gradus/base/error.hpp"
#include "gradus/metrics/inputs.hpp"

namespace gradus::metrics {
namespace {

using detail::Labels;
using Doubles = std::vector<double>;

/// What probabilities are cut by, unless the caller says: the rounding of their type.
double eps_of(const char* op, const Tensor& y_pred, const std::optional<double>& given) {
  if (given) {
    if (!(*given >= 0 && *given < 0.5)) {
      fail(fmt::format("{}: eps must be at least 0 and less than 0.5, got {}", op, *given));
    }
    return *given;
  }
  return y_pred.dtype() == float32 ? std::numeric_limits<float>::epsilon()
                                   : std::numeric_limits<double>::epsilon();
}

detail::Rows read_class_probabilities(const char* op, const Tensor& y_pred) {
  detail::Rows p = detail::read_rows(op, "y_pred", y_pred);
  for (size_t i = 0; i < p.values.size(); ++i) {
    if (p.values[i] < 0 || p.values[i] > 1) {
      fail(fmt::format("{}: y_pred holds {} in row {}, which is no probability; of logits take softmax", op,
                       p.values[i], i / p.columns));
    }
  }
  return p;
}

/// -log of the share of the true class in a row of cut probabilities.
double loss_of_row(const double* p, size_t columns, size_t truth, double eps) {
  const auto cut = [&](double x) { return std::clamp(x, eps, 1 - eps); };
  if (columns == 1) {
    const double second = cut(p[0]), first = 1 - second;
    return -std::log((truth == 1 ? second : first) / (first + second));
  }
  detail::Sum sum;
  for (size_t j = 0; j < columns; ++j) sum.add(cut(p[j]));
  return -std::log(cut(p[truth]) / sum.value());
}

/// Upper ends of bins, without keeping them all: there may be more than rows.
class BinEnds {
 public:
  BinEnds(const CalibrationOptions& options, Doubles probabilities)
      : options_(options),
        step_(1.0 / static_cast<double>(options.n_bins)),
        sorted_(std::move(probabilities)) {
    std::sort(sorted_.begin(), sorted_.end());
  }

  /// The bin of a probability: the number of inner ends below it.
  int64_t bin_of(double p) const {
    int64_t low = 0, high = options_.n_bins - 1;
    while (low < high) {
      const int64_t middle = low + (high - low) / 2;
      if (end(middle) < p) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

 private:
  double end(int64_t bin) const {
    const double share = static_cast<double>(bin + 1) * step_;
    return options_.strategy == BinStrategy::uniform ? share : quantile(share * 100 / 100);
  }

  /// NumPy's percentile: between neighbours by their distance, from the nearer one.
  double quantile(double share) const {
    const double place = static_cast<double>(sorted_.size() - 1) * share;
    const auto below = static_cast<size_t>(place);
    const double a = sorted_[below], b = sorted_[std::min(below + 1, sorted_.size() - 1)];
    const double t = place - static_cast<double>(below);
    return t >= 0.5 ? b - (b - a) * (1 - t) : a + (b - a) * t;
  }

  const CalibrationOptions& options_;
  double step_;
  Doubles sorted_;
};

}  // namespace

double log_loss(const Tensor& y_true, const Tensor& y_pred, const LogLossOptions& options) {
  constexpr const char* op = "log_loss";
  const Labels y = detail::read_labels(op, "y_true", y_true);
  const detail::Rows p = read_class_probabilities(op, y_pred);
  detail::check_same_length(op, "y_true", y.size(), "y_pred", p.rows);
  const detail::Weights weight(op, options.sample_weight, y.size());
  const Labels classes =
      detail::different(detail::chosen_classes(op, options.classes, options.labels, detail::different(y)));
  if (!options.labels.empty() && classes != options.labels)
    fail(fmt::format("{}: labels must be in order", op));
  const size_t columns = p.columns == 1 ? 2 : p.columns;
  if (classes.size() < 2 || classes.size() != columns) {
    fail(fmt::format("{}: {} classes, {}, for probabilities of {}; name all of them in labels or classes", op,
                     classes.size(), detail::list_of(classes), columns));
  }
  const std::vector<size_t> truth = detail::encode(op, y, classes);
  const double eps = eps_of(op, y_pred, options.eps);
  const auto loss = [&](size_t i) { return loss_of_row(p.row(i), p.columns, truth[i], eps); };
  const double result = options.normalize ? detail::weighted_mean(weight, y.size(), loss)
                                          : detail::weighted_sum(weight, y.size(), loss);
  if (!std::isfinite(result)) {
    fail(fmt::format("{}: a true class has probability 0 and eps is 0; the loss is infinite", op));
  }
  return result;
}

double brier_score_loss(const Tensor& y_true, const Tensor& y_prob, const BrierOptions& options) {
  constexpr const char* op = "brier_score_loss";
  const Labels y = detail::read_labels(op, "y_true", y_true);
  const Doubles p = detail::read_probabilities(op, "y_prob", y_prob);
  detail::check_same_length(op, "y_true", y.size(), "y_prob", p.size());
  const detail::Weights weight(op, options.sample_weight, y.size());
  const Labels present = detail::different(y);
  if (present.size() > 2) {
    fail(fmt::format("{}: y_true has more than two classes, {}", op, detail::list_of(present)));
  }
  const bool usual = present.front() >= -1 && present.back() <= 1 && present != Labels{-1, 0};
  const int64_t positive = options.pos_label.value_or(usual ? 1 : present.back());
  return detail::weighted_mean(weight, y.size(), [&](size_t i) {
    const double error = (y[i] == positive ? 1.0 : 0.0) - p[i];
    return error * error;
  });
}

CalibrationCurve calibration_curve(const Tensor& y_true, const Tensor& y_prob,
                                   const CalibrationOptions& options) {
  constexpr const char* op = "calibration_curve";
  const Labels y = detail::read_labels(op, "y_true", y_true);
  const Doubles p = detail::read_probabilities(op, "y_prob", y_prob);
  detail::check_same_length(op, "y_true", y.size(), "y_prob", p.size());
  if (options.n_bins < 1) fail(fmt::format("{}: n_bins must be at least 1, got {}", op, options.n_bins));
  const Labels present = detail::different(y);
  const int64_t positive = detail::positive_label(op, present, options.pos_label);
  if (present.size() > 2) {
    fail(fmt::format("{}: y_true has more than two classes, {}", op, detail::list_of(present)));
  }
  struct Entry {
    int64_t bin;
    size_t row;
  };
  const BinEnds ends(options, p);
  std::vector<Entry> entries;
  for (size_t i = 0; i < p.size(); ++i) entries.push_back({ends.bin_of(p[i]), i});
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& a, const Entry& b) { return a.bin < b.bin; });

  CalibrationCurve curve;
  for (size_t begin = 0, end = 0; begin < entries.size(); begin = end) {
    detail::Sum positives, probabilities;
    for (end = begin; end < entries.size() && entries[end].bin == entries[begin].bin; ++end) {
      positives.add(y[entries[end].row] == positive ? 1.0 : 0.0);
      probabilities.add(p[entries[end].row]);
    }
    const auto rows = static_cast<double>(end - begin);
    curve.prob_true.push_back(positives.value() / rows);
    curve.prob_pred.push_back(probabilities.value() / rows);
  }
  return curve;
}

}  // namespace gradus::metrics
