#include "gradus/core/ops/arithmetic.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/two_inputs.hpp"
#include "gradus/core/ops/unary.hpp"

namespace gradus {
namespace {

using detail::promoted;
using detail::unbroadcast;
using kernels::BinaryOp;
using kernels::UnaryOp;

void refuse_bool(const char* op, DType type) {
  if (type == DType::bool_) {
    fail(fmt::format(
        "{}: bool values cannot be subtracted; use != for exclusive or, or convert them with to()", op));
  }
}

Tensor with_scalar_type(const char* op, const Tensor& x, const Scalar& y) {
  const DType type = detail::result_type(detail::defined(op, x), y);
  return x.dtype() == type ? x : x.to(type);
}

/// Kernels take their parameter as a double. For an integer that no double holds this gives a tensor to use
/// instead; undefined otherwise.
Tensor large_integer(const Tensor& x, const Scalar& y) {
  constexpr int64_t exact = int64_t{1} << 53;
  const bool fits = is_floating_point(x.dtype()) || (y.as_int64() >= -exact && y.as_int64() <= exact);
  return fits ? Tensor() : detail::number(y, x.dtype());
}

}  // namespace

Tensor add(const Tensor& x, const Tensor& y) {
  return promoted("add", x, y, [](const Tensor& a, const Tensor& b) {
    Tensor out = detail::binary("add", BinaryOp::add, a, b);
    if (tracks(a, b)) {
      record(
          "AddBackward0", out,
          [sa = a.shape(), sb = b.shape()](const Tensor& g, Gradients& to) {
            if (to.wants(0)) to.give(0, unbroadcast(g, sa));
            if (to.wants(1)) to.give(1, unbroadcast(g, sb));
          },
          a, b);
    }
    return out;
  });
}

Tensor add(const Tensor& x, Scalar y) {
  const Tensor a = with_scalar_type("add", x, y);
  if (const Tensor large = large_integer(a, y); large.defined()) return add(a, large);
  Tensor out = detail::unary(UnaryOp::add_scalar, a, y.as_double());
  if (tracks(a))
    record(
        "AddBackward0", out, [](const Tensor& g, Gradients& to) { to.give(0, g); }, a);
  return out;
}

Tensor sub(const Tensor& x, const Tensor& y) {
  refuse_bool("sub", detail::defined("sub", x).dtype());
  refuse_bool("sub", detail::defined("sub", y).dtype());
  return promoted("sub", x, y, [](const Tensor& a, const Tensor& b) {
    Tensor out = detail::binary("sub", BinaryOp::subtract, a, b);
    if (tracks(a, b)) {
      record(
          "SubBackward0", out,
          [sa = a.shape(), sb = b.shape()](const Tensor& g, Gradients& to) {
            if (to.wants(0)) to.give(0, unbroadcast(g, sa));
            if (to.wants(1)) to.give(1, unbroadcast(neg(g), sb));
          },
          a, b);
    }
    return out;
  });
}

Tensor sub(const Tensor& x, Scalar y) {
  refuse_bool("sub", detail::defined("sub", x).dtype());
  refuse_bool("sub", y.kind());
  const Tensor a = with_scalar_type("sub", x, y);
  if (const Tensor large = large_integer(a, y); large.defined()) return sub(a, large);
  Tensor out = detail::unary(UnaryOp::add_scalar, a, -y.as_double());
  if (tracks(a))
    record(
        "SubBackward0", out, [](const Tensor& g, Gradients& to) { to.give(0, g); }, a);
  return out;
}

Tensor rsub(const Tensor& x, Scalar y) {
  refuse_bool("rsub", detail::defined("rsub", x).dtype());
  refuse_bool("rsub", y.kind());
  const Tensor a = with_scalar_type("rsub", x, y);
  if (const Tensor large = large_integer(a, y); large.defined()) return sub(large, a);
  Tensor out = detail::unary(UnaryOp::subtract_from, a, y.as_double());
  if (tracks(a))
    record(
        "RsubBackward1", out, [](const Tensor& g, Gradients& to) { to.give(0, neg(g)); }, a);
  return out;
}

Tensor mul(const Tensor& x, const Tensor& y) {
  return promoted("mul", x, y, [](const Tensor& a, const Tensor& b) {
    Tensor out = detail::binary("mul", BinaryOp::multiply, a, b);
    if (tracks(a, b)) {
      record(
          "MulBackward0", out,
          [sx = SavedTensor::input(a), sy = SavedTensor::input(b)](const Tensor& g, Gradients& to) {
            if (to.wants(0)) to.give(0, unbroadcast(g * sy.get(to), sx.shape()));
            if (to.wants(1)) to.give(1, unbroadcast(g * sx.get(to), sy.shape()));
          },
          a, b);
    }
    return out;
  });
}

Tensor mul(const Tensor& x, Scalar y) {
  const Tensor a = with_scalar_type("mul", x, y);
  if (const Tensor large = large_integer(a, y); large.defined()) return mul(a, large);
  Tensor out = detail::unary(UnaryOp::multiply_scalar, a, y.as_double());
  if (tracks(a)) {
    record(
        "MulBackward0", out,
        [factor = y.as_double()](const Tensor& g, Gradients& to) { to.give(0, g * factor); }, a);
  }
  return out;
}

Tensor div(const Tensor& x, const Tensor& y) {
  return promoted("div", x, y, [](const Tensor& p, const Tensor& q) {
    const Tensor a = detail::as_floating(p), b = detail::as_floating(q);
    Tensor out = detail::binary("div", BinaryOp::divide, a, b);
    if (tracks(a, b)) {
      record(
          "DivBackward0", out,
          [sx = SavedTensor::input(a), sy = SavedTensor::input(b)](const Tensor& g, Gradients& to) {
            const Tensor divisor = sy.get(to);
            if (to.wants(0)) to.give(0, unbroadcast(g / divisor, sx.shape()));
            if (to.wants(1)) to.give(1, unbroadcast(neg(g) * (sx.get(to) / divisor / divisor), sy.shape()));
          },
          a, b);
    }
    return out;
  });
}

Tensor div(const Tensor& x, Scalar y) {
  const Tensor a = detail::as_floating(with_scalar_type("div", x, y));
  Tensor out = detail::unary(UnaryOp::divide_scalar, a, y.as_double());
  if (tracks(a)) {
    record(
        "DivBackward0", out,
        [divisor = y.as_double()](const Tensor& g, Gradients& to) { to.give(0, g / divisor); }, a);
  }
  return out;
}

Tensor rdiv(const Tensor& x, Scalar y) {
  const Tensor a = detail::as_floating(with_scalar_type("rdiv", x, y));
  Tensor out = detail::unary(UnaryOp::divide_into, a, y.as_double());
  if (tracks(a)) {
    record(
        "DivBackward0", out,
        [sx = SavedTensor::input(a), y](const Tensor& g, Gradients& to) {
          const Tensor divisor = sx.get(to);
          to.give(0, neg(g) * (y / divisor / divisor));
        },
        a);
  }
  return out;
}

Tensor pow(const Tensor& x, const Tensor& y) {
  return promoted("pow", x, y, [](const Tensor& a, const Tensor& b) {
    Tensor out = detail::binary("pow", BinaryOp::power, a, b);
    if (tracks(a, b)) {
      record(
          "PowBackward1", out,
          [sx = SavedTensor::input(a), sy = SavedTensor::input(b), so = SavedTensor::output(out)](
              const Tensor& g, Gradients& to) {
            const Tensor base = sx.get(to), exponent = sy.get(to);
            if (to.wants(0)) {
              const Tensor slope =
                  where(exponent == 0, zeros_like(exponent), exponent * pow(base, exponent - 1));
              to.give(0, unbroadcast(g * slope, sx.shape()));
            }
            if (to.wants(1)) {
              // 0 ^ y stays 0 for y >= 0: no slope there, although log 0 is infinite.
              const Tensor result = so.get(to);
              const Tensor slope =
                  where(logical_and(base == 0, exponent >= 0), zeros_like(result), result * log(base));
              to.give(1, unbroadcast(g * slope, sy.shape()));
            }
          },
          a, b);
    }
    return out;
  });
}

Tensor pow(const Tensor& x, Scalar y) {
  const Tensor a = with_scalar_type("pow", x, y);
  if (!is_floating_point(a.dtype())) {
    if (y.as_int64() < 0) {
      fail(fmt::format("pow: {} to the power {} is not an integer; convert with to(float32) first",
                       name(a.dtype()), y.as_int64()));
    }
    detail::check_holds("pow", a.dtype(), y);
  }
  if (const Tensor large = large_integer(a, y); large.defined()) return pow(a, large);
  Tensor out = detail::unary(UnaryOp::power_scalar, a, y.as_double());
  if (tracks(a)) {
    record(
        "PowBackward0", out,
        [sx = SavedTensor::input(a), e = y.as_double()](const Tensor& g, Gradients& to) {
          if (e == 0) return to.give(0, zeros_like(g));
          to.give(0, g * (pow(sx.get(to), e - 1) * e));
        },
        a);
  }
  return out;
}

namespace {

/// maximum and minimum: the gradient goes where the result came from, half each where both are equal.
Tensor extreme(const char* op, const char* node, BinaryOp kernel, const Tensor& x, const Tensor& y) {
  return promoted(op, x, y, [&](const Tensor& a, const Tensor& b) {
    Tensor out = detail::binary(op, kernel, a, b);
    if (tracks(a, b)) {
      const bool largest = kernel == BinaryOp::maximum;
      record(
          node, out,
          [largest, sx = SavedTensor::input(a), sy = SavedTensor::input(b)](const Tensor& g, Gradients& to) {
            const Tensor first = sx.get(to).detach(), second = sy.get(to).detach();
            // Only the smaller side loses the gradient: beside a NaN both keep it, as in PyTorch.
            const Tensor kept = 1 - (first == second).to(g.dtype()) * 0.5;
            const auto share = [&](const Tensor& loses) { return g * (kept - loses.to(g.dtype())); };
            if (to.wants(0))
              to.give(0, unbroadcast(share(largest ? first < second : first > second), sx.shape()));
            if (to.wants(1))
              to.give(1, unbroadcast(share(largest ? first > second : first < second), sy.shape()));
          },
          a, b);
    }
    return out;
  });
}

}  // namespace

Tensor maximum(const Tensor& x, const Tensor& y) {
  return extreme("maximum", "MaximumBackward0", BinaryOp::maximum, x, y);
}

Tensor minimum(const Tensor& x, const Tensor& y) {
  return extreme("minimum", "MinimumBackward0", BinaryOp::minimum, x, y);
}

Tensor atan2(const Tensor& x, const Tensor& y) {
  return detail::promoted_floating("atan2", x, y, [](const Tensor& a, const Tensor& b) {
    return detail::of_two(
        "atan2", "Atan2Backward0", BinaryOp::atan2, a, b,
        [](const Tensor& g, const Tensor& p, const Tensor& q) { return g / (square(p) + square(q)) * q; },
        [](const Tensor& g, const Tensor& p, const Tensor& q) {
          return neg(g / (square(p) + square(q))) * p;
        });
  });
}

}  // namespace gradus
