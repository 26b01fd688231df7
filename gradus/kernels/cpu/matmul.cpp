#include "gradus/kernels/matmul.hpp"

#include <dnnl.h>

#include <Eigen/Core>
#include <algorithm>

#include "gradus/base/error.hpp"
#include "gradus/kernels/cpu/functions.hpp"
#include "gradus/kernels/cpu/one_thread.hpp"
#include "gradus/kernels/launch.hpp"

namespace gradus::kernels {
namespace {

// Up to this many multiplications our own loop is faster than the start of a library's.
constexpr int64_t tiny_product = 64;
constexpr int64_t small_product = 16384;
constexpr int64_t pack_limit = 4096;  // elements of y packed on the stack

struct Product {
  void* out;
  Matrix x, y;
  ProductSizes sizes;
  const void* bias;
};

template <class T>
void add_bias(T* out, const T* bias, int64_t m, int64_t n) {
  for (int64_t i = 0; bias && i < m; ++i) {
    for (int64_t j = 0; j < n; ++j) out[i * n + j] = cpu::plus(out[i * n + j], bias[j]);
  }
}

/// Runs f(out, x, y) for each matrix of the batch.
template <class T, class F>
void for_each_product(const Product& args, F f) {
  const auto& s = args.sizes;
  for (int64_t b = 0; b < s.batch; ++b) {
    T* out = static_cast<T*>(args.out) + b * s.m * s.n;
    f(out, static_cast<const T*>(args.x.data) + b * s.x_batch_stride,
      static_cast<const T*>(args.y.data) + b * s.y_batch_stride);
    add_bias(out, static_cast<const T*>(args.bias), s.m, s.n);
  }
}

/// One dot product after the other, any strides.
template <class T>
void tiny_loop(const Product& args) {
  const auto [rx, cx] = std::pair(args.x.row_stride, args.x.column_stride);
  const auto [ry, cy] = std::pair(args.y.row_stride, args.y.column_stride);
  for_each_product<T>(args, [&, rx = rx, cx = cx, ry = ry, cy = cy](T* out, const T* x, const T* y) {
    for (int64_t i = 0; i < args.sizes.m; ++i) {
      for (int64_t j = 0; j < args.sizes.n; ++j) {
        T sum = T(0);
        for (int64_t k = 0; k < args.sizes.k; ++k) {
          sum = cpu::plus(sum, cpu::times(x[i * rx + k * cx], y[k * ry + j * cy]));
        }
        out[i * args.sizes.n + j] = sum;
      }
    }
  });
}

/// Row by row of y, the columns in vector registers; y is packed first when its rows have gaps.
template <class T>
void row_loop(const Product& args) {
  const auto& s = args.sizes;
  for_each_product<T>(args, [&](T* out, const T* x, const T* y) {
    T packed[pack_limit];
    int64_t row = args.y.row_stride;
    if (args.y.column_stride != 1 && s.k * s.n <= pack_limit) {
      for (int64_t k = 0; k < s.k; ++k) {
        for (int64_t j = 0; j < s.n; ++j)
          packed[k * s.n + j] = y[k * args.y.row_stride + j * args.y.column_stride];
      }
      y = packed;
      row = s.n;
    }
    std::fill_n(out, s.m * s.n, T(0));
    for (int64_t i = 0; i < s.m; ++i) {
      T* __restrict sums = out + i * s.n;
      for (int64_t k = 0; k < s.k; ++k) {
        const T factor = x[i * args.x.row_stride + k * args.x.column_stride];
        const T* values = y + k * row;
        for (int64_t j = 0; j < s.n; ++j) sums[j] = cpu::plus(sums[j], cpu::times(factor, values[j]));
      }
    }
  });
}

void onednn_product(const Product& args) {
  const auto& s = args.sizes;
  const cpu::OneOpenMPThread guard;
  const bool x_rows = args.x.column_stride == 1, y_rows = args.y.column_stride == 1;
  for_each_product<float>(args, [&](float* out, const float* x, const float* y) {
    const auto status =
        dnnl_sgemm(x_rows ? 'N' : 'T', y_rows ? 'N' : 'T', s.m, s.n, s.k, 1.0F, x,
                   std::max<int64_t>(x_rows ? args.x.row_stride : args.x.column_stride, 1), y,
                   std::max<int64_t>(y_rows ? args.y.row_stride : args.y.column_stride, 1), 0.0F, out, s.n);
    if (status != dnnl_success) fail("matmul: oneDNN could not compute this product");
  });
}

template <int order>
auto eigen_map(const double* data, int64_t rows, int64_t columns, int64_t stride) {
  using M = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, order>;
  return Eigen::Map<const M, 0, Eigen::OuterStride<>>(data, rows, columns, Eigen::OuterStride<>(stride));
}

void eigen_product(const Product& args) {
  const auto& s = args.sizes;
  for_each_product<double>(args, [&](double* out, const double* x, const double* y) {
    Eigen::Map<Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>> result(out, s.m, s.n);
    const auto multiply = [&](const auto& left) {
      if (args.y.column_stride == 1) {
        result.noalias() = left * eigen_map<Eigen::RowMajor>(y, s.k, s.n, args.y.row_stride);
      } else {
        result.noalias() = left * eigen_map<Eigen::ColMajor>(y, s.k, s.n, args.y.column_stride);
      }
    };
    if (args.x.column_stride == 1) {
      multiply(eigen_map<Eigen::RowMajor>(x, s.m, s.k, args.x.row_stride));
    } else {
      multiply(eigen_map<Eigen::ColMajor>(x, s.m, s.k, args.x.column_stride));
    }
  });
}

bool uses_library(DType type, const ProductSizes& s) {
  return is_floating_point(type) && s.m * s.n * s.k > small_product;
}

}  // namespace

bool readable(DType type, Matrix matrix, int64_t rows, int64_t columns, const ProductSizes& sizes) {
  if (!uses_library(type, sizes)) return true;
  // BLAS wants a leading dimension that is not smaller than the row it leads.
  return (matrix.column_stride == 1 && matrix.row_stride >= columns) ||
         (matrix.row_stride == 1 && matrix.column_stride >= rows);
}

void matmul(DType type, void* out, Matrix x, Matrix y, const ProductSizes& s, const void* bias) {
  if (s.batch * s.m * s.n == 0) return;
  const Product product{out, x, y, s, bias};
  if (uses_library(type, s))
    return launch(type == DType::float32 ? &onednn_product : &eigen_product, product);
  const bool tiny = s.m * s.n * s.k <= tiny_product || s.n < 4;
  dispatch(type, [&]<class T> {
    if constexpr (!std::is_same_v<T, bool>) launch(tiny ? &tiny_loop<T> : &row_loop<T>, product);
  });
}

const char* matmul_library() {
  static char text[64];
  const dnnl_version_t* version = dnnl_version();
  std::snprintf(text, sizeof text, "oneDNN %d.%d.%d", version->major, version->minor, version->patch);
  return text;
}

}  // namespace gradus::kernels
