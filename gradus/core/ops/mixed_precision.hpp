#pragma once

#include "gradus/core/autograd/autocast.hpp"
#include "gradus/core/tensor/tensor.hpp"
#include "gradus/kernels/matmul.hpp"

/// How the operations under Autocast get at their operands.
namespace gradus::detail {

/// Whether an operation on these operands is to round them to bfloat16.
inline bool autocasts(const Tensor& x, const Tensor& y) {
  return Autocast::is_enabled() && x.dtype() == DType::float32 && y.dtype() == DType::float32;
}

/// The matrices of a float32 tensor [..., rows, columns] of two or three dimensions, rounded to bfloat16.
/// They are kept for the gradient: a training step rounds each operand once.
class RoundedMatrices {
 public:
  explicit RoundedMatrices(const Tensor& x);

  kernels::Matrix matrix(bool transposed) const;
  int64_t rows(bool transposed) const { return size_[transposed ? 1 : 0]; }
  int64_t columns(bool transposed) const { return size_[transposed ? 0 : 1]; }
  /// The batch, or 0 when there are two dimensions.
  int64_t batch() const { return batch_; }
  int64_t batch_stride() const { return batch_stride_; }

 private:
  Tensor bits_;  // two numbers in the place of one float32
  int64_t size_[2];
  int64_t batch_ = 0, batch_stride_ = 0;
  bool flipped_;  // the columns have no gaps, not the rows
};

/// One side of a product, read as it lies or transposed.
struct RoundedSide {
  const RoundedMatrices& matrices;
  bool transposed = false;
};

/// Values of x y + bias in float32; nothing is recorded.
Tensor rounded_product(const RoundedSide& x, const RoundedSide& y, const Tensor& bias = {});

}  // namespace gradus::detail
