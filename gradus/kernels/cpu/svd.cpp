// Singular values by Jacobi rotations: slower than bidiagonalisation for large matrices, and the most exact.
#include <Eigen/QR>
#include <Eigen/SVD>
#include <algorithm>
#include <cmath>

#include "gradus/kernels/cpu/dense.hpp"
#include "gradus/kernels/decompositions.hpp"
#include "gradus/kernels/launch.hpp"

namespace gradus::kernels {
namespace {

struct SvdArgs {
  const char* op;
  DType type;
  void* u;
  void* s;
  void* vt;
  const void* x;
  MatrixSizes sizes;
  bool full;
};

struct Factors {
  Dense u, v;
  Column s;
};

/// Of a square matrix.
Factors square_svd(const char* op, int64_t index, const Dense& x) {
  const Eigen::JacobiSVD<Dense, Eigen::NoQRPreconditioner> svd(x, Eigen::ComputeFullU | Eigen::ComputeFullV);
  if (svd.info() != Eigen::Success) fail_matrix(op, index, x, "has singular values that do not converge");
  return {svd.matrixU(), svd.matrixV(), svd.singularValues()};
}

/// Of a matrix with at least as many rows as columns: x = Q R and R = U S V^T give Q U S V^T.
Factors tall_svd(const char* op, int64_t index, const Dense& x, bool full) {
  const int64_t m = x.rows(), n = x.cols();
  if (n == 0) return {Dense::Identity(m, full ? m : 0), Dense(0, 0), Column(0)};
  const Eigen::HouseholderQR<Dense> qr(x);
  Dense r = Dense::Zero(n, n);
  for (int64_t j = 0; j < n; ++j) r.col(j).head(j + 1) = qr.matrixQR().col(j).head(j + 1);
  Factors factors = square_svd(op, index, r);
  Dense u = Dense::Identity(m, full ? m : n);
  u.topLeftCorner(n, n) = factors.u;
  u.applyOnTheLeft(qr.householderQ());
  factors.u = std::move(u);
  return factors;
}

Factors any_svd(const char* op, int64_t index, const Dense& x, bool full) {
  check_finite(op, index, x);
  if (x.rows() >= x.cols()) return tall_svd(op, index, x, full);
  Factors factors = tall_svd(op, index, x.transpose(), full);
  std::swap(factors.u, factors.v);
  return factors;
}

void svd_kernel(const SvdArgs& args) {
  const auto [batch, m, n] = args.sizes;
  for (int64_t b = 0; b < batch; ++b) {
    const Factors factors = any_svd(args.op, b, load(args.type, args.x, b, m, n), args.full);
    store(args.type, args.s, b, factors.s);
    if (args.u) store(args.type, args.u, b, factors.u);
    if (args.vt) store(args.type, args.vt, b, factors.v.transpose());
  }
}

// x = U diag(s) V^T gives d det / dx = det(U) det(V) U diag(prod of the other s) V^T, without any division.
void cofactors_kernel(const SvdArgs& args) {
  const int64_t n = args.sizes.n;
  for (int64_t b = 0; b < args.sizes.batch; ++b) {
    const Factors factors = any_svd(args.op, b, load(args.type, args.x, b, n, n), true);
    Column others = Column::Ones(n);
    for (int64_t i = 0; i < n; ++i) {
      for (int64_t j = 0; j < n; ++j) others[i] *= j == i ? 1.0 : factors.s[j];
    }
    // Of an orthogonal matrix: 1 or -1, by the signs of the triangular factor's reflections.
    const auto orientation = [](const Dense& q) {
      const Eigen::HouseholderQR<Dense> qr(q);
      double sign = 1;
      for (int64_t i = 0; i < q.rows(); ++i) {
        if (qr.hCoeffs()[i] != 0) sign = -sign;  // a reflection
        if (qr.matrixQR()(i, i) < 0) sign = -sign;
      }
      return sign;
    };
    const double sign = orientation(factors.u) * orientation(factors.v);
    const Dense scaled = factors.u * others.asDiagonal();
    store(args.type, args.u, b, sign * (scaled * factors.v.transpose()));
  }
}

}  // namespace

void svd(const char* op, DType type, void* u, void* s, void* vt, const void* x, const MatrixSizes& sizes,
         bool full) {
  launch(&svd_kernel, SvdArgs{op, type, u, s, vt, x, sizes, full});
}

void cofactors(const char* op, DType type, void* out, const void* x, int64_t batch, int64_t n) {
  if (n == 0) return;
  launch(&cofactors_kernel, SvdArgs{op, type, out, nullptr, nullptr, x, {batch, n, n}, true});
}

}  // namespace gradus::kernels
