#include "gradus/core/tensor/tensor.hpp"

#include <fmt/format.h>

#include "gradus/base/convert.hpp"
#include "gradus/base/error.hpp"
#include "gradus/base/sized.hpp"
#include "gradus/core/autograd/capture_log.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/autograd/node.hpp"
#include "gradus/core/tensor/make.hpp"

namespace gradus {
namespace {

DType default_type = DType::float32;

}  // namespace

DType default_dtype() { return default_type; }

void set_default_dtype(DType type) {
  if (!is_floating_point(type)) {
    fail(fmt::format("set_default_dtype: {} is not a floating-point type; float32 and float64 are",
                     name(type)));
  }
  default_type = type;
}

void Tensor::fail_undefined(const char* method) {
  fail(fmt::format(
      "{}: the tensor is undefined; give it a value first (a gradient has none before backward())", method));
}

int64_t Tensor::size(int64_t axis) const {
  checked("size");
  if (dim() == 0) fail("size: a 0-d tensor has no dimensions");
  return shape()[normalize_axis("size", axis, dim())];
}

void* Tensor::data_checked(DType type) const {
  checked("data");
  if (type != dtype()) {
    fail(fmt::format("data: {} was asked for and the tensor holds {}; convert it with to({})", name(type),
                     name(dtype()), name(type)));
  }
  return impl_->data;
}

template <class T>
T Tensor::item() const {
  checked("item");
  detail::refuse_capture("item()");
  if (numel() != 1) fail(fmt::format("item: one element is needed, the shape is {}", to_string(shape())));
  return dispatch(dtype(), [&]<class U> { return convert<T>(*reinterpret_cast<const U*>(impl_->data)); });
}

template <class T>
std::vector<T> Tensor::to_vector() const {
  checked("to_vector");
  detail::refuse_capture("to_vector()");
  const Tensor dense = contiguous();
  return dispatch(dtype(), [&]<class U> {
    const U* values = dense.data<U>();
    auto result = sized_vector<T>("to_vector", numel());
    for (size_t i = 0; i < result.size(); ++i) result[i] = convert<T>(values[i]);
    return result;
  });
}

template float Tensor::item<float>() const;
template double Tensor::item<double>() const;
template int64_t Tensor::item<int64_t>() const;
template int Tensor::item<int>() const;
template uint8_t Tensor::item<uint8_t>() const;
template bool Tensor::item<bool>() const;
template std::vector<float> Tensor::to_vector<float>() const;
template std::vector<double> Tensor::to_vector<double>() const;
template std::vector<int64_t> Tensor::to_vector<int64_t>() const;
template std::vector<int32_t> Tensor::to_vector<int32_t>() const;
template std::vector<uint8_t> Tensor::to_vector<uint8_t>() const;

Tensor& Tensor::requires_grad_(bool value) {
  checked("requires_grad_");
  if (!is_leaf()) {
    if (value) return *this;
    fail(
        "requires_grad_: only a leaf can be told to need no gradient; use detach() for the result of an "
        "operation");
  }
  if (value && !is_floating_point(dtype())) {
    fail(fmt::format("requires_grad_: only floating-point tensors have gradients, this one is {}",
                     name(dtype())));
  }
  if (impl_->requires_grad != value) detail::hidden_state_changed();
  impl_->requires_grad = value;
  return *this;
}

void Tensor::set_grad(const Tensor& value) {
  checked("set_grad");
  if (value.defined() && (value.shape() != shape() || value.dtype() != dtype())) {
    fail(fmt::format("set_grad: the tensor is {} {}, the gradient {} {}", name(dtype()), to_string(shape()),
                     name(value.dtype()), to_string(value.shape())));
  }
  impl_->grad = value.ref();
}

Tensor Tensor::detach() const {
  checked("detach");
  return shallow_copy(*this);
}

Tensor& Tensor::detach_() {
  checked("detach_");
  impl_->grad_fn.reset();
  impl_->requires_grad = false;
  if (impl_->hooks) detail::move_hooks(*impl_);
  return *this;
}

}  // namespace gradus
