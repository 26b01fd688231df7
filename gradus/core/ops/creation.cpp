#include "gradus/core/ops/creation.hpp"

#include <fmt/format.h>

#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/capture_log.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/kernels/elementwise.hpp"

namespace gradus {
namespace {

DType type_of(const Scalar& value) { return value.kind() == DType::float64 ? default_dtype() : value.kind(); }

Tensor finish(Tensor x, const TensorOptions& options) {
  if (options.requires_grad) x.requires_grad_();
  return x;
}

void fill(const Tensor& x, const Scalar& value) {
  if (value.kind() == DType::float64) {
    kernels::fill(x.dtype(), x.impl()->data, x.numel(), value.as_double());
  } else {
    kernels::fill(x.dtype(), x.impl()->data, x.numel(), value.as_int64());
  }
}

Tensor filled(const char* op, const Shape& shape, const Scalar& value, DType type,
              const TensorOptions& options) {
  const DType wanted = options.dtype.value_or(type);
  detail::check_holds(op, wanted, value);
  Tensor x = make_tensor(op, shape, wanted);
  fill(x, value);
  return finish(std::move(x), options);
}

/// A tensor over numbers in memory, copied and converted.
template <class T>
Tensor copied(std::span<const T> values, const Shape& shape, DType type, const TensorOptions& options) {
  detail::refuse_capture("a new tensor of given numbers");
  Tensor x = make_tensor("tensor", shape, type);
  const Strides strides = dense_strides(shape);
  kernels::copy(type, dtype_of<T>, shape, {x.impl()->data, &x.strides()},
                {const_cast<T*>(values.data()), &strides});
  return finish(std::move(x), options);
}

}  // namespace

Tensor zeros(const Shape& shape, const TensorOptions& options) {
  return filled("zeros", shape, 0, default_dtype(), options);
}

Tensor ones(const Shape& shape, const TensorOptions& options) {
  return filled("ones", shape, 1, default_dtype(), options);
}

Tensor full(const Shape& shape, Scalar value, const TensorOptions& options) {
  return filled("full", shape, value, type_of(value), options);
}

Tensor zeros_like(const Tensor& x) {
  Tensor y = make_like(detail::defined("zeros_like", x));
  fill(y, 0);
  return y;
}

Tensor ones_like(const Tensor& x) {
  Tensor y = make_like(detail::defined("ones_like", x));
  fill(y, 1);
  return y;
}

Tensor eye(int64_t n, const TensorOptions& options) {
  if (n < 0) fail(fmt::format("eye: the number of rows is negative: {}", n));
  Tensor x = filled("eye", {n, n}, 0, default_dtype(), {.dtype = options.dtype});
  const Strides diagonal{n + 1};
  const Tensor one = full({}, 1, {.dtype = x.dtype()});
  const Strides repeated{0};
  kernels::copy(x.dtype(), x.dtype(), {n}, {x.impl()->data, &diagonal}, {one.impl()->data, &repeated});
  return finish(std::move(x), options);
}

namespace {

/// Integers exactly, also where a double would round them.
Tensor integer_arange(int64_t start, int64_t end, int64_t step) {
  if (step == 0 || (step > 0 ? end < start : end > start)) {
    fail(fmt::format("arange: no way leads from {} to {} by steps of {}", start, end, step));
  }
  // Unsigned, because the whole range of int64 has no int64 length.
  const auto distance = end > start ? static_cast<uint64_t>(end) - static_cast<uint64_t>(start)
                                    : static_cast<uint64_t>(start) - static_cast<uint64_t>(end);
  const auto stride = step > 0 ? static_cast<uint64_t>(step) : uint64_t{0} - static_cast<uint64_t>(step);
  const uint64_t n = distance == 0 ? 0 : (distance - 1) / stride + 1;
  if (n > (uint64_t{1} << 60)) fail(fmt::format("arange: {} elements cannot be", n));
  Tensor x = make_tensor("arange", {static_cast<int64_t>(n)}, DType::int64);
  kernels::arange(x.data<int64_t>(), x.numel(), start, step);
  return x;
}

}  // namespace

Tensor arange(Scalar start, Scalar end, Scalar step, const TensorOptions& options) {
  const bool integers =
      start.kind() != DType::float64 && end.kind() != DType::float64 && step.kind() != DType::float64;
  const double a = start.as_double(), b = end.as_double(), d = step.as_double();
  const DType type = options.dtype.value_or(integers ? DType::int64 : default_dtype());
  if (type == DType::bool_) fail("arange: bool holds no range; use an integer type");
  const bool finite = std::isfinite(a) && std::isfinite(b) && std::isfinite(d);
  constexpr double limit = 9.2e18;
  if (finite && !is_floating_point(type) && !integers &&
      (std::fabs(a) > limit || std::fabs(b) > limit || std::fabs(d) > limit)) {
    fail(fmt::format("arange: {}, {} and {} are not all in the range of int64", a, b, d));
  }
  if (finite && type == DType::int64) {  // PyTorch cuts all three to integers
    return finish(integer_arange(start.as_int64(), end.as_int64(), step.as_int64()), options);
  }
  if (!finite || d == 0 || (b - a) / d < 0) {
    fail(fmt::format("arange: no way leads from {} to {} by steps of {}", a, b, d));
  }
  const double length = std::ceil((b - a) / d);
  if (length > 9e18) fail(fmt::format("arange: {} elements cannot be", length));
  const auto n = static_cast<int64_t>(length);
  if (is_floating_point(type)) {
    Tensor x = make_tensor("arange", {n}, type);
    kernels::arange(type, x.impl()->data, n, a, d);
    return finish(std::move(x), options);
  }
  // Smaller integers: PyTorch counts the elements before it cuts to integers.
  if (step.as_int64() == 0) fail(fmt::format("arange: the step {} is not an integer other than 0", d));
  Tensor x = make_tensor("arange", {n}, DType::int64);
  kernels::arange(x.data<int64_t>(), n, start.as_int64(), step.as_int64());
  return finish(x.to(type), options);
}

Tensor arange(Scalar end, const TensorOptions& options) { return arange(0, end, 1, options); }

Tensor linspace(double start, double end, int64_t steps, const TensorOptions& options) {
  if (steps < 0) fail(fmt::format("linspace: the number of steps is negative: {}", steps));
  const DType type = options.dtype.value_or(default_dtype());
  if (type == DType::bool_) fail("linspace: bool holds no range; use an integer type");
  detail::check_holds("linspace", type, start);
  detail::check_holds("linspace", type, end);
  Tensor x = make_tensor("linspace", {steps}, type);
  kernels::linspace(x.dtype(), x.impl()->data, steps, start, end);
  return finish(std::move(x), options);
}

std::vector<Tensor> meshgrid(std::span<const Tensor> vectors, Indexing indexing) {
  if (vectors.empty()) fail("meshgrid: no vectors were given");
  Shape shape;
  for (const Tensor& v : vectors) {
    if (detail::defined("meshgrid", v).dim() > 1) {
      fail(fmt::format("meshgrid: vectors are needed, one has shape {}", to_string(v.shape())));
    }
    shape.push_back(v.numel());
  }
  std::vector<Tensor> grids;
  const bool swaps = indexing == Indexing::xy && vectors.size() >= 2;
  for (int i = 0; i < shape.rank(); ++i) {
    Shape along(std::span(shape.begin(), shape.end()));
    for (int j = 0; j < shape.rank(); ++j) along[j] = j == i ? shape[i] : 1;
    const Tensor grid = expand(reshape(vectors[static_cast<size_t>(i)], along), shape);
    grids.push_back(swaps ? transpose(grid, 0, 1) : grid);
  }
  return grids;
}

template <class T>
Tensor from_data(std::span<const T> values, const Shape& shape, const TensorOptions& options) {
  const DType type = options.dtype.value_or(dtype_of<T>);
  check_size("from_data", shape, item_size(type));
  if (shape.numel() != static_cast<int64_t>(values.size())) {
    fail(fmt::format("from_data: {} values do not fill shape {}", values.size(), to_string(shape)));
  }
  return copied(values, shape, type, options);
}

template Tensor from_data<bool>(std::span<const bool>, const Shape&, const TensorOptions&);
template Tensor from_data<uint8_t>(std::span<const uint8_t>, const Shape&, const TensorOptions&);
template Tensor from_data<int32_t>(std::span<const int32_t>, const Shape&, const TensorOptions&);
template Tensor from_data<int64_t>(std::span<const int64_t>, const Shape&, const TensorOptions&);
template Tensor from_data<float>(std::span<const float>, const Shape&, const TensorOptions&);
template Tensor from_data<double>(std::span<const double>, const Shape&, const TensorOptions&);

namespace detail {

Tensor from_list(std::span<const bool> values, const Shape& shape, const TensorOptions& options) {
  return copied(values, shape, options.dtype.value_or(DType::bool_), options);
}

Tensor from_list(std::span<const int64_t> values, const Shape& shape, const TensorOptions& options) {
  return copied(values, shape, options.dtype.value_or(DType::int64), options);
}

Tensor from_list(std::span<const double> values, const Shape& shape, const TensorOptions& options) {
  return copied(values, shape, options.dtype.value_or(default_dtype()), options);
}

void fail_ragged(int64_t expected, int64_t found) {
  fail(fmt::format("tensor: rows of one length are needed; one has {} elements, one {}", expected, found));
}

void check_even(int64_t expected, size_t found) {
  if (static_cast<int64_t>(found) != expected) fail_ragged(expected, static_cast<int64_t>(found));
}

}  // namespace detail
}  // namespace gradus
