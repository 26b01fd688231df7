#pragma once

#include "gradus/core/tensor/tensor.hpp"

/// Diagonals and triangles of matrices, with gradients of any order.
namespace gradus {

/// The elements x[.., i, .., i + offset, ..] of the dimensions dim1 and dim2 as a new last dimension; a view.
/// A positive offset lies above the main diagonal.
Tensor diagonal(const Tensor& x, int64_t offset = 0, int64_t dim1 = 0, int64_t dim2 = 1);
/// The reverse: the last dimension of x as a diagonal of zeros elsewhere, in the new dimensions dim1 and
/// dim2.
Tensor diag_embed(const Tensor& x, int64_t offset = 0, int64_t dim1 = -2, int64_t dim2 = -1);
/// The diagonal of a matrix (a view), or the matrix with a vector on its diagonal.
Tensor diag(const Tensor& x, int64_t offset = 0);
/// The sum of a matrix's diagonal; of integers int64.
Tensor trace(const Tensor& x);

/// Matrices [.., m, n] with zeros above the diagonal.
Tensor tril(const Tensor& x, int64_t diagonal = 0);
/// Matrices [.., m, n] with zeros below the diagonal.
Tensor triu(const Tensor& x, int64_t diagonal = 0);
/// Rows and columns (int64 [2, count]) of a [rows, columns] matrix's elements that tril keeps, row by row.
Tensor tril_indices(int64_t rows, int64_t columns, int64_t offset = 0);
/// Rows and columns (int64 [2, count]) of a [rows, columns] matrix's elements that triu keeps, row by row.
Tensor triu_indices(int64_t rows, int64_t columns, int64_t offset = 0);

}  // namespace gradus
