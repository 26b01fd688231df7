#include "gradus/metrics/regression.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "gradus/base/error.hpp"
#include "gradus/metrics/inputs.hpp"

namespace gradus::metrics {
namespace {

using detail::Rows;
using detail::Sum;
using detail::Weights;
using Doubles = std::vector<double>;

/// True and predicted numbers of the same rows and outputs.
struct Targets {
  Targets(const char* name, const Tensor& y_true, const Tensor& y_pred, const Tensor& sample_weight)
      : op(name),
        truth(detail::read_rows(op, "y_true", y_true)),
        predicted(detail::read_rows(op, "y_pred", y_pred)) {
    if (truth.rows != predicted.rows || truth.columns != predicted.columns) {
      fail(fmt::format("{}: y_true and y_pred differ in shape: {} and {}", op, to_string(y_true.shape()),
                       to_string(y_pred.shape())));
    }
    weight = Weights(op, sample_weight, truth.rows);
  }

  size_t rows() const { return truth.rows; }
  size_t outputs() const { return truth.columns; }
  double y(size_t i, size_t j) const { return truth.values[i * truth.columns + j]; }
  double p(size_t i, size_t j) const { return predicted.values[i * truth.columns + j]; }
  double error(size_t i, size_t j) const { return y(i, j) - p(i, j); }

  const char* op;
  Rows truth, predicted;
  Weights weight;
};

/// The mean of f(y, p) over the rows, for each output.
template <class F>
Doubles mean_of(const Targets& targets, F f) {
  Doubles means;
  for (size_t j = 0; j < targets.outputs(); ++j) {
    const double mean = detail::weighted_mean(targets.weight, targets.rows(),
                                              [&](size_t i) { return f(targets.y(i, j), targets.p(i, j)); });
    means.push_back(detail::checked_finite(targets.op, mean));
  }
  return means;
}

Doubles squared_errors(const char* op, const Tensor& y_true, const Tensor& y_pred,
                       const RegressionOptions& options) {
  return mean_of(Targets(op, y_true, y_pred, options.sample_weight),
                 [](double y, double p) { return (y - p) * (y - p); });
}

double median(Doubles values) {
  const size_t half = values.size() / 2;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(half);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  const double below = *std::max_element(values.begin(), middle);
  return below + (*middle - below) / 2;
}

/// The first value in order at which the weights so far reach half of all; plain sums, since that place
/// depends on their rounding.
double weighted_median(const Doubles& values, const Weights& weight) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return values[a] < values[b]; });
  double all = 0;
  for (size_t i : order) all += weight[i];
  double so_far = 0;
  for (size_t i : order) {
    so_far += weight[i];
    if (so_far >= 0.5 * all && so_far > 0) return values[i];
  }
  return values[order.back()];
}

Doubles output_weights_of(const char* op, const Doubles& given, size_t outputs) {
  if (given.empty()) return Doubles(outputs, 1.0);
  if (given.size() != outputs) {
    fail(fmt::format("{}: {} output_weights for {} outputs", op, given.size(), outputs));
  }
  double sum = 0;
  for (double weight : given) {
    if (!std::isfinite(weight) || weight < 0) {
      fail(fmt::format("{}: output_weights are finite and not negative, got {}", op, weight));
    }
    sum += weight;
  }
  if (sum == 0) fail(fmt::format("{}: all of output_weights is 0", op));
  return given;
}

double mean_by(const Doubles& values, const Doubles& weights) {
  Sum sum, whole;
  for (size_t j = 0; j < values.size(); ++j) {
    sum.add(weights[j] * values[j]);
    whole.add(weights[j]);
  }
  return sum.value() / whole.value();
}

double mean_output(const char* op, const Doubles& values, const RegressionOptions& options) {
  return detail::checked_finite(
      op, mean_by(values, output_weights_of(op, options.output_weights, values.size())));
}

/// The mean and the summed squares of deviations from it; exactly 0 for numbers that are all equal, whatever
/// their mean is rounded to.
template <class F>
double scatter_of(const Weights& weight, size_t n, F f) {
  bool constant = true;
  for (size_t i = 0, first = n; i < n; ++i) {
    if (weight[i] == 0) continue;
    if (first == n) first = i;
    constant = constant && f(i) == f(first);
  }
  if (constant) return 0;
  const double mean = detail::weighted_mean(weight, n, f);
  return detail::weighted_sum(weight, n, [&](size_t i) { return (f(i) - mean) * (f(i) - mean); });
}

/// For each output what is unexplained and what there was to explain.
struct Explained {
  const char* op;
  Doubles rest, whole;
};

Doubles scores_of(const Explained& e, bool force_finite) {
  Doubles scores;
  for (size_t j = 0; j < e.rest.size(); ++j) {
    detail::checked_finite(e.op, e.rest[j]);
    detail::checked_finite(e.op, e.whole[j]);
    if (e.whole[j] == 0 && force_finite) {
      scores.push_back(e.rest[j] == 0 ? 1.0 : 0.0);
    } else if (e.whole[j] == 0) {
      scores.push_back(e.rest[j] == 0 ? std::numeric_limits<double>::quiet_NaN()
                                      : -std::numeric_limits<double>::infinity());
    } else {
      scores.push_back(1 - e.rest[j] / e.whole[j]);
    }
  }
  return scores;
}

