#include "gradus/core/ops/shaping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "gradus/base/error.hpp"
#include "gradus/base/sized.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/indexing.hpp"
#include "gradus/core/ops/joining.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"

namespace gradus {
namespace {

/// The axis of a tensor that has at least one.
int axis_of(const char* op, const Tensor& x, int64_t dim) {
  if (detail::defined(op, x).dim() == 0) fail(fmt::format("{}: a 0-d tensor has no dimensions", op));
  return normalize_axis(op, dim, x.dim());
}

/// Each dimension once.
std::array<bool, max_rank> marks_of(const char* op, const Axes& dims, int rank) {
  std::array<bool, max_rank> marks{};
  for (int64_t dim : dims) {
    bool& mark = marks[static_cast<size_t>(normalize_axis(op, dim, rank))];
    if (mark) fail(fmt::format("{}: dimension {} is named twice in {}", op, dim, to_string(dims)));
    mark = true;
  }
  return marks;
}

/// The sizes before, of and after a dimension.
struct Around {
  int64_t outer = 1, size = 1, inner = 1;
  Around(const Shape& shape, int axis) {
    for (int i = 0; i < axis; ++i) outer *= shape[i];
    size = shape[axis];
    for (int i = axis + 1; i < shape.rank(); ++i) inner *= shape[i];
  }
};

/// Repeats along one dimension: the whole of it, or each element.
Tensor repeat_along(const char* op, const Tensor& x, int axis, int64_t repeats, bool interleave) {
  const Around a(x.shape(), axis);
  Shape shape = x.shape();
  if (__builtin_mul_overflow(a.size, repeats, &shape[axis])) {
    fail(fmt::format("{}: {} times size {} is too large; shape {}", op, repeats, a.size,
                     to_string(x.shape())));
  }
  check_size(op, shape, item_size(x.dtype()));
  if (interleave) {
    const Tensor column = reshape(x, {a.outer, a.size, 1, a.inner});
    return reshape(expand(column, {a.outer, a.size, repeats, a.inner}), shape);
  }
  const Tensor block = reshape(x, {a.outer, 1, a.size, a.inner});
  return reshape(expand(block, {a.outer, repeats, a.size, a.inner}), shape);
}

/// Dimensions of size 1 added up to `rank` as the stacks want them: two in front, the third behind.
Tensor with_rank(const Tensor& x, int rank) {
  Tensor y = x;
  while (y.dim() < rank) y = unsqueeze(y, y.dim() == 0 ? 0 : (y.dim() == 1 ? 0 : 2));
  return y;
}

Tensor join_at(const char* op, std::span<const Tensor> tensors, int rank, int64_t axis) {
  if (tensors.empty()) fail(fmt::format("{}: no tensors were given", op));
  std::vector<Tensor> widened;
  for (const Tensor& x : tensors) widened.push_back(with_rank(detail::defined(op, x), rank));
  return cat(widened, axis);
}

}  // namespace

std::vector<Tensor> chunk(const Tensor& x, int64_t chunks, int64_t dim) {
  const int axis = axis_of("chunk", x, dim);
  if (chunks <= 0) fail(fmt::format("chunk: the number of chunks must be positive, it is {}", chunks));
  const int64_t size = x.shape()[axis];
  if (size == 0) return sized_vector<Tensor>("chunk", chunks, narrow(x, axis, 0, 0));
  return split(x, size / chunks + (size % chunks != 0 ? 1 : 0), axis);
}

std::vector<Tensor> split(const Tensor& x, std::span<const int64_t> sizes, int64_t dim) {
  const int axis = axis_of("split", x, dim);
  int64_t left = x.shape()[axis];
  for (int64_t size : sizes) {
    if (size < 0) fail(fmt::format("split: size {} is negative", size));
    left = size > left ? -1 : left - size;
    if (left < 0) break;
  }
  if (left != 0) {
    fail(fmt::format("split: sizes {} do not add up to dimension {} of shape {}",
                     fmt::format("({})", fmt::join(sizes, ", ")), axis, to_string(x.shape())));
  }
  std::vector<Tensor> parts;
  int64_t start = 0;
  for (int64_t size : sizes) {
    parts.push_back(narrow(x, axis, start, size));
    start += size;
  }
  return parts;
}

std::vector<Tensor> unbind(const Tensor& x, int64_t dim) {
  const int axis = axis_of("unbind", x, dim);
  auto parts = room_for<Tensor>("unbind", x.shape()[axis]);
  for (int64_t i = 0; i < x.shape()[axis]; ++i) parts.push_back(select(x, axis, i));
  return parts;
}

Tensor flip(const Tensor& x, const Axes& dims) {
  const auto marks = marks_of("flip", dims, detail::defined("flip", x).dim());
  Tensor y = make_like(x);
  // Read backwards: from the last element with negative strides.
  Strides strides = x.strides();
  int64_t last = 0;
  for (int i = 0; i < x.dim() && x.numel() > 0; ++i) {
    if (!marks[static_cast<size_t>(i)]) continue;
    last += (x.shape()[i] - 1) * strides[i];
    strides[i] = -strides[i];
  }
  kernels::copy(x.dtype(), x.dtype(), x.shape(), {y.impl()->data, &y.strides()},
                {x.impl()->data + last * item_size(x.dtype()), &strides});
  if (tracks(x)) {
    record(
        "FlipBackward0", y, [dims](const Tensor& g, Gradients& to) { to.give(0, flip(g, dims)); }, x);
  }
  return y;
}

Tensor fliplr(const Tensor& x) {
  if (detail::defined("fliplr", x).dim() < 2) {
    fail(fmt::format("fliplr: at least two dimensions are needed, the shape is {}", to_string(x.shape())));
  }
  return flip(x, 1);
}

Tensor flipud(const Tensor& x) {
  if (detail::defined("flipud", x).dim() < 1) fail("flipud: a 0-d tensor has no dimensions");
  return flip(x, 0);
}

Tensor roll(const Tensor& x, const Axes& shifts, const Axes& dims) {
  detail::defined("roll", x);
  if (dims.empty()) {
    if (shifts.rank() != 1) {
      fail(fmt::format("roll: {} shifts {} without dimensions; one is needed", shifts.rank(),
                       to_string(shifts)));
    }
    return reshape(roll(reshape(x, {-1}), shifts, 0), x.shape());
  }
  if (shifts.rank() != dims.rank()) {
    fail(fmt::format("roll: {} shifts {} for {} dimensions {}", shifts.rank(), to_string(shifts), dims.rank(),
                     to_string(dims)));
  }
  Tensor y = x;
  for (int i = 0; i < dims.rank(); ++i) {
    const int axis = axis_of("roll", x, dims[i]);
    const int64_t size = x.shape()[axis];
    if (size == 0) continue;
    const int64_t first = (shifts[i] % size + size) % size;  // where the first element goes
    if (first != 0) y = cat({narrow(y, axis, size - first, first), narrow(y, axis, 0, size - first)}, axis);
  }
  return y.is_same(x) ? x.clone() : y;
}

Tensor rot90(const Tensor& x, int64_t k, const Axes& dims) {
  if (dims.rank() != 2) fail(fmt::format("rot90: two dimensions are needed, not {}", to_string(dims)));
  marks_of("rot90", dims, detail::defined("rot90", x).dim());
  if (x.dim() < 2) {
    fail(fmt::format("rot90: at least two dimensions are needed, the shape is {}", to_string(x.shape())));
  }
  switch ((k % 4 + 4) % 4) {
    case 1:
      return transpose(flip(x, dims[1]), dims[0], dims[1]);
    case 2:
      return flip(x, dims);
    case 3:
      return transpose(flip(x, dims[0]), dims[0], dims[1]);
    default:
      return x.clone();
  }
}

Tensor repeat(const Tensor& x, const Shape& repeats) {
  const int missing = repeats.rank() - detail::defined("repeat", x).dim();
  for (int64_t count : repeats) {
    if (count < 0) fail(fmt::format("repeat: {} has a negative number", to_string(repeats)));
  }
  if (missing < 0) {
    fail(fmt::format("repeat: {} has fewer numbers than shape {} has dimensions", to_string(repeats),
                     to_string(x.shape())));
  }
  Tensor y = x;
  for (int i = 0; i < missing; ++i) y = unsqueeze(y, 0);
  for (int i = 0; i < repeats.rank(); ++i) {
    if (repeats[i] != 1) y = repeat_along("repeat", y, i, repeats[i], false);
  }
  return y.is_same(x) ? x.clone() : y;
}

Tensor tile(const Tensor& x, const Shape& repeats) {
  Shape whole = repeats;
  while (whole.rank() < detail::defined("tile", x).dim()) whole.insert(0, 1);
  for (int64_t count : repeats) {
    if (count < 0) fail(fmt::format("tile: {} has a negative number", to_string(repeats)));
  }
  return repeat(x, whole);
}

Tensor repeat_interleave(const Tensor& x, int64_t repeats, std::optional<int64_t> dim) {
  detail::defined("repeat_interleave", x);
  if (repeats < 0) fail(fmt::format("repeat_interleave: {} repeats are fewer than none", repeats));
  if (!dim) return repeat_along("repeat_interleave", reshape(x, {-1}), 0, repeats, true);
  return repeat_along("repeat_interleave", x, axis_of("repeat_interleave", x, *dim), repeats, true);
}

Tensor repeat_interleave(const Tensor& x, const Tensor& repeats, std::optional<int64_t> dim) {
  if (!dim) return repeat_interleave(reshape(detail::defined("repeat_interleave", x), {-1}), repeats, 0);
  const int axis = axis_of("repeat_interleave", x, *dim);
  if (detail::defined("repeat_interleave", repeats).dtype() != DType::int64 || repeats.dim() > 1) {
    fail(fmt::format("repeat_interleave: the repeats must be int64 of at most one dimension, they are {} {}",
                     name(repeats.dtype()), to_string(repeats.shape())));
  }
  if (repeats.numel() == 1) return repeat_interleave(x, repeats.item<int64_t>(), axis);
  if (repeats.numel() != x.shape()[axis]) {
    fail(fmt::format("repeat_interleave: {} repeats for dimension {} of shape {}", repeats.numel(), axis,
                     to_string(x.shape())));
  }
  std::vector<int64_t> index;
  int64_t position = 0;
  for (int64_t count : repeats.to_vector<int64_t>()) {
    if (count < 0) fail(fmt::format("repeat_interleave: {} repeats are fewer than none", count));
    check_size("repeat_interleave", {static_cast<int64_t>(index.size()), count}, sizeof(int64_t));
    index.insert(index.end(), static_cast<size_t>(count), position++);
  }
  return index_select(x, axis, from_data(index, {static_cast<int64_t>(index.size())}));
}

Tensor broadcast_to(const Tensor& x, const Shape& shape) { return expand(x, shape); }

std::vector<Tensor> broadcast_tensors(std::span<const Tensor> tensors) {
  Shape shape;
  for (const Tensor& x : tensors) {
    shape =
        detail::broadcast_shapes("broadcast_tensors", shape, detail::defined("broadcast_tensors", x).shape());
  }
  std::vector<Tensor> result;
  for (const Tensor& x : tensors) result.push_back(expand(x, shape));
  return result;
}

Tensor movedim(const Tensor& x, const Axes& source, const Axes& destination) {
  const int rank = detail::defined("movedim", x).dim();
  if (source.rank() != destination.rank()) {
    fail(fmt::format("movedim: {} dimensions {} go to {} places {}", source.rank(), to_string(source),
                     destination.rank(), to_string(destination)));
  }
  const auto moves = marks_of("movedim", source, rank), taken = marks_of("movedim", destination, rank);
  if (rank == 0) return permute(x, {});
  Axes order;
  for (int i = 0, next = 0; i < rank; ++i) {
    if (taken[static_cast<size_t>(i)]) {
      for (int k = 0; k < source.rank(); ++k) {
        if (normalize_axis("movedim", destination[k], rank) == i) {
          order.push_back(normalize_axis("movedim", source[k], rank));
        }
      }
      continue;
    }
    while (moves[static_cast<size_t>(next)]) ++next;
    order.push_back(next++);
  }
  return permute(x, order);
}

Tensor swapaxes(const Tensor& x, int64_t a, int64_t b) {
  detail::defined("swapaxes", x);
  return transpose(x, a, b);
}

Tensor unflatten(const Tensor& x, int64_t dim, const Shape& sizes) {
  const int axis = axis_of("unflatten", x, dim);
  if (sizes.empty()) fail("unflatten: no sizes were given");
  Shape shape;
  int64_t known = 1;
  int unknown = -1;
  for (int i = 0; i < x.dim(); ++i) {
    if (i != axis) {
      shape.push_back(x.shape()[i]);
      continue;
    }
    for (int64_t size : sizes) {
      if (size == -1 && unknown < 0) {
        unknown = shape.rank();
      } else if (size < 0 || __builtin_mul_overflow(known, size, &known)) {
        fail(fmt::format("unflatten: sizes {} cannot be", to_string(sizes)));
      }
      shape.push_back(size);
    }
  }
  const int64_t size = x.shape()[axis];
  if (unknown < 0 ? known != size : known == 0 || size % known != 0) {
    fail(fmt::format("unflatten: sizes {} do not multiply to dimension {} of shape {}", to_string(sizes),
                     axis, to_string(x.shape())));
  }
  if (unknown >= 0) shape[unknown] = size / known;
  return reshape(x, shape);
}

Tensor unfold(const Tensor& x, int64_t dim, int64_t size, int64_t step) {
  if (detail::defined("unfold", x).dim() == 0) {
    if (size != 0 && size != 1) fail(fmt::format("unfold: a window of {} does not fit a 0-d tensor", size));
    return narrow(reshape(x, {1}), 0, 0, size);
  }
  const int axis = normalize_axis("unfold", dim, x.dim());
  const int64_t length = x.shape()[axis];
  if (size < 0 || size > length || step <= 0) {
    fail(fmt::format("unfold: windows of {} elements, {} apart, do not fit dimension {} of shape {}", size,
                     step, axis, to_string(x.shape())));
  }
  const int64_t windows = (length - size) / step + 1;
  // windows > 1 only when step is smaller than the length, so this stays in range.
  const Tensor starts = unsqueeze(arange(windows) * (windows > 1 ? step : 1), 1);
  const Tensor index = reshape(starts + arange(size), {-1});
  Shape sizes = x.shape();
  sizes[axis] = windows;
  sizes.insert(axis + 1, size);
  return movedim(reshape(index_select(x, axis, index), sizes), axis + 1, -1);
}

Tensor hstack(std::span<const Tensor> tensors) {
  const bool vectors = !tensors.empty() && tensors.front().defined() && tensors.front().dim() <= 1;
  return join_at("hstack", tensors, 1, vectors ? 0 : 1);
}

Tensor vstack(std::span<const Tensor> tensors) { return join_at("vstack", tensors, 2, 0); }

Tensor dstack(std::span<const Tensor> tensors) { return join_at("dstack", tensors, 3, 2); }

}  // namespace gradus
