#pragma once

#include "gradus/core/autograd/capture_log.hpp"
#include "gradus/core/autograd/node.hpp"
#include "gradus/core/tensor/make.hpp"
#include "gradus/kernels/elementwise.hpp"

/// What the elementwise operations share: promotion, broadcasting, and the kernels on tensors. Nothing here
/// is recorded for gradients.
namespace gradus::detail {

/// PyTorch's promotion. A tensor with dimensions outranks a 0-d one, and that a Scalar, unless the lower rank
/// is of a higher kind (bool < integer < floating point).
DType result_type(const Tensor& x, const Tensor& y);
DType result_type(const Tensor& x, const Scalar& y);

/// A 0-d tensor of the number, which wraps around as it does when it meets a tensor of a smaller type.
Tensor number(const Scalar& value, DType type);
/// An Error in the name of `op` unless the type can hold the number. uint8 takes -255 to 255, as in PyTorch.
void check_holds(const char* op, DType type, const Scalar& value);

/// x itself when it is floating point, else converted to the default type.
Tensor as_floating(const Tensor& x);

/// An Error in the name of `op` when the tensor is undefined.
inline const Tensor& defined(const char* op, const Tensor& x);

/// The shape that both broadcast to; an Error names both shapes and the dimension.
Shape broadcast_shapes(const char* op, const Shape& x, const Shape& y);
/// Strides that read x as if it had the larger shape.
Strides broadcast_strides(const Tensor& x, const Shape& shape);
/// Sums a gradient back to the shape that was broadcast; recorded.
Tensor unbroadcast(const Tensor& gradient, const Shape& shape);

Tensor unary(kernels::UnaryOp op, const Tensor& x, double a = 0, double b = 0);
/// x and y have one type.
Tensor binary(const char* name, kernels::BinaryOp op, const Tensor& x, const Tensor& y);
/// out = op(x, y) into an existing tensor of the broadcast shape.
void binary_into(kernels::BinaryOp op, const Tensor& out, const Tensor& x, const Tensor& y);

[[noreturn]] void fail_undefined(const char* op);

inline const Tensor& defined(const char* op, const Tensor& x) {
  if (!x.defined()) fail_undefined(op);
  if (capture_log) [[unlikely]] {
    capture_log->used(x);
  }
  return x;
}

/// The values of x row by row without gaps, as kernels read them: x itself or a copy that is not recorded.
/// What is undefined stays so.
inline Tensor dense_values(const Tensor& x) {
  if (!x.defined()) return x;
  if (capture_log) [[unlikely]] {
    capture_log->used(x);
  }
  return x.impl()->dense ? x : x.detach().contiguous();
}

}  // namespace gradus::detail
