// Choosing elements: along a dimension, from all of them, by a mask; and counting labels.
#include "gradus/core/ops/indexing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/places.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/kernels/index.hpp"

namespace gradus {
namespace {

using detail::checked_index;

}  // namespace

Tensor index_select(const Tensor& x, int64_t dim, const Tensor& index) {
  const int axis = normalize_axis("index_select", dim, detail::defined("index_select", x).dim());
  if (x.dim() == 0) fail("index_select: a 0-d tensor has no dimension to index");
  if (detail::defined("index_select", index).dim() > 1) {
    fail(fmt::format("index_select: the index must have one dimension, its shape is {}",
                     to_string(index.shape())));
  }
  const int64_t size = x.shape()[axis];
  return detail::select_rows("IndexSelectBackward0", x, axis,
                             checked_index("index_select", index, size, 0, axis, true));
}

Tensor take(const Tensor& x, const Tensor& index) {
  const int64_t size = detail::defined("take", x).numel();
  const Tensor at = checked_index("take", index, size, size);
  return reshape(detail::select_rows("TakeBackward0", reshape(x, {-1}), 0, reshape(at, {-1})), index.shape());
}

Tensor nonzero(const Tensor& x) {
  return detail::positions_of("nonzero", detail::defined("nonzero", x).to(DType::bool_));
}

std::vector<Tensor> where(const Tensor& condition) {
  const Tensor places =
      nonzero(condition.defined() && condition.dim() == 0 ? unsqueeze(condition, 0) : condition);
  std::vector<Tensor> columns;
  columns.reserve(static_cast<size_t>(places.shape()[1]));
  for (int i = 0; i < places.shape()[1]; ++i) columns.push_back(select(places, 1, i));
  return columns;
}

namespace {

const Tensor& checked_mask(const char* op, const Tensor& mask) {
  if (detail::defined(op, mask).dtype() != DType::bool_) {
    fail(fmt::format("{}: the mask must be bool, it is {}", op, name(mask.dtype())));
  }
  return mask;
}

/// Where a mask of x's shape is true, counted through x in row-major order.
Tensor flat_positions(const char* op, const Tensor& mask) {
  return reshape(detail::positions_of(op, reshape(mask, {-1})), {-1});
}

}  // namespace

Tensor masked_select(const Tensor& x, const Tensor& mask) {
  const Shape shape = detail::broadcast_shapes("masked_select", detail::defined("masked_select", x).shape(),
                                               checked_mask("masked_select", mask).shape());
  return detail::select_rows("MaskedSelectBackward0", reshape(expand(x, shape), {-1}), 0,
                             flat_positions("masked_select", expand(mask, shape)));
}

Tensor masked_fill(const Tensor& x, const Tensor& mask, const Tensor& value) {
  if (detail::defined("masked_fill", value).dim() != 0) {
    fail(fmt::format("masked_fill: one value is needed, its shape is {}", to_string(value.shape())));
  }
  checked_mask("masked_fill", mask);
  return where(mask, value.to(detail::defined("masked_fill", x).dtype()), x);
}

Tensor masked_fill(const Tensor& x, const Tensor& mask, Scalar value) {
  detail::check_holds("masked_fill", detail::defined("masked_fill", x).dtype(), value);
  return where(checked_mask("masked_fill", mask), detail::number(value, x.dtype()), x);
}

Tensor masked_scatter(const Tensor& x, const Tensor& mask, const Tensor& source) {
  if (detail::defined("masked_scatter", source).dtype() != detail::defined("masked_scatter", x).dtype()) {
    fail(fmt::format("masked_scatter: the source must be {}, like the tensor, it is {}", name(x.dtype()),
                     name(source.dtype())));
  }
  const Shape shape =
      detail::broadcast_shapes("masked_scatter", x.shape(), checked_mask("masked_scatter", mask).shape());
  const Tensor at = flat_positions("masked_scatter", expand(mask, shape));
  if (at.numel() > source.numel()) {
    fail(fmt::format("masked_scatter: {} places are to be filled from {} elements of shape {}", at.numel(),
                     source.numel(), to_string(source.shape())));
  }
  const Tensor values = narrow(reshape(source, {-1}), 0, 0, at.numel());
  return reshape(
      detail::put_rows("MaskedScatterBackward0", reshape(expand(x, shape), {-1}), 0, at, values, false),
      shape);
}

Tensor one_hot(const Tensor& labels, int64_t classes) {
  if (detail::defined("one_hot", labels).dtype() != DType::int64) {
    fail(fmt::format("one_hot: labels must be int64, they are {}", name(labels.dtype())));
  }
  if (classes < -1 || (classes <= 0 && labels.numel() == 0)) {
    fail(fmt::format("one_hot: {} classes cannot be; give their number for empty labels", classes));
  }
  const int64_t highest = classes < 0 ? max(labels).item<int64_t>() : 0;
  if (highest == std::numeric_limits<int64_t>::max()) fail("one_hot: a label is too large to count up to");
  const int64_t n = classes < 0 ? highest + 1 : classes;
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
