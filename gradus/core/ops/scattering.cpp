// Reading and writing at positions that differ from row to row (gather and scatter), and writing whole slices
// (index_add and its kin); their forms in place.
#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/in_place.hpp"
#include "gradus/core/ops/indexing.hpp"
#include "gradus/core/ops/places.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/views.hpp"

namespace gradus {
namespace {

using detail::checked_index;

bool same_around(const Shape& x, const Shape& index, int axis) {
  for (int i = 0; i < x.rank(); ++i) {
    if (i != axis && x[i] != index[i]) return false;
  }
  return true;
}

/// Checks that the index has x's dimensions and, but for `axis`, nowhere more elements.
void check_within(const char* op, const Shape& x, const Shape& index, int axis) {
  bool fits = x.rank() == index.rank();
  for (int i = 0; fits && i < x.rank(); ++i) fits = i == axis || index[i] <= x[i];
  if (!fits) {
    fail(fmt::format("{}: index {} does not match {} outside dimension {}", op, to_string(index),
                     to_string(x), axis));
  }
}

/// A checked index along `axis`; negative ones are out of range, as in PyTorch.
Tensor checked_along(const char* op, const Tensor& x, int axis, const Tensor& index) {
  check_within(op, x.shape(), detail::defined(op, index).shape(), axis);
  const int64_t size = x.dim() == 0 ? 1 : x.shape()[axis];
  return checked_index(op, index, size, 0, axis);
}

/// Positions along `axis` as positions among all elements of a dense tensor of that shape, in one dimension.
Tensor flattened(const Shape& shape, int axis, const Tensor& at) {
  const NoGrad guard;
  if (shape.rank() == 0) return reshape(at, {-1});
  const Strides strides = dense_strides(shape);
  Tensor flat = at * strides[axis];
  for (int i = 0; i < shape.rank(); ++i) {
    if (i == axis || at.shape()[i] < 2) continue;
    Shape along = at.shape();
    for (int k = 0; k < along.rank(); ++k) along[k] = k == i ? at.shape()[i] : 1;
    flat = flat + reshape(arange(at.shape()[i]) * strides[i], along);
  }
  return reshape(flat, {-1});
}

/// x with the source put at or added to the positions along `axis`.
Tensor scattered(const char* op, const char* node, const Tensor& x, int64_t dim, const Tensor& index,
                 const Tensor& source, bool accumulate) {
  const int axis = normalize_axis(op, dim, detail::defined(op, x).dim());
  const Tensor at = checked_along(op, x, axis, index);
  bool fits = detail::defined(op, source).dtype() == x.dtype() && source.dim() == at.dim();
  for (int i = 0; fits && i < at.dim(); ++i) fits = at.shape()[i] <= source.shape()[i];
  if (!fits) {
    fail(fmt::format("{}: the source must be {} and at least {}, like the index, it is {} {}", op,
                     name(x.dtype()), to_string(at.shape()), name(source.dtype()),
                     to_string(source.shape())));
  }
  Tensor used = source;
  for (int i = 0; i < at.dim(); ++i) {
    if (at.shape()[i] < source.shape()[i]) used = narrow(used, i, 0, at.shape()[i]);
  }
  return reshape(detail::put_rows(node, reshape(x, {-1}), 0, flattened(x.shape(), axis, at),
                                  reshape(used, {-1}), accumulate),
                 x.shape());
}

}  // namespace

Tensor gather(const Tensor& x, int64_t dim, const Tensor& index) {
  const int axis = normalize_axis("gather", dim, detail::defined("gather", x).dim());
  const Tensor at = checked_along("gather", x, axis, index);
  if (!same_around(x.shape(), index.shape(), axis)) {
    return reshape(
        detail::select_rows("GatherBackward0", reshape(x, {-1}), 0, flattened(x.shape(), axis, at)),
        index.shape());
  }
  const Tensor dense = detail::dense_values(x);
  Tensor out = make_tensor("gather", index.shape(), x.dtype());
  const int64_t count = x.dim() == 0 ? 1 : index.shape()[axis];
  kernels::gather(x.dtype(), out.impl()->data, dense.impl()->data, at.data<int64_t>(),
                  detail::sizes_around(x.shape(), axis, count));
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

Tensor take_along_dim(const Tensor& x, const Tensor& index, int64_t dim) {
  const int axis = normalize_axis("take_along_dim", dim, detail::defined("take_along_dim", x).dim());
  if (detail::defined("take_along_dim", index).dim() != x.dim()) {
    fail(fmt::format("take_along_dim: index {} and tensor {} must have the same number of dimensions",
                     to_string(index.shape()), to_string(x.shape())));
  }
  if (x.dim() == 0) fail("take_along_dim: a 0-d tensor has no dimension to index");
  Shape around = x.shape(), asked = index.shape();
  around[axis] = asked[axis] = 1;
  around = detail::broadcast_shapes("take_along_dim", around, asked);
  Shape whole = around, places = around;
  whole[axis] = x.shape()[axis];
  places[axis] = index.shape()[axis];
  return gather(expand(x, whole), axis, expand(index, places));
}

Tensor scatter_add(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source) {
  const int axis = normalize_axis("scatter_add", dim, detail::defined("scatter_add", x).dim());
  const Tensor at = checked_along("scatter_add", x, axis, index);
  const bool plain = same_around(x.shape(), at.shape(), axis) &&
                     detail::defined("scatter_add", source).shape() == at.shape() &&
                     source.dtype() == x.dtype();
  if (!plain) return scattered("scatter_add", "ScatterAddBackward0", x, dim, index, source, true);
  Tensor out = [&] {
    const NoGrad guard;
    return x.clone();
  }();
  const Tensor dense = detail::dense_values(source);
  const int64_t count = x.dim() == 0 ? 1 : index.shape()[axis];
  kernels::scatter_add(x.dtype(), out.impl()->data, dense.impl()->data, at.data<int64_t>(),
                       detail::sizes_around(x.shape(), axis, count));
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

Tensor scatter(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source) {
  return scattered("scatter", "ScatterBackward0", x, dim, index, source, false);
}

Tensor scatter(const Tensor& x, int64_t dim, const Tensor& index, Scalar value) {
  detail::check_holds("scatter", detail::defined("scatter", x).dtype(), value);
  const Tensor source = expand(detail::number(value, x.dtype()), detail::defined("scatter", index).shape());
  return scattered("scatter", "ScatterBackward1", x, dim, index, source, false);
}

namespace {

/// What PyTorch makes of negative indices: of these functions only index_fill() counts from the end.
enum class Negative : uint8_t { refuse, count_back };

/// x with slices of the source put at or added to those that the index names along `dim`.
Tensor with_slices(const char* op, const char* node, const Tensor& x, int64_t dim, const Tensor& index,
                   const Tensor& source, bool accumulate, Negative negative = Negative::refuse) {
  const int axis = normalize_axis(op, dim, detail::defined(op, x).dim());
  if (detail::defined(op, index).dim() > 1) {
    fail(fmt::format("{}: the index must have one dimension, its shape is {}", op, to_string(index.shape())));
  }
  Shape expected = x.shape();
  if (x.dim() > 0) expected[axis] = index.numel();
  if (detail::defined(op, source).shape() != expected || source.dtype() != x.dtype()) {
    fail(fmt::format("{}: the source must be {} {}, it is {} {}", op, name(x.dtype()), to_string(expected),
                     name(source.dtype()), to_string(source.shape())));
  }
  const int64_t size = x.dim() == 0 ? 1 : x.shape()[axis];
  const Tensor at = checked_index(op, index, size, negative == Negative::count_back ? size : 0, axis, true);
  if (x.dim() == 0) {  // the one element as a vector of one
    return reshape(
        detail::put_rows(node, reshape(x, {1}), 0, reshape(at, {-1}), reshape(source, {1}), accumulate),
        Shape{});
  }
  return detail::put_rows(node, x, axis, at, source, accumulate);
}

}  // namespace

Tensor index_add(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source, Scalar alpha) {
  const bool plain = alpha.as_double() == 1 || !source.defined();
  const Tensor scaled = plain ? source : (source * alpha).to(source.dtype());
  return with_slices("index_add", "IndexAddBackward0", x, dim, index, scaled, true);
}

Tensor index_copy(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source) {
  return with_slices("index_copy", "IndexCopyBackward0", x, dim, index, source, false);
}

Tensor index_fill(const Tensor& x, int64_t dim, const Tensor& index, Scalar value) {
  detail::check_holds("index_fill", detail::defined("index_fill", x).dtype(), value);
  const int axis = normalize_axis("index_fill", dim, x.dim());
  Shape shape = x.shape();
  if (x.dim() > 0) shape[axis] = detail::defined("index_fill", index).numel();
  return with_slices("index_fill", "IndexFillBackward0", x, dim, index,
                     expand(detail::number(value, x.dtype()), shape), false, Negative::count_back);
}

// --- In place.

Tensor& Tensor::index_add_(int64_t dim, const Tensor& index, const Tensor& source, Scalar alpha) {
  return detail::replace("index_add_", *this, {&detail::defined("index_add_", source)},
                         [&](const Tensor& x) { return index_add(x, dim, index, source, alpha); });
}

Tensor& Tensor::index_copy_(int64_t dim, const Tensor& index, const Tensor& source) {
  return detail::replace("index_copy_", *this, {&detail::defined("index_copy_", source)},
                         [&](const Tensor& x) { return index_copy(x, dim, index, source); });
}

Tensor& Tensor::index_fill_(int64_t dim, const Tensor& index, Scalar value) {
  return detail::replace("index_fill_", *this, {},
                         [&](const Tensor& x) { return index_fill(x, dim, index, value); });
}

Tensor& Tensor::scatter_(int64_t dim, const Tensor& index, const Tensor& source) {
  return detail::replace("scatter_", *this, {&detail::defined("scatter_", source)},
                         [&](const Tensor& x) { return scatter(x, dim, index, source); });
}

Tensor& Tensor::scatter_(int64_t dim, const Tensor& index, Scalar value) {
  return detail::replace("scatter_", *this, {},
                         [&](const Tensor& x) { return scatter(x, dim, index, value); });
}

Tensor& Tensor::scatter_add_(int64_t dim, const Tensor& index, const Tensor& source) {
  return detail::replace("scatter_add_", *this, {&detail::defined("scatter_add_", source)},
                         [&](const Tensor& x) { return scatter_add(x, dim, index, source); });
}

namespace {

/// A mask must fit into what is changed in place.
const Tensor& checked_mask(const char* op, const Tensor& x, const Tensor& mask) {
  detail::check_fits(op, detail::defined(op, x), detail::defined(op, mask).shape());
  return mask;
}

}  // namespace

Tensor& Tensor::masked_fill_(const Tensor& mask, const Tensor& value) {
  checked_mask("masked_fill_", *this, mask);
  return detail::replace("masked_fill_", *this, {&detail::defined("masked_fill_", value)},
                         [&](const Tensor& x) { return masked_fill(x, mask, value); });
}

Tensor& Tensor::masked_fill_(const Tensor& mask, Scalar value) {
  checked_mask("masked_fill_", *this, mask);
  return detail::replace("masked_fill_", *this, {},
                         [&](const Tensor& x) { return masked_fill(x, mask, value); });
}

Tensor& Tensor::masked_scatter_(const Tensor& mask, const Tensor& source) {
  checked_mask("masked_scatter_", *this, mask);
  return detail::replace("masked_scatter_", *this, {&detail::defined("masked_scatter_", source)},
                         [&](const Tensor& x) { return masked_scatter(x, mask, source); });
}

}  // namespace gradus
