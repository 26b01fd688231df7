#pragma once

#include <span>

#include "gradus/core/tensor/tensor.hpp"

/// torch.linalg: matrices [..., m, n] with any batch dimensions in front, float32 and float64. Decompositions
/// compute in float64 and round once. Gradients of any order unless said otherwise; a value that makes the
/// operation impossible (a singular matrix, a NaN) is an Error that names the matrix of the batch.
namespace gradus::linalg {

// --- Determinants and equations.

/// Determinants of [..., n, n]; also of singular ones, whose second derivatives do not exist.
Tensor det(const Tensor& x);

struct SlogdetResult {
  Tensor sign;       ///< -1, 0 or 1; no gradient
  Tensor logabsdet;  ///< log |det x|; -infinity for a singular matrix
};
/// Sign and logarithm of the determinants of [..., n, n], where these themselves would over- or underflow.
SlogdetResult slogdet(const Tensor& x);

/// The inverse of [..., n, n]; an Error when singular. To multiply with it, solve() is faster and more exact.
Tensor inv(const Tensor& x);

struct SolveOptions {
  bool left = true;  ///< a X = b; else X a = b
};
/// X with a X = b: a [..., n, n], b [..., n, k] or vectors [..., n]; batches broadcast. An Error when
/// singular.
Tensor solve(const Tensor& a, const Tensor& b, const SolveOptions& options = {});

struct TriangularOptions {
  bool upper;                  ///< which triangle of a counts; PyTorch has no default either
  bool left = true;            ///< a X = b; else X a = b
  bool unitriangular = false;  ///< the diagonal counts as ones
};
/// X with a X = b for a triangular a [..., n, n] and b [..., n, k]; infinities where a diagonal element is
/// zero.
Tensor solve_triangular(const Tensor& a, const Tensor& b, const TriangularOptions& options);

struct CholeskyOptions {
  bool upper = false;  ///< U with U^T U = x, from the upper triangle, instead of L with L L^T = x
};
/// Lower triangular L with L L^T = x for symmetric positive definite [..., n, n], from the lower triangle.
Tensor cholesky(const Tensor& x, const CholeskyOptions& options = {});
/// X with x X = b, given the Cholesky factor of x; b [..., n, k].
/// PyTorch: torch.cholesky_solve
Tensor cholesky_solve(const Tensor& b, const Tensor& factor, const CholeskyOptions& options = {});

struct LstsqResult {
  Tensor solution;   ///< [..., n, k], or [..., n]
  Tensor residuals;  ///< sum of squares of b - a X for each column, [..., k]; of size 0 unless m > n
  Tensor rank;       ///< int64 [...]: min(m, n), as anything less is an Error
};
/// X with the least |a X - b| by Householder QR: a [..., m, n], b [..., m, k] or [..., m]. Of several X (m <
/// n) the shortest. It does not square the condition number as the normal equations a^T a X = a^T b do. An
/// Error when columns (rows, for m < n) depend on one another to rounding; pinv() is for those.
LstsqResult lstsq(const Tensor& a, const Tensor& b);

// --- Decompositions.

enum class QrMode : uint8_t { reduced, complete };
struct QrResult {
  Tensor q;  ///< orthonormal columns: [..., m, k] with k = min(m, n), or [..., m, m] when complete
  Tensor r;  ///< upper triangular: [..., k, n], or [..., m, n]; signs as LAPACK's
};
/// x = q r by Householder reflections; no gradient for complete with m > n.
QrResult qr(const Tensor& x, QrMode mode = QrMode::reduced);

struct SvdOptions {
  bool full_matrices = true;  ///< u [m, m] and vh [n, n]; else [m, k] and [k, n] with k = min(m, n)
};
struct SvdResult {
  Tensor u;
  Tensor s;  ///< [..., k], descending
  Tensor vh;
};
/// x = u diag(s) vh with orthonormal u and vh. Gradients of u and vh exist for different singular values and
/// for what does not depend on the vectors' signs; columns beyond k count as constants.
SvdResult svd(const Tensor& x, const SvdOptions& options = {});
/// The singular values alone, descending.
Tensor svdvals(const Tensor& x);

enum class Uplo : uint8_t { lower, upper };
struct EighResult {
  Tensor eigenvalues;   ///< [..., n], ascending
  Tensor eigenvectors;  ///< orthonormal columns
};
/// Eigenvalues and eigenvectors of symmetric [..., n, n], from one triangle. Gradients of the vectors exist
/// for different eigenvalues and for what does not depend on the vectors' signs.
EighResult eigh(const Tensor& x, Uplo uplo = Uplo::lower);
/// The eigenvalues alone, ascending.
Tensor eigvalsh(const Tensor& x, Uplo uplo = Uplo::lower);

/// A complex tensor as two real ones, since no element type is complex.
struct RealImag {
  Tensor real, imag;
};
struct EigResult {
  RealImag eigenvalues;   ///< [..., n]; complex ones in conjugate pairs, the one above the real axis first
  RealImag eigenvectors;  ///< [..., n, n]: columns of length 1
};
/// Eigenvalues and eigenvectors of any square [..., n, n]. No gradient: an Error for a tensor that is
/// tracked.
EigResult eig(const Tensor& x);
/// The eigenvalues alone. No gradient: an Error for a tensor that is tracked.
RealImag eigvals(const Tensor& x);

// --- Rank and pseudo-inverse.

/// Singular values up to max(atol, rtol * largest) count as zero; rtol is epsilon * max(m, n) unless one of
/// the two is given.
struct RankOptions {
  std::optional<double> atol = std::nullopt;
  std::optional<double> rtol = std::nullopt;
  bool hermitian = false;  ///< x is symmetric: count its eigenvalues
};
/// How many singular values of [..., m, n] are not zero: int64 [...].
Tensor matrix_rank(const Tensor& x, const RankOptions& options = {});

struct PinvOptions {
  std::optional<double> atol = std::nullopt;
  std::optional<double> rtol = std::nullopt;
};
/// Moore and Penrose's inverse [..., n, m] of any [..., m, n]; tolerances as for matrix_rank(). The gradient
/// is that at constant rank.
Tensor pinv(const Tensor& x, const PinvOptions& options = {});

// --- Norms.

/// Which norm: a number (1, 2, -1, INFINITY ...), or for matrices also "fro" or "nuc".
class NormOrder {
 public:
  template <class T>
  requires std::is_arithmetic_v<T> NormOrder(T power)
      : power_(static_cast<double>(power)) {}  // NOLINT(google-explicit-constructor)
  NormOrder(const char* word);                 // NOLINT(google-explicit-constructor)

