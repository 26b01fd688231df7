#pragma once

#include "gradus/core/tensor/tensor.hpp"

/// y = (x - mean) / sqrt(variance + eps) * weight + bias, with statistics over different parts of x; the
/// variance is the population's (over n). Weight and bias may be undefined: 1 and 0. Gradients of any order.
namespace gradus {

struct BatchNormOptions {
  bool training = false;  ///< take the statistics from x; otherwise the running ones
  double momentum = 0.1;  ///< of new statistics in the running ones
  double eps = 1e-5;
  /// int64, 0-d: when given, the running statistics are plain averages over this many calls, and momentum
  /// plays no part.
  Tensor batches{};
};

/// Statistics of each channel of x [n, c] or [n, c, ...] over all else; weight and bias [c]. In training the
/// running mean and variance (over n - 1), where defined, are moved in place.
Tensor batch_norm(const Tensor& x, const Tensor& running_mean, const Tensor& running_var,
                  const Tensor& weight = {}, const Tensor& bias = {}, const BatchNormOptions& options = {});

/// Statistics over the last dimensions, those of `normalized_shape`, which weight and bias have as their
/// shape.
Tensor layer_norm(const Tensor& x, const Shape& normalized_shape, const Tensor& weight = {},
                  const Tensor& bias = {}, double eps = 1e-5);
/// Statistics over groups of c / groups channels of one sample of x [n, c, ...]; weight and bias [c].
Tensor group_norm(const Tensor& x, int64_t groups, const Tensor& weight = {}, const Tensor& bias = {},
                  double eps = 1e-5);
/// Statistics over one channel of one sample of x [n, c, ...]; weight and bias [c].
Tensor instance_norm(const Tensor& x, const Tensor& weight = {}, const Tensor& bias = {}, double eps = 1e-5);

}  // namespace gradus
