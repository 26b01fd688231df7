#pragma once

#include "gradus/base/shape.hpp"
#include "gradus/core/tensor/tensor.hpp"

/// Making tensor objects: what operations build their results with.
namespace gradus {

/// For shapes that existing tensors have already proved: no checks.
inline Tensor make_result(const Shape& shape, DType type) { return Tensor(TensorImpl::make(shape, type)); }
/// A dense tensor, elements not initialised; `op` names the caller when the sizes are impossible.
inline Tensor make_tensor(const char* op, const Shape& shape, DType type) {
  // Up to three dimensions below 2^20 need no closer look.
  bool small = shape.rank() <= 3;
  for (int64_t size : shape) small &= static_cast<uint64_t>(size) < (uint64_t{1} << 20);
  if (!small) check_size(op, shape, item_size(type));
  return make_result(shape, type);
}

inline Tensor make_like(const Tensor& prototype, DType type) {
  return make_result(prototype.impl()->shape, type);
}
inline Tensor make_like(const Tensor& prototype) { return make_like(prototype, prototype.impl()->dtype); }

/// A view of x that shares its history; `offset` counts elements from the first element of `x`.
Tensor make_view(const Tensor& x, const Shape& shape, const Strides& strides, int64_t offset = 0);

/// The same storage, shape and strides, without history, and without a part in what becomes of it.
Tensor shallow_copy(const Tensor& x);

/// Gives x other values, perhaps of another type, of the same shape; every handle of x sees them. Its
/// gradient and history go.
void replace_data(Tensor& x, const Tensor& values);

}  // namespace gradus
