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
Tensor sqrt(const Tensor& x);
/// 1 / sqrt(x).
Tensor rsqrt(const Tensor& x);
Tensor exp(const Tensor& x);
/// e^x - 1, exact near 0.
Tensor expm1(const Tensor& x);
Tensor log(const Tensor& x);
/// log(1 + x), exact near 0.
Tensor log1p(const Tensor& x);
Tensor log2(const Tensor& x);
Tensor log10(const Tensor& x);
Tensor sin(const Tensor& x);
Tensor cos(const Tensor& x);
Tensor tan(const Tensor& x);
Tensor asin(const Tensor& x);
Tensor acos(const Tensor& x);
Tensor atan(const Tensor& x);
Tensor sinh(const Tensor& x);
Tensor cosh(const Tensor& x);
/// The error function 2/sqrt(pi) int_0^x exp(-t^2) dt.
Tensor erf(const Tensor& x);
/// Largest integer not above x; no gradient.
Tensor floor(const Tensor& x);
Tensor ceil(const Tensor& x);
/// The nearest integer, halves to the even one.
Tensor round(const Tensor& x);
/// x cut to [low, high]; the gradient is 1 on and between the bounds.
Tensor clamp(const Tensor& x, std::optional<double> low, std::optional<double> high = std::nullopt);

/// tanh(x) = (e^x - e^-x) / (e^x + e^-x).
Tensor tanh(const Tensor& x);
/// 1 / (1 + e^-x).
Tensor sigmoid(const Tensor& x);
/// max(x, 0); the gradient at 0 is 0.
Tensor relu(const Tensor& x);

}  // namespace gradus
