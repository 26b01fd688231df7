#pragma once

#include "gradus/core/tensor/tensor.hpp"

/// Products of matrices, and what is solved with them.
namespace gradus {

/// PyTorch's matmul: (m, k) x (k, n); vectors count as a row on the left and a column on the right; further
/// dimensions are batches and broadcast. Integers too. Gradients of any order.
Tensor matmul(const Tensor& x, const Tensor& y);
/// x W^T + b with x [..., in], W [out, in], b [out] or none.
/// PyTorch: torch.nn.functional.linear
Tensor linear(const Tensor& x, const Tensor& weight, const Tensor& bias = {});
/// out[i][j] = x[i] y[j] of two vectors.
Tensor outer(const Tensor& x, const Tensor& y);
/// Determinant of square matrices [..., n, n]; floating point; also of singular ones, with first derivatives.
Tensor det(const Tensor& x);

}  // namespace gradus
