#include "gradus/kernels/matmul.hpp"

#include <dnnl.h>

#include <Eigen/Core>
#include <algorithm>

#include "gradus/base/error.hpp"
#include "gradus/kernels/cpu/one_thread.hpp"
#include "gradus/kernels/cpu/product.hpp"
#include "gradus/kernels/cpu/product_plans.hpp"
#include "gradus/kernels/launch.hpp"

namespace gradus::kernels {
namespace {

using cpu::for_each_matrix;
using cpu::for_each_tile;
using cpu::Leading;
using cpu::library_tile;
using cpu::Product;

// Up to this many multiplications our own loop is faster than the start of a library's.
constexpr int64_t tiny_product = 64;
constexpr int64_t small_product = 16384;
constexpr int64_t pack_limit = 4096;  // elements of y packed on the stack

// From here on, and unless the result is thin, oneDNN's BLAS interface is faster than its primitives. They
// have the same bits up to some hundred terms of a sum.
constexpr int64_t large_product = int64_t{1} << 25;

/// One dot product after the other, any strides.
template <class T>
void tiny_loop(const Product& args) {
  const auto [rx, cx] = std::pair(args.x.row_stride, args.x.column_stride);
  const auto [ry, cy] = std::pair(args.y.row_stride, args.y.column_stride);
  const auto multiply = [&, rx = rx, cx = cx, ry = ry, cy = cy](T* out, const T* x, const T* y, int64_t m,
                                                                int64_t n) {
    for (int64_t i = 0; i < m; ++i) {
      for (int64_t j = 0; j < n; ++j) {
        T sum = T(0);
        for (int64_t k = 0; k < args.sizes.k; ++k) {
          sum = cpu::plus(sum, cpu::times(x[i * rx + k * cx], y[k * ry + j * cy]));
        }
        out[i * n + j] = sum;
      }
    }
  };
  for_each_matrix<T>(args, multiply);
}

/// For results of one to three columns: eight rows side by side, each sum in the order of tiny_loop().
template <class T, int64_t n>
void narrow_loop(const Product& args) {
  constexpr int64_t block = 8;
  const auto [rx, cx] = std::pair(args.x.row_stride, args.x.column_stride);
  const auto [ry, cy] = std::pair(args.y.row_stride, args.y.column_stride);
  const int64_t terms = args.sizes.k;
  const auto multiply = [=, rx = rx, cx = cx, ry = ry, cy = cy](T* out, const T* x, const T* y, int64_t m,
                                                                int64_t) {
    const auto add_rows = [&](int64_t i, auto count) {
      T sums[n][block] = {};
      for (int64_t k = 0; k < terms; ++k) {
        T factors[block];
        for (int64_t r = 0; r < count; ++r) factors[r] = x[(i + r) * rx + k * cx];
        for (int64_t j = 0; j < n; ++j) {
          const T value = y[k * ry + j * cy];
          for (int64_t r = 0; r < count; ++r)
            sums[j][r] = cpu::plus(sums[j][r], cpu::times(factors[r], value));
        }
      }
      for (int64_t r = 0; r < count; ++r) {
        for (int64_t j = 0; j < n; ++j) out[(i + r) * n + j] = sums[j][r];
      }
    };
    int64_t i = 0;
    for (; i + block <= m; i += block) add_rows(i, std::integral_constant<int64_t, block>());
    if (i < m) add_rows(i, m - i);
  };
  for_each_matrix<T>(args, multiply);
}

/// Row by row of y, the columns in vector registers; y is packed first when its rows have gaps.
template <class T>
void row_loop(const Product& args) {
  const auto& s = args.sizes;
  for_each_matrix<T>(args, [&](T* out, const T* x, const T* y, int64_t, int64_t) {
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
  const Leading lx(args.x, s.k), ly(args.y, s.n);
  if (s.m * s.n * s.k < large_product || s.m < 64 || s.n < 128) {
    return for_each_tile<float, float>(
        args, library_tile(s), [&](float* out, const float* x, const float* y, int64_t m, int64_t n) {
          cpu::run_product(cpu::product_form(s, lx, ly, m, n, false), out, x, y);
        });
  }
  for_each_tile<float, float>(
      args, library_tile(s), [&](float* out, const float* x, const float* y, int64_t m, int64_t n) {
        const cpu::OneOpenMPThread guard;
        const auto status = dnnl_sgemm(lx.transposed ? 'T' : 'N', ly.transposed ? 'T' : 'N', m, n, s.k, 1.0F,
                                       x, lx.distance, y, ly.distance, 0.0F, out, s.n);
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
  using Result = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Leading lx(args.x, s.k), ly(args.y, s.n);
  for_each_tile<double, double>(
      args, library_tile(s), [&](double* out, const double* x, const double* y, int64_t m, int64_t n) {
        Eigen::Map<Result, 0, Eigen::OuterStride<>> result(out, m, n, Eigen::OuterStride<>(s.n));
        const auto multiply = [&](const auto& left) {
          if (ly.transposed) {
            result.noalias() = left * eigen_map<Eigen::ColMajor>(y, s.k, n, ly.distance);
          } else {
            result.noalias() = left * eigen_map<Eigen::RowMajor>(y, s.k, n, ly.distance);
          }
        };
        if (lx.transposed) {
          multiply(eigen_map<Eigen::ColMajor>(x, m, s.k, lx.distance));
        } else {
          multiply(eigen_map<Eigen::RowMajor>(x, m, s.k, lx.distance));
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

cpu::ProductKernel cpu::product_kernel(DType type, const ProductSizes& s) {
  if (uses_library(type, s)) return type == DType::float32 ? &onednn_product : &eigen_product;
  const bool tiny = s.m * s.n * s.k <= tiny_product;
  return dispatch(type, [&]<class T>() -> ProductKernel {
    if constexpr (std::is_same_v<T, bool>) {
      fail("matmul: bool matrices do not multiply");
    } else {
      if (tiny) return &tiny_loop<T>;
      if (s.n >= 4) return &row_loop<T>;
      return s.n == 1 ? &narrow_loop<T, 1> : s.n == 2 ? &narrow_loop<T, 2> : &narrow_loop<T, 3>;
    }
  });
}

void matmul(DType type, void* out, Matrix x, Matrix y, const ProductSizes& s, const void* bias) {
  if (s.batch * s.m * s.n == 0) return;
  launch(cpu::product_kernel(type, s), Product{out, x, y, s, bias});
}

const char* matmul_library() {
  static char text[64];
  const dnnl_version_t* version = dnnl_version();
  std::snprintf(text, sizeof text, "oneDNN %d.%d.%d", version->major, version->minor, version->patch);
  return text;
}

}  // namespace gradus::kernels
