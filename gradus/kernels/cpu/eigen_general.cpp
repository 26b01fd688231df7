#include <Eigen/Eigenvalues>

#include "gradus/kernels/cpu/dense.hpp"
#include "gradus/kernels/decompositions.hpp"
#include "gradus/kernels/launch.hpp"

namespace gradus::kernels {
namespace {

struct EigArgs {
  const char* op;
  DType type;
  void* real_values;
  void* imaginary_values;
  void* real_vectors;
  void* imaginary_vectors;
  const void* x;
  int64_t batch, n;
};

/// Eigenvectors as the solver packs them: a real one is a column, a complex pair two: real and imaginary
/// part.
void unpack_vectors(const EigArgs& args, int64_t b, const Eigen::EigenSolver<Dense>& solver) {
  const Dense& packed = solver.pseudoEigenvectors();
  Dense real = Dense::Zero(args.n, args.n), imaginary = real;
  for (int64_t j = 0; j < args.n; ++j) {
    if (solver.eigenvalues()[j].imag() == 0) {
      real.col(j) = packed.col(j) / packed.col(j).norm();
      continue;
    }
    const double length = std::hypot(packed.col(j).norm(), packed.col(j + 1).norm());
    real.col(j) = real.col(j + 1) = packed.col(j) / length;
    imaginary.col(j) = packed.col(j + 1) / length;
    imaginary.col(j + 1) = -imaginary.col(j);
    ++j;
  }
  store(args.type, args.real_vectors, b, real);
  store(args.type, args.imaginary_vectors, b, imaginary);
}

void eig_kernel(const EigArgs& args) {
  for (int64_t b = 0; b < args.batch; ++b) {
    const Dense x = load(args.type, args.x, b, args.n, args.n);
    check_finite(args.op, b, x);
    const Eigen::EigenSolver<Dense> solver(x, args.real_vectors != nullptr);
    if (solver.info() != Eigen::Success) fail_matrix(args.op, b, x, "has eigenvalues that do not converge");
    store(args.type, args.real_values, b, solver.eigenvalues().real());
    store(args.type, args.imaginary_values, b, solver.eigenvalues().imag());
    if (args.real_vectors) unpack_vectors(args, b, solver);
  }
}

}  // namespace

void eig(const char* op, DType type, void* real_values, void* imaginary_values, void* real_vectors,
         void* imaginary_vectors, const void* x, int64_t batch, int64_t n) {
  if (n == 0) return;
  launch(&eig_kernel,
         EigArgs{op, type, real_values, imaginary_values, real_vectors, imaginary_vectors, x, batch, n});
}

}  // namespace gradus::kernels
