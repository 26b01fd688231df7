#include "gradus/core/ops/indexing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/kernels/index.hpp"

namespace gradus {
namespace {

void fail_index(const char* op, int64_t index, int64_t position, int64_t size) {
  fail(fmt::format("{}: index {} (element {}) is out of range for size {}", op, index, position, size));
}

/// An index of int64 or int32 as int64; other types are left for checked_index() to refuse.
Tensor wide_index(const char* op, const Tensor& index) {
  return detail::defined(op, index).dtype() == DType::int32 ? index.to(DType::int64) : index;
}

/// Dense, checked indices in [0, size).
Tensor checked_index(const char* op, const Tensor& index, int64_t size, int64_t lowest) {
  if (detail::defined(op, index).dtype() != DType::int64) {
    fail(fmt::format("{}: the index must be int64, it is {}", op, name(index.dtype())));
  }
  const Tensor dense = index.contiguous();
  const int64_t* values = dense.data<int64_t>();
  kernels::require_in_range(op, values, dense.numel(), lowest, size, &fail_index);
  const NoGrad guard;
  // A captured step may meet negative indices later, so there they are always turned.
  const bool turns =
      detail::capture_log ? lowest > 0 : kernels::find_out_of_range(values, dense.numel(), 0, size) >= 0;
  if (!turns) return dense;
  return where(dense < 0, dense + size, dense);
}

kernels::IndexSizes sizes_around(const Shape& shape, int axis, int64_t count) {
  kernels::IndexSizes sizes{1, shape.rank() == 0 ? 1 : shape[axis], 1, count};
  for (int i = 0; i < axis; ++i) sizes.outer *= shape[i];
  for (int i = axis + 1; i < shape.rank(); ++i) sizes.inner *= shape[i];
  return sizes;
}

void check_same_around(const char* op, const Shape& x, const Shape& index, int axis) {
  bool fits = x.rank() == index.rank();
  for (int i = 0; fits && i < x.rank(); ++i) fits = i == axis || x[i] == index[i];
  if (!fits) {
    fail(fmt::format("{}: index {} does not match {} outside dimension {}", op, to_string(index),
                     to_string(x), axis));
  }
}

/// The reverse of index_select: adds rows of g into zeros.
Tensor index_add_to_zeros(const Tensor& g, const Shape& shape, int axis, const Tensor& index);

Tensor select_rows(const Tensor& x, int axis, const Tensor& index) {
  const Tensor dense = [&] {
    const NoGrad guard;
    return x.contiguous();
  }();
  Shape shape = x.shape();
  shape[axis] = index.numel();
  Tensor out = make_tensor("index_select", shape, x.dtype());
  kernels::index_select(x.dtype(), out.impl()->data, dense.impl()->data, index.data<int64_t>(),
                        sizes_around(x.shape(), axis, index.numel()));
  if (tracks(x)) {
    record(
        "IndexSelectBackward0", out,
        [from = x.shape(), axis, saved = SavedTensor::input(index)](const Tensor& g, Gradients& to) {
          to.give(0, index_add_to_zeros(g, from, axis, saved.get(to)));
        },
        x);
  }
  return out;
}

Tensor index_add_to_zeros(const Tensor& g, const Shape& shape, int axis, const Tensor& index) {
  Tensor out = zeros(shape, {.dtype = g.dtype()});
  const Tensor dense = [&] {
    const NoGrad guard;
    return g.contiguous();
  }();
  kernels::index_add(g.dtype(), out.impl()->data, dense.impl()->data, index.data<int64_t>(),
                     sizes_around(shape, axis, index.numel()));
  if (tracks(g)) {
    record(
        "IndexAddBackward0", out,
        [axis, saved = SavedTensor::input(index)](const Tensor& h, Gradients& to) {
          to.give(0, select_rows(h, axis, saved.get(to)));
        },
        g);
  }
  return out;
}

}  // namespace

Tensor index_select(const Tensor& x, int64_t dim, const Tensor& index) {
  const int axis = normalize_axis("index_select", dim, detail::defined("index_select", x).dim());
  if (x.dim() == 0) fail("index_select: a 0-d tensor has no dimension to index");
  if (detail::defined("index_select", index).dim() > 1) {
    fail(fmt::format("index_select: the index must have one dimension, its shape is {}",
                     to_string(index.shape())));
  }
  const int64_t size = x.shape()[axis];
  return select_rows(x, axis, checked_index("index_select", wide_index("index_select", index), size, size));
}

Tensor gather(const Tensor& x, int64_t dim, const Tensor& index) {
  const int axis = normalize_axis("gather", dim, detail::defined("gather", x).dim());
  check_same_around("gather", x.shape(), detail::defined("gather", index).shape(), axis);
  const int64_t size = x.dim() == 0 ? 1 : x.shape()[axis];
  const Tensor at = checked_index("gather", index, size, size);
  const Tensor dense = [&] {
    const NoGrad guard;
    return x.contiguous();
  }();
  Tensor out = make_tensor("gather", index.shape(), x.dtype());
  const int64_t count = x.dim() == 0 ? 1 : index.shape()[axis];
  kernels::gather(x.dtype(), out.impl()->data, dense.impl()->data, at.data<int64_t>(),
                  sizes_around(x.shape(), axis, count));
  if (tracks(x)) {
    record(
        "GatherBackward0", out,
        [from = x.shape(), axis, saved = SavedTensor::input(at)](const Tensor& g, Gradients& to) {
          to.give(0, scatter_add(zeros(from, {.dtype = g.dtype()}), axis, saved.get(to), g));
        },
        x);
  }
  return out;
}

Tensor scatter_add(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source) {
  const int axis = normalize_axis("scatter_add", dim, detail::defined("scatter_add", x).dim());
  check_same_around("scatter_add", x.shape(), detail::defined("scatter_add", index).shape(), axis);
  if (detail::defined("scatter_add", source).shape() != index.shape() || source.dtype() != x.dtype()) {
    fail(fmt::format("scatter_add: the source must be {} {}, like the index, it is {} {}", name(x.dtype()),
                     to_string(index.shape()), name(source.dtype()), to_string(source.shape())));
  }
  const int64_t size = x.dim() == 0 ? 1 : x.shape()[axis];
  const Tensor at = checked_index("scatter_add", index, size, size);
  Tensor out = [&] {
    const NoGrad guard;
    return x.clone();
  }();
  const Tensor dense = [&] {
    const NoGrad guard;
    return source.contiguous();
  }();
  const int64_t count = x.dim() == 0 ? 1 : index.shape()[axis];
  kernels::scatter_add(x.dtype(), out.impl()->data, dense.impl()->data, at.data<int64_t>(),
                       sizes_around(x.shape(), axis, count));
  if (tracks(x, source)) {
    record(
        "ScatterAddBackward0", out,
        [axis, saved = SavedTensor::input(at)](const Tensor& g, Gradients& to) {
          if (to.wants(0)) to.give(0, g);
          if (to.wants(1)) to.give(1, gather(g, axis, saved.get(to)));
        },
        x, source);
  }
  return out;
}

Tensor one_hot(const Tensor& labels, int64_t classes) {
  if (detail::defined("one_hot", labels).dtype() != DType::int64) {
    fail(fmt::format("one_hot: labels must be int64, they are {}", name(labels.dtype())));
  }
  if (classes < -1 || (classes <= 0 && labels.numel() == 0)) {
    fail(fmt::format("one_hot: {} classes cannot be; give their number for empty labels", classes));
  }
  const int64_t n = classes < 0 ? max(labels).item<int64_t>() + 1 : classes;
  const Tensor at = checked_index("one_hot", labels, n, 0);
  Shape shape = labels.shape();
  shape.push_back(n);
  Tensor out = make_tensor("one_hot", shape, DType::int64);
  kernels::one_hot(out.data<int64_t>(), at.data<int64_t>(), labels.numel(), n);
  return out;
}

Tensor bincount(const Tensor& x, int64_t minlength) {
  if (!is_integral(detail::defined("bincount", x).dtype()) || x.dim() != 1) {
    fail(fmt::format("bincount: one dimension of integers is needed, this is {} {}", name(x.dtype()),
                     to_string(x.shape())));
  }
  if (minlength < 0) fail(fmt::format("bincount: minlength {} is negative", minlength));
  const int64_t highest = x.numel() == 0 ? -1 : max(x).item<int64_t>();
  if (highest == std::numeric_limits<int64_t>::max()) fail("bincount: a value is too large to count up to");
  const int64_t n = std::max(highest + 1, minlength);
  const Tensor at = checked_index("bincount", x.to(DType::int64), n, 0);
  Tensor out = make_tensor("bincount", {n}, DType::int64);
  kernels::bincount(out.data<int64_t>(), at.data<int64_t>(), x.numel(), n);
  return out;
}

}  // namespace gradus
