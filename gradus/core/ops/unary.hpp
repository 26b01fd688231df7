#pragma once

#include <optional>

#include "gradus/core/tensor/tensor.hpp"

/// Functions of one tensor, element by element, with gradients of any order. Integers become the default
/// floating-point type where the function's values are not integers.
namespace gradus {

/// -x. Not for bool.
Tensor neg(const Tensor& x);
inline Tensor operator-(const Tensor& x) { return neg(x); }
/// |x|; the gradient at 0 is 0.
Tensor abs(const Tensor& x);
/// -1, 0 or 1.
Tensor sign(const Tensor& x);
/// x^2.
Tensor square(const Tensor& x);
/// 1 / x.
Tensor reciprocal(const Tensor& x);
/// The square root; NaN below 0.
Tensor sqrt(const Tensor& x);
/// 1 / sqrt(x).
Tensor rsqrt(const Tensor& x);
/// e^x.
Tensor exp(const Tensor& x);
/// e^x - 1, exact near 0.
Tensor expm1(const Tensor& x);
/// The natural logarithm; NaN below 0.
Tensor log(const Tensor& x);
/// log(1 + x), exact near 0.
Tensor log1p(const Tensor& x);
/// The logarithm to base 2.
Tensor log2(const Tensor& x);
/// The logarithm to base 10.
Tensor log10(const Tensor& x);
/// The sine of x radians.
Tensor sin(const Tensor& x);
/// The cosine of x radians.
Tensor cos(const Tensor& x);
/// The tangent of x radians.
Tensor tan(const Tensor& x);
/// The inverse of sin, from -pi/2 to pi/2; NaN outside [-1, 1].
Tensor asin(const Tensor& x);
/// The inverse of cos, from 0 to pi; NaN outside [-1, 1].
Tensor acos(const Tensor& x);
/// The inverse of tan, from -pi/2 to pi/2.
Tensor atan(const Tensor& x);
/// (e^x - e^-x) / 2.
Tensor sinh(const Tensor& x);
/// (e^x + e^-x) / 2.
Tensor cosh(const Tensor& x);
/// The error function 2/sqrt(pi) int_0^x exp(-t^2) dt.
Tensor erf(const Tensor& x);
/// Largest integer not above x; no gradient.
Tensor floor(const Tensor& x);
/// Smallest integer not below x; no gradient.
Tensor ceil(const Tensor& x);
/// The nearest integer, halves to the even one.
Tensor round(const Tensor& x);
/// x cut to [low, high]; the gradient is 1 on and between the bounds. Integers stay what they are unless a
/// bound is floating point.
Tensor clamp(const Tensor& x, std::optional<Scalar> low, std::optional<Scalar> high = std::nullopt);

/// tanh(x) = (e^x - e^-x) / (e^x + e^-x).
Tensor tanh(const Tensor& x);
/// 1 / (1 + e^-x).
Tensor sigmoid(const Tensor& x);
/// max(x, 0); the gradient at 0 is 0.
Tensor relu(const Tensor& x);

}  // namespace gradus
