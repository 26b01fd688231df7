#include "gradus/core/ops/binary_math.hpp"

#include <fmt/format.h>

#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/two_inputs.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"

namespace gradus {
namespace {

using detail::of_two;
using kernels::BinaryOp;

/// The type itself; an Error for bool, which does not divide.
DType check_division(const char* op, DType type) {
  if (type == DType::bool_) fail(fmt::format("{}: bool tensors do not divide; convert them to int64", op));
  return type;
}

/// Integers divide by anything but 0.
void check_divisor(const char* op, const Tensor& x, const Tensor& y) {
  const DType type = detail::result_type(detail::defined(op, x), detail::defined(op, y));
  if (is_floating_point(check_division(op, type))) return;
  detail::broadcast_shapes(op, x.shape(), y.shape());
  if (any(y == Scalar(0)).item<bool>()) fail(fmt::format("{}: an integer is divided by 0", op));
}

/// The same for a number, which becomes a 0-d tensor of the type that it makes with x.
Tensor divisor(const char* op, const Tensor& x, const Scalar& y) {
  const DType type = check_division(op, detail::result_type(detail::defined(op, x), y));
  if (!is_floating_point(type) && y.as_int64() == 0) fail(fmt::format("{}: an integer is divided by 0", op));
  return full({}, y, {.dtype = type});
}

Tensor quotient(const Tensor& x, const Tensor& y) {
  return detail::promoted("floor_divide", x.detach(), y.detach(), [](const Tensor& a, const Tensor& b) {
    return detail::binary("floor_divide", BinaryOp::floor_divide, a, b);
  });
}

/// remainder and fmod: x - y q, where the rounded quotient q has no gradient.
template <class Quotient>
Tensor rest(const char* op, const char* node, BinaryOp kernel, const Tensor& x, const Tensor& y,
            Quotient rounded) {
  return detail::promoted(op, x, y, [&](const Tensor& a, const Tensor& b) {
    return of_two(
        op, node, kernel, a, b, [](const Tensor& g, const Tensor&, const Tensor&) { return g; },
        [rounded](const Tensor& g, const Tensor& p, const Tensor& q) {
          return neg(g) * rounded(p.detach(), q.detach());
        });
  });
}

Tensor remainder_of(const Tensor& x, const Tensor& y) {
  return rest("remainder", "RemainderBackward1", BinaryOp::remainder, x, y, quotient);
}

Tensor fmod_of(const Tensor& x, const Tensor& y) {
  return rest("fmod", "FmodBackward1", BinaryOp::fmod, x, y,
              [](const Tensor& p, const Tensor& q) { return detail::unary(kernels::UnaryOp::trunc, p / q); });
}

}  // namespace

Tensor floor_divide(const Tensor& x, const Tensor& y) {
  check_divisor("floor_divide", x, y);
  return quotient(x, y);
}

Tensor floor_divide(const Tensor& x, Scalar y) { return quotient(x, divisor("floor_divide", x, y)); }

Tensor remainder(const Tensor& x, const Tensor& y) {
  check_divisor("remainder", x, y);
  return remainder_of(x, y);
}

Tensor remainder(const Tensor& x, Scalar y) { return remainder_of(x, divisor("remainder", x, y)); }

Tensor fmod(const Tensor& x, const Tensor& y) {
  check_divisor("fmod", x, y);
  return fmod_of(x, y);
}

Tensor fmod(const Tensor& x, Scalar y) { return fmod_of(x, divisor("fmod", x, y)); }

Tensor hypot(const Tensor& x, const Tensor& y) {
  return detail::promoted_floating("hypot", x, y, [](const Tensor& a, const Tensor& b) {
    return of_two(
        "hypot", "HypotBackward0", BinaryOp::hypot, a, b,
        [](const Tensor& g, const Tensor& p, const Tensor& q) { return g * (p / hypot(p, q)); },
        [](const Tensor& g, const Tensor& p, const Tensor& q) { return g * (q / hypot(p, q)); });
  });
}

Tensor logaddexp(const Tensor& x, const Tensor& y) {
  return detail::promoted_floating("logaddexp", x, y, [](const Tensor& a, const Tensor& b) {
    return of_two(
        "logaddexp", "LogaddexpBackward0", BinaryOp::log_add_exp, a, b,
        [](const Tensor& g, const Tensor& p, const Tensor& q) { return g * sigmoid(p - q); },
        [](const Tensor& g, const Tensor& p, const Tensor& q) { return g * sigmoid(q - p); });
  });
}

Tensor xlogy(const Tensor& x, const Tensor& y) {
  return detail::promoted_floating("xlogy", x, y, [](const Tensor& a, const Tensor& b) {
    detail::broadcast_shapes("xlogy", a.shape(), b.shape());
    // Where the logarithm is infinite (or NaN of a negative number) 0 wins; there it is not even computed.
    const Tensor at = b.detach();
    const Tensor none = logical_and(a.detach() == 0, logical_or(at <= 0, at == HUGE_VAL));
    const Tensor safe = where(none, full({}, 1, {.dtype = b.dtype()}), b);
    return where(none, full({}, 0, {.dtype = a.dtype()}), a * log(safe));
  });
}

Tensor heaviside(const Tensor& x, const Tensor& values) {
  detail::broadcast_shapes("heaviside", detail::defined("heaviside", x).shape(),
                           detail::defined("heaviside", values).shape());
  return detail::promoted("heaviside", x.detach(), values.detach(), [](const Tensor& a, const Tensor& b) {
    return where(a == Scalar(0), b, (a > Scalar(0)).to(a.dtype()));
  });
}

namespace {

/// An Error in the name of `op` unless all three are defined and broadcast.
void check_three(const char* op, const Tensor& x, const Tensor& y, const Tensor& z) {
  const Shape shape =
      detail::broadcast_shapes(op, detail::defined(op, x).shape(), detail::defined(op, y).shape());
  detail::broadcast_shapes(op, shape, detail::defined(op, z).shape());
}

}  // namespace

Tensor lerp(const Tensor& start, const Tensor& end, double weight) {
  check_three("lerp", start, end, end);
  const Tensor distance = end - start;
  return weight < 0.5 ? start + distance * weight : end - distance * (1 - weight);
}

Tensor lerp(const Tensor& start, const Tensor& end, const Tensor& weight) {
  check_three("lerp", start, end, weight);
  const Tensor distance = end - start;
  return where(weight.detach() < 0.5, start + distance * weight, end - distance * (1 - weight));
}

Tensor addcmul(const Tensor& x, const Tensor& a, const Tensor& b, Scalar value) {
  check_three("addcmul", x, a, b);
  return x + a * b * value;
}

Tensor addcdiv(const Tensor& x, const Tensor& a, const Tensor& b, Scalar value) {
  check_three("addcdiv", x, a, b);
  if (!is_floating_point(x.dtype())) {
    fail(fmt::format("addcdiv: floating point is needed, the tensor is {}; convert it with to(float32)",
                     name(x.dtype())));
  }
  return x + a / b * value;
}

}  // namespace gradus
