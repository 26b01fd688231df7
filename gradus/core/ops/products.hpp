#pragma once

#include <span>
#include <string>

#include "gradus/core/tensor/tensor.hpp"

/// Products of vectors and matrices beside matmul, and what is made of them; gradients of any order.
namespace gradus {

/// Two matrices: (m, k) x (k, n).
Tensor mm(const Tensor& x, const Tensor& y);
/// A matrix and a vector: (m, k) x (k,).
Tensor mv(const Tensor& x, const Tensor& y);
/// The sum of the products of two vectors.
Tensor dot(const Tensor& x, const Tensor& y);
/// Batches of matrices: (b, m, k) x (b, k, n).
Tensor bmm(const Tensor& x, const Tensor& y);

/// The factors of beta * input + alpha * product; input is not looked at when beta is 0.
struct ScaledSum {
  Scalar beta = 1, alpha = 1;
};
/// beta * input + alpha * (x y) with x (m, k), y (k, n); the input broadcasts to (m, n).
Tensor addmm(const Tensor& input, const Tensor& x, const Tensor& y, const ScaledSum& factors = {});
/// beta * input + alpha * (x y) with x (m, k), y (k,); the input broadcasts to (m,).
Tensor addmv(const Tensor& input, const Tensor& x, const Tensor& y, const ScaledSum& factors = {});
/// beta * input + alpha * (x y) with x (b, m, k), y (b, k, n); the input broadcasts to (b, m, n).
Tensor baddbmm(const Tensor& input, const Tensor& x, const Tensor& y, const ScaledSum& factors = {});

/// The sums of products along the last dimensions, for all combinations of the others.
Tensor inner(const Tensor& x, const Tensor& y);
/// Kronecker's product: each element of x times the whole of y, in place of it.
Tensor kron(const Tensor& x, const Tensor& y);
/// Products summed over the last `dims` dimensions of x and the first of y.
Tensor tensordot(const Tensor& x, const Tensor& y, int64_t dims = 2);
/// Products summed over dimension x_dims[i] of x with y_dims[i] of y.
Tensor tensordot(const Tensor& x, const Tensor& y, const Axes& x_dims, const Axes& y_dims);
/// The cross product of vectors of three elements along `dim`; shapes broadcast.
Tensor cross(const Tensor& x, const Tensor& y, int64_t dim = -1);

/// The integral along `dim` by trapezoids of width `dx`.
Tensor trapezoid(const Tensor& y, double dx = 1, int64_t dim = -1);
/// The same at the places x, a vector or like y.
Tensor trapezoid(const Tensor& y, const Tensor& x, int64_t dim = -1);

/// Covariances of the rows of a matrix [variables, observations], divided by n - correction; of a vector its
/// variance.
Tensor cov(const Tensor& x, int64_t correction = 1);
/// Pearson's correlations of the rows of a matrix [variables, observations].
Tensor corrcoef(const Tensor& x);

/// Einstein's sum: `einsum("bij,bjk->bik", {x, y})`. One letter for each dimension; letters that are not in
/// the result are summed over, one twice in an operand takes its diagonal, "..." stands for dimensions that
/// broadcast. Without "->" the result has the letters that stand once, in alphabetical order.
Tensor einsum(const std::string& equation, std::span<const Tensor> operands);
inline Tensor einsum(const std::string& equation, std::initializer_list<Tensor> operands) {
  return einsum(equation, std::span<const Tensor>(operands.begin(), operands.size()));
}

}  // namespace gradus
