#include <Eigen/LU>
#include <Eigen/SVD>
#include <cmath>

#include "gradus/kernels/launch.hpp"
#include "gradus/kernels/matmul.hpp"

namespace gradus::kernels {
namespace {

struct SquareBatch {
  void* out;
  const void* x;
  int64_t batch, n;
};

template <class T>
using RowMajor = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <class T>
void determinant_kernel(const SquareBatch& args) {
  for (int64_t b = 0; b < args.batch; ++b) {
    const Eigen::Map<const RowMajor<T>> x(static_cast<const T*>(args.x) + b * args.n * args.n, args.n,
                                          args.n);
    static_cast<T*>(args.out)[b] = args.n == 0 ? T(1) : x.partialPivLu().determinant();
  }
}

// x = U diag(s) V^T gives d det / dx = det(U) det(V) U diag(prod of the other s) V^T, without any division.
template <class T>
void cofactors_kernel(const SquareBatch& args) {
  for (int64_t b = 0; b < args.batch; ++b) {
    const int64_t offset = b * args.n * args.n;
    const Eigen::Map<const RowMajor<T>> x(static_cast<const T*>(args.x) + offset, args.n, args.n);
    Eigen::Map<RowMajor<T>> out(static_cast<T*>(args.out) + offset, args.n, args.n);
    const Eigen::JacobiSVD<RowMajor<T>> svd(x, Eigen::ComputeFullU | Eigen::ComputeFullV);
    Eigen::Matrix<T, Eigen::Dynamic, 1> others(args.n);
    for (int64_t i = 0; i < args.n; ++i) {
      others[i] = T(1);
      for (int64_t j = 0; j < args.n; ++j) others[i] *= j == i ? T(1) : svd.singularValues()[j];
    }
    const T orientation = std::round(svd.matrixU().determinant() * svd.matrixV().determinant());
    out = orientation * (svd.matrixU() * others.asDiagonal() * svd.matrixV().transpose());
  }
}

}  // namespace

void determinant(DType type, void* out, const void* x, int64_t batch, int64_t n) {
  dispatch_float(type, [&]<class T> { launch(&determinant_kernel<T>, SquareBatch{out, x, batch, n}); });
}

void cofactors(DType type, void* out, const void* x, int64_t batch, int64_t n) {
  if (batch * n == 0) return;
  dispatch_float(type, [&]<class T> { launch(&cofactors_kernel<T>, SquareBatch{out, x, batch, n}); });
}

const char* decomposition_library() {
#define GRADUS_TEXT(x) #x
#define GRADUS_VERSION(a, b, c) GRADUS_TEXT(a) "." GRADUS_TEXT(b) "." GRADUS_TEXT(c)
  return "Eigen " GRADUS_VERSION(EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION);
}

}  // namespace gradus::kernels
