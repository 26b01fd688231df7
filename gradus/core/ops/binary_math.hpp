#pragma once

#include "gradus/core/tensor/tensor.hpp"

/// More functions of two or three tensors, element by element. Shapes broadcast and types promote as in
/// PyTorch; gradients of any order unless said otherwise.
namespace gradus {

/// x / y rounded down, as Python's //; no gradient. An Error when an integer is divided by 0.
Tensor floor_divide(const Tensor& x, const Tensor& y);
Tensor floor_divide(const Tensor& x, Scalar y);
/// x - y * floor(x / y): the rest with the sign of y, as Python's %. An Error when an integer is divided by
/// 0.
Tensor remainder(const Tensor& x, const Tensor& y);
Tensor remainder(const Tensor& x, Scalar y);
/// x - y * trunc(x / y): the rest with the sign of x. An Error when an integer is divided by 0.
Tensor fmod(const Tensor& x, const Tensor& y);
Tensor fmod(const Tensor& x, Scalar y);
/// sqrt(x^2 + y^2), without overflow.
Tensor hypot(const Tensor& x, const Tensor& y);
/// log(e^x + e^y), without overflow.
Tensor logaddexp(const Tensor& x, const Tensor& y);
/// x log(y), 0 where x is 0 and y not NaN.
Tensor xlogy(const Tensor& x, const Tensor& y);
/// 0 below 0, 1 above, `values` at 0; no gradient.
Tensor heaviside(const Tensor& x, const Tensor& values);
/// start + weight (end - start); exactly `end` at weight 1.
Tensor lerp(const Tensor& start, const Tensor& end, double weight);
Tensor lerp(const Tensor& start, const Tensor& end, const Tensor& weight);
/// x + value * a * b.
Tensor addcmul(const Tensor& x, const Tensor& a, const Tensor& b, Scalar value = 1);
/// x + value * a / b; floating point only.
Tensor addcdiv(const Tensor& x, const Tensor& a, const Tensor& b, Scalar value = 1);

}  // namespace gradus
