#pragma once

#include "gradus/core/tensor/tensor.hpp"

/// What the files of linalg share.
namespace gradus::linalg {

/// Checks for the operation `op`: floating-point matrices; square ones.
const Tensor& matrices(const char* op, const Tensor& x);
const Tensor& square_matrices(const char* op, const Tensor& x);
void check_same_type(const char* op, const Tensor& a, const Tensor& b);

/// The dimensions in front of the matrix.
Shape batch_of(const Tensor& x);
/// batch + sizes.
Shape joined(Shape batch, std::initializer_list<int64_t> sizes);

/// The matrices transposed.
Tensor mT(const Tensor& x);
/// A number for each matrix as [..., 1, 1].
Tensor per_matrix(const Tensor& x);
/// Dense values for a kernel, without history.
Tensor values_of(const Tensor& x);

/// Elements on and below the diagonal (moved by `diagonal` to the right), others zero.
Tensor lower_part(const Tensor& x, int64_t diagonal = 0);
Tensor upper_part(const Tensor& x, int64_t diagonal = 0);
/// Square matrices with these vectors [..., n] as diagonals.
Tensor diagonal_matrices(const Tensor& x);
Tensor identity_like(const Tensor& x);
/// numerator / denominator, and 0 where the numerator is: what has no influence has no slope.
Tensor quotient(const Tensor& numerator, const Tensor& denominator);

/// The inverse; infinities for a singular matrix when `op` is null.
Tensor inverse_named(const char* op, const Tensor& x);
/// a^-1 b by substitution, of one batch.
Tensor substitute(const Tensor& a, const Tensor& b, bool upper, bool unit = false);

/// b as columns, and whether it was vectors (for a [..., m, n]: [m] or [..., m]); both with one batch.
struct Sides {
  Tensor a, b;
  bool vector;
};
Sides match_sides(const char* op, const Tensor& a, const Tensor& b, bool may_be_vector);

}  // namespace gradus::linalg
