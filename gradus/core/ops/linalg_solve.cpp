// Determinants, equations, Cholesky's factor.
#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/linalg.hpp"
#include "gradus/core/ops/linalg_parts.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/kernels/decompositions.hpp"

namespace gradus::linalg {

Tensor det(const Tensor& x) {
  const Tensor dense = values_of(square_matrices("det", x));
  const Shape batch = batch_of(x);
  Tensor y = make_tensor("det", batch, x.dtype());
  kernels::determinant(x.dtype(), y.impl()->data, dense.impl()->data, batch.numel(), x.size(-1));
  if (tracks(x)) {
    record(
        "LinalgDetBackward0", y,
        [sx = SavedTensor::input(x), sy = SavedTensor::output(y)](const Tensor& g, Gradients& to) {
          const Tensor matrix = sx.get(to);
          if (GradMode::is_enabled()) {  // d det = det tr(x^-1 dx), which can be differentiated again
            to.give(0, per_matrix(g * sy.get(to)) *
                           mT(inverse_named("det: a second derivative needs an inverse", matrix)));
            return;
          }
          const Tensor values = values_of(matrix);
          Tensor slope = make_like(values);
          kernels::cofactors("det", values.dtype(), slope.impl()->data, values.impl()->data, g.numel(),
                             values.size(-1));
          to.give(0, per_matrix(g) * slope);
        },
        x);
  }
  return y;
}

SlogdetResult slogdet(const Tensor& x) {
  const Tensor dense = values_of(square_matrices("slogdet", x));
  const Shape batch = batch_of(x);
  SlogdetResult result{make_tensor("slogdet", batch, x.dtype()), make_tensor("slogdet", batch, x.dtype())};
  kernels::slogdet(x.dtype(), result.sign.impl()->data, result.logabsdet.impl()->data, dense.impl()->data,
                   batch.numel(), x.size(-1));
  if (tracks(x)) {
    record(
        "LinalgSlogdetBackward0", result.logabsdet,
        [sx = SavedTensor::input(x)](const Tensor& g, Gradients& to) {
          to.give(0, per_matrix(g) * mT(inverse_named("slogdet: the gradient needs an inverse", sx.get(to))));
        },
        x);
  }
  return result;
}

Tensor inverse_named(const char* op, const Tensor& x) {
  const Tensor dense = values_of(x);
  Tensor y = make_like(dense);
  kernels::solve(op, x.dtype(), y.impl()->data, dense.impl()->data, nullptr, batch_of(x).numel(), x.size(-1),
                 x.size(-1));
  if (tracks(x)) {
    record(
        "LinalgInvExBackward0", y,
        [sy = SavedTensor::output(y)](const Tensor& g, Gradients& to) {
          const Tensor turned = mT(sy.get(to));
          to.give(0, -matmul(turned, matmul(g, turned)));
        },
        x);
  }
  return y;
}

Tensor inv(const Tensor& x) { return inverse_named("inv", square_matrices("inv", x)); }

namespace {

/// a^-1 b of one batch.
Tensor solve_matched(const Tensor& a, const Tensor& b) {
  const Tensor matrix = values_of(a), right = values_of(b);
  Tensor x = make_like(right);
  kernels::solve("solve", x.dtype(), x.impl()->data, matrix.impl()->data, right.impl()->data,
                 batch_of(a).numel(), a.size(-1), b.size(-1));
  if (tracks(a, b)) {
    record(
        "LinalgSolveExBackward0", x,
        [sa = SavedTensor::input(a), sx = SavedTensor::output(x)](const Tensor& g, Gradients& to) {
          const Tensor gb = solve_matched(mT(sa.get(to)), g);
          if (to.wants(0)) to.give(0, -matmul(gb, mT(sx.get(to))));
          to.give(1, gb);
        },
        a, b);
  }
  return x;
}

}  // namespace

Tensor solve(const Tensor& a, const Tensor& b, const SolveOptions& options) {
  square_matrices("solve", a);
  if (!options.left) return mT(solve(mT(a), mT(matrices("solve", b))));
  const Sides sides = match_sides("solve", a, b, true);
  const Tensor x = solve_matched(sides.a, sides.b);
  return sides.vector ? squeeze(x, -1) : x;
}

Tensor substitute(const Tensor& a, const Tensor& b, bool upper, bool unit) {
  const Tensor matrix = values_of(a), right = values_of(b);
  Tensor x = make_like(right);
  kernels::triangular_solve(x.dtype(), x.impl()->data, matrix.impl()->data, right.impl()->data,
                            batch_of(a).numel(), a.size(-1), b.size(-1), {upper, unit});
  if (tracks(a, b)) {
    record(
        "LinalgSolveTriangularBackward0", x,
        [upper, unit, sa = SavedTensor::input(a), sx = SavedTensor::output(x)](const Tensor& g,
                                                                               Gradients& to) {
          const Tensor gb = substitute(mT(sa.get(to)), g, !upper, unit);
          if (to.wants(0)) {
            const Tensor whole = -matmul(gb, mT(sx.get(to)));
            to.give(0, upper ? upper_part(whole, unit ? 1 : 0) : lower_part(whole, unit ? -1 : 0));
          }
          to.give(1, gb);
        },
        a, b);
  }
  return x;
}

Tensor solve_triangular(const Tensor& a, const Tensor& b, const TriangularOptions& options) {
  square_matrices("solve_triangular", a);
  matrices("solve_triangular", b);
  if (!options.left) {
    return mT(
        solve_triangular(mT(a), mT(b), {.upper = !options.upper, .unitriangular = options.unitriangular}));
  }
  const Sides sides = match_sides("solve_triangular", a, b, false);
  return substitute(sides.a, sides.b, options.upper, options.unitriangular);
}

Tensor cholesky(const Tensor& x, const CholeskyOptions& options) {
  square_matrices("cholesky", x);
  if (options.upper) return mT(cholesky(mT(x)));
  const Tensor dense = values_of(x);
  Tensor y = make_like(dense);
  kernels::cholesky("cholesky", x.dtype(), y.impl()->data, dense.impl()->data, batch_of(x).numel(),
                    x.size(-1));
  if (tracks(x)) {
    record(
        "LinalgCholeskyExBackward0", y,
        [sy = SavedTensor::output(y)](const Tensor& g, Gradients& to) {
          // L^-T P L^-1 with P the lower part of L^T g, its diagonal halved; then made symmetric.
          const Tensor l = sy.get(to), turned = mT(l), inner = matmul(turned, g);
          const Tensor p = (lower_part(inner) + lower_part(inner, -1)) * 0.5;
          const Tensor right = mT(substitute(turned, mT(p), true));
          const Tensor whole = substitute(turned, right, true);
          to.give(0, (whole + mT(whole)) * 0.5);
        },
        x);
  }
  return y;
}

Tensor cholesky_solve(const Tensor& b, const Tensor& factor, const CholeskyOptions& options) {
  square_matrices("cholesky_solve", factor);
  matrices("cholesky_solve", b);
  const Sides sides = match_sides("cholesky_solve", options.upper ? mT(factor) : factor, b, false);
  return substitute(mT(sides.a), substitute(sides.a, sides.b, false), true);
}

}  // namespace gradus::linalg

namespace gradus {

Tensor logdet(const Tensor& x) {
  linalg::square_matrices("logdet", x);
  const auto parts = linalg::slogdet(x);
  return parts.logabsdet + log(parts.sign);
}

}  // namespace gradus
