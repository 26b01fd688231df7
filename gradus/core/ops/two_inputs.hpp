#pragma once

#include "gradus/core/ops/pointwise.hpp"

/// What operations on two tensors share: one type for both, and the record of a gradient that needs both.
namespace gradus::detail {

/// Calls compute(x, y) on operands of one type, the promoted one.
template <class F>
Tensor promoted(const char* op, const Tensor& x, const Tensor& y, F compute) {
  defined(op, x);
  defined(op, y);
  if (x.dtype() == y.dtype()) [[likely]] {
    return compute(x, y);
  }
  const DType type = result_type(x, y);
  return compute(x.to(type), y.to(type));
}

/// The same in floating point.
template <class F>
Tensor promoted_floating(const char* op, const Tensor& x, const Tensor& y, F compute) {
  return promoted(op, x, y,
                  [&](const Tensor& p, const Tensor& q) { return compute(as_floating(p), as_floating(q)); });
}

/// kernel(a, b) for operands of one type. slope_a(g, a, b) and slope_b(g, a, b) are the gradients of a and b,
/// before they are summed back to the operands' shapes; each is computed when wanted.
template <class SlopeA, class SlopeB>
Tensor of_two(const char* op, const char* node, kernels::BinaryOp kernel, const Tensor& a, const Tensor& b,
              SlopeA slope_a, SlopeB slope_b) {
  Tensor out = binary(op, kernel, a, b);
  if (tracks(a, b)) {
    record(
        node, out,
        [slope_a, slope_b, sa = SavedTensor::input(a), sb = SavedTensor::input(b)](const Tensor& g,
                                                                                   Gradients& to) {
          const Tensor x = sa.get(to), y = sb.get(to);
          if (to.wants(0)) to.give(0, unbroadcast(slope_a(g, x, y), sa.shape()));
          if (to.wants(1)) to.give(1, unbroadcast(slope_b(g, x, y), sb.shape()));
        },
        a, b);
  }
  return out;
}

}  // namespace gradus::detail
