#include "gradus/core/ops/linalg_parts.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/views.hpp"

namespace gradus::linalg {

const Tensor& matrices(const char* op, const Tensor& x) {
  if (detail::defined(op, x).dim() < 2) {
    fail(fmt::format("{}: matrices are needed, the shape is {}", op, to_string(x.shape())));
  }
  if (!is_floating_point(x.dtype())) {
    fail(fmt::format("{}: floating point is needed, the matrix is {}; convert it with to(float32)", op,
                     name(x.dtype())));
  }
  return x;
}

const Tensor& square_matrices(const char* op, const Tensor& x) {
  if (detail::defined(op, x).dim() < 2 || x.size(-1) != x.size(-2)) {
    fail(fmt::format("{}: square matrices are needed, the shape is {}", op, to_string(x.shape())));
  }
  return matrices(op, x);
}

void check_same_type(const char* op, const Tensor& a, const Tensor& b) {
  if (a.dtype() == b.dtype()) return;
  fail(fmt::format("{}: {} and {} do not go together; convert one with to()", op, name(a.dtype()),
                   name(b.dtype())));
}

Shape batch_of(const Tensor& x) { return Shape(std::span(x.shape().begin(), x.shape().end() - 2)); }

Shape joined(Shape batch, std::initializer_list<int64_t> sizes) {
  for (int64_t size : sizes) batch.push_back(size);
  return batch;
}

Tensor mT(const Tensor& x) { return transpose(x, -2, -1); }

Tensor per_matrix(const Tensor& x) { return unsqueeze(unsqueeze(x, -1), -1); }

Tensor values_of(const Tensor& x) { return x.detach().contiguous(); }

namespace {

/// column - row <= diagonal, [rows, columns].
Tensor lower_mask(const Tensor& x, int64_t diagonal) {
  return le(unsqueeze(arange(x.size(-1)), 0), unsqueeze(arange(x.size(-2)), 1) + diagonal);
}

}  // namespace

Tensor lower_part(const Tensor& x, int64_t diagonal) {
  return where(lower_mask(x, diagonal), x, zeros({}, {.dtype = x.dtype()}));
}

Tensor upper_part(const Tensor& x, int64_t diagonal) {
  return where(lower_mask(x, diagonal - 1), zeros({}, {.dtype = x.dtype()}), x);
}

Tensor diagonal_matrices(const Tensor& x) {
  return unsqueeze(x, -1) * eye(x.shape().back(), {.dtype = x.dtype()});
}

Tensor identity_like(const Tensor& x) {
  return expand(eye(x.size(-1), {.dtype = x.dtype()}), x.shape()).contiguous();
}

Tensor quotient(const Tensor& numerator, const Tensor& denominator) {
  const Tensor none = numerator == 0;
  const Tensor one = ones({}, {.dtype = denominator.dtype()});
  return where(none, numerator, numerator / where(none, one, denominator));
}

Sides match_sides(const char* op, const Tensor& a, const Tensor& b, bool may_be_vector) {
  detail::defined(op, b);
  check_same_type(op, a, b);
  const Shape vectors(std::span(a.shape().begin(), a.shape().end() - 1));
  const bool vector = may_be_vector && (b.dim() == 1 || b.shape() == vectors);
  const Tensor right = vector ? unsqueeze(b, -1) : b;
  if (right.dim() < 2 || right.size(-2) != a.size(-2)) {
    fail(fmt::format("{}: a {} and b {} do not fit: b needs {} rows", op, to_string(a.shape()),
                     to_string(b.shape()), a.size(-2)));
  }
  const Shape batch = detail::broadcast_shapes(op, batch_of(a), batch_of(right));
  return {expand(a, joined(batch, {a.size(-2), a.size(-1)})),
          expand(right, joined(batch, {right.size(-2), right.size(-1)})), vector};
}

}  // namespace gradus::linalg
