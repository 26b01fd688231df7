#pragma once

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/kernels/loss.hpp"

namespace gradus::nn {

/// What becomes of the losses of the samples: all of them, their (weighted) mean, or their sum.
using kernels::Reduction;

struct LossOptions {
  Reduction reduction = Reduction::mean;
};

namespace detail {

/// The losses of the samples, their mean, or their sum.
Tensor reduce(const Tensor& losses, Reduction reduction);

/// An Error in the name of `op` unless both are of one floating-point type and of one shape.
void check_pair(const char* op, const Tensor& input, const Tensor& target);
/// An Error in the name of `op` for an undefined tensor.
void check_defined(const char* op, const Tensor& x);
/// An Error in the name of `op` unless the shapes broadcast.
void check_broadcast(const char* op, const Tensor& x, const Tensor& y);
/// `x` in the type of `input`: labels of 1 and -1 are often integers.
Tensor as_type_of(const char* op, const Tensor& input, const Tensor& x);

/// max(x, 0), with PyTorch's gradient of 1 at 0.
Tensor at_least_zero(const Tensor& x);

}  // namespace detail
}  // namespace gradus::nn
