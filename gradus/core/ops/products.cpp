#include "gradus/core/ops/products.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/diagonals.hpp"
#include "gradus/core/ops/joining.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"

namespace gradus {
namespace {

/// matmul for one pair of ranks, with errors in the name of `op`.
Tensor product(const char* op, const Tensor& x, const Tensor& y, int x_rank, int y_rank) {
  if (detail::defined(op, x).dim() != x_rank || detail::defined(op, y).dim() != y_rank) {
    fail(fmt::format("{}: tensors of {} and {} dimensions are needed, not {} and {}", op, x_rank, y_rank,
                     to_string(x.shape()), to_string(y.shape())));
  }
  const int64_t a = x.shape().back(), b = y.size(y_rank == 1 ? 0 : -2);
  if (a != b) {
    fail(fmt::format("{}: inner dimensions differ: {} x {}, {} != {}", op, to_string(x.shape()),
                     to_string(y.shape()), a, b));
  }
  if (x_rank == 3 && x.shape()[0] != y.shape()[0]) {
    fail(fmt::format("{}: the batches differ: {} x {}, {} != {}", op, to_string(x.shape()),
                     to_string(y.shape()), x.shape()[0], y.shape()[0]));
  }
  if (x.dtype() != y.dtype()) {
    fail(fmt::format("{}: {} x {} do not multiply; convert one with to()", op, name(x.dtype()),
                     name(y.dtype())));
  }
  return matmul(x, y);
}

Tensor scaled(const Tensor& x, const Scalar& factor) {
  const bool one = factor.kind() == DType::float64 ? factor.as_double() == 1 : factor.as_int64() == 1;
  return one ? x : x * factor;
}

/// beta * input + alpha * product.
Tensor scaled_sum(const char* op, const Tensor& input, const Tensor& product, const ScaledSum& factors) {
  const Shape shape = detail::broadcast_shapes(op, detail::defined(op, input).shape(), product.shape());
  if (shape != product.shape()) {
    fail(fmt::format("{}: the input {} does not broadcast to the product's shape {}", op,
                     to_string(input.shape()), to_string(product.shape())));
  }
  const Tensor part = scaled(product, factors.alpha);
  return factors.beta.as_double() == 0 ? part : scaled(input, factors.beta) + part;
}

}  // namespace

Tensor mm(const Tensor& x, const Tensor& y) { return product("mm", x, y, 2, 2); }

Tensor mv(const Tensor& x, const Tensor& y) { return product("mv", x, y, 2, 1); }

Tensor dot(const Tensor& x, const Tensor& y) { return product("dot", x, y, 1, 1); }

Tensor bmm(const Tensor& x, const Tensor& y) { return product("bmm", x, y, 3, 3); }

Tensor addmm(const Tensor& input, const Tensor& x, const Tensor& y, const ScaledSum& factors) {
  return scaled_sum("addmm", input, product("addmm", x, y, 2, 2), factors);
}

Tensor addmv(const Tensor& input, const Tensor& x, const Tensor& y, const ScaledSum& factors) {
  return scaled_sum("addmv", input, product("addmv", x, y, 2, 1), factors);
}

Tensor baddbmm(const Tensor& input, const Tensor& x, const Tensor& y, const ScaledSum& factors) {
  return scaled_sum("baddbmm", input, product("baddbmm", x, y, 3, 3), factors);
}

Tensor inner(const Tensor& x, const Tensor& y) {
  if (detail::defined("inner", x).dim() == 0 || detail::defined("inner", y).dim() == 0) return x * y;
  if (x.shape().back() != y.shape().back()) {
    fail(fmt::format("inner: the last dimensions differ: {} and {}, {} != {}", to_string(x.shape()),
                     to_string(y.shape()), x.shape().back(), y.shape().back()));
  }
  return tensordot(x, y, -1, -1);
}

Tensor kron(const Tensor& x, const Tensor& y) {
  const int rank = std::max(detail::defined("kron", x).dim(), detail::defined("kron", y).dim());
  if (2 * rank > max_rank) {
    fail(fmt::format("kron: at most {} dimensions are possible, the shapes are {} and {}", max_rank / 2,
                     to_string(x.shape()), to_string(y.shape())));
  }
  // x gets a dimension of 1 behind each of its own, y one before.
  Shape outer, inner, both;
  for (int i = 0; i < rank; ++i) {
    const int in_x = i - (rank - x.dim()), in_y = i - (rank - y.dim());
    const int64_t a = in_x < 0 ? 1 : x.shape()[in_x], b = in_y < 0 ? 1 : y.shape()[in_y];
    outer.push_back(a);
    outer.push_back(1);
    inner.push_back(1);
    inner.push_back(b);
    int64_t size = 0;
    if (__builtin_mul_overflow(a, b, &size)) fail("kron: the result has more elements than can be counted");
    both.push_back(size);
  }
  return reshape(reshape(x, outer) * reshape(y, inner), both);
}

Tensor tensordot(const Tensor& x, const Tensor& y, int64_t dims) {
  const int64_t most = std::min(detail::defined("tensordot", x).dim(), detail::defined("tensordot", y).dim());
  if (dims < 0 || dims > most) {
    fail(fmt::format("tensordot: {} dimensions cannot be summed over for shapes {} and {}", dims,
                     to_string(x.shape()), to_string(y.shape())));
  }
  Axes last, first;
  for (int64_t i = 0; i < dims; ++i) {
    last.push_back(x.dim() - dims + i);
    first.push_back(i);
  }
  return tensordot(x, y, last, first);
}

Tensor tensordot(const Tensor& x, const Tensor& y, const Axes& x_dims, const Axes& y_dims) {
  detail::defined("tensordot", x);
  detail::defined("tensordot", y);
  if (x_dims.rank() != y_dims.rank()) {
    fail(fmt::format("tensordot: dimensions {} and {} do not pair up", to_string(x_dims), to_string(y_dims)));
  }
  Axes x_order, y_order;  // the free dimensions of x, what is summed; what is summed, the free ones of y
  Axes summed_x, summed_y;
  Shape result;
  int64_t inner = 1, rows = 1, columns = 1;
  for (int i = 0; i < x_dims.rank(); ++i) {
    const int a = normalize_axis("tensordot", x_dims[i], x.dim()),
              b = normalize_axis("tensordot", y_dims[i], y.dim());
    if (x.shape()[a] != y.shape()[b]) {
      fail(fmt::format("tensordot: dimension {} of {} and {} of {} differ: {} != {}", a, to_string(x.shape()),
                       b, to_string(y.shape()), x.shape()[a], y.shape()[b]));
    }
    summed_x.push_back(a);
    summed_y.push_back(b);
    inner *= x.shape()[a];
  }
  const auto among = [](const Axes& axes, int64_t i) { return std::count(axes.begin(), axes.end(), i) > 0; };
  for (int i = 0; i < x.dim(); ++i) {
    if (among(summed_x, i)) continue;
    x_order.push_back(i);
    result.push_back(x.shape()[i]);
    rows *= x.shape()[i];
  }
  for (int64_t i : summed_x) x_order.push_back(i);
  for (int64_t i : summed_y) y_order.push_back(i);
  for (int i = 0; i < y.dim(); ++i) {
    if (among(summed_y, i)) continue;
    y_order.push_back(i);
    result.push_back(y.shape()[i]);
    columns *= y.shape()[i];
  }
  const Tensor left = reshape(permute(x, x_order), {rows, inner});
  return reshape(product("tensordot", left, reshape(permute(y, y_order), {inner, columns}), 2, 2), result);
}

Tensor cross(const Tensor& x, const Tensor& y, int64_t dim) {
  const Shape shape = detail::broadcast_shapes("cross", detail::defined("cross", x).shape(),
                                               detail::defined("cross", y).shape());
  if (x.dim() != y.dim()) {
    fail(fmt::format("cross: the numbers of dimensions differ: {} and {}", to_string(x.shape()),
                     to_string(y.shape())));
  }
  const int axis = normalize_axis("cross", dim, shape.rank());
  if (shape.rank() == 0 || shape[axis] != 3) {
    fail(fmt::format("cross: three elements along dimension {} are needed, the shapes are {} and {}", axis,
                     to_string(x.shape()), to_string(y.shape())));
  }
  const Tensor a = expand(x, shape), b = expand(y, shape);
  const auto part = [axis](const Tensor& t, int64_t i) { return narrow(t, axis, i % 3, 1); };
  std::vector<Tensor> parts;
  for (int64_t i = 0; i < 3; ++i) {
    parts.push_back(part(a, i + 1) * part(b, i + 2) - part(a, i + 2) * part(b, i + 1));
  }
  return cat(parts, axis);
}

namespace {

/// The sums of neighbours along an axis: one fewer than elements.
struct Neighbours {
  Tensor before, behind;
  Neighbours(const Tensor& x, int axis)
      : before(narrow(x, axis, 0, x.shape()[axis] - 1)), behind(narrow(x, axis, 1, x.shape()[axis] - 1)) {}
};

int line_of(const Tensor& y, int64_t dim) {
  if (detail::defined("trapezoid", y).dim() == 0) fail("trapezoid: a 0-d tensor has no dimension");
  return normalize_axis("trapezoid", dim, y.dim());
}

/// Zeros where nothing lies between two places.
Tensor no_area(const Tensor& y, int axis) { return sum(narrow(y, axis, 0, 0), {.dim = axis}); }

}  // namespace

Tensor trapezoid(const Tensor& y, double dx, int64_t dim) {
  const int axis = line_of(y, dim);
  if (y.shape()[axis] < 2) return no_area(y, axis);
  const Neighbours n(y, axis);
  return sum(n.before + n.behind, {.dim = axis}) * (dx / 2);
}

Tensor trapezoid(const Tensor& y, const Tensor& x, int64_t dim) {
  const int axis = line_of(y, dim);
  Tensor places = detail::defined("trapezoid", x);
  if (x.dim() == 1) {
    Shape shape{x.shape()[0]};
    for (int i = axis + 1; i < y.dim(); ++i) shape.push_back(1);
    places = reshape(x, shape);
  }
  const int x_axis = axis - (y.dim() - places.dim());
  if (x_axis < 0 || places.shape()[x_axis] != y.shape()[axis]) {
    fail(fmt::format("trapezoid: places {} do not fit dimension {} of values {}", to_string(x.shape()), axis,
                     to_string(y.shape())));
  }
  if (y.shape()[axis] < 2) return no_area(y, axis);
  const Neighbours n(y, axis), p(places, x_axis);
  return sum((p.behind - p.before) * (n.before + n.behind), {.dim = axis}) / 2;
}

Tensor cov(const Tensor& x, int64_t correction) {
  if (detail::defined("cov", x).dim() > 2) {
    fail(fmt::format("cov: a matrix or vector is needed, the shape is {}", to_string(x.shape())));
  }
  const Tensor rows = reshape(detail::as_floating(x),
                              {x.dim() == 2 ? x.shape()[0] : 1, x.dim() == 2 ? x.shape()[1] : x.numel()});
  const Tensor centred = rows - mean(rows, {.dim = 1, .keepdim = true});
  const auto n = static_cast<double>(std::max<int64_t>(rows.shape()[1] - correction, 0));
  const Tensor result = matmul(centred, centred.t()) / n;
  return x.dim() == 2 ? result : reshape(result, {});
}

Tensor corrcoef(const Tensor& x) {
  if (detail::defined("corrcoef", x).dim() > 2) {
    fail(fmt::format("corrcoef: a matrix or vector is needed, the shape is {}", to_string(x.shape())));
  }
  const Tensor covariance = cov(x);
  if (covariance.dim() == 0) return covariance / covariance;
  const Tensor deviation = sqrt(diagonal(covariance));
  return clamp(covariance / unsqueeze(deviation, 1) / unsqueeze(deviation, 0), -1, 1);
}

}  // namespace gradus
