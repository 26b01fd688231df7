#pragma once

#include <cstdint>

#include "gradus/base/dtype.hpp"

/// Convolutions over two spatial dimensions and their two gradients; float32 and float64, dense arrays.
///
/// With x [n, in, h, w], w [out, in / groups, kh, kw] and y [n, out, oh, ow], all three functions come from
/// one sum: y[n, o, p, q] w[o, c, i, j] x[n, c, p stride - pad + i dilation, q stride - pad + j dilation].
///
/// `rounded` has the two float32 arrays that are multiplied rounded to bfloat16 first; sums, bias and result
/// stay float32. Where the processor has no instructions for it, the rounded numbers are multiplied as
/// float32.
namespace gradus::kernels {

/// Index 0 of the arrays is the height, 1 the width.
struct ConvolutionSizes {
  int64_t n, groups, in, out;
  int64_t size[2];      ///< of the input
  int64_t kernel[2];    ///< of the weight
  int64_t out_size[2];  ///< says how far the padding behind the last element goes
  int64_t stride[2], pad[2], dilation[2];
};

/// y from x and w; `bias`, when given, has `out` elements.
void convolution(DType type, void* y, const void* x, const void* w, const void* bias,
                 const ConvolutionSizes& sizes, bool rounded = false);
/// The gradient of x from that of y, g: what a transposed convolution computes. `bias`, when given, has `in`
/// elements.
void convolution_input(DType type, void* x, const void* g, const void* w, const void* bias,
                       const ConvolutionSizes& sizes, bool rounded = false);
/// The gradients of w and, unless null, of the bias from that of y, g; with `rounded` there is no bias.
void convolution_weight(DType type, void* w, void* bias, const void* x, const void* g,
                        const ConvolutionSizes& sizes, bool rounded = false);

}  // namespace gradus::kernels
