#pragma once

#include "gradus/core/ops/spatial.hpp"
#include "gradus/core/tensor/tensor.hpp"

/// Pooling of signals [n, c, l] and pictures [n, c, h, w], each plane for itself, with gradients of any
/// order. Inputs are float32 or float64 and may lack the first dimension.
namespace gradus {

struct MaxPoolOptions {
  Spatial stride{};  ///< the kernel's size unless given
  Spatial padding = 0;
  Spatial dilation = 1;
  bool ceil_mode = false;  ///< a last window that hangs over the end counts
};

/// The largest element of each window (NaN wins); the gradient goes to the first of equal ones. The result
/// has (l + 2 padding - dilation (kernel - 1) - 1) / stride + 1 elements along a dimension.
Tensor max_pool1d(const Tensor& x, const Spatial& kernel, const MaxPoolOptions& options = {});
Tensor max_pool2d(const Tensor& x, const Spatial& kernel, const MaxPoolOptions& options = {});

struct AvgPoolOptions {
  Spatial stride{};  ///< the kernel's size unless given
  Spatial padding = 0;
  bool ceil_mode = false;         ///< a last window that hangs over the end counts
  bool count_include_pad = true;  ///< zeros of the padding count as elements
  int64_t divisor_override = 0;   ///< what sums are divided by, unless 0
};

/// The mean of each window.
Tensor avg_pool1d(const Tensor& x, const Spatial& kernel, const AvgPoolOptions& options = {});
Tensor avg_pool2d(const Tensor& x, const Spatial& kernel, const AvgPoolOptions& options = {});

/// The mean of `output` windows that share the size out evenly: window i goes from floor(i l / output) to
/// ceil((i + 1) l / output). An output of -1 keeps the size.
Tensor adaptive_avg_pool1d(const Tensor& x, const Spatial& output);
Tensor adaptive_avg_pool2d(const Tensor& x, const Spatial& output);
/// The largest element of the same windows.
Tensor adaptive_max_pool1d(const Tensor& x, const Spatial& output);
Tensor adaptive_max_pool2d(const Tensor& x, const Spatial& output);

}  // namespace gradus
