#pragma once

#include "gradus/core/ops/pointwise.hpp"

/// What operations on one tensor share: the record of a gradient that needs the input.
namespace gradus::detail {

/// x itself or, for integers, as the default floating-point type; an Error in the name of `op` when
/// undefined.
inline Tensor floating(const char* op, const Tensor& x) { return as_floating(defined(op, x)); }

/// y = kernel(x) whose gradient is gradient(g, x).
template <class Gradient>
Tensor of_one(const char* node, kernels::UnaryOp kernel, const Tensor& x, Gradient gradient) {
  Tensor y = unary(kernel, x);
  if (tracks(x)) {
    record(
        node, y,
        [gradient, saved = SavedTensor::input(x)](const Tensor& g, Gradients& to) {
          to.give(0, gradient(g, saved.get(to)));
        },
        x);
  }
  return y;
}

}  // namespace gradus::detail
