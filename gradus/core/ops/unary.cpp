#include "gradus/core/ops/unary.hpp"

#include <fmt/format.h>

#include <limits>
#include <numbers>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/one_input.hpp"

namespace gradus {
namespace {

using detail::floating;
using kernels::BinaryOp;
using kernels::UnaryOp;

/// y = op(x) whose gradient is g * slope(x).
template <class Slope>
Tensor of_input(const char* node, UnaryOp op, const Tensor& x, Slope slope) {
  return detail::of_one(node, op, x, [slope](const Tensor& g, const Tensor& v) { return g * slope(v); });
}

/// y = op(x) whose gradient is g * slope(y).
template <class Slope>
Tensor of_output(const char* node, UnaryOp op, const Tensor& x, Slope slope) {
  Tensor y = detail::unary(op, x);
  if (tracks(x)) {
    record(
        node, y,
        [slope, saved = SavedTensor::output(y)](const Tensor& g, Gradients& to) {
          to.give(0, g * slope(saved.get(to)));
        },
        x);
  }
  return y;
}

/// y = op(x) with a kernel for g * slope(y); `slope` is used only when the gradient itself is recorded.
template <class Slope>
Tensor activation(const char* node, UnaryOp op, BinaryOp gradient, const Tensor& x, Slope slope) {
  Tensor y = detail::unary(op, x);
  if (tracks(x)) {
    record(
        node, y,
        [gradient, slope, saved = SavedTensor::output(y)](const Tensor& g, Gradients& to) {
          if (GradMode::is_enabled()) return to.give(0, g * slope(saved.get(to)));
          if (!g.is_contiguous() || !saved.is_dense()) {
            return to.give(0, detail::binary("backward", gradient, g, saved.get(to)));
          }
          Tensor slopes = is_exclusive(g) ? g : make_like(g);  // nobody else reads g: its place will do
          kernels::binary(gradient, g.dtype(), slopes.impl()->data, g.impl()->data, saved.data(to),
                          g.numel());
          to.give(0, std::move(slopes));
        },
        x);
  }
  return y;
}

/// Steps: their gradient is zero wherever it exists.
Tensor stepwise(const char* node, UnaryOp op, const Tensor& x) {
  Tensor y = detail::unary(op, x);
  if (tracks(x))
    record(
        node, y, [](const Tensor& g, Gradients& to) { to.give(0, zeros_like(g)); }, x);
  return y;
}

}  // namespace

Tensor neg(const Tensor& x) {
  if (detail::defined("neg", x).dtype() == DType::bool_)
    fail("neg: bool tensors have no negative; use logical_not");
  Tensor y = detail::unary(UnaryOp::negative, x);
  if (tracks(x))
    record(
        "NegBackward0", y, [](const Tensor& g, Gradients& to) { to.give(0, neg(g)); }, x);
  return y;
}

Tensor abs(const Tensor& x) {
  return of_input("AbsBackward0", UnaryOp::absolute, detail::defined("abs", x),
                  [](const Tensor& v) { return sign(v); });
}

Tensor sign(const Tensor& x) { return stepwise("SignBackward0", UnaryOp::sign, detail::defined("sign", x)); }

Tensor square(const Tensor& x) {
  return of_input("PowBackward0", UnaryOp::square, detail::defined("square", x),
                  [](const Tensor& v) { return v * 2; });
}

Tensor reciprocal(const Tensor& x) {
  return of_output("ReciprocalBackward0", UnaryOp::reciprocal, floating("reciprocal", x),
                   [](const Tensor& y) { return neg(y * y); });
}

Tensor sqrt(const Tensor& x) {
  return of_output("SqrtBackward0", UnaryOp::sqrt, floating("sqrt", x),
                   [](const Tensor& y) { return 0.5 / y; });
}

Tensor rsqrt(const Tensor& x) {
  return of_output("RsqrtBackward0", UnaryOp::rsqrt, floating("rsqrt", x),
                   [](const Tensor& y) { return y * y * y * -0.5; });
}

Tensor exp(const Tensor& x) {
  return of_output("ExpBackward0", UnaryOp::exp, floating("exp", x), [](const Tensor& y) { return y; });
}

Tensor expm1(const Tensor& x) {
  return of_output("Expm1Backward0", UnaryOp::expm1, floating("expm1", x),
                   [](const Tensor& y) { return y + 1; });
}

Tensor log(const Tensor& x) {
  return of_input("LogBackward0", UnaryOp::log, floating("log", x),
                  [](const Tensor& v) { return reciprocal(v); });
}

Tensor log1p(const Tensor& x) {
  return of_input("Log1PBackward0", UnaryOp::log1p, floating("log1p", x),
                  [](const Tensor& v) { return reciprocal(v + 1); });
}

Tensor log2(const Tensor& x) {
  return of_input("Log2Backward0", UnaryOp::log2, floating("log2", x),
                  [](const Tensor& v) { return reciprocal(v * std::numbers::ln2); });
}

Tensor log10(const Tensor& x) {
  return of_input("Log10Backward0", UnaryOp::log10, floating("log10", x),
                  [](const Tensor& v) { return reciprocal(v * std::numbers::ln10); });
}

Tensor sin(const Tensor& x) {
  return of_input("SinBackward0", UnaryOp::sin, floating("sin", x), [](const Tensor& v) { return cos(v); });
}

Tensor cos(const Tensor& x) {
  return of_input("CosBackward0", UnaryOp::cos, floating("cos", x),
                  [](const Tensor& v) { return neg(sin(v)); });
}

Tensor tan(const Tensor& x) {
  return of_output("TanBackward0", UnaryOp::tan, floating("tan", x),
                   [](const Tensor& y) { return square(y) + 1; });
}

Tensor asin(const Tensor& x) {
  return of_input("AsinBackward0", UnaryOp::asin, floating("asin", x),
                  [](const Tensor& v) { return rsqrt(1 - square(v)); });
}

Tensor acos(const Tensor& x) {
  return of_input("AcosBackward0", UnaryOp::acos, floating("acos", x),
                  [](const Tensor& v) { return neg(rsqrt(1 - square(v))); });
}

Tensor atan(const Tensor& x) {
  return of_input("AtanBackward0", UnaryOp::atan, floating("atan", x),
                  [](const Tensor& v) { return reciprocal(square(v) + 1); });
}

Tensor sinh(const Tensor& x) {
  return of_input("SinhBackward0", UnaryOp::sinh, floating("sinh", x),
                  [](const Tensor& v) { return cosh(v); });
}

Tensor cosh(const Tensor& x) {
  return of_input("CoshBackward0", UnaryOp::cosh, floating("cosh", x),
                  [](const Tensor& v) { return sinh(v); });
}

Tensor erf(const Tensor& x) {
  return of_input("ErfBackward0", UnaryOp::erf, floating("erf", x),
                  [](const Tensor& v) { return exp(neg(square(v))) * (2 * std::numbers::inv_sqrtpi); });
}

Tensor floor(const Tensor& x) {
  return stepwise("FloorBackward0", UnaryOp::floor, detail::defined("floor", x));
}
Tensor ceil(const Tensor& x) { return stepwise("CeilBackward0", UnaryOp::ceil, detail::defined("ceil", x)); }
Tensor round(const Tensor& x) {
  return stepwise("RoundBackward0", UnaryOp::round, detail::defined("round", x));
}

namespace {

/// Integers and bool, exactly.
Tensor clamp_integers(const Tensor& x, const std::optional<Scalar>& low, const std::optional<Scalar>& high) {
  for (const auto& bound : {low, high}) {
    if (!bound) continue;
    detail::check_holds("clamp", x.dtype(), *bound);
    if (x.dtype() == DType::uint8 && bound->as_int64() < 0) {
      fail(
          fmt::format("clamp: the bound {} is below all uint8; convert the tensor first", bound->as_int64()));
    }
  }
  const NoGrad guard;
  Tensor y = x;
  if (low) y = maximum(y, detail::number(*low, x.dtype()));
  if (high) y = minimum(y, detail::number(*high, x.dtype()));  // the upper bound wins when they cross
  return y;
}

}  // namespace

Tensor clamp(const Tensor& x, std::optional<Scalar> low, std::optional<Scalar> high) {
  if (!low && !high) fail("clamp: neither a lower nor an upper bound was given");
  detail::defined("clamp", x);
  if (!is_floating_point(x.dtype())) {
    DType type = x.dtype();
    for (const auto& bound : {low, high}) {
      if (!bound) continue;
      const DType with = detail::result_type(x, *bound);
      if (is_floating_point(with) || type == DType::bool_) type = with;
    }
    return is_floating_point(type) ? clamp(x.to(type), low, high) : clamp_integers(x.to(type), low, high);
  }
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const double a = low.value_or(-infinity).as_double(), b = high.value_or(infinity).as_double();
  Tensor y = detail::unary(UnaryOp::clamp, x, a, b);
  if (tracks(x)) {
    record(
        "ClampBackward1", y,
        [a, b, saved = SavedTensor::input(x)](const Tensor& g, Gradients& to) {
          const Tensor v = saved.get(to).detach();
          to.give(0, where(logical_and(v >= a, v <= b), g, zeros_like(g)));
        },
        x);
  }
  return y;
}

Tensor tanh(const Tensor& x) {
  return activation("TanhBackward0", UnaryOp::tanh, BinaryOp::tanh_gradient, floating("tanh", x),
                    [](const Tensor& y) { return 1 - square(y); });
}

Tensor sigmoid(const Tensor& x) {
  return activation("SigmoidBackward0", UnaryOp::sigmoid, BinaryOp::sigmoid_gradient, floating("sigmoid", x),
                    [](const Tensor& y) { return (1 - y) * y; });
}

Tensor relu(const Tensor& x) {
  if (detail::defined("relu", x).dtype() == DType::bool_)
    fail("relu: bool tensors have no negative part; convert with to()");
  return activation("ReluBackward0", UnaryOp::relu, BinaryOp::relu_gradient, x,
                    [](const Tensor& y) { return (y > 0).to(y.dtype()); });
}

}  // namespace gradus
