// Changes in place: alone they run a kernel on the tensor itself; recorded, they compute the result beside it
// and take it over with its history.
#include "gradus/core/ops/in_place.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/view_history.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"

namespace gradus {
namespace detail {

void check_writable(const char* op, const Tensor& x) {
  defined(op, x);
  if (!GradMode::is_enabled()) return;
  if (x.is_leaf() && x.requires_grad()) {
    fail(fmt::format(
        "{}: a leaf that requires a gradient cannot be changed in place while gradients are recorded; "
        "put the change under NoGrad",
        op));
  }
  if (const TensorImpl* base = base_of(x); base && base->requires_grad) {
    fail(fmt::format(
        "{}: a view of a leaf that requires a gradient cannot be changed in place while gradients are "
        "recorded; put the change under NoGrad",
        op));
  }
  check_recordable(op, x);
}

void check_distinct(const char* op, const Tensor& x) {
  for (int i = 0; i < x.dim(); ++i) {
    if (x.shape()[i] > 1 && x.strides()[i] == 0) {
      fail(fmt::format("{}: several elements of this {} tensor share one place in memory; clone() it first",
                       op, to_string(x.shape())));
    }
  }
}

void check_fits(const char* op, const Tensor& x, const Shape& shape) {
  if (broadcast_shapes(op, x.shape(), shape) != x.shape()) {
    fail(fmt::format("{}: shape {} cannot be broadcast into {}", op, to_string(shape), to_string(x.shape())));
  }
}

void check_keeps(const char* op, const Tensor& x, DType result) {
  const bool keeps = is_floating_point(x.dtype()) || result == DType::bool_ ||
                     (is_integral(x.dtype()) && is_integral(result));
  if (!keeps)
    fail(fmt::format("{}: a {} result cannot be kept in a {} tensor", op, name(result), name(x.dtype())));
}

bool tracks_change(const Tensor& x, std::initializer_list<const Tensor*> others) {
  if (!GradMode::is_enabled() || !is_floating_point(x.dtype())) return false;
  const TensorImpl* base = base_of(x);
  return x.requires_grad() || (base && base->grad_fn) ||
         std::any_of(others.begin(), others.end(), [](const Tensor* y) { return y->requires_grad(); });
}

void copy_values(const Tensor& to, const Tensor& from) {
  const Strides strides = broadcast_strides(from, to.shape());
  kernels::copy(to.dtype(), from.dtype(), to.shape(), {to.impl()->data, &to.strides()},
                {from.impl()->data, &strides});
}

void take_over(Tensor& x, const Tensor& result) {
  // A leaf has no node to take over, and memory that x shares must not be read while it is written.
  const bool own =
      result.impl()->storage != x.impl()->storage && !(result.is_leaf() && result.requires_grad());
  const Tensor values = own ? result : result.clone();
  copy_values(x, values);
  ++x.impl()->storage->version;
  rebase_history(x, values);
}

Tensor before_change(const Tensor& x) {
  const bool has_history = x.requires_grad();
  const NoGrad guard;
  Tensor copy = x.clone();
  if (has_history) copy.impl()->grad_fn = x.impl()->grad_fn;
  return copy;
}

Tensor& replace(const char* op, Tensor& x, std::initializer_list<const Tensor*> others,
                const std::function<Tensor(const Tensor&)>& compute) {
  check_writable(op, x);
  check_distinct(op, x);
  if (tracks_change(x, others)) {
    take_over(x, compute(before_change(x)).to(x.dtype()));
    return x;
  }
  const NoGrad guard;
  const Tensor result = compute(x);
  check_keeps(op, x, result.dtype());
  copy_values(x, result.impl()->storage == x.impl()->storage ? result.clone() : result);
  ++x.impl()->storage->version;
  return x;
}

}  // namespace detail

namespace {

using detail::copy_values;
using detail::take_over;
using kernels::BinaryOp;
using kernels::UnaryOp;

/// x = x op other.
Tensor& change(const char* op, BinaryOp kernel, Tensor (*compute)(const Tensor&, const Tensor&), Tensor& x,
               const Tensor& other) {
  detail::check_writable(op, x);
  detail::check_distinct(op, x);
  detail::check_fits(op, x, detail::defined(op, other).shape());
  const DType type = detail::result_type(x, other);
  const bool divides = kernel == BinaryOp::divide && !is_floating_point(type);
  detail::check_keeps(op, x, divides ? default_dtype() : type);
  const bool overlaps = x.impl()->storage == other.impl()->storage;
  if (detail::tracks_change(x, {&other})) {
    // Sums save nothing; other operations save what they were given.
    const bool saves = kernel != BinaryOp::add && kernel != BinaryOp::subtract;
    const Tensor old = saves ? detail::before_change(x) : x;
    take_over(x, compute(old, overlaps && saves ? detail::before_change(other) : other).to(x.dtype()));
    return x;
  }
  if (x.dtype() == DType::bool_ || type != x.dtype() || overlaps) {
    const NoGrad guard;  // through a copy: other types, or elements read after they were written
    copy_values(x, compute(x, other));
  } else {
    detail::binary_into(kernel, x, x, other.dtype() == type ? other : other.to(type));
  }
  ++x.impl()->storage->version;
  return x;
}

/// x = x op number.
Tensor& change(const char* op, UnaryOp kernel, double parameter, Tensor (*compute)(const Tensor&, Scalar),
               Tensor& x, Scalar other) {
  detail::check_writable(op, x);
  detail::check_distinct(op, x);
  const DType type = detail::result_type(x, other);
  const bool divides = kernel == UnaryOp::divide_scalar && !is_floating_point(type);
  detail::check_keeps(op, x, divides ? default_dtype() : type);
  if (detail::tracks_change(x, {})) {
    take_over(x,
              compute(kernel == UnaryOp::power_scalar ? detail::before_change(x) : x, other).to(x.dtype()));
    return x;
  }
  if (is_floating_point(x.dtype())) {
    const kernels::Operand self{x.impl()->data, &x.strides()};
    kernels::unary(kernel, x.dtype(), x.shape(), self, self, parameter, 0);
  } else {
    const NoGrad guard;
    copy_values(x, compute(x, other));
  }
  ++x.impl()->storage->version;
  return x;
}

/// x = f(x), a = f's kernel with its parameters.
template <class F>
Tensor& change(const char* op, UnaryOp kernel, F compute, Tensor& x, double a = 0, double b = 0) {
  if (!is_floating_point(detail::defined(op, x).dtype()) || detail::tracks_change(x, {})) {
    return detail::replace(op, x, {}, compute);
  }
  detail::check_writable(op, x);
  detail::check_distinct(op, x);
  const kernels::Operand self{x.impl()->data, &x.strides()};
  kernels::unary(kernel, x.dtype(), x.shape(), self, self, a, b);
  ++x.impl()->storage->version;
  return x;
}

/// Whether alpha is one; an Error for what PyTorch refuses.
bool is_one(const char* op, const Tensor& x, DType other, const Scalar& alpha) {
  if (alpha.kind() == DType::float64 && !is_floating_point(detail::defined(op, x).dtype()) &&
      !is_floating_point(other)) {
    fail(fmt::format("{}: alpha = {} is not an integer, the tensors are", op, alpha.as_double()));
  }
  return alpha.as_double() == 1;
}

Scalar product(const Scalar& x, const Scalar& y) {
  if (x.kind() == DType::float64 || y.kind() == DType::float64) return x.as_double() * y.as_double();
  return static_cast<int64_t>(static_cast<uint64_t>(x.as_int64()) * static_cast<uint64_t>(y.as_int64()));
}

}  // namespace

Tensor& Tensor::zero_() { return fill_(0); }

Tensor& Tensor::fill_(Scalar value) {
  detail::check_writable("fill_", *this);
  detail::check_holds("fill_", dtype(), value);
  const Tensor source = detail::number(value, dtype());
  if (detail::tracks_change(*this, {})) {
    take_over(*this, gradus::expand(source, shape()));
    return *this;
  }
  copy_values(*this, source);
  ++impl_->storage->version;
  return *this;
}

Tensor& Tensor::copy_(const Tensor& source) {
  detail::check_writable("copy_", *this);
  detail::check_distinct("copy_", *this);
  detail::check_fits("copy_", *this, detail::defined("copy_", source).shape());
  if (is_same(source)) return *this;
  if (detail::tracks_change(*this, {&source})) {
    take_over(*this, gradus::expand(source, shape()).to(dtype()));
    return *this;
  }
  const NoGrad guard;
  copy_values(*this, impl_->storage == source.impl()->storage ? source.clone() : source);
  ++impl_->storage->version;
  return *this;
}

Tensor& Tensor::add_(const Tensor& other, Scalar alpha) {
  if (is_one("add_", *this, detail::defined("add_", other).dtype(), alpha)) {
    return change("add_", BinaryOp::add, &add, *this, other);
  }
  return change("add_", BinaryOp::add, &add, *this, mul(other, alpha));
}
Tensor& Tensor::sub_(const Tensor& other, Scalar alpha) {
  if (is_one("sub_", *this, detail::defined("sub_", other).dtype(), alpha)) {
    return change("sub_", BinaryOp::subtract, &sub, *this, other);
  }
  return change("sub_", BinaryOp::subtract, &sub, *this, mul(other, alpha));
}
Tensor& Tensor::mul_(const Tensor& other) { return change("mul_", BinaryOp::multiply, &mul, *this, other); }
Tensor& Tensor::div_(const Tensor& other) { return change("div_", BinaryOp::divide, &div, *this, other); }
Tensor& Tensor::pow_(const Tensor& exponent) {
  return change("pow_", BinaryOp::power, &pow, *this, exponent);
}

Tensor& Tensor::add_(Scalar other, Scalar alpha) {
  const Scalar value = is_one("add_", *this, other.kind(), alpha) ? other : product(other, alpha);
  return change("add_", UnaryOp::add_scalar, value.as_double(), &add, *this, value);
}
Tensor& Tensor::sub_(Scalar other, Scalar alpha) {
  const Scalar value = is_one("sub_", *this, other.kind(), alpha) ? other : product(other, alpha);
  return change("sub_", UnaryOp::add_scalar, -value.as_double(), &sub, *this, value);
}
Tensor& Tensor::mul_(Scalar other) {
  return change("mul_", UnaryOp::multiply_scalar, other.as_double(), &mul, *this, other);
}
Tensor& Tensor::div_(Scalar other) {
  return change("div_", UnaryOp::divide_scalar, other.as_double(), &div, *this, other);
}
Tensor& Tensor::pow_(Scalar exponent) {
  return change("pow_", UnaryOp::power_scalar, exponent.as_double(), &pow, *this, exponent);
}

Tensor& Tensor::neg_() { return change("neg_", UnaryOp::negative, &neg, *this); }
Tensor& Tensor::abs_() { return change("abs_", UnaryOp::absolute, &abs, *this); }
Tensor& Tensor::square_() { return change("square_", UnaryOp::square, &square, *this); }
Tensor& Tensor::reciprocal_() { return change("reciprocal_", UnaryOp::reciprocal, &reciprocal, *this); }
Tensor& Tensor::sqrt_() { return change("sqrt_", UnaryOp::sqrt, &sqrt, *this); }
Tensor& Tensor::exp_() { return change("exp_", UnaryOp::exp, &exp, *this); }
Tensor& Tensor::log_() { return change("log_", UnaryOp::log, &log, *this); }
Tensor& Tensor::tanh_() { return change("tanh_", UnaryOp::tanh, &tanh, *this); }
Tensor& Tensor::sigmoid_() { return change("sigmoid_", UnaryOp::sigmoid, &sigmoid, *this); }
Tensor& Tensor::relu_() { return change("relu_", UnaryOp::relu, &relu, *this); }
Tensor& Tensor::floor_() { return change("floor_", UnaryOp::floor, &floor, *this); }
Tensor& Tensor::ceil_() { return change("ceil_", UnaryOp::ceil, &ceil, *this); }
Tensor& Tensor::round_() { return change("round_", UnaryOp::round, &round, *this); }

Tensor& Tensor::clamp_(std::optional<Scalar> low, std::optional<Scalar> high) {
  if (!low && !high) fail("clamp_: neither a lower nor an upper bound was given");
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const auto compute = [&](const Tensor& x) { return clamp(x, low, high); };
  return change("clamp_", UnaryOp::clamp, compute, *this, low.value_or(-infinity).as_double(),
                high.value_or(infinity).as_double());
}

}  // namespace gradus