  enum class Kind : uint8_t { power, fro, nuc };
  Kind kind() const { return kind_; }
  double power() const { return power_; }

 private:
  Kind kind_ = Kind::power;
  double power_ = 0;
};

/// (sum |x|^ord)^(1/ord) along dimensions (all unless given); infinity: the largest, -infinity: the smallest
/// |x|; 0: the number of elements that are not zero. The gradient at 0 is 0.
Tensor vector_norm(const Tensor& x, const NormOrder& ord = 2, const ReduceOptions& options = {});

struct MatrixNormOptions {
  Axes dim = {-2, -1};
  bool keepdim = false;
};
/// "fro": sqrt(sum x^2); "nuc": sum of the singular values; 2, -2: the largest, smallest of them; 1, -1 and
/// infinity, -infinity: the largest, smallest sum of |x| of a column and of a row.
Tensor matrix_norm(const Tensor& x, const NormOrder& ord = "fro", const MatrixNormOptions& options = {});

/// vector_norm or matrix_norm, by the number of dimensions named (or of x); without `ord` the root of the sum
/// of all squares.
Tensor norm(const Tensor& x, const std::optional<NormOrder>& ord = std::nullopt,
            const ReduceOptions& options = {});

/// Condition numbers |x| |x^-1| in a norm: 2 unless given, which takes any [..., m, n]; others square ones.
/// Infinite for singular matrices, or as large as rounding allows where it follows from singular values.
Tensor cond(const Tensor& x, const std::optional<NormOrder>& p = std::nullopt);

// --- Products and powers.

/// x^n of [..., n, n]; the inverse's for negative n.
Tensor matrix_power(const Tensor& x, int64_t n);
/// e^x of [..., n, n].
Tensor matrix_exp(const Tensor& x);
/// The product of two or more matrices in the order of least work; the first and last may be vectors.
Tensor multi_dot(std::span<const Tensor> tensors);
inline Tensor multi_dot(std::initializer_list<Tensor> tensors) {
  return multi_dot(std::span<const Tensor>(tensors.begin(), tensors.size()));
}

}  // namespace gradus::linalg

/// The names that PyTorch also has at its top.
namespace gradus {

using linalg::cholesky;
using linalg::cholesky_solve;
using linalg::det;
using linalg::matrix_exp;
using linalg::matrix_power;
using linalg::slogdet;

/// linalg::inv.
inline Tensor inverse(const Tensor& x) { return linalg::inv(x); }
/// linalg::pinv.
inline Tensor pinverse(const Tensor& x) { return linalg::pinv(x); }
/// log(det x); NaN for a negative determinant.
Tensor logdet(const Tensor& x);

}  // namespace gradus
