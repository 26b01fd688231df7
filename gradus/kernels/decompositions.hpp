#pragma once

#include <cstdint>

#include "gradus/base/dtype.hpp"

/// Decompositions of dense row-major batches of matrices, float32 and float64. All compute in float64 and
/// round once at the end. `op` names the caller in errors about values, which only the kernel can see; it
/// must be a string that lives for ever, because a recorded call keeps it.
namespace gradus::kernels {

/// Determinants of [batch, n, n] by LU with partial pivoting.
void determinant(DType type, void* out, const void* x, int64_t batch, int64_t n);
/// Cofactor matrices d det(x) / dx, also of singular x (from the singular values).
void cofactors(const char* op, DType type, void* out, const void* x, int64_t batch, int64_t n);
/// Sign (-1, 0, 1) and log of the absolute value of the determinants.
void slogdet(DType type, void* sign, void* logarithm, const void* x, int64_t batch, int64_t n);

/// out = a^-1 b with a [batch, n, n] and b [batch, n, k]; the inverse when b is null (then k = n). An Error
/// for a singular matrix; infinities instead when `op` is null.
void solve(const char* op, DType type, void* out, const void* a, const void* b, int64_t batch, int64_t n,
           int64_t k);

/// Lower L with L L^T = x, from the lower triangle; an Error unless x is positive definite.
void cholesky(const char* op, DType type, void* out, const void* x, int64_t batch, int64_t n);

/// Which triangle of a matrix counts, and whether its diagonal counts as ones.
struct Triangle {
  bool upper, unit;
};
/// out = a^-1 b by substitution, a [batch, n, n] and b [batch, n, k]; infinities where the diagonal is zero.
void triangular_solve(DType type, void* out, const void* a, const void* b, int64_t batch, int64_t n,
                      int64_t k, Triangle triangle);

/// Sizes of a batch of m x n matrices.
struct MatrixSizes {
  int64_t batch, m, n;
};
/// Householder QR with LAPACK's signs: q [m, k], r [k, n]; k = m when complete, else min(m, n). q may be
/// null.
void qr(DType type, void* q, void* r, const void* x, const MatrixSizes& sizes, bool complete);
/// An Error unless the columns behind a triangular r [k, n], k >= n, are independent: no diagonal element is
/// lost in the rounding of its column.
void check_independent(const char* op, DType type, const void* r, const MatrixSizes& sizes);

/// Singular values s [k], descending, with u [m, k] and vt [k, n], or [m, m] and [n, n] when full; u and vt
/// may be null. An Error for values that are not finite.
void svd(const char* op, DType type, void* u, void* s, void* vt, const void* x, const MatrixSizes& sizes,
         bool full);

/// Eigenvalues, ascending, and orthonormal eigenvectors (columns; may be null) of symmetric matrices, from
/// the upper or lower triangle.
void eigh(const char* op, DType type, void* values, void* vectors, const void* x, int64_t batch, int64_t n,
          bool upper);
/// Eigenvalues and eigenvectors of length 1 (columns; may be null) of square matrices: real and imaginary
/// parts.
void eig(const char* op, DType type, void* real_values, void* imaginary_values, void* real_vectors,
         void* imaginary_vectors, const void* x, int64_t batch, int64_t n);

/// e^x of square matrices.
void matrix_exp(DType type, void* out, const void* x, int64_t batch, int64_t n);

/// Name and version of the library behind these functions, for `gradus info`.
const char* decomposition_library();

}  // namespace gradus::kernels
