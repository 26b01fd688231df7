#pragma once

#include <cstdint>

#include "gradus/base/dtype.hpp"

/// y = (x - mean) / sqrt(variance + eps) * weight + bias, with the mean and variance of groups of elements;
/// dense float32 or float64 arrays.
namespace gradus::kernels {

/// The array is [blocks, groups, length]; a group is what has one mean: `blocks` runs of `length` elements.
///
/// Element k has weight and bias number k / run % weights: batch norm on [n, c, l] has blocks = n, groups =
/// c, run = l; layer norm on rows of l has blocks = 1, groups = rows, length = weights = l, run = 1; group
/// norm on [n, c, l] has blocks = 1, groups = n * its groups, weights = c, run = l.
struct NormSizes {
  int64_t blocks, groups, length, run, weights;
  int64_t elements() const { return blocks * length; }  ///< of a group
};

/// Where weight and bias are null they are 1 and 0.
struct NormArrays {
  const void* x;
  const void* weight;
  const void* bias;
  double eps;
};

/// Moving averages of the statistics: r = (1 - m) r + m s, with each group's mean and its variance (over n -
/// 1) as s. m is `momentum`, or 1 / *batches when `batches` is not null.
struct RunningStatistics {
  void* mean = nullptr;  ///< null: none are kept
  void* variance = nullptr;
  double momentum = 0;
  const int64_t* batches = nullptr;
};

/// Also writes each group's mean and 1 / sqrt(variance + eps), and moves the running statistics.
void normalize(DType type, void* y, void* mean, void* inverse, const NormArrays& arrays,
               const NormSizes& sizes, const RunningStatistics& running = {});
/// With means and variances from elsewhere; writes 1 / sqrt(variance + eps).
void normalize_fixed(DType type, void* y, void* inverse, const void* mean, const void* variance,
                     const NormArrays& arrays, const NormSizes& sizes);

/// The gradients of x, weight and bias from that of y, g; null for what is not wanted. `fixed`: mean and
/// variance did not come from x.
struct NormGradients {
  void* x;
  void* weight;
  void* bias;
  bool fixed;
};
void normalize_gradient(DType type, const NormGradients& to, const void* g, const void* mean,
                        const void* inverse, const NormArrays& arrays, const NormSizes& sizes);

}  // namespace gradus::kernels
