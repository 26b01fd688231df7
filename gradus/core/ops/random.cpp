#include "gradus/core/ops/random.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/kernels/random.hpp"

namespace gradus {
namespace {

/// A dense tensor to fill, floating point.
Tensor floating(const char* op, const Shape& shape, const TensorOptions& options) {
  const DType type = options.dtype.value_or(default_dtype());
  if (!is_floating_point(type))
    fail(fmt::format("{}: {} numbers cannot be drawn; use randint", op, name(type)));
  return make_tensor(op, shape, type);
}

Tensor finish(Tensor x, const TensorOptions& options) {
  if (options.requires_grad) x.requires_grad_();
  return x;
}

void check_fillable(const char* op, const Tensor& x) {
  if (!is_floating_point(detail::defined(op, x).dtype()) || !x.is_contiguous()) {
    fail(fmt::format("{}: a dense floating-point tensor is needed, this is {} {}", op, name(x.dtype()),
                     x.is_contiguous() ? "" : "with gaps"));
  }
  if (GradMode::is_enabled() && x.requires_grad()) {
    fail(fmt::format("{}: the tensor requires a gradient; fill it under NoGrad", op));
  }
}

}  // namespace

Tensor rand(const Shape& shape, const TensorOptions& options, Generator& generator) {
  Tensor x = floating("rand", shape, options);
  kernels::fill_uniform(x.dtype(), x.impl()->data, x.numel(), 0, 1, generator);
  return finish(std::move(x), options);
}

Tensor randn(const Shape& shape, const TensorOptions& options, Generator& generator) {
  Tensor x = floating("randn", shape, options);
  kernels::fill_normal(x.dtype(), x.impl()->data, x.numel(), 0, 1, generator);
  return finish(std::move(x), options);
}

Tensor randint(int64_t low, int64_t high, const Shape& shape, const TensorOptions& options,
               Generator& generator) {
  if (low >= high) fail(fmt::format("randint: no integer lies in [{}, {})", low, high));
  const DType type = options.dtype.value_or(DType::int64);
  if (type == DType::bool_ ? low < 0 || high > 2 : type == DType::uint8 && low < 0) {
    fail(fmt::format("randint: [{}, {}) does not fit {}", low, high, name(type)));
  }
  detail::check_holds("randint", type, low);
  detail::check_holds("randint", type, high - 1);
  Tensor x = make_tensor("randint", shape, DType::int64);
  kernels::fill_randint(x.data<int64_t>(), x.numel(), low, high, generator);
  return finish(x.to(type), options);
}

Tensor randperm(int64_t n, Generator& generator) {
  Tensor x = make_tensor("randperm", {n}, DType::int64);
  kernels::fill_randperm(x.data<int64_t>(), n, generator);
  return x;
}

Tensor& Tensor::uniform_(double low, double high, Generator* generator) {
  check_fillable("uniform_", *this);
  kernels::fill_uniform(dtype(), impl_->data, numel(), low, high,
                        generator ? *generator : default_generator());
  ++impl_->storage->version;
  return *this;
}

Tensor& Tensor::normal_(double mean, double std, Generator* generator) {
  check_fillable("normal_", *this);
  kernels::fill_normal(dtype(), impl_->data, numel(), mean, std,
                       generator ? *generator : default_generator());
  ++impl_->storage->version;
  return *this;
}

}  // namespace gradus
