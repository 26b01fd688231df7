#pragma once

#include <cstdint>

#include "gradus/base/dtype.hpp"

/// Pooling: each output element from a window of its plane; dense float32 or float64 arrays.
namespace gradus::kernels {

/// How windows lie along one dimension.
struct PoolAxis {
  int64_t size, out_size;
  int64_t kernel = 1, stride = 1, pad = 0, dilation = 1;
  bool adaptive =
      false;  ///< the windows share the size out evenly instead; kernel and the others play no part
};

/// Index 0 is the height, 1 the width. A plane has less than 2^31 elements.
struct PoolSizes {
  int64_t planes;
  PoolAxis axis[2];
};

/// The largest element of each window (NaN wins) and, unless null, where in its plane it lies. A window that
/// lies in the padding altogether gives -infinity and -1.
void max_pool(DType type, void* out, int64_t* index, const void* x, const PoolSizes& sizes);
/// out[plane, index] += g, from zero: the gradient of max_pool.
void max_unpool(DType type, void* out, const void* g, const int64_t* index, const PoolSizes& sizes);
/// out = x[plane, index]: the gradient of max_unpool.
void max_gather(DType type, void* out, const void* x, const int64_t* index, const PoolSizes& sizes);

/// What the sum over a window is divided by: `fixed` unless 0; else the window's elements, with or without
/// those in the padding.
struct PoolDivisor {
  bool count_padding;
  int64_t fixed;
};
/// The mean of each window.
void average_pool(DType type, void* out, const void* x, const PoolSizes& sizes, const PoolDivisor& divisor);
/// Its gradient: each element of g spread over its window.
void average_pool_gradient(DType type, void* out, const void* g, const PoolSizes& sizes,
                           const PoolDivisor& divisor);

}  // namespace gradus::kernels
