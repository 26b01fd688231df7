#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "gradus/kernels/cpu/dense.hpp"
#include "gradus/kernels/decompositions.hpp"
#include "gradus/kernels/launch.hpp"

namespace gradus::kernels {
namespace {

struct QrArgs {
  const char* op;
  DType type;
  void* q;
  void* r;
  const void* x;
  MatrixSizes sizes;
  int64_t k;
};

void qr_kernel(const QrArgs& args) {
  const auto [batch, m, n] = args.sizes;
  for (int64_t b = 0; b < batch; ++b) {
    Dense q = Dense::Identity(m, args.k), r = Dense::Zero(args.k, n);
    if (m > 0 && n > 0) {
      const Eigen::HouseholderQR<Dense> factors(load(args.type, args.x, b, m, n));
      for (int64_t j = 0; j < n; ++j) {
        const int64_t height = std::min(j + 1, args.k);
        r.col(j).head(height) = factors.matrixQR().col(j).head(height);
      }
      if (args.q) q.applyOnTheLeft(factors.householderQ());
    }
    if (args.q) store(args.type, args.q, b, q);
    store(args.type, args.r, b, r);
  }
}

void independence_kernel(const QrArgs& args) {
  const auto [batch, m, n] = args.sizes;
  const double epsilon = args.type == DType::float32 ? double{std::numeric_limits<float>::epsilon()}
                                                     : std::numeric_limits<double>::epsilon();
  const double smallest = epsilon * static_cast<double>(std::max(m, n));
  for (int64_t b = 0; b < batch; ++b) {
    const Dense r = load(args.type, args.x, b, args.k, n);
    for (int64_t j = 0; j < n; ++j) {
      if (std::isnan(r(j, j)) || std::fabs(r(j, j)) > smallest * r.col(j).norm()) continue;
      fail_matrix(args.op, b, r,
                  ("(its triangular factor) is singular: column " + std::to_string(j) +
                   " depends on those before it; pinv() gives the solution of least length")
                      .c_str());
    }
  }
}

}  // namespace

void qr(DType type, void* q, void* r, const void* x, const MatrixSizes& sizes, bool complete) {
  const int64_t k = complete ? sizes.m : std::min(sizes.m, sizes.n);
  launch(&qr_kernel, QrArgs{nullptr, type, q, r, x, sizes, k});
}

void check_independent(const char* op, DType type, const void* r, const MatrixSizes& sizes) {
  launch(&independence_kernel, QrArgs{op, type, nullptr, nullptr, r, sizes, sizes.n});
}

}  // namespace gradus::kernels
