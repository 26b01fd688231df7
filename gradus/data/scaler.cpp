#include "gradus/data/scaler.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"

namespace gradus::data {
namespace {

void check_matrix(const char* op, const Tensor& x) {
  if (!x.defined()) fail(fmt::format("{}: x is undefined", op));
  if (x.dim() != 2 || x.numel() == 0) {
    fail(fmt::format("{}: x must be rows of features [n, d] with something in it, got {}", op,
                     to_string(x.shape())));
  }
}

void check_finite(const char* op, const double* values, int64_t rows, int64_t columns) {
  for (int64_t i = 0; i < rows * columns; ++i) {
    if (!std::isfinite(values[i])) {
      fail(fmt::format("{}: x holds {} in row {}, column {} (counted from 0)", op, values[i], i / columns,
                       i % columns));
    }
  }
}

struct Moments {
  double mean, variance;
};

/// The corrected two-pass algorithm (Chan, Golub and LeVeque, 1983), rows in order.
Moments moments_of_column(const double* column, int64_t rows, int64_t stride) {
  const auto n = static_cast<double>(rows);
  double sum = 0;
  for (int64_t i = 0; i < rows; ++i) sum += column[i * stride];
  const double mean = sum / n;
  double deviations = 0, squares = 0;
  for (int64_t i = 0; i < rows; ++i) {
    const double deviation = column[i * stride] - mean;
    deviations += deviation;
    squares += deviation * deviation;
  }
  return {mean, (squares - deviations * deviations / n) / n};
}

/// A spread that rounding alone can make counts as none, as in scikit-learn.
bool has_spread(const Moments& m, int64_t rows) {
  const auto n = static_cast<double>(rows);
  constexpr double eps = std::numeric_limits<double>::epsilon();
  const double noise = n * m.mean * eps;
  return m.variance > n * eps * m.variance + noise * noise;
}

DType result_type(const Tensor& x) { return is_floating_point(x.dtype()) ? x.dtype() : float64; }

}  // namespace

StandardScaler& StandardScaler::fit(const Tensor& x) {
  check_matrix("StandardScaler.fit", x);
  const Tensor dense = x.detach().to(float64).contiguous();
  const int64_t rows = dense.size(0), columns = dense.size(1);
  const auto* values = dense.data<double>();
  check_finite("StandardScaler.fit", values, rows, columns);
  std::vector<double> mean, var, scale;
  for (int64_t j = 0; j < columns; ++j) {
    const Moments m = moments_of_column(values + j, rows, columns);
    if (!std::isfinite(m.mean) || !std::isfinite(m.variance)) {
      fail(fmt::format(
          "StandardScaler.fit: the numbers of column {} are too large: their {} is beyond float64", j,
          std::isfinite(m.mean) ? "variance" : "sum"));
    }
    mean.push_back(m.mean);
    var.push_back(m.variance);
    scale.push_back(has_spread(m, rows) ? std::sqrt(m.variance) : 1.0);
  }
  mean_ = from_data(mean, {columns});
  var_ = from_data(var, {columns});
  scale_ = from_data(scale, {columns});
  return *this;
}

Tensor StandardScaler::checked(const char* op, const Tensor& x) const {
  if (!mean_.defined()) fail(fmt::format("{}: call fit() first", op));
  check_matrix(op, x);
  if (x.size(1) != mean_.size(0)) {
    fail(fmt::format("{}: x has {} columns, fitted were {}", op, x.size(1), mean_.size(0)));
  }
  return x.detach();
}

Tensor StandardScaler::transform(const Tensor& x) const {
  const Tensor checked_x = checked("StandardScaler.transform", x);
  const DType type = result_type(x);  // each step is rounded to it, as scikit-learn works in place
  return ((checked_x - mean_).to(type) / scale_).to(type);
}

Tensor StandardScaler::inverse_transform(const Tensor& z) const {
  const Tensor checked_z = checked("StandardScaler.inverse_transform", z);
  const DType type = result_type(z);
  return ((checked_z * scale_).to(type) + mean_).to(type);
}

const Tensor& StandardScaler::mean() const {
  if (!mean_.defined()) fail("StandardScaler.mean: call fit() first");
  return mean_;
}

const Tensor& StandardScaler::var() const {
  if (!var_.defined()) fail("StandardScaler.var: call fit() first");
  return var_;
}

const Tensor& StandardScaler::scale() const {
  if (!scale_.defined()) fail("StandardScaler.scale: call fit() first");
  return scale_;
}

}  // namespace gradus::data
