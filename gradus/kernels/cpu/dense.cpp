#include "gradus/kernels/cpu/dense.hpp"

#include <string>

#include "gradus/base/error.hpp"
#include "gradus/base/sized.hpp"
#include "gradus/kernels/decompositions.hpp"

namespace gradus::kernels {

template <class T>
using RowMajor = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Dense load(DType type, const void* batch, int64_t index, int64_t rows, int64_t columns) {
  return dispatch_float(type, [&]<class T>() -> Dense {
    const T* first = static_cast<const T*>(batch) + index * rows * columns;
    try {
      return Eigen::Map<const RowMajor<T>>(first, rows, columns).template cast<double>();
    } catch (const std::bad_alloc&) {  // Eigen's own memory
      fail_size("linalg", rows * columns, sizeof(double));
    }
  });
}

void store(DType type, void* batch, int64_t index, const Eigen::Ref<const Dense>& x) {
  dispatch_float(type, [&]<class T> {
    T* first = static_cast<T*>(batch) + index * x.rows() * x.cols();
    Eigen::Map<RowMajor<T>>(first, x.rows(), x.cols()) = x.template cast<T>();
  });
}

void fail_matrix(const char* op, int64_t index, const Dense& x, const char* what) {
  fail(std::string(op) + ": matrix " + std::to_string(index) + " of the batch, " + std::to_string(x.rows()) +
       " x " + std::to_string(x.cols()) + ", " + what);
}

void check_finite(const char* op, int64_t index, const Dense& x) {
  if (!x.allFinite()) fail_matrix(op, index, x, "holds values that are not finite");
}

const char* decomposition_library() {
#define GRADUS_TEXT(x) #x
#define GRADUS_VERSION(a, b, c) GRADUS_TEXT(a) "." GRADUS_TEXT(b) "." GRADUS_TEXT(c)
  return "Eigen " GRADUS_VERSION(EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION);
}

}  // namespace gradus::kernels
