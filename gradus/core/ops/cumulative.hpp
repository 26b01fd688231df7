#pragma once

#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/tensor/tensor.hpp"

/// Running results along a dimension, with gradients of any order.
namespace gradus {

/// x_0 + ... + x_k; of integers and bool int64.
Tensor cumsum(const Tensor& x, int64_t dim);
/// x_0 * ... * x_k; of integers and bool int64. The gradient is right where elements are 0, too.
Tensor cumprod(const Tensor& x, int64_t dim);
/// The largest of x_0 ... x_k and its index (the last of equal ones); NaN wins.
ValuesIndices cummax(const Tensor& x, int64_t dim);
/// The smallest of x_0 ... x_k and its index (the last of equal ones); NaN wins.
ValuesIndices cummin(const Tensor& x, int64_t dim);
/// log(e^x_0 + ... + e^x_k), without overflow.
Tensor logcumsumexp(const Tensor& x, int64_t dim);

/// The product of all elements, or along one dimension; of integers and bool int64, of nothing 1. The
/// gradient is right where elements are 0, too.
Tensor prod(const Tensor& x);
Tensor prod(const Tensor& x, int64_t dim, bool keepdim = false);

}  // namespace gradus
