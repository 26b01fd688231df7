#include "gradus/core/ops/mixed_precision.hpp"

#include "gradus/core/ops/pointwise.hpp"
#include "gradus/kernels/bfloat16.hpp"

namespace gradus::detail {

RoundedMatrices::RoundedMatrices(const Tensor& x) : size_{x.size(-2), x.size(-1)} {
  const int last = x.dim() - 1;
  const int64_t elements = size_[0] * size_[1];
  const int64_t row = x.strides()[last - 1], column = x.strides()[last];
  flipped_ = row == 1 && column != 1;
  Shape shape = flipped_ ? Shape{size_[1], size_[0]} : Shape{size_[0], size_[1]};
  Strides strides{flipped_ ? column : row, flipped_ ? row : column};
  if (x.dim() == 3) {
    batch_ = x.shape()[0];
    if (batch_ > 1 && x.strides()[0] != 0) {  // else one matrix, perhaps repeated
      batch_stride_ = elements;
      shape = {batch_, shape[0], shape[1]};
      strides = {x.strides()[0], strides[0], strides[1]};
    }
  }
  if (x.numel() == 0) shape = {0};
  bits_ = make_tensor("autocast", {shape.numel() / 2 + 1}, DType::float32);
  if (x.numel() > 0) {
    kernels::round_to_bfloat16(reinterpret_cast<uint16_t*>(bits_.impl()->data), shape,
                               {x.impl()->data, &strides});
  }
}

kernels::Matrix RoundedMatrices::matrix(bool transposed) const {
  const int64_t leading = flipped_ ? size_[0] : size_[1];
  const kernels::Matrix read{bits_.impl()->data, flipped_ ? 1 : leading, flipped_ ? leading : 1};
  return transposed ? kernels::Matrix{read.data, read.column_stride, read.row_stride} : read;
}

Tensor rounded_product(const RoundedSide& x, const RoundedSide& y, const Tensor& bias) {
  const auto [a, ta] = x;
  const auto [b, tb] = y;
  const bool batched = a.batch() > 0 || b.batch() > 0;
  const kernels::ProductSizes sizes{batched ? a.batch() : 1, a.rows(ta),       b.columns(tb),
                                    a.columns(ta),           a.batch_stride(), b.batch_stride()};
  const Shape shape = batched ? Shape{sizes.batch, sizes.m, sizes.n} : Shape{sizes.m, sizes.n};
  Tensor out = make_tensor("matmul", shape, DType::float32);
  const Tensor row = dense_values(bias);
  kernels::matmul_bfloat16(reinterpret_cast<float*>(out.impl()->data), a.matrix(ta), b.matrix(tb), sizes,
                           row.defined() ? reinterpret_cast<const float*>(row.impl()->data) : nullptr);
  return out;
}

}  // namespace gradus::detail
