#pragma once

#include <cstdint>
#include <span>

#include "gradus/core/tensor/tensor.hpp"

/// Copies of whole rows, tensor[i] for places i along dimension 0, without an operation for each: what
/// batches are made of. Tensors are dense and indices checked by the caller.
namespace gradus::data::detail {

/// The shape of one row: without the first dimension.
Shape row_shape(const Shape& shape);

/// A tensor [rows, ...row], elements not initialised; an Error in the name of `op` for impossible sizes.
Tensor new_rows(const char* op, int64_t rows, const Shape& row, DType type);

/// x[place] = row.
void put_row(const Tensor& x, int64_t place, const Tensor& row);

/// x[index], a copy.
Tensor copy_of_row(const Tensor& x, int64_t index);

/// x[indices[0]], x[indices[1]], ... one under the other.
Tensor copy_of_rows(const Tensor& x, std::span<const int64_t> indices);

/// The bytes of all elements.
size_t byte_count(const Tensor& x);

}  // namespace gradus::data::detail
