#include "gradus/data/scaler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/unary.hpp"

namespace gradus::data {
namespace {

Tensor row(const std::vector<double>& values) {
  return from_data(values, {static_cast<int64_t>(values.size())});
}

/// Calls f(column j as float64) for each column.
template <class F>
void for_each_column(const Tensor& x, F f) {
  const Tensor dense = x.to(float64).contiguous();
  const auto columns = static_cast<size_t>(dense.size(1));
  const auto* values = dense.data<double>();
  std::vector<double> column(static_cast<size_t>(dense.size(0)));
  for (size_t j = 0; j < columns; ++j) {
    for (size_t i = 0; i < column.size(); ++i) column[i] = values[i * columns + j];
    f(j, column);
  }
}

struct Moments {
  double mean, variance;
};

/// The corrected two-pass algorithm (Chan, Golub and LeVeque, 1983), rows in order.
Moments moments(const std::vector<double>& column) {
  const auto n = static_cast<double>(column.size());
  double sum = 0;
  for (double x : column) sum += x;
  const double mean = sum / n;
  double deviations = 0, squares = 0;
  for (double x : column) {
    const double deviation = x - mean;
    deviations += deviation;
    squares += deviation * deviation;
  }
  return {mean, (squares - deviations * deviations / n) / n};
}

/// A spread that rounding alone can make counts as none, as in scikit-learn.
bool has_spread(const Moments& m, size_t rows) {
  const auto n = static_cast<double>(rows);
  constexpr double eps = std::numeric_limits<double>::epsilon();
  const double noise = n * m.mean * eps;
  return m.variance > n * eps * m.variance + noise * noise;
}

/// What a column is divided by: 1 where the spread is next to nothing, as in scikit-learn.
double divisor(double spread, bool single) {
  const double eps = single ? std::numeric_limits<float>::epsilon() : std::numeric_limits<double>::epsilon();
  return spread < 10 * eps ? 1 : spread;
}

void check_spread(const std::string& op, size_t column, double spread) {
  if (!std::isfinite(spread)) {
    fail(
        fmt::format("{}: the numbers of column {} are too large: their range is beyond float64", op, column));
  }
}

/// The quantile between sorted numbers, by a straight line (NumPy's default).
double quantile(const std::vector<double>& sorted, double fraction) {
  const double place = static_cast<double>(sorted.size() - 1) * fraction;
  const double below = std::floor(place);
  const auto i = static_cast<size_t>(below);
  if (i + 1 >= sorted.size()) return sorted.back();
  const double t = place - below, a = sorted[i], b = sorted[i + 1];
  return t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t);
}

/// The x below which a standard normal number lies with probability p, by bisection of the distribution.
double normal_quantile(double p) {
  constexpr double edge = 40;  // beyond, float64 has no probabilities left
  double low = -edge, high = edge;
  for (int i = 0; i < 70; ++i) {
    const double middle = (low + high) / 2;
    (0.5 * std::erfc(-middle / std::sqrt(2.0)) < p ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace

void internal::Scaler::check_length(const std::string& where, const char* what, size_t length) const {
  if (length != feature_names_in().size()) {
    fail(fmt::format("{}: {} has {} numbers for {} columns", where, what, length, feature_names_in().size()));
  }
}

// --- StandardScaler.

void StandardScaler::learn(const Frame& x) {
  std::vector<double> mean, var, scale;
  for_each_column(finite_matrix(op("fit"), x), [&](size_t j, const std::vector<double>& column) {
    const Moments m = moments(column);
    if (!std::isfinite(m.mean) || !std::isfinite(m.variance)) {
      fail(fmt::format("{}: the numbers of column {} are too large: their {} is beyond float64", op("fit"), j,
                       std::isfinite(m.mean) ? "variance" : "sum"));
    }
    mean.push_back(m.mean);
    var.push_back(m.variance);
    scale.push_back(has_spread(m, column.size()) ? std::sqrt(m.variance) : 1.0);
  });
  mean_ = std::move(mean);
  var_ = std::move(var);
  scale_ = std::move(scale);
}

// Each step is rounded to x's type, as scikit-learn works in place.
Frame StandardScaler::apply(const Frame& x) const {
  Tensor z = finite_matrix(op("transform"), x);
  const DType type = z.dtype();
  if (options_.with_mean) z = (z - row(mean_)).to(type);
  if (options_.with_std) z = (z / row(scale_)).to(type);
  return {z, output_names()};
}

Frame StandardScaler::invert(const Frame& z) const {
  Tensor x = z.matrix(op("inverse_transform"));
  const DType type = x.dtype();
  if (options_.with_std) x = (x * row(scale_)).to(type);
  if (options_.with_mean) x = (x + row(mean_)).to(type);
  return {x, feature_names_in()};
}

void StandardScaler::state(Fields& f) {
  f("with_mean", options_.with_mean);
  f("with_std", options_.with_std);
  f.required("mean", mean_);
  f.required("var", var_);
  f.required("scale", scale_);
}

void StandardScaler::check_state(const std::string& where) const {
  check_length(where, "mean", mean_.size());
  check_length(where, "var", var_.size());
  check_length(where, "scale", scale_.size());
}

Tensor StandardScaler::mean() const {
  check_fitted("mean");
  return row(mean_);
}

Tensor StandardScaler::var() const {
  check_fitted("var");
  return row(var_);
}

Tensor StandardScaler::scale() const {
  check_fitted("scale");
  return row(scale_);
}

// --- MinMaxScaler.

MinMaxScaler::MinMaxScaler(const MinMaxScalerOptions& options) : options_(options) {
  if (!(options.low < options.high)) {
    fail(fmt::format("MinMaxScaler: low {} is not below high {}", options.low, options.high));
  }
}

void MinMaxScaler::learn(const Frame& x) {
  std::vector<double> data_min, data_max;
  const Tensor matrix = finite_matrix(op("fit"), x);
  for_each_column(matrix, [&](size_t j, const std::vector<double>& column) {
    const auto ends = std::minmax_element(column.begin(), column.end());
    check_spread(op("fit"), j, *ends.second - *ends.first);
    data_min.push_back(*ends.first);
    data_max.push_back(*ends.second);
  });
  data_min_ = std::move(data_min);
  data_max_ = std::move(data_max);
  single_ = matrix.dtype() == float32;
}

std::vector<double> MinMaxScaler::scale() const {
  std::vector<double> result;
  for (size_t j = 0; j < data_min_.size(); ++j) {
    result.push_back((options_.high - options_.low) / divisor(data_max_[j] - data_min_[j], single_));
  }
  return result;
}

std::vector<double> MinMaxScaler::shift() const {
  std::vector<double> result = scale();
  for (size_t j = 0; j < result.size(); ++j) result[j] = options_.low - data_min_[j] * result[j];
  return result;
}

Frame MinMaxScaler::apply(const Frame& x) const {
  const Tensor matrix = finite_matrix(op("transform"), x);
  Tensor z = matrix * row(scale()) + row(shift());
  if (options_.clip) z = clamp(z, options_.low, options_.high);
  return {z.to(matrix.dtype()), output_names()};
}

Frame MinMaxScaler::invert(const Frame& z) const {
  const Tensor matrix = z.matrix(op("inverse_transform"));
  return {((matrix - row(shift())) / row(scale())).to(matrix.dtype()), feature_names_in()};
}

void MinMaxScaler::state(Fields& f) {
  f("low", options_.low);
  f("high", options_.high);
  f("clip", options_.clip);
  f.required("data_min", data_min_);
  f.required("data_max", data_max_);
  f.required("single", single_);
}

void MinMaxScaler::check_state(const std::string& where) const {
  check_length(where, "data_min", data_min_.size());
  check_length(where, "data_max", data_max_.size());
}

Tensor MinMaxScaler::data_min() const {
  check_fitted("data_min");
  return row(data_min_);
}

Tensor MinMaxScaler::data_max() const {
  check_fitted("data_max");
  return row(data_max_);
}

// --- RobustScaler.

RobustScaler::RobustScaler(const RobustScalerOptions& options) : options_(options) {
  if (!(0 <= options.low && options.low <= options.high && options.high <= 100)) {
    fail(fmt::format("RobustScaler: low {} and high {} must be percentages with low <= high", options.low,
                     options.high));
  }
  if (options.unit_variance && (options.low == 0 || options.high == 100 || options.low == options.high)) {
    fail(
        fmt::format("RobustScaler: low {} and high {} say nothing of a variance; unit_variance needs "
                    "0 < low < high < 100",
                    options.low, options.high));
  }
}

void RobustScaler::learn(const Frame& x) {
  std::vector<double> center, scale;
  const Tensor matrix = finite_matrix(op("fit"), x);
  const double low = options_.low / 100, high = options_.high / 100;
  const double adjust = options_.unit_variance ? normal_quantile(high) - normal_quantile(low) : 1;
  for_each_column(matrix, [&](size_t j, std::vector<double>& column) {
    std::sort(column.begin(), column.end());
    check_spread(op("fit"), j, column.back() - column.front());
    center.push_back((column[(column.size() - 1) / 2] + column[column.size() / 2]) / 2);
    const double spread = quantile(column, high) - quantile(column, low);
    scale.push_back(divisor(spread, matrix.dtype() == float32) / adjust);
  });
  center_ = std::move(center);
  scale_ = std::move(scale);
}

Frame RobustScaler::apply(const Frame& x) const {
  Tensor z = finite_matrix(op("transform"), x);
  const DType type = z.dtype();
  if (options_.with_centering) z = z - row(center_);
  if (options_.with_scaling) z = z / row(scale_);
  return {z.to(type), output_names()};
}

Frame RobustScaler::invert(const Frame& z) const {
  Tensor x = z.matrix(op("inverse_transform"));
  const DType type = x.dtype();
  if (options_.with_scaling) x = x * row(scale_);
  if (options_.with_centering) x = x + row(center_);
  return {x.to(type), feature_names_in()};
}

void RobustScaler::state(Fields& f) {
  f("with_centering", options_.with_centering);
  f("with_scaling", options_.with_scaling);
  f("low", options_.low);
  f("high", options_.high);
  f("unit_variance", options_.unit_variance);
  f.required("center", center_);
  f.required("scale", scale_);
}

void RobustScaler::check_state(const std::string& where) const {
  check_length(where, "center", center_.size());
  check_length(where, "scale", scale_.size());
}

Tensor RobustScaler::center() const {
  check_fitted("center");
  return row(center_);
}

Tensor RobustScaler::scale() const {
  check_fitted("scale");
  return row(scale_);
}

}  // namespace gradus::data
