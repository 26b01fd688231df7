#pragma once

#include <optional>

#include "gradus/core/tensor/tensor.hpp"

/// More functions of one tensor, element by element, with gradients of any order unless said otherwise.
namespace gradus {

/// The integer part of x, towards 0; no gradient.
Tensor trunc(const Tensor& x);
/// x - trunc(x), with the sign of x.
Tensor frac(const Tensor& x);
/// 2^x.
Tensor exp2(const Tensor& x);
/// The inverse of sinh.
Tensor asinh(const Tensor& x);
/// The inverse of cosh; NaN below 1.
Tensor acosh(const Tensor& x);
/// The inverse of tanh; NaN outside [-1, 1].
Tensor atanh(const Tensor& x);
/// 1 - erf(x), without the loss of digits for large x.
Tensor erfc(const Tensor& x);
/// The inverse of erf; NaN outside [-1, 1].
Tensor erfinv(const Tensor& x);
/// log |Gamma(x)|.
Tensor lgamma(const Tensor& x);
/// The derivative of lgamma; first derivatives only.
Tensor digamma(const Tensor& x);
/// log(x / (1 - x)), the inverse of sigmoid; with `eps` x is first cut to [eps, 1 - eps].
Tensor logit(const Tensor& x, std::optional<double> eps = std::nullopt);
/// sin(pi x) / (pi x), 1 at 0.
Tensor sinc(const Tensor& x);
/// Degrees of x radians.
Tensor rad2deg(const Tensor& x);
/// Radians of x degrees.
Tensor deg2rad(const Tensor& x);

/// max(x, low); the gradient is 1 on the bound.
Tensor clamp_min(const Tensor& x, Scalar low);
/// min(x, high); the gradient is 1 on the bound.
Tensor clamp_max(const Tensor& x, Scalar high);
/// x cut to [low, high] element by element; an undefined tensor is no bound. The gradient goes to x within
/// and on the bounds, to the bound that was taken elsewhere.
Tensor clamp(const Tensor& x, const Tensor& low, const Tensor& high = {});

struct NanToNumOptions {
  double nan = 0;
  std::optional<double> posinf = std::nullopt;  ///< none: the type's largest number
  std::optional<double> neginf = std::nullopt;  ///< none: the type's lowest number
};
/// x with NaN and infinities replaced by numbers; their gradient is 0.
Tensor nan_to_num(const Tensor& x, const NanToNumOptions& options = {});

}  // namespace gradus
