#pragma once

#include "gradus/core/tensor/tensor.hpp"

/// Many elements to one. `sum(x)` reduces everything to a 0-d tensor; `sum(x, {.dim = 1, .keepdim = true})`
/// along dimensions. The order of summation depends on the number of elements alone, not on how they lie in
/// memory.
namespace gradus {

/// Integers and bool sum to int64.
Tensor sum(const Tensor& x, const ReduceOptions& options = {});
/// Floating point only; of nothing it is NaN.
Tensor mean(const Tensor& x, const ReduceOptions& options = {});

struct VarianceOptions {
  std::optional<Axes> dim = std::nullopt;
  int64_t correction =
      1;  ///< the sum of squares is divided by n - correction; 0 gives the population's variance
  bool keepdim = false;
};
/// sum((x - mean)^2) / (n - correction).
Tensor var(const Tensor& x, const VarianceOptions& options = {});
/// sqrt(var).
Tensor std(const Tensor& x, const VarianceOptions& options = {});

/// The largest element; equal ones share the gradient evenly. An Error for an empty dimension.
Tensor amax(const Tensor& x, const ReduceOptions& options = {});
/// The smallest element; equal ones share the gradient evenly. An Error for an empty dimension.
Tensor amin(const Tensor& x, const ReduceOptions& options = {});
/// The largest of all elements, as amax.
inline Tensor max(const Tensor& x) { return amax(x); }
/// The smallest of all elements, as amin.
inline Tensor min(const Tensor& x) { return amin(x); }

/// Values and where they were found along one dimension.
struct ValuesIndices {
  Tensor values;
  Tensor indices;  ///< int64; the first of several equal ones
};
/// The largest elements along one dimension and where they are; the gradient goes to these alone.
ValuesIndices max(const Tensor& x, int64_t dim, bool keepdim = false);
/// The smallest elements along one dimension and where they are; the gradient goes to these alone.
ValuesIndices min(const Tensor& x, int64_t dim, bool keepdim = false);

/// Index (int64) of the first largest element, in the flattened tensor when no dimension is given.
Tensor argmax(const Tensor& x, std::optional<int64_t> dim = std::nullopt, bool keepdim = false);
/// Index (int64) of the first smallest element, in the flattened tensor when no dimension is given.
Tensor argmin(const Tensor& x, std::optional<int64_t> dim = std::nullopt, bool keepdim = false);

/// Whether all of the elements are not zero.
Tensor all(const Tensor& x, const ReduceOptions& options = {});
/// Whether any of the elements is not zero.
Tensor any(const Tensor& x, const ReduceOptions& options = {});

/// log(sum(exp(x))), without overflow.
Tensor logsumexp(const Tensor& x, const ReduceOptions& options = {});

/// exp(x_i) / sum_j exp(x_j) along `dim`.
Tensor softmax(const Tensor& x, int64_t dim);
/// log(softmax(x)), without the loss of digits.
Tensor log_softmax(const Tensor& x, int64_t dim);

}  // namespace gradus
