#include "gradus/core/ops/diagonals.hpp"

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

struct Place {
  int first, second;
  int64_t offset;
};

Place place(const char* op, int rank, int64_t offset, int64_t dim1, int64_t dim2) {
  if (rank < 2) fail(fmt::format("{}: at least two dimensions are needed, there are {}", op, rank));
  const int first = normalize_axis(op, dim1, rank), second = normalize_axis(op, dim2, rank);
  if (first == second) fail(fmt::format("{}: dimension {} is named twice", op, first));
  return {first, second, offset};
}

Tensor embed(const Tensor& g, const Shape& shape, const Place& p);

/// The elements that diagonal() looks at.
Tensor take(const Tensor& x, const Place& p) {
  const int64_t rows = x.shape()[p.first], columns = x.shape()[p.second];
  // An offset outside the matrix leaves nothing; comparing before subtracting cannot overflow.
  const bool outside = p.offset >= columns || p.offset <= -rows;
  const int64_t row = p.offset < 0 && !outside ? -p.offset : 0,
                column = p.offset > 0 && !outside ? p.offset : 0;
  const int64_t length = outside ? 0 : std::min(rows - row, columns - column);
  Shape shape;
  Strides strides;
  for (int i = 0; i < x.dim(); ++i) {
    if (i == p.first || i == p.second) continue;
    shape.push_back(x.shape()[i]);
    strides.push_back(x.strides()[i]);
  }
  shape.push_back(length);
  strides.push_back(x.strides()[p.first] + x.strides()[p.second]);
  const int64_t start = length == 0 ? 0 : row * x.strides()[p.first] + column * x.strides()[p.second];
  Tensor y = make_view(x, shape, strides, start);
  if (tracks(x)) {
    record(
        "DiagonalBackward0", y,
        [from = x.shape(), p](const Tensor& g, Gradients& to) { to.give(0, embed(g, from, p)); }, x);
  }
  return y;
}

/// Zeros of the shape with g on the diagonal.
Tensor embed(const Tensor& g, const Shape& shape, const Place& p) {
  Tensor whole = zeros(shape, {.dtype = g.dtype()});
  {
    const NoGrad guard;
    take(whole, p).copy_(g);
  }
  if (tracks(g)) {
    record(
        "DiagonalBackwardBackward0", whole, [p](const Tensor& h, Gradients& to) { to.give(0, take(h, p)); },
        g);
  }
  return whole;
}

/// Whether each place of an [m, n] matrix lies on or below the diagonal.
Tensor on_or_below(int64_t m, int64_t n, int64_t diagonal) {
  const int64_t offset = std::clamp(diagonal, -m, n);  // beyond these nothing changes
  return unsqueeze(arange(m) + offset, 1) >= arange(n);
}

Tensor triangle(const char* op, const Tensor& x, int64_t diagonal, bool lower) {
  if (detail::defined(op, x).dim() < 2) {
    fail(fmt::format("{}: matrices are needed, the shape is {}", op, to_string(x.shape())));
  }
  const int64_t m = x.size(-2), n = x.size(-1);
  const Tensor nothing = zeros({}, {.dtype = x.dtype()});
  if (lower) return where(on_or_below(m, n, diagonal), x, nothing);
  // What lies strictly below goes.
  const int64_t above = std::clamp(diagonal, -m, n) - 1;
  return where(on_or_below(m, n, above), nothing, x);
}

/// How many places of an [m, n] matrix lie on or below the diagonal.
int64_t count_below(int64_t m, int64_t n, int64_t diagonal) {
  // Row i has i + diagonal + 1 of them, cut to [0, n]: none before `first`, all from `full` on.
  const int64_t first = std::clamp<int64_t>(-diagonal, 0, m);
  const int64_t full = std::clamp<int64_t>(n - 1 - diagonal, first, m);
  const int64_t rows = full - first;
  return rows * (first + diagonal + 1) + rows * (rows - 1) / 2 + (m - full) * n;
}

Tensor triangle_indices(const char* op, int64_t rows, int64_t columns, int64_t offset, bool lower) {
  check_size(op, {rows, columns}, sizeof(int64_t));
  const int64_t from = std::clamp(offset, -rows, columns);
  const int64_t border = lower ? from : from - 1;  // the upper triangle is all that is not strictly below
  const Tensor below = on_or_below(rows, columns, border), mask = lower ? below : logical_not(below);
  const int64_t under = count_below(rows, columns, border);
  const int64_t count = lower ? under : rows * columns - under;
  Tensor places = make_tensor(op, {count, 2}, DType::int64);
  if (count > 0) kernels::nonzero(places.data<int64_t>(), mask.data<bool>(), mask.shape());
  return places.t().contiguous();
}

}  // namespace

Tensor diagonal(const Tensor& x, int64_t offset, int64_t dim1, int64_t dim2) {
  return take(x, place("diagonal", detail::defined("diagonal", x).dim(), offset, dim1, dim2));
}

Tensor diag_embed(const Tensor& x, int64_t offset, int64_t dim1, int64_t dim2) {
  if (detail::defined("diag_embed", x).dim() == 0) fail("diag_embed: a 0-d tensor has no last dimension");
  const Place p = place("diag_embed", x.dim() + 1, offset, dim1, dim2);
  int64_t size = 0;
  if (offset == std::numeric_limits<int64_t>::min() ||
      __builtin_add_overflow(x.shape().back(), std::abs(offset), &size)) {
    fail(fmt::format("diag_embed: offset {} is too large for shape {}", offset, to_string(x.shape())));
  }
  Shape shape(std::span(x.shape().begin(), x.shape().end() - 1));
  shape.insert(std::min(p.first, p.second), size);
  shape.insert(std::max(p.first, p.second), size);
  return embed(x, shape, p);
}

Tensor diag(const Tensor& x, int64_t offset) {
  const int rank = detail::defined("diag", x).dim();
  if (rank == 1) return diag_embed(x, offset);
  if (rank != 2)
    fail(fmt::format("diag: a vector or a matrix is needed, the shape is {}", to_string(x.shape())));
  return diagonal(x, offset);
}

Tensor trace(const Tensor& x) {
  if (detail::defined("trace", x).dim() != 2) {
    fail(fmt::format("trace: a matrix is needed, the shape is {}", to_string(x.shape())));
  }
  return sum(diagonal(x));
}

Tensor tril(const Tensor& x, int64_t diagonal) { return triangle("tril", x, diagonal, true); }

Tensor triu(const Tensor& x, int64_t diagonal) { return triangle("triu", x, diagonal, false); }

Tensor tril_indices(int64_t rows, int64_t columns, int64_t offset) {
  return triangle_indices("tril_indices", rows, columns, offset, true);
}

Tensor triu_indices(int64_t rows, int64_t columns, int64_t offset) {
  return triangle_indices("triu_indices", rows, columns, offset, false);
}

}  // namespace gradus
