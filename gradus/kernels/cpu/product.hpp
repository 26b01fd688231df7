#pragma once

#include <algorithm>
#include <cstdint>

#include "gradus/base/threads.hpp"
#include "gradus/kernels/cpu/functions.hpp"
#include "gradus/kernels/cpu/product_plans.hpp"
#include "gradus/kernels/matmul.hpp"

/// What the kernels of matrix products share.
namespace gradus::kernels::cpu {

struct Product {
  void* out;
  Matrix x, y;
  ProductSizes sizes;
  const void* bias;
};

/// The kernel for products of float32, float64 or integers of these sizes.
using ProductKernel = void (*)(const Product&);
ProductKernel product_kernel(DType type, const ProductSizes& sizes);

/// A part of the result that one thread computes in one go.
struct Tile {
  int64_t rows, columns;
};

/// Multiplications that are worth a second thread.
inline constexpr int64_t threaded_work = 1 << 20;

/// The tiles of a library's product. Their size follows from the sizes alone, since the last bits of what a
/// library computes depend on it; large ones because every tile packs its rows and columns anew.
inline Tile library_tile(const ProductSizes& s) {
  const int64_t work = s.m * s.n * s.k;
  if (work < int64_t{1} << 25) return {s.m, s.n};
  if (work < int64_t{1} << 29) return {256, 256};
  if (work < int64_t{1} << 32) return {512, 1024};
  return {1024, 1024};
}

template <class T>
void add_bias(T* out, int64_t leading, const T* bias, int64_t rows, int64_t columns) {
  for (int64_t i = 0; i < rows; ++i) {
    for (int64_t j = 0; j < columns; ++j) out[i * leading + j] = plus(out[i * leading + j], bias[j]);
  }
}

/// Runs f(out, x, y, rows, columns) for each matrix of the batch, and adds the bias.
template <class T, class F>
void for_each_matrix(const Product& args, F f) {
  const auto& s = args.sizes;
  const auto multiply = [&](int64_t b) {
    T* out = static_cast<T*>(args.out) + b * s.m * s.n;
    f(out, static_cast<const T*>(args.x.data) + b * s.x_batch_stride,
      static_cast<const T*>(args.y.data) + b * s.y_batch_stride, s.m, s.n);
    if (args.bias) add_bias(out, s.n, static_cast<const T*>(args.bias), s.m, s.n);
  };
  if (s.batch == 1) return multiply(0);
  const int64_t work = std::max<int64_t>(s.m * s.n * s.k, 1);
  parallel_for(s.batch, std::max<int64_t>(threaded_work / 4 / work, 1), [&](int64_t begin, int64_t end) {
    for (int64_t b = begin; b < end; ++b) multiply(b);
  });
}

/// Runs f(out, x, y, rows, columns) for each tile of each matrix of the batch, and adds the bias.
template <class In, class Out, class F>
void for_each_tile(const Product& args, Tile tile, F f) {
  const auto& s = args.sizes;
  const int64_t across = (s.n - 1) / tile.columns + 1, tiles = ((s.m - 1) / tile.rows + 1) * across;
  const int64_t work = std::min(tile.rows, s.m) * std::min(tile.columns, s.n) * std::max<int64_t>(s.k, 1);
  const auto* bias = static_cast<const Out*>(args.bias);
  parallel_for(s.batch * tiles, std::max<int64_t>(threaded_work / work, 1), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t b = i / tiles, row = i % tiles / across * tile.rows, column = i % across * tile.columns;
      const int64_t rows = std::min(tile.rows, s.m - row), columns = std::min(tile.columns, s.n - column);
      Out* out = static_cast<Out*>(args.out) + (b * s.m + row) * s.n + column;
      f(out, static_cast<const In*>(args.x.data) + b * s.x_batch_stride + row * args.x.row_stride,
        static_cast<const In*>(args.y.data) + b * s.y_batch_stride + column * args.y.column_stride, rows,
        columns);
      if (bias) add_bias(out, s.n, bias + column, rows, columns);
    }
  });
}

/// How BLAS and oneDNN name a matrix whose rows, or whose columns when transposed, have no gaps inside.
struct Leading {
  int64_t distance;
  bool transposed;

  Leading(const Matrix& matrix, int64_t columns)
      : distance(matrix.row_stride), transposed(matrix.column_stride != 1 || matrix.row_stride < columns) {
    if (transposed) distance = matrix.column_stride;
  }
};

/// What oneDNN's primitive for a tile of a product is made for.
inline ProductForm product_form(const ProductSizes& s, const Leading& x, const Leading& y, int64_t rows,
                                int64_t columns, bool bfloat16) {
  return {.m = rows,
          .n = columns,
          .k = s.k,
          .x_leading = x.distance,
          .y_leading = y.distance,
          .out_leading = s.n,
          .x_transposed = x.transposed,
          .y_transposed = y.transposed,
          .bfloat16 = bfloat16};
}

}  // namespace gradus::kernels::cpu
