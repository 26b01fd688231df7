#include "gradus/learn/least_squares.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/linalg.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/kernels/finite.hpp"

namespace gradus::learn::internal {
namespace {

using Wide = long double;
__extension__ typedef __float128 Quad;  // NOLINT(modernize-use-using): __extension__ needs it
using Column = std::vector<Wide>;

Wide dot(const Column& a, const Column& b, size_t from) {
  Wide sum = 0;
  for (size_t i = from; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// Householder QR of a matrix given by columns, all of length 1 or so.
class WideQr {
 public:
  explicit WideQr(std::vector<Column> columns) : vectors_(std::move(columns)), r_(vectors_.size()) {
    for (size_t k = 0; k < vectors_.size(); ++k) {
      Column& v = vectors_[k];
      for (size_t j = 0; j < k; ++j) reflect(j, v);
      r_[k].assign(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(k + 1));
      const Wide length = std::sqrt(dot(v, v, k));
      r_[k][k] = v[k] > 0 ? -length : length;
      v[k] -= r_[k][k];
      const Wide norm = std::sqrt(dot(v, v, k));
      for (size_t i = 0; i < v.size(); ++i) v[i] = i < k || norm == 0 ? 0 : v[i] / norm;
    }
  }

  /// b = Q^T b, or Q b.
  void to_rotated(Column& b) const {
    for (size_t k = 0; k < vectors_.size(); ++k) reflect(k, b);
  }
  void from_rotated(Column& b) const {
    for (size_t k = vectors_.size(); k-- > 0;) reflect(k, b);
  }

  /// R^-1 b and R^-T b of the first elements of b.
  Column solve(const Column& b) const {
    Column w(b.begin(), b.begin() + static_cast<std::ptrdiff_t>(r_.size()));
    for (size_t k = r_.size(); k-- > 0;) {
      w[k] /= r_[k][k];
      for (size_t i = 0; i < k; ++i) w[i] -= r_[k][i] * w[k];
    }
    return w;
  }
  Column solve_transposed(const Column& b) const {
    Column z(r_.size());
    for (size_t k = 0; k < r_.size(); ++k) {
      Wide sum = b[k];
      for (size_t i = 0; i < k; ++i) sum -= r_[k][i] * z[i];
      z[k] = sum / r_[k][k];
    }
    return z;
  }

  /// |R|_F |R^-1|_F, at least the condition number; infinite for dependent columns.
  Wide condition() const {
    Wide norm = 0, inverse = 0;
    for (size_t k = 0; k < r_.size(); ++k) {
      if (r_[k][k] == 0) return std::numeric_limits<Wide>::infinity();
      norm += dot(r_[k], r_[k], 0);
      Column unit(r_.size());
      unit[k] = 1;
      const Column column = solve(unit);
      inverse += dot(column, column, 0);
    }
    return std::sqrt(norm) * std::sqrt(inverse);
  }

 private:
  void reflect(size_t k, Column& b) const {
    const Wide twice = 2 * dot(vectors_[k], b, k);
    for (size_t i = k; i < b.size(); ++i) b[i] -= twice * vectors_[k][i];
  }

  std::vector<Column> vectors_;
  std::vector<Column> r_;  // its columns, to the diagonal
};

/// How much rows count, and the roots that rows are multiplied by.
struct RowScale {
  Column weights, roots;

  RowScale(const Tensor& given, int64_t rows) {
    weights.assign(static_cast<size_t>(rows), 1);
    if (given.defined()) std::copy_n(given.data<double>(), rows, weights.begin());
    roots.reserve(weights.size());
    for (const Wide weight : weights) roots.push_back(std::sqrt(weight));
  }
};

/// One refinement of w and its residual r: corrections from what is left of y - r - a w and of a^T (weight
/// r). `qr` is that of the rows times their roots; a, y and r are as they are, and so lose no digits.
void refine(const WideQr& qr, const std::vector<Column>& a, const RowScale& scale, const Column& y, Column& r,
            Column& w) {
  const size_t n = y.size(), p = a.size();
  Column f(n), g(p);
  for (size_t i = 0; i < n; ++i) {
    Quad left = static_cast<Quad>(y[i]) - static_cast<Quad>(r[i]);
    for (size_t k = 0; k < p; ++k) left -= static_cast<Quad>(a[k][i]) * static_cast<Quad>(w[k]);
    f[i] = static_cast<Wide>(left) * scale.roots[i];
  }
  for (size_t k = 0; k < p; ++k) {
    Quad left = 0;
    for (size_t i = 0; i < n; ++i) {
      left -= static_cast<Quad>(a[k][i]) * static_cast<Quad>(scale.weights[i]) * static_cast<Quad>(r[i]);
    }
    g[k] = static_cast<Wide>(left);
  }
  const Column z = qr.solve_transposed(g);
  qr.to_rotated(f);
  Column top(f.begin(), f.begin() + static_cast<std::ptrdiff_t>(p));
  for (size_t k = 0; k < p; ++k) {
    top[k] -= z[k];
    f[k] = z[k];
  }
  qr.from_rotated(f);
  const Column change = qr.solve(top);
  for (size_t k = 0; k < p; ++k) w[k] += change[k];
  for (size_t i = 0; i < n; ++i) r[i] += f[i] / scale.roots[i];
}

std::vector<Column> columns_of(const Tensor& a) {
  const auto n = static_cast<size_t>(a.size(0)), p = static_cast<size_t>(a.size(1));
  const auto* values = a.data<double>();
  std::vector<Column> columns(p, Column(n));
  for (size_t i = 0; i < n; ++i) {
    for (size_t k = 0; k < p; ++k) columns[k][i] = static_cast<Wide>(values[i * p + k]);
  }
  return columns;
}

/// Whether R's condition number leaves twelve digits, or eight where residuals are large.
bool is_harmless(const Tensor& r) {
  // Squares beyond float64 are none in the wider numbers.
  if (!kernels::all_finite(float64, r.contiguous().data<double>(), r.numel())) return false;
  const Tensor singular = linalg::svdvals(r);
  const double smallest = min(singular).item();
  return smallest > 0 && max(singular).item() / smallest < 1e4;
}

/// Rows times the roots of their weights.
Tensor rooted(const Tensor& rows, const Tensor& weights) {
  return weights.defined() ? rows * sqrt(weights).reshape({rows.size(0), 1}) : rows;
}

/// Undefined where the columns of a depend on each other.
Tensor wide_least_squares(const Tensor& a, const Tensor& y, const Tensor& weights) {
  const RowScale scale(weights, a.size(0));
  std::vector<Column> columns = columns_of(a), scaled = columns;
  std::vector<Wide> lengths;
  for (size_t k = 0; k < columns.size(); ++k) {
    for (size_t i = 0; i < scale.roots.size(); ++i) scaled[k][i] *= scale.roots[i];
    const Wide length = std::sqrt(dot(scaled[k], scaled[k], 0));
    if (length == 0) return {};
    // A power of two leaves all digits as they are.
    lengths.push_back(std::exp2(std::round(std::log2(length))));
    for (Column* column : {&columns[k], &scaled[k]}) {
      for (Wide& number : *column) number /= lengths.back();
    }
  }
  const WideQr qr(std::move(scaled));
  if (!(qr.condition() < 1 / static_cast<Wide>(std::numeric_limits<double>::epsilon()))) return {};
  const size_t p = columns.size(), m = static_cast<size_t>(y.size(1));
  std::vector<double> result(p * m);
  const std::vector<Column> targets = columns_of(y);
  constexpr int refinements = 3;
  for (size_t t = 0; t < m; ++t) {
    Column w(p), r(targets[t].size());  // the first refinement of nothing is the solution by QR
    for (int i = 0; i <= refinements; ++i) refine(qr, columns, scale, targets[t], r, w);
    for (size_t k = 0; k < p; ++k) result[k * m + t] = static_cast<double>(w[k] / lengths[k]);
  }
  return from_data(result, {a.size(1), y.size(1)});
}

}  // namespace

Tensor only_least_squares(const Tensor& a, const Tensor& y, const Tensor& weights) {
  if (a.size(0) < a.size(1)) return {};
  const linalg::QrResult f = linalg::qr(rooted(a, weights));
  if (is_harmless(f.r))
    return linalg::solve_triangular(f.r, matmul(f.q.t(), rooted(y, weights)), {.upper = true});
  return wide_least_squares(a.contiguous(), y.contiguous(), weights);
}

Tensor shortest_least_squares(const Tensor& a, const Tensor& y, const Tensor& weights) {
  return matmul(linalg::pinv(rooted(a, weights)), rooted(y, weights));
}

Tensor least_squares(const Tensor& a, const Tensor& y, const Tensor& weights) {
  const Tensor w = only_least_squares(a, y, weights);
  return w.defined() ? w : shortest_least_squares(a, y, weights);
}

}  // namespace gradus::learn::internal
