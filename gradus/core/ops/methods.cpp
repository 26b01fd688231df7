// Tensor's methods: those that name an operation, and those that change a tensor in place.

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/views.hpp"

namespace gradus {

// --- Copies and views.

namespace {

void copy_values(const Tensor& to, const Tensor& from) {
  const Strides strides = detail::broadcast_strides(from, to.shape());
  kernels::copy(to.dtype(), from.dtype(), to.shape(), {to.impl()->data, &to.strides()},
                {from.impl()->data, &strides});
}

Tensor copied(const char* node, const Tensor& x, DType type) {
  Tensor y = make_like(x, type);
  copy_values(y, x);
  if (tracks(x) && is_floating_point(type)) {
    record(
        node, y, [from = x.dtype()](const Tensor& g, Gradients& to) { to.give(0, g.to(from)); }, x);
  }
  return y;
}

}  // namespace

Tensor Tensor::clone() const {
  detail::defined("clone", *this);
  return copied("CloneBackward0", *this, dtype());
}

Tensor Tensor::contiguous() const {
  return detail::defined("contiguous", *this).is_contiguous() ? *this
                                                              : copied("CloneBackward0", *this, dtype());
}

Tensor Tensor::to(DType type) const {
  return detail::defined("to", *this).dtype() == type ? *this : copied("ToCopyBackward0", *this, type);
}

Tensor Tensor::reshape(const Shape& shape) const { return gradus::reshape(*this, shape); }
Tensor Tensor::permute(const Axes& order) const { return gradus::permute(*this, order); }
Tensor Tensor::transpose(int64_t a, int64_t b) const { return gradus::transpose(*this, a, b); }
Tensor Tensor::squeeze() const { return gradus::squeeze(*this); }
Tensor Tensor::squeeze(int64_t axis) const { return gradus::squeeze(*this, axis); }
Tensor Tensor::unsqueeze(int64_t axis) const { return gradus::unsqueeze(*this, axis); }
Tensor Tensor::flatten() const { return gradus::flatten(*this); }
Tensor Tensor::select(int64_t axis, int64_t index) const { return gradus::select(*this, axis, index); }
Tensor Tensor::slice(int64_t axis, int64_t start, std::optional<int64_t> stop, int64_t step) const {
  return gradus::slice(*this, axis, start, stop, step);
}

Tensor Tensor::t() const {
  if (detail::defined("t", *this).dim() > 2) {
    fail(fmt::format("t: a matrix or vector is needed, the shape is {}; use transpose", to_string(shape())));
  }
  return dim() < 2 ? *this : gradus::transpose(*this, 0, 1);
}

Tensor Tensor::sum(const ReduceOptions& options) const { return gradus::sum(*this, options); }
Tensor Tensor::mean(const ReduceOptions& options) const { return gradus::mean(*this, options); }
Tensor Tensor::argmax(std::optional<int64_t> axis) const { return gradus::argmax(*this, axis); }

// --- In place.

namespace {

/// Checks that `x` may be changed in place now.
void check_writable(const char* op, const Tensor& x) {
  detail::defined(op, x);
  if (!GradMode::is_enabled()) return;
  if (x.is_leaf() && x.requires_grad()) {
    fail(fmt::format(
        "{}: a leaf that requires a gradient cannot be changed in place while gradients are recorded; "
        "put the change under NoGrad",
        op));
  }
  if (x.impl()->of_leaf && x.impl()->grad_fn) {
    fail(fmt::format(
        "{}: a view of a leaf that requires a gradient cannot be changed in place while gradients are "
        "recorded; put the change under NoGrad",
        op));
  }
  detail::check_recordable(op, x);
}

/// Checks that no two elements of `x` share a place: what is written there last would win.
void check_distinct(const char* op, const Tensor& x) {
  for (int i = 0; i < x.dim(); ++i) {
    if (x.shape()[i] > 1 && x.strides()[i] == 0) {
      fail(fmt::format("{}: several elements of this {} tensor share one place in memory; clone() it first",
                       op, to_string(x.shape())));
    }
  }
}

void check_fits(const char* op, const Tensor& x, const Tensor& other) {
  if (detail::broadcast_shapes(op, x.shape(), other.shape()) != x.shape()) {
    fail(fmt::format("{}: shape {} cannot be broadcast into {}", op, to_string(other.shape()),
                     to_string(x.shape())));
  }
}

void check_holds(const char* op, const Tensor& x, DType result) {
  const bool holds = is_floating_point(x.dtype()) || result == DType::bool_ ||
                     (is_integral(x.dtype()) && is_integral(result));
  if (!holds)
    fail(fmt::format("{}: a {} result cannot be kept in a {} tensor", op, name(result), name(x.dtype())));
}

/// Checks that a recorded change of `x` is seen by all who hold its memory. Tensors with a history of their
/// own are found out of date by their epoch (Storage::graph_epoch); others would go on without the gradient.
void check_alone(const char* op, const Tensor& x) {
  if (is_floating_point(x.dtype()) && !x.impl()->grad_fn && x.impl()->storage->use_count() > 1) {
    fail(fmt::format(
        "{}: other tensors share the memory of this {} tensor and would not know its gradient; change a "
        "clone(), or join parts with cat or stack",
        op, to_string(x.shape())));
  }
}

/// Puts the values and the history of `result` into x.
void take_over(Tensor& x, const Tensor& result) {
  copy_values(x, result);
  TensorImpl& impl = *x.impl();
  ++impl.storage->version;
  impl.graph_epoch = ++impl.storage->graph_epoch;
  impl.grad_fn = result.impl()->grad_fn;
  if (impl.hooks) [[unlikely]] {
    detail::move_hooks(impl);
  }
}

Tensor& change(const char* op, kernels::BinaryOp kernel, Tensor (*recorded)(const Tensor&, const Tensor&),
               Tensor& x, const Tensor& other) {
  check_writable(op, x);
  check_distinct(op, x);
  check_fits(op, x, detail::defined(op, other));
  const DType type = detail::result_type(x, other);
  check_holds(op, x,
              kernel == kernels::BinaryOp::divide && !is_floating_point(type) ? default_dtype() : type);
  if (tracks(x, other)) {
    check_alone(op, x);
    take_over(x, recorded(x, other).to(x.dtype()));
    return x;
  }
  if (x.dtype() == DType::bool_ || type != x.dtype() || x.impl()->storage == other.impl()->storage) {
    const NoGrad guard;  // through a copy: other types, or elements read after they were written
    copy_values(x, recorded(x, other));
  } else {
    detail::binary_into(kernel, x, x, other.dtype() == type ? other : other.to(type));
  }
  ++x.impl()->storage->version;
  return x;
}

Tensor& change(const char* op, kernels::UnaryOp kernel, double parameter,
               Tensor (*recorded)(const Tensor&, Scalar), Tensor& x, Scalar other) {
  check_writable(op, x);
  check_distinct(op, x);
  const DType type = detail::result_type(x, other);
  check_holds(op, x,
              kernel == kernels::UnaryOp::divide_scalar && !is_floating_point(type) ? default_dtype() : type);
  if (tracks(x)) {
    take_over(x, recorded(x, other).to(x.dtype()));
    return x;
  }
  if (is_floating_point(x.dtype())) {
    const kernels::Operand self{x.impl()->data, &x.strides()};
    kernels::unary(kernel, x.dtype(), x.shape(), self, self, parameter, 0);
  } else {
    const NoGrad guard;
    copy_values(x, recorded(x, other));
  }
  ++x.impl()->storage->version;
  return x;
}

}  // namespace

Tensor& Tensor::zero_() { return fill_(0); }

Tensor& Tensor::fill_(Scalar value) {
  check_writable("fill_", *this);
  detail::check_holds("fill_", dtype(), value);
  const Tensor source = detail::number(value, dtype());
  if (GradMode::is_enabled() && requires_grad()) {
    take_over(*this, source);
    return *this;
  }
  copy_values(*this, source);
  ++impl_->storage->version;
  return *this;
}

Tensor& Tensor::copy_(const Tensor& source) {
  check_writable("copy_", *this);
  check_distinct("copy_", *this);
  check_fits("copy_", *this, detail::defined("copy_", source));
  if (is_same(source)) return *this;
  if (tracks(*this, source)) {
    check_alone("copy_", *this);
    Tensor result = gradus::expand(source, shape()).to(dtype());
    take_over(*this, result.is_same(source) ? source.clone() : result);
    return *this;
  }
  const NoGrad guard;
  copy_values(*this, impl_->storage == source.impl()->storage ? source.clone() : source);
  ++impl_->storage->version;
  return *this;
}

Tensor& Tensor::add_(const Tensor& other) {
  return change("add_", kernels::BinaryOp::add, &add, *this, other);
}
Tensor& Tensor::sub_(const Tensor& other) {
  return change("sub_", kernels::BinaryOp::subtract, &sub, *this, other);
}
Tensor& Tensor::mul_(const Tensor& other) {
  return change("mul_", kernels::BinaryOp::multiply, &mul, *this, other);
}
Tensor& Tensor::div_(const Tensor& other) {
  return change("div_", kernels::BinaryOp::divide, &div, *this, other);
}
Tensor& Tensor::add_(Scalar other) {
  return change("add_", kernels::UnaryOp::add_scalar, other.as_double(), &add, *this, other);
}
Tensor& Tensor::sub_(Scalar other) {
  return change("sub_", kernels::UnaryOp::add_scalar, -other.as_double(), &sub, *this, other);
}
Tensor& Tensor::mul_(Scalar other) {
  return change("mul_", kernels::UnaryOp::multiply_scalar, other.as_double(), &mul, *this, other);
}
Tensor& Tensor::div_(Scalar other) {
  return change("div_", kernels::UnaryOp::divide_scalar, other.as_double(), &div, *this, other);
}

}  // namespace gradus
