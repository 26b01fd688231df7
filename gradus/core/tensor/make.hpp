#pragma once

#include "gradus/core/tensor/tensor.hpp"

/// Making tensor objects: what operations build their results with.
namespace gradus {

/// A dense tensor, elements not initialised; `op` names the caller when the sizes are impossible.
Tensor make_tensor(const char* op, const Shape& shape, DType type);

/// For shapes that existing tensors have already proved: no checks.
inline Tensor make_result(const Shape& shape, DType type) { return Tensor(TensorImpl::make(shape, type)); }
inline Tensor make_like(const Tensor& prototype, DType type) { return make_result(prototype.shape(), type); }
inline Tensor make_like(const Tensor& prototype) { return make_like(prototype, prototype.dtype()); }

/// A view of x that shares its history; `offset` counts elements from the first element of `x`.
Tensor make_view(const Tensor& x, const Shape& shape, const Strides& strides, int64_t offset = 0);

/// The same storage, shape and strides, without history, and without a part in what becomes of it.
Tensor shallow_copy(const Tensor& x);

/// Gives x other values, perhaps of another type, of the same shape; every handle of x sees them. Its
/// gradient and history go.
void replace_data(Tensor& x, const Tensor& values);

}  // namespace gradus
