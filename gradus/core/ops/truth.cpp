#include "gradus/core/ops/truth.hpp"

#include <fmt/format.h>

#include <limits>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/two_inputs.hpp"
#include "gradus/core/ops/unary.hpp"

namespace gradus {
namespace {

using kernels::BinaryOp;

constexpr double infinity = std::numeric_limits<double>::infinity();

const Tensor& bits(const char* op, const Tensor& x) {
  if (is_floating_point(detail::defined(op, x).dtype())) {
    fail(fmt::format("{}: integers or bool are needed, the tensor is {} {}", op, name(x.dtype()),
                     to_string(x.shape())));
  }
  return x;
}

Tensor bitwise(const char* op, BinaryOp kernel, const Tensor& x, const Tensor& y) {
  return detail::promoted(op, bits(op, x), bits(op, y),
                          [&](const Tensor& a, const Tensor& b) { return detail::binary(op, kernel, a, b); });
}

}  // namespace

Tensor isinf(const Tensor& x) {
  if (!is_floating_point(detail::defined("isinf", x).dtype())) return x != x;
  return abs(x.detach()) == infinity;
}

Tensor isfinite(const Tensor& x) {
  if (!is_floating_point(detail::defined("isfinite", x).dtype())) return x == x;
  return abs(x.detach()) < infinity;
}

Tensor isclose(const Tensor& x, const Tensor& y, const IscloseOptions& options) {
  const NoGrad guard;
  return detail::promoted_floating("isclose", x, y, [&](const Tensor& a, const Tensor& b) {
    detail::broadcast_shapes("isclose", a.shape(), b.shape());
    const Tensor difference = abs(a - b);
    // Infinities are close to nothing but themselves, although the tolerance beside them is infinite.
    Tensor close = logical_or(
        a == b, logical_and(difference <= abs(b) * options.rtol + options.atol, difference < infinity));
    if (options.equal_nan) close = logical_or(close, logical_and(isnan(a), isnan(b)));
    return close;
  });
}

Tensor logical_xor(const Tensor& x, const Tensor& y) {
  return detail::binary("logical_xor", BinaryOp::bitwise_xor,
                        detail::defined("logical_xor", x).detach().to(DType::bool_),
                        detail::defined("logical_xor", y).detach().to(DType::bool_));
}

Tensor bitwise_and(const Tensor& x, const Tensor& y) {
  return bitwise("bitwise_and", BinaryOp::bitwise_and, x, y);
}

Tensor bitwise_or(const Tensor& x, const Tensor& y) {
  return bitwise("bitwise_or", BinaryOp::bitwise_or, x, y);
}

Tensor bitwise_xor(const Tensor& x, const Tensor& y) {
  return bitwise("bitwise_xor", BinaryOp::bitwise_xor, x, y);
}

Tensor bitwise_not(const Tensor& x) {
  return detail::unary(kernels::UnaryOp::bitwise_not, bits("bitwise_not", x));
}

Tensor count_nonzero(const Tensor& x, const std::optional<Axes>& dim) {
  detail::defined("count_nonzero", x);
  for (int64_t axis : dim.value_or(Axes{})) normalize_axis("count_nonzero", axis, x.dim());
  return sum(x.detach() != Scalar(0), {.dim = dim});
}

}  // namespace gradus
