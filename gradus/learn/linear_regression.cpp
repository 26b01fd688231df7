#include "gradus/learn/linear_regression.hpp"

#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/joining.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/kernels/finite.hpp"
#include "gradus/learn/least_squares.hpp"

namespace gradus::learn {
namespace internal {

Tensor LinearModel::coef() const {
  check_fitted("coef");
  return vector_target() ? coef_.reshape({coef_.size(1)}) : coef_;
}

Tensor LinearModel::intercept() const {
  check_fitted("intercept");
  return vector_target() ? intercept_.reshape({}) : intercept_;
}

Tensor LinearModel::outputs(const Tensor& x) const { return matmul(x, coef_.t()) + intercept_; }

void LinearModel::learned(Fields& f) {
  regressor_state(f);
  f.required("coef", coef_);
  f.required("intercept", intercept_);
}

void LinearModel::check_state(const std::string& where) const {
  if (!is_fitted()) return;
  const int64_t targets = intercept_.defined() && intercept_.dim() == 1 ? intercept_.size(0) : 0;
  check_count(where, "numbers of intercept", targets);
  check_shape(where, "coef", coef_, {targets, n_features_in()});
}

}  // namespace internal

namespace {

void check_finite(const std::string& op, const Tensor& solution) {
  if (!kernels::all_finite(float64, solution.contiguous().data<double>(), solution.numel())) {
    fail(op + ": the numbers of x or y are too large: sums are beyond float64");
  }
}

/// The means of columns; of a constant its very value, so that nothing of it is left over.
Tensor middle_of(const Tensor& x, const Tensor& weights) {
  const Tensor least = amin(x, {.dim = 0}), most = amax(x, {.dim = 0});
  return where(least == most, least, internal::weighted_mean(x, weights));
}

}  // namespace

// The ones stand beside the rows rather than means being taken off them, which would round the rows.
void LinearRegression::learn(const Tensor& x, const Tensor& y, const Tensor& weights) {
  const bool shifted = options_.fit_intercept;
  const Tensor one = ones({x.size(0), 1}, {.dtype = float64});
  const Tensor w = internal::only_least_squares(shifted ? cat({one, x}, 1) : x, y, weights);
  if (!w.defined()) {
    // Many solutions: the shortest coefficients, whatever the intercept.
    const Tensor middle = shifted ? middle_of(x, weights) : zeros({x.size(1)}, {.dtype = float64});
    const Tensor target =
        shifted ? internal::weighted_mean(y, weights) : zeros({y.size(1)}, {.dtype = float64});
    coef_ = internal::shortest_least_squares(x - middle, y - target, weights).t().contiguous();
    intercept_ = target - matmul(coef_, middle);
  } else {
    coef_ = (shifted ? w.slice(0, 1, w.size(0)) : w).t().contiguous();
    intercept_ =
        shifted ? w.slice(0, 0, 1).reshape({y.size(1)}).contiguous() : zeros({y.size(1)}, {.dtype = float64});
  }
  check_finite(op("fit"), coef_);
  check_finite(op("fit"), intercept_);
}

Ridge::Ridge(const RidgeOptions& options) : options_(options) {
  internal::check_number(kind_name, "alpha", options.alpha);
}

void Ridge::learn(const Tensor& x, const Tensor& y, const Tensor& weights) {
  const int64_t d = x.size(1), m = y.size(1);
  const bool shifted = options_.fit_intercept;
  const Tensor middle = shifted ? internal::weighted_mean(x, weights) : zeros({d}, {.dtype = float64});
  const Tensor target = shifted ? internal::weighted_mean(y, weights) : zeros({m}, {.dtype = float64});
  Tensor rows = x - middle, wanted = y - target, counts = weights;
  if (options_.alpha > 0) {
    rows = cat({rows, eye(d, {.dtype = float64}) * std::sqrt(options_.alpha)}, 0);
    wanted = cat({wanted, zeros({d, m}, {.dtype = float64})}, 0);
    if (weights.defined()) counts = cat({weights, ones({d}, {.dtype = float64})}, 0);
  }
  coef_ = internal::least_squares(rows, wanted, counts).t().contiguous();
  intercept_ = target - matmul(coef_, middle);
  check_finite(op("fit"), coef_);
  check_finite(op("fit"), intercept_);
}

void Ridge::options(Fields& f) {
  f("alpha", options_.alpha);
  f("fit_intercept", options_.fit_intercept);
}

void Ridge::check_state(const std::string& where) const {
  internal::check_number(where, "alpha", options_.alpha);
  LinearModel::check_state(where);
}

}  // namespace gradus::learn
