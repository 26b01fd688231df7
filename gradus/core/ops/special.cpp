#include "gradus/core/ops/special.hpp"

#include <fmt/format.h>

#include <limits>
#include <numbers>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/one_input.hpp"
#include "gradus/core/ops/truth.hpp"
#include "gradus/core/ops/unary.hpp"

namespace gradus {
namespace {

using detail::floating;
using detail::of_one;
using kernels::UnaryOp;

constexpr double infinity = std::numeric_limits<double>::infinity();

Tensor number(double value, const Tensor& x) { return full({}, value, {.dtype = x.dtype()}); }

}  // namespace

Tensor trunc(const Tensor& x) {
  return of_one("TruncBackward0", UnaryOp::trunc, detail::defined("trunc", x),
                [](const Tensor& g, const Tensor&) { return zeros_like(g); });
}

Tensor frac(const Tensor& x) {
  const Tensor input = floating("frac", x);
  return input - trunc(input.detach());
}

Tensor exp2(const Tensor& x) {
  return of_one("Exp2Backward0", UnaryOp::exp2, floating("exp2", x),
                [](const Tensor& g, const Tensor& v) { return g * exp2(v) * std::numbers::ln2; });
}

Tensor asinh(const Tensor& x) {
  return of_one("AsinhBackward0", UnaryOp::asinh, floating("asinh", x),
                [](const Tensor& g, const Tensor& v) { return g * rsqrt(square(v) + 1); });
}

Tensor acosh(const Tensor& x) {
  return of_one("AcoshBackward0", UnaryOp::acosh, floating("acosh", x),
                [](const Tensor& g, const Tensor& v) { return g * rsqrt(square(v) - 1); });
}

Tensor atanh(const Tensor& x) {
  return of_one("AtanhBackward0", UnaryOp::atanh, floating("atanh", x),
                [](const Tensor& g, const Tensor& v) { return g / (1 - square(v)); });
}

Tensor erfc(const Tensor& x) {
  return of_one("ErfcBackward0", UnaryOp::erfc, floating("erfc", x), [](const Tensor& g, const Tensor& v) {
    return g * (exp(neg(square(v))) * (-2 * std::numbers::inv_sqrtpi));
  });
}

Tensor erfinv(const Tensor& x) {
  return of_one("ErfinvBackward0", UnaryOp::erfinv, floating("erfinv", x),
                [](const Tensor& g, const Tensor& v) {
                  return g * (exp(square(erfinv(v))) * (0.5 / std::numbers::inv_sqrtpi));
                });
}

Tensor lgamma(const Tensor& x) {
  return of_one("LgammaBackward0", UnaryOp::lgamma, floating("lgamma", x),
                [](const Tensor& g, const Tensor& v) { return g * digamma(v); });
}

Tensor digamma(const Tensor& x) {
  return of_one("DigammaBackward0", UnaryOp::digamma, floating("digamma", x),
                [](const Tensor& g, const Tensor& v) {
                  // The node of the second derivative of lgamma comes here with gradients of its own.
                  if (GradMode::is_enabled()) fail("digamma: second derivatives are not available");
                  return g * detail::unary(UnaryOp::trigamma, v);
                });
}

Tensor logit(const Tensor& x, std::optional<double> eps) {
  const Tensor input = floating("logit", x);
  const Tensor within = eps ? clamp(input, *eps, 1 - *eps) : input;
  return log(within / (1 - within));
}

Tensor sinc(const Tensor& x) {
  const Tensor input = floating("sinc", x);
  const Tensor at_zero = input.detach() == 0;
  const Tensor angle = where(at_zero, number(1, input), input) * std::numbers::pi;
  return where(at_zero, number(1, input), sin(angle) / angle);
}

Tensor rad2deg(const Tensor& x) { return floating("rad2deg", x) * (180 / std::numbers::pi); }

Tensor deg2rad(const Tensor& x) { return floating("deg2rad", x) * (std::numbers::pi / 180); }

Tensor clamp_min(const Tensor& x, Scalar low) { return clamp(detail::defined("clamp_min", x), low); }

Tensor clamp_max(const Tensor& x, Scalar high) {
  return clamp(detail::defined("clamp_max", x), std::nullopt, high);
}

Tensor clamp(const Tensor& x, const Tensor& low, const Tensor& high) {
  detail::defined("clamp", x);
  if (!low.defined() && !high.defined()) fail("clamp: an undefined tensor was given for both bounds");
  for (const Tensor& bound : {low, high}) {
    if (bound.defined()) detail::broadcast_shapes("clamp", x.shape(), bound.shape());
  }
  Tensor y = x;
  // A bound of NaN wins, as a NaN of x does.
  if (low.defined()) {
    const Tensor at = low.detach();
    y = where(logical_or(y.detach() < at, isnan(at)), low, y);
  }
  if (high.defined()) {
    const Tensor at = high.detach();
    y = where(logical_or(y.detach() > at, isnan(at)), high, y);
  }
  return y;
}

Tensor nan_to_num(const Tensor& x, const NanToNumOptions& options) {
  if (!is_floating_point(detail::defined("nan_to_num", x).dtype())) return x.clone();
  const double largest = x.dtype() == DType::float32 ? double{std::numeric_limits<float>::max()}
                                                     : std::numeric_limits<double>::max();
  const Tensor at = x.detach();
  Tensor y = where(isnan(at), number(options.nan, x), x);
  y = where(at == infinity, number(options.posinf.value_or(largest), x), y);
  return where(at == -infinity, number(options.neginf.value_or(-largest), x), y);
}

}  // namespace gradus
