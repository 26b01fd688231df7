#include "gradus/core/ops/views.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/pointwise.hpp"

namespace gradus {
namespace {

Shape infer_size(const Tensor& x, const Shape& asked) {
  Shape shape = asked;
  int unknown = -1;
  int64_t known = 1;
  for (int i = 0; i < asked.rank(); ++i) {
    if (asked[i] == -1 && unknown < 0) {
      unknown = i;
    } else if (asked[i] < 0) {
      fail(fmt::format("reshape: shape {} has {}", to_string(asked),
                       asked[i] == -1 ? "more than one -1" : "a negative size"));
    } else if (__builtin_mul_overflow(known, asked[i], &known)) {
      fail(fmt::format("reshape: shape {} has more elements than can be counted", to_string(asked)));
    }
  }
  const bool fits = unknown < 0 ? known == x.numel() : known > 0 && x.numel() % known == 0;
  if (!fits) {
    fail(fmt::format("reshape: {} elements of shape {} do not fill shape {}", x.numel(), to_string(x.shape()),
                     to_string(asked)));
  }
  if (unknown >= 0) shape[unknown] = x.numel() / known;
  return shape;
}

/// The strides that give `x` the new shape without a copy, if there are any.
std::optional<Strides> view_strides(const Tensor& x, const Shape& shape) {
  if (x.is_contiguous() || x.numel() == 0) return dense_strides(shape);
  // Runs of old dimensions that lie evenly are matched with runs of new ones of the same size.
  Strides strides(dense_strides(shape));
  int to = shape.rank() - 1;
  int64_t run = 1, filled = 1, base = x.strides()[x.dim() - 1];
  for (int from = x.dim() - 1; from >= 0; --from) {
    run *= x.shape()[from];
    const bool ends = from == 0 || (x.shape()[from - 1] != 1 && x.strides()[from - 1] != run * base);
    if (!ends) continue;
    while (to >= 0 && (filled < run || shape[to] == 1)) {
      strides[to] = filled * base;
      filled *= shape[to--];
    }
    if (filled != run) return std::nullopt;
    if (from > 0) {
      base = x.strides()[from - 1];
      run = filled = 1;
    }
  }
  return strides;
}

}  // namespace

Tensor reshape(const Tensor& x, const Shape& asked) {
  const Shape shape = infer_size(detail::defined("reshape", x), asked);
  const auto strides = view_strides(x, shape);
  if (!strides) return reshape(x.contiguous(), shape);
  Tensor y = make_view(x, shape, *strides);
  if (tracks(x)) {
    record(
        "ReshapeAliasBackward0", y,
        [from = x.shape()](const Tensor& g, Gradients& to) { to.give(0, reshape(g, from)); }, x);
  }
  return y;
}

Tensor permute(const Tensor& x, const Axes& order) {
  if (order.rank() != detail::defined("permute", x).dim()) {
    fail(fmt::format("permute: {} dimensions are named for a tensor of {}", order.rank(), x.dim()));
  }
  Shape shape;
  Strides strides;
  Axes back = order;
  std::array<bool, max_rank> seen{};
  for (int i = 0; i < order.rank(); ++i) {
    const int from = normalize_axis("permute", order[i], x.dim());
    if (std::exchange(seen[static_cast<size_t>(from)], true)) {
      fail(fmt::format("permute: dimension {} is named twice in {}", from, to_string(order)));
    }
    shape.push_back(x.shape()[from]);
    strides.push_back(x.strides()[from]);
    back[from] = i;
  }
  Tensor y = make_view(x, shape, strides);
  if (tracks(x)) {
    record(
        "PermuteBackward0", y, [back](const Tensor& g, Gradients& to) { to.give(0, permute(g, back)); }, x);
  }
  return y;
}

Tensor transpose(const Tensor& x, int64_t a, int64_t b) {
  const int i = normalize_axis("transpose", a, detail::defined("transpose", x).dim());
  const int j = normalize_axis("transpose", b, x.dim());
  Shape shape = x.shape();
  Strides strides = x.strides();
  if (x.dim() > 0) {
    std::swap(shape[i], shape[j]);
    std::swap(strides[i], strides[j]);
  }
  Tensor y = make_view(x, shape, strides);
  if (tracks(x)) {
    record(
        "TransposeBackward0", y, [i, j](const Tensor& g, Gradients& to) { to.give(0, transpose(g, i, j)); },
        x);
  }
  return y;
}

namespace {

/// Gives a view of x another shape whose dimensions differ by ones only.
Tensor with_ones(const char* node, const Tensor& x, const Shape& shape, const Strides& strides) {
  Tensor y = make_view(x, shape, strides);
  if (tracks(x)) {
    record(
        node, y, [from = x.shape()](const Tensor& g, Gradients& to) { to.give(0, reshape(g, from)); }, x);
  }
  return y;
}

}  // namespace

Tensor squeeze(const Tensor& x) {
  Shape shape;
  Strides strides;
  for (int i = 0; i < detail::defined("squeeze", x).dim(); ++i) {
    if (x.shape()[i] == 1) continue;
    shape.push_back(x.shape()[i]);
    strides.push_back(x.strides()[i]);
  }
  return with_ones("SqueezeBackward0", x, shape, strides);
}

Tensor squeeze(const Tensor& x, int64_t axis) {
  const int at = normalize_axis("squeeze", axis, detail::defined("squeeze", x).dim());
  Shape shape = x.shape();
  Strides strides = x.strides();
  if (x.dim() > 0 && shape[at] == 1) {
    shape.erase(at);
    strides.erase(at);
  }
  return with_ones("SqueezeBackward1", x, shape, strides);
}

Tensor unsqueeze(const Tensor& x, int64_t axis) {
  const int at = normalize_axis("unsqueeze", axis, detail::defined("unsqueeze", x).dim() + 1);
  Shape shape = x.shape();
  Strides strides = x.strides();
  const int64_t stride = at < x.dim() ? shape[at] * strides[at] : 1;
  shape.insert(at, 1);
  strides.insert(at, stride);
  return with_ones("UnsqueezeBackward0", x, shape, strides);
}

Tensor flatten(const Tensor& x, int64_t start, int64_t end) {
  const int first = normalize_axis("flatten", start, detail::defined("flatten", x).dim());
  const int last = normalize_axis("flatten", end, x.dim());
  if (x.dim() == 0) return reshape(x, {1});
  if (first > last) fail(fmt::format("flatten: dimension {} does not come before {}", start, end));
  Shape shape;
  for (int i = 0; i < x.dim(); ++i) {
    if (i > first && i <= last) {
      shape[first] *= x.shape()[i];
    } else {
      shape.push_back(x.shape()[i]);
    }
  }
  return reshape(x, shape);
}

Tensor expand(const Tensor& x, const Shape& asked) {
  Shape shape = asked;
  const int missing = asked.rank() - detail::defined("expand", x).dim();
  bool fits = missing >= 0;
  for (int i = 0; fits && i < asked.rank(); ++i) {
    const int64_t old = i < missing ? 1 : x.shape()[i - missing];
    if (asked[i] == -1 && i >= missing) shape[i] = old;
    fits = shape[i] >= 0 && (old == 1 || old == shape[i]);
  }
  if (!fits) {
    fail(fmt::format("expand: shape {} cannot be repeated to {}; only sizes of 1 repeat",
                     to_string(x.shape()), to_string(asked)));
  }
  check_size("expand", shape, item_size(x.dtype()));
  Tensor y = make_view(x, shape, detail::broadcast_strides(x, shape));
  if (tracks(x)) {
    record(
        "ExpandBackward0", y,
        [from = x.shape()](const Tensor& g, Gradients& to) { to.give(0, detail::unbroadcast(g, from)); }, x);
  }
  return y;
}

namespace {

/// The gradient of a slice: zeros around it.
Tensor embed(const Tensor& g, const Shape& shape, int axis, int64_t start, int64_t step);

Tensor take(const char* node, const Tensor& x, int axis, int64_t start, int64_t length, int64_t step) {
  Shape shape = x.shape();
  Strides strides = x.strides();
  shape[axis] = length;
  if (length > 1) strides[axis] *= step;  // a step over everything may be too large to multiply
  Tensor y = make_view(x, shape, strides, length == 0 ? 0 : start * x.strides()[axis]);
  if (tracks(x)) {
    record(
        node, y,
        [from = x.shape(), axis, start, step](const Tensor& g, Gradients& to) {
          to.give(0, embed(g, from, axis, start, step));
        },
        x);
  }
  return y;
}

Tensor embed(const Tensor& g, const Shape& shape, int axis, int64_t start, int64_t step) {
  Tensor whole = zeros(shape, {.dtype = g.dtype()});
  {
    const NoGrad guard;
    take("", whole, axis, start, g.shape()[axis], step).copy_(g);
  }
  if (tracks(g)) {
    record(
        "SliceBackward0", whole,
        [axis, start, step, length = g.shape()[axis]](const Tensor& h, Gradients& to) {
          to.give(0, take("SliceBackward0", h, axis, start, length, step));
        },
        g);
  }
  return whole;
}

}  // namespace

Tensor select(const Tensor& x, int64_t axis, int64_t index) {
  if (detail::defined("select", x).dim() == 0) fail("select: a 0-d tensor has no dimension to index");
  const int at = normalize_axis("select", axis, x.dim());
  const int64_t size = x.shape()[at];
  if (index < -size || index >= size) {
    fail(fmt::format("select: index {} is out of range for dimension {} of shape {}", index, at,
                     to_string(x.shape())));
  }
  return squeeze(take("SelectBackward0", x, at, index < 0 ? index + size : index, 1, 1), at);
}

Tensor slice(const Tensor& x, int64_t axis, int64_t start, std::optional<int64_t> stop, int64_t step) {
  if (detail::defined("slice", x).dim() == 0) fail("slice: a 0-d tensor has no dimension to slice");
  if (step <= 0) fail(fmt::format("slice: the step must be positive, it is {}", step));
  const int at = normalize_axis("slice", axis, x.dim());
  const int64_t size = x.shape()[at];
  const auto cut = [&](int64_t position) {
    return std::clamp<int64_t>(position < 0 ? position + size : position, 0, size);
  };
  const int64_t from = cut(start), to = std::max(cut(stop.value_or(size)), from);
  return take("SliceBackward0", x, at, from, to == from ? 0 : (to - from - 1) / step + 1, step);
}

Tensor narrow(const Tensor& x, int64_t axis, int64_t start, int64_t length) {
  if (detail::defined("narrow", x).dim() == 0) fail("narrow: a 0-d tensor has no dimension to narrow");
  const int at = normalize_axis("narrow", axis, x.dim());
  const int64_t size = x.shape()[at];
  const int64_t from = start < 0 ? start + size : start;
  if (from < 0 || length < 0 || from > size || length > size - from) {
    fail(fmt::format("narrow: {} elements from {} are not all in dimension {} of shape {}", length, start, at,
                     to_string(x.shape())));
  }
  return take("SliceBackward0", x, at, from, length, 1);
}

}  // namespace gradus