double mean_score(const Explained& e, const R2Options& options) {
  Doubles weights = output_weights_of(e.op, options.output_weights, e.rest.size());
  if (options.multioutput == MultiOutput::variance_weighted) {
    if (!options.output_weights.empty()) {
      fail(fmt::format("{}: give output_weights or variance_weighted, not both", e.op));
    }
    const bool any = std::any_of(e.whole.begin(), e.whole.end(), [](double v) { return v != 0; });
    if (any) weights = e.whole;
  }
  return mean_by(scores_of(e, options.force_finite), weights);
}

Explained r2_parts(const Tensor& y_true, const Tensor& y_pred, const R2Options& options) {
  const Targets t("r2_score", y_true, y_pred, options.sample_weight);
  if (t.rows() < 2) fail("r2_score: one row has no variance to explain; give at least two");
  Explained e{t.op, {}, {}};
  for (size_t j = 0; j < t.outputs(); ++j) {
    e.rest.push_back(
        detail::weighted_sum(t.weight, t.rows(), [&](size_t i) { return t.error(i, j) * t.error(i, j); }));
    e.whole.push_back(scatter_of(t.weight, t.rows(), [&](size_t i) { return t.y(i, j); }));
  }
  return e;
}

Explained variance_parts(const Tensor& y_true, const Tensor& y_pred, const R2Options& options) {
  const Targets t("explained_variance_score", y_true, y_pred, options.sample_weight);
  Explained e{t.op, {}, {}};
  for (size_t j = 0; j < t.outputs(); ++j) {
    e.rest.push_back(scatter_of(t.weight, t.rows(), [&](size_t i) { return t.error(i, j); }));
    e.whole.push_back(scatter_of(t.weight, t.rows(), [&](size_t i) { return t.y(i, j); }));
  }
  return e;
}

}  // namespace

Doubles mean_squared_error(const Tensor& y_true, const Tensor& y_pred, RawValues,
                           const RegressionOptions& options) {
  return squared_errors("mean_squared_error", y_true, y_pred, options);
}

double mean_squared_error(const Tensor& y_true, const Tensor& y_pred, const RegressionOptions& options) {
  return mean_output("mean_squared_error", mean_squared_error(y_true, y_pred, raw_values, options), options);
}

Doubles root_mean_squared_error(const Tensor& y_true, const Tensor& y_pred, RawValues,
                                const RegressionOptions& options) {
  Doubles values = squared_errors("root_mean_squared_error", y_true, y_pred, options);
  for (double& value : values) value = std::sqrt(value);
  return values;
}

double root_mean_squared_error(const Tensor& y_true, const Tensor& y_pred, const RegressionOptions& options) {
  return mean_output("root_mean_squared_error", root_mean_squared_error(y_true, y_pred, raw_values, options),
                     options);
}

Doubles mean_absolute_error(const Tensor& y_true, const Tensor& y_pred, RawValues,
                            const RegressionOptions& options) {
  return mean_of(Targets("mean_absolute_error", y_true, y_pred, options.sample_weight),
                 [](double y, double p) { return std::abs(y - p); });
}

double mean_absolute_error(const Tensor& y_true, const Tensor& y_pred, const RegressionOptions& options) {
  return mean_output("mean_absolute_error", mean_absolute_error(y_true, y_pred, raw_values, options),
                     options);
}

Doubles mean_absolute_percentage_error(const Tensor& y_true, const Tensor& y_pred, RawValues,
                                       const RegressionOptions& options) {
  return mean_of(Targets("mean_absolute_percentage_error", y_true, y_pred, options.sample_weight),
                 [](double y, double p) {
                   return std::abs(y - p) / std::max(std::abs(y), std::numeric_limits<double>::epsilon());
                 });
}

double mean_absolute_percentage_error(const Tensor& y_true, const Tensor& y_pred,
                                      const RegressionOptions& options) {
  return mean_output("mean_absolute_percentage_error",
                     mean_absolute_percentage_error(y_true, y_pred, raw_values, options), options);
}

Doubles median_absolute_error(const Tensor& y_true, const Tensor& y_pred, RawValues,
                              const RegressionOptions& options) {
  const Targets t("median_absolute_error", y_true, y_pred, options.sample_weight);
  Doubles medians;
  for (size_t j = 0; j < t.outputs(); ++j) {
    Doubles errors;
    for (size_t i = 0; i < t.rows(); ++i) errors.push_back(std::abs(t.error(i, j)));
    const double value = t.weight.given() ? weighted_median(errors, t.weight) : median(std::move(errors));
    medians.push_back(detail::checked_finite(t.op, value));
  }
  return medians;
}

double median_absolute_error(const Tensor& y_true, const Tensor& y_pred, const RegressionOptions& options) {
  return mean_output("median_absolute_error", median_absolute_error(y_true, y_pred, raw_values, options),
                     options);
}

Doubles r2_score(const Tensor& y_true, const Tensor& y_pred, RawValues, const R2Options& options) {
  return scores_of(r2_parts(y_true, y_pred, options), options.force_finite);
}

double r2_score(const Tensor& y_true, const Tensor& y_pred, const R2Options& options) {
  return mean_score(r2_parts(y_true, y_pred, options), options);
}

Doubles explained_variance_score(const Tensor& y_true, const Tensor& y_pred, RawValues,
                                 const R2Options& options) {
  return scores_of(variance_parts(y_true, y_pred, options), options.force_finite);
}

double explained_variance_score(const Tensor& y_true, const Tensor& y_pred, const R2Options& options) {
  return mean_score(variance_parts(y_true, y_pred, options), options);
}

}  // namespace gradus::metrics
