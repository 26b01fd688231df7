// Cholesky's factor and substitution. Both work along rows, which lie together in memory.
#include <cmath>
#include <vector>

#include "gradus/base/error.hpp"
#include "gradus/kernels/cpu/dense.hpp"
#include "gradus/kernels/decompositions.hpp"
#include "gradus/kernels/launch.hpp"

namespace gradus::kernels {
namespace {

struct CholeskyArgs {
  const char* op;
  DType type;
  void* out;
  const void* x;
  int64_t batch, n;
};

/// Row i of L from the rows above: L_ij = (x_ij - sum_k<j L_ik L_jk) / L_jj.
void cholesky_kernel(const CholeskyArgs& args) {
  for (int64_t b = 0; b < args.batch; ++b) {
    const Dense x = load(args.type, args.x, b, args.n, args.n);
    Dense upper = Dense::Zero(args.n, args.n);  // L^T: its columns are the rows of L
    for (int64_t i = 0; i < args.n; ++i) {
      for (int64_t j = 0; j <= i; ++j) {
        const double rest = x(i, j) - upper.col(i).head(j).dot(upper.col(j).head(j));
        if (i != j) {
          upper(j, i) = rest / upper(j, j);
        } else if (rest > 0 && std::isfinite(rest)) {
          upper(i, i) = std::sqrt(rest);
        } else {
          fail_matrix(args.op, b, x,
                      ("is not positive definite: its leading " + std::to_string(i + 1) + " x " +
                       std::to_string(i + 1) + " block is not")
                          .c_str());
        }
      }
    }
    store(args.type, args.out, b, upper.transpose());
  }
}

struct SubstitutionArgs {
  DType type;
  void* out;
  const void* a;
  const void* b;
  int64_t batch, n, k;
  Triangle triangle;
};

void substitution_kernel(const SubstitutionArgs& args) {
  for (int64_t b = 0; b < args.batch; ++b) {
    const Dense a = load(args.type, args.a, b, args.n, args.n);
    Dense x = load(args.type, args.b, b, args.n, args.k);
    for (int64_t step = 0; step < args.n; ++step) {
      const int64_t i = args.triangle.upper ? args.n - 1 - step : step;
      if (!args.triangle.unit) x.row(i) /= a(i, i);
      for (int64_t c = 0; c < args.k; ++c) {  // what is known now leaves the equations still to come
        if (args.triangle.upper) {
          x.col(c).head(i) -= x(i, c) * a.col(i).head(i);
        } else {
          x.col(c).tail(args.n - 1 - i) -= x(i, c) * a.col(i).tail(args.n - 1 - i);
        }
      }
    }
    store(args.type, args.out, b, x);
  }
}

}  // namespace

void cholesky(const char* op, DType type, void* out, const void* x, int64_t batch, int64_t n) {
  launch(&cholesky_kernel, CholeskyArgs{op, type, out, x, batch, n});
}

void triangular_solve(DType type, void* out, const void* a, const void* b, int64_t batch, int64_t n,
                      int64_t k, Triangle triangle) {
  launch(&substitution_kernel, SubstitutionArgs{type, out, a, b, batch, n, k, triangle});
}

}  // namespace gradus::kernels
