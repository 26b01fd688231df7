#include "gradus/core/ops/pointwise.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/views.hpp"

namespace gradus::detail {
namespace {

/// bool < uint8 < int32 < int64 < float32 < float64 is the order of kinds and, within a kind, of width.
DType wider(DType a, DType b) { return std::max(a, b); }

DType combine(DType higher, DType lower) {
  if (is_floating_point(higher) || (higher != DType::bool_ && !is_floating_point(lower))) return higher;
  return wider(higher, lower);
}

kernels::Operand operand(const Tensor& x, const Strides& strides) { return {x.impl()->data, &strides}; }

}  // namespace

void fail_undefined(const char* op) { fail(fmt::format("{}: an undefined tensor was given", op)); }

DType result_type(const Tensor& x, const Tensor& y) {
  if (x.dtype() == y.dtype()) return x.dtype();
  if ((x.dim() == 0) == (y.dim() == 0)) return wider(x.dtype(), y.dtype());
  return x.dim() > 0 ? combine(x.dtype(), y.dtype()) : combine(y.dtype(), x.dtype());
}

DType result_type(const Tensor& x, const Scalar& y) {
  return combine(x.dtype(), y.kind() == DType::float64 ? default_dtype() : y.kind());
}

Tensor number(const Scalar& value, DType type) {
  Tensor x = make_result({}, type);
  if (value.kind() == DType::float64) {
    kernels::fill(type, x.impl()->data, 1, value.as_double());
  } else {
    kernels::fill(type, x.impl()->data, 1, value.as_int64());
  }
  return x;
}

void check_holds(const char* op, DType type, const Scalar& value) {
  const bool holds = dispatch(type, [&]<class T> {
    constexpr auto highest = std::numeric_limits<T>::max();
    if constexpr (std::is_same_v<T, bool>) {
      return true;
    } else if constexpr (std::is_floating_point_v<T>) {
      return !std::isfinite(value.as_double()) ||
             std::fabs(value.as_double()) <= static_cast<double>(highest);
    } else if (value.kind() == DType::float64) {
      // As floating point the highest int64 is one too many.
      constexpr auto end = static_cast<double>(highest);
      const double lowest = std::is_signed_v<T> ? -end - 1 : -end;
      return value.as_double() >= lowest &&
             (sizeof(T) < sizeof(int64_t) ? value.as_double() <= end : value.as_double() < end);
    } else {
      const int64_t integer = value.as_int64();
      const int64_t lowest = std::is_signed_v<T> ? int64_t{std::numeric_limits<T>::min()} : -int64_t{highest};
      return integer >= lowest && integer <= int64_t{highest};
    }
  });
  if (holds) return;
  const bool real = value.kind() == DType::float64;
  fail(fmt::format("{}: {} does not fit {}", op,
                   real ? fmt::format("{}", value.as_double()) : fmt::format("{}", value.as_int64()),
                   name(type)));
}

Tensor as_floating(const Tensor& x) { return is_floating_point(x.dtype()) ? x : x.to(default_dtype()); }

Shape broadcast_shapes(const char* op, const Shape& x, const Shape& y) {
  Shape result = x.rank() >= y.rank() ? x : y;
  const int rank = result.rank();
  for (int i = 0; i < rank; ++i) {
    const int in_x = i - (rank - x.rank()), in_y = i - (rank - y.rank());
    const int64_t a = in_x < 0 ? 1 : x[in_x], b = in_y < 0 ? 1 : y[in_y];
    if (a != b && a != 1 && b != 1) {
      fail(fmt::format("{}: shapes {} and {} do not broadcast: {} and {} meet in dimension {} of the result",
                       op, to_string(x), to_string(y), a, b, i));
    }
    result[i] = a == 1 ? b : a;
  }
  return result;
}

Strides broadcast_strides(const Tensor& x, const Shape& shape) {
  Strides strides;
  const int missing = shape.rank() - x.dim();
  for (int i = 0; i < shape.rank(); ++i) {
    const bool repeats = i < missing || (x.shape()[i - missing] == 1 && shape[i] != 1);
    strides.push_back(repeats ? 0 : x.strides()[i - missing]);
  }
  return strides;
}

Tensor unbroadcast(const Tensor& gradient, const Shape& shape) {
  if (gradient.shape() == shape) return gradient;
  Axes repeated;
  const int missing = gradient.dim() - shape.rank();
  for (int i = 0; i < gradient.dim(); ++i) {
    if (i < missing || (shape[i - missing] == 1 && gradient.shape()[i] != 1)) repeated.push_back(i);
  }
  return reshape(sum(gradient, {.dim = repeated, .keepdim = true}), shape);
}

Tensor unary(kernels::UnaryOp op, const Tensor& x, double a, double b) {
  Tensor out = make_like(x);
  if (x.is_contiguous()) {
    kernels::unary(op, x.dtype(), out.impl()->data, x.impl()->data, x.numel(), a, b);
  } else {
    kernels::unary(op, x.dtype(), x.shape(), operand(out, out.strides()), operand(x, x.strides()), a, b);
  }
  return out;
}

void binary_into(kernels::BinaryOp op, const Tensor& out, const Tensor& x, const Tensor& y) {
  if (x.shape() == y.shape() && x.shape() == out.shape() && x.is_contiguous() && y.is_contiguous() &&
      out.is_contiguous()) {
    return kernels::binary(op, x.dtype(), out.impl()->data, x.impl()->data, y.impl()->data, x.numel());
  }
  const Strides sx = broadcast_strides(x, out.shape()), sy = broadcast_strides(y, out.shape());
  kernels::binary(op, x.dtype(), out.shape(), operand(out, out.strides()), operand(x, sx), operand(y, sy));
}

Tensor binary(const char* name, kernels::BinaryOp op, const Tensor& x, const Tensor& y) {
  Tensor out = x.shape() == y.shape()
                   ? make_like(x)
                   : make_tensor(name, broadcast_shapes(name, x.shape(), y.shape()), x.dtype());
  binary_into(op, out, x, y);
  return out;
}

}  // namespace gradus::detail
