#pragma once

#include "gradus/kernels/convolution.hpp"

/// What the two implementations of the convolutions share.
namespace gradus::kernels::cpu {

/// Which of the three arrays is computed from the other two.
enum class ConvolutionPart : uint8_t { output, input, weight };

/// The arrays of a convolution; the one that is computed is written, the others are read. `bias` is read for
/// output and input, written for weight, and may be null.
struct ConvolutionCall {
  ConvolutionPart part;
  void* x;
  void* w;
  void* y;
  void* bias;
  ConvolutionSizes sizes;
  bool rounded = false;  ///< what is read is rounded to bfloat16 first; the bias is not
};

/// By products of matrices, for any sizes.
template <class T>
void convolve_by_products(const ConvolutionCall& call);

/// By oneDNN, for float32, in bfloat16 where the call says so; false, and nothing done, where oneDNN has no
/// code for the sizes. A bias of the input is left to the caller.
bool convolve_by_onednn(const ConvolutionCall& call);

}  // namespace gradus::kernels::cpu
