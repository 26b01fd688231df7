#pragma once

#include <cstdint>

#include "gradus/base/dtype.hpp"

/// Products of matrices. One entry for all sizes and types: what computes them is chosen here alone.
namespace gradus::kernels {

/// A matrix in memory; strides in elements. One of the two strides is 1, or the matrix is tiny.
struct Matrix {
  const void* data;
  int64_t row_stride, column_stride;
};

/// Sizes of out[b] = x[b] y[b]: batch x (m, k) x (k, n); a batch stride of 0 repeats a matrix.
struct ProductSizes {
  int64_t batch, m, n, k;
  int64_t x_batch_stride, y_batch_stride;
};

/// out = x y, with out dense [batch, m, n]. Each element is a sum over k in an order that the sizes alone
/// decide. `bias`, when given, has n elements and is added to each row. Not for bool.
void matmul(DType type, void* out, Matrix x, Matrix y, const ProductSizes& sizes, const void* bias = nullptr);

/// Whether matmul() reads this matrix as it lies; otherwise the caller passes a dense copy.
bool readable(DType type, Matrix matrix, int64_t rows, int64_t columns, const ProductSizes& sizes);

/// A layer's y = x w^T + b on dense arrays: x [n, in], w [out, in], b [out] or null, y [n, out].
struct LinearSizes {
  int64_t n, in, out;
};
/// Whether a layer is so small that the start of anything but a plain loop costs more than the work.
inline bool is_tiny(const LinearSizes& s) {
  return s.n <= 64 && s.in <= 64 && s.out <= 64 && s.n * s.in * s.out <= 64;
}
/// Whether one kernel for everything beats products one by one: tiny, or with few inputs or outputs.
inline bool is_small(const LinearSizes& sizes) {
  const int64_t least = sizes.in < sizes.out ? sizes.in : sizes.out;
  return is_tiny(sizes) || (least > 0 && least <= 4);
}
/// For small layers; float32 and float64.
void small_linear(DType type, void* y, const void* x, const void* w, const void* b, const LinearSizes& sizes);
/// Gradients of x, w and b from that of y, g; null for what is not wanted.
void small_linear_gradient(DType type, void* gx, void* gw, void* gb, const void* g, const void* x,
                           const void* w, const LinearSizes& sizes);

/// Name and version of the library behind these functions, for `gradus info`.
const char* matmul_library();

}  // namespace gradus::kernels
