#pragma once

#include "gradus/core/ops/spatial.hpp"
#include "gradus/core/tensor/tensor.hpp"

/// Convolutions of signals and pictures, with gradients of any order. Inputs are float32 or float64 and may
/// lack the first dimension, that of the samples.
namespace gradus {

struct ConvOptions {
  Spatial stride = 1;
  Padding padding = 0;
  Spatial dilation = 1;  ///< how far the kernel's elements lie apart
  int64_t groups = 1;    ///< the channels fall into groups that do not see each other
};

/// y[n, o, p] = bias[o] + sum over c, i of weight[o, c, i] x[n, c, p stride - padding + i dilation], with x
/// [n, in, l], weight [out, in / groups, k], bias [out] or undefined, y [n, out, (l + 2 padding - dilation (k
/// - 1) - 1) / stride + 1].
Tensor conv1d(const Tensor& x, const Tensor& weight, const Tensor& bias = {},
              const ConvOptions& options = {});
/// The same over height and width: x [n, in, h, w], weight [out, in / groups, kh, kw].
Tensor conv2d(const Tensor& x, const Tensor& weight, const Tensor& bias = {},
              const ConvOptions& options = {});

struct ConvTransposeOptions {
  Spatial stride = 1;
  Spatial padding = 0;
  Spatial output_padding = 0;  ///< rows added behind the result, where several sizes would fit
  int64_t groups = 1;
  Spatial dilation = 1;
};

/// The gradient of conv1d with respect to its input, as a function: x [n, in, l], weight [in, out / groups,
/// k], y [n, out, (l - 1) stride - 2 padding + dilation (k - 1) + output_padding + 1].
Tensor conv_transpose1d(const Tensor& x, const Tensor& weight, const Tensor& bias = {},
                        const ConvTransposeOptions& options = {});
/// The same over height and width.
Tensor conv_transpose2d(const Tensor& x, const Tensor& weight, const Tensor& bias = {},
                        const ConvTransposeOptions& options = {});

}  // namespace gradus
