// QR, singular values, eigenvalues, least squares.
#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/joining.hpp"
#include "gradus/core/ops/linalg.hpp"
#include "gradus/core/ops/linalg_parts.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/kernels/decompositions.hpp"

namespace gradus::linalg {
namespace {

kernels::MatrixSizes sizes_of(const Tensor& x) { return {batch_of(x).numel(), x.size(-2), x.size(-1)}; }

/// a + b, where an undefined tensor stands for zeros.
Tensor plus(const Tensor& a, const Tensor& b) {
  if (!a.defined()) return b;
  return b.defined() ? a + b : a;
}

/// For a square r: (gq + q C) r^-T, where C is the lower part of M = r gr^T - gq^T q made symmetric
/// (M. Seeger et al., "Auto-differentiating linear algebra", 2017).
Tensor qr_gradient(const Tensor& q, const Tensor& r, const Tensor& gq, const Tensor& gr) {
  const Tensor m =
      plus(gr.defined() ? matmul(r, mT(gr)) : Tensor(), gq.defined() ? -matmul(mT(gq), q) : Tensor());
  const Tensor c = lower_part(m) + mT(lower_part(m, -1));
  return mT(substitute(r, mT(plus(gq, matmul(q, c))), true));
}

/// For more columns than rows: x = [x1 x2] = q [r1 q^T x2], so that x2 reaches q through x1 alone.
Tensor wide_qr_gradient(const Tensor& q, const Tensor& r, const Tensor& gq, const Tensor& gr) {
  const int64_t m = r.size(-2), rest = r.size(-1) - m;
  if (!gr.defined()) {
    const Tensor left = qr_gradient(q, narrow(r, -1, 0, m), gq, gr);
    return cat({left, zeros(joined(batch_of(r), {m, rest}), {.dtype = r.dtype()})}, -1);
  }
  const Tensor g2 = narrow(gr, -1, m, rest);
  const Tensor x2 = matmul(q, narrow(r, -1, m, rest));
  const Tensor left = qr_gradient(q, narrow(r, -1, 0, m), plus(gq, matmul(x2, mT(g2))), narrow(gr, -1, 0, m));
  return cat({left, matmul(q, g2)}, -1);
}

}  // namespace

QrResult qr(const Tensor& x, QrMode mode) {
  const Tensor dense = values_of(matrices("qr", x));
  const int64_t m = x.size(-2), n = x.size(-1);
  const bool complete = mode == QrMode::complete;
  const int64_t k = complete ? m : std::min(m, n);
  const Shape batch = batch_of(x);
  QrResult result{make_tensor("qr", joined(batch, {m, k}), x.dtype()),
                  make_tensor("qr", joined(batch, {k, n}), x.dtype())};
  kernels::qr(x.dtype(), result.q.impl()->data, result.r.impl()->data, dense.impl()->data, sizes_of(x),
              complete);
  if (tracks(x)) {
    record_many(
        "LinalgQrBackward0", {&result.q, &result.r},
        [sq = SavedTensor::output(result.q, 0), sr = SavedTensor::output(result.r, 1)](
            std::span<const Tensor> g, Gradients& to) {
          const Tensor q = sq.get(to), r = sr.get(to);
          if (r.size(-2) > r.size(-1)) {
            fail(fmt::format(
                "qr: a complete decomposition with more rows than columns, r {}, has no gradient; "
                "use the reduced one",
                to_string(r.shape())));
          }
          to.give(0, r.size(-2) == r.size(-1) ? qr_gradient(q, r, g[0], g[1])
                                              : wide_qr_gradient(q, r, g[0], g[1]));
        },
        std::span(&x, 1));
  }
  return result;
}

namespace {

/// The gradient of u diag(s) vh from those of the three parts, any of them undefined.
Tensor svd_gradient(const Tensor& u, const Tensor& s, const Tensor& vh, const Tensor& gu, const Tensor& gs,
                    const Tensor& gvh) {
  const Tensor row = unsqueeze(s, -2), column = unsqueeze(s, -1), v = mT(vh);
  const Tensor gap = (row - column) * (row + column);
  const auto turning = [&](const Tensor& frame, const Tensor& g) {
    const Tensor inner = matmul(mT(frame), g);
    return quotient(inner - mT(inner), gap);
  };
  Tensor core;
  if (gu.defined()) core = turning(u, gu) * row;
  if (gvh.defined()) core = plus(core, column * turning(v, mT(gvh)));
  if (gs.defined()) core = plus(core, diagonal_matrices(gs));
  Tensor result = matmul(matmul(u, core), vh);
  // What leaves the spaces that u and v span.
  const int64_t k = s.shape().back();
  if (gu.defined() && u.size(-2) > k) {
    const Tensor outside = gu - matmul(u, matmul(mT(u), gu));
    result = result + matmul(quotient(outside, row), vh);
  }
  if (gvh.defined() && vh.size(-1) > k) {
    const Tensor outside = gvh - matmul(matmul(gvh, v), vh);
    result = result + matmul(u, quotient(outside, column));
  }
  return result;
}

}  // namespace

SvdResult svd(const Tensor& x, const SvdOptions& options) {
  const Tensor dense = values_of(matrices("svd", x));
  const int64_t m = x.size(-2), n = x.size(-1), k = std::min(m, n);
  const Shape batch = batch_of(x);
  const bool full = options.full_matrices;
  SvdResult result{make_tensor("svd", joined(batch, {m, full ? m : k}), x.dtype()),
                   make_tensor("svd", joined(batch, {k}), x.dtype()),
                   make_tensor("svd", joined(batch, {full ? n : k, n}), x.dtype())};
  kernels::svd("svd", x.dtype(), result.u.impl()->data, result.s.impl()->data, result.vh.impl()->data,
               dense.impl()->data, sizes_of(x), full);
  if (tracks(x)) {
    record_many(
        "LinalgSvdBackward0", {&result.u, &result.s, &result.vh},
        [k, su = SavedTensor::output(result.u, 0), ss = SavedTensor::output(result.s, 1),
         sv = SavedTensor::output(result.vh, 2)](std::span<const Tensor> g, Gradients& to) {
          const auto columns = [k](const Tensor& t) { return t.defined() ? narrow(t, -1, 0, k) : t; };
          const auto rows = [k](const Tensor& t) { return t.defined() ? narrow(t, -2, 0, k) : t; };
          to.give(0, svd_gradient(columns(su.get(to)), ss.get(to), rows(sv.get(to)), columns(g[0]), g[1],
                                  rows(g[2])));
        },
        std::span(&x, 1));
  }
  return result;
}

Tensor svdvals(const Tensor& x) {
  if (tracks(detail::defined("svdvals", x))) return svd(matrices("svdvals", x), {.full_matrices = false}).s;
  const Tensor dense = values_of(matrices("svdvals", x));
  Tensor s = make_tensor("svdvals", joined(batch_of(x), {std::min(x.size(-2), x.size(-1))}), x.dtype());
  kernels::svd("svdvals", x.dtype(), nullptr, s.impl()->data, nullptr, dense.impl()->data, sizes_of(x),
               false);
  return s;
}

namespace {

EighResult eigh_named(const char* op, const Tensor& x, Uplo uplo) {
  const Tensor dense = values_of(square_matrices(op, x));
  const int64_t n = x.size(-1);
  EighResult result{make_tensor(op, joined(batch_of(x), {n}), x.dtype()), make_like(dense)};
  kernels::eigh(op, x.dtype(), result.eigenvalues.impl()->data, result.eigenvectors.impl()->data,
                dense.impl()->data, batch_of(x).numel(), n, uplo == Uplo::upper);
  if (tracks(x)) {
    record_many(
        "LinalgEighBackward0", {&result.eigenvalues, &result.eigenvectors},
        [sw = SavedTensor::output(result.eigenvalues, 0), sv = SavedTensor::output(result.eigenvectors, 1)](
            std::span<const Tensor> g, Gradients& to) {
          const Tensor w = sw.get(to), v = sv.get(to);
          Tensor core = g[0].defined() ? diagonal_matrices(g[0]) : Tensor();
          if (g[1].defined()) {
            // The diagonal, where a vector would only grow, has no gap and no effect.
            const Tensor inner = matmul(mT(v), g[1]);
            const Tensor turning = lower_part(inner, -1) + upper_part(inner, 1);
            core = plus(core, quotient(turning, unsqueeze(w, -2) - unsqueeze(w, -1)));
          }
          to.give(0, matmul(matmul(v, core), mT(v)));
        },
        std::span(&x, 1));
  }
  return result;
}

}  // namespace

EighResult eigh(const Tensor& x, Uplo uplo) { return eigh_named("eigh", x, uplo); }

Tensor eigvalsh(const Tensor& x, Uplo uplo) { return eigh_named("eigvalsh", x, uplo).eigenvalues; }

namespace {

EigResult eig_named(const char* op, const Tensor& x, bool vectors) {
  if (tracks(square_matrices(op, x))) {
    fail(fmt::format("{}: it has no gradient; call it under NoGrad or with detach()", op));
  }
  const Tensor dense = values_of(x);
  const Shape shape = joined(batch_of(x), {x.size(-1)});
  EigResult result{{make_tensor(op, shape, x.dtype()), make_tensor(op, shape, x.dtype())}, {}};
  if (vectors) result.eigenvectors = {make_like(dense), make_like(dense)};
  const auto data = [](const Tensor& t) -> void* { return t.defined() ? t.impl()->data : nullptr; };
  kernels::eig(op, x.dtype(), data(result.eigenvalues.real), data(result.eigenvalues.imag),
               data(result.eigenvectors.real), data(result.eigenvectors.imag), dense.impl()->data,
               batch_of(x).numel(), x.size(-1));
  return result;
}

}  // namespace

EigResult eig(const Tensor& x) { return eig_named("eig", x, true); }

RealImag eigvals(const Tensor& x) { return eig_named("eigvals", x, false).eigenvalues; }

namespace {

/// The triangular factor, after a check that it can be divided by.
QrResult independent_qr(const Tensor& x) {
  QrResult factors = qr(x);
  const Tensor r = values_of(factors.r);
  kernels::check_independent("lstsq", r.dtype(), r.impl()->data, sizes_of(x));
  return factors;
}

}  // namespace

LstsqResult lstsq(const Tensor& a, const Tensor& b) {
  matrices("lstsq", a);
  const Sides sides = match_sides("lstsq", a, b, true);
  const int64_t m = a.size(-2), n = a.size(-1);
  Tensor x;
  if (m >= n) {
    const auto [q, r] = independent_qr(sides.a);
    x = substitute(r, matmul(mT(q), sides.b), true);
  } else {  // a^T = q r: the shortest solution lies in the span of q
    const auto [q, r] = independent_qr(mT(sides.a));
    x = matmul(q, substitute(mT(r), sides.b, false));
  }
  const Tensor residuals =
      m > n ? sum(square(sides.b - matmul(sides.a, x)), {.dim = -2}) : zeros({0}, {.dtype = a.dtype()});
  return {sides.vector ? squeeze(x, -1) : x, sides.vector && m > n ? squeeze(residuals, -1) : residuals,
          full(batch_of(a), std::min(m, n))};
}

}  // namespace gradus::linalg
