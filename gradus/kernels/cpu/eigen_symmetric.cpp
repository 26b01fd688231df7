#include <Eigen/Eigenvalues>

#include "gradus/kernels/cpu/dense.hpp"
#include "gradus/kernels/decompositions.hpp"
#include "gradus/kernels/launch.hpp"

namespace gradus::kernels {
namespace {

struct EighArgs {
  const char* op;
  DType type;
  void* values;
  void* vectors;
  const void* x;
  int64_t batch, n;
  bool upper;
};

void eigh_kernel(const EighArgs& args) {
  for (int64_t b = 0; b < args.batch; ++b) {
    Dense x = load(args.type, args.x, b, args.n, args.n);
    if (args.upper) x.transposeInPlace();  // the solver reads the lower triangle
    // Outside of it anything may stand, also what is not finite.
    for (int64_t j = 1; j < args.n; ++j) x.col(j).head(j).setZero();
    check_finite(args.op, b, x);
    const Eigen::SelfAdjointEigenSolver<Dense> solver(x);
    if (solver.info() != Eigen::Success) fail_matrix(args.op, b, x, "has eigenvalues that do not converge");
    store(args.type, args.values, b, solver.eigenvalues());
    if (args.vectors) store(args.type, args.vectors, b, solver.eigenvectors());
  }
}

}  // namespace

void eigh(const char* op, DType type, void* values, void* vectors, const void* x, int64_t batch, int64_t n,
          bool upper) {
  if (n == 0) return;
  launch(&eigh_kernel, EighArgs{op, type, values, vectors, x, batch, n, upper});
}

}  // namespace gradus::kernels
