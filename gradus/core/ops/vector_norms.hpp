#pragma once

#include "gradus/core/tensor/tensor.hpp"

/// Lengths, distances and angles of vectors, and reductions that pass over NaN; floating point, with
/// gradients of any order.
namespace gradus {

/// (sum |x|^p)^(1/p) of all elements or along dimensions; p may be infinity (the largest |x|), -infinity (the
/// smallest) or 0 (how many are not 0). The gradient is 0 where the norm is.
Tensor norm(const Tensor& x, double p = 2, const ReduceOptions& options = {});

struct NormalizeOptions {
  double p = 2;
  int64_t dim = 1;
  double eps = 1e-12;  ///< what a norm is at least
};
/// x / max(norm of x along dim, eps).
/// PyTorch: torch.nn.functional.normalize
Tensor normalize(const Tensor& x, const NormalizeOptions& options = {});

struct CosineOptions {
  int64_t dim = 1;
  double eps = 1e-8;  ///< what each norm is at least
};
/// x y / (|x| |y|), summed along dim; shapes broadcast.
Tensor cosine_similarity(const Tensor& x, const Tensor& y, const CosineOptions& options = {});

struct DistanceOptions {
  double p = 2;
  double eps = 1e-6;  ///< added to each difference
  bool keepdim = false;
};
/// The norm of x - y + eps along the last dimension; shapes broadcast.
Tensor pairwise_distance(const Tensor& x, const Tensor& y, const DistanceOptions& options = {});
/// out[.., i, j] = the norm of x[.., i, :] - y[.., j, :] for x [.., m, k] and y [.., n, k].
Tensor cdist(const Tensor& x, const Tensor& y, double p = 2);

/// The sum of what is not NaN.
Tensor nansum(const Tensor& x, const ReduceOptions& options = {});
/// The mean of what is not NaN; NaN where nothing is left.
Tensor nanmean(const Tensor& x, const ReduceOptions& options = {});

/// The smallest and the largest element.
struct Extremes {
  Tensor min, max;
};
/// Both extremes along a dimension, or of all elements.
Extremes aminmax(const Tensor& x, std::optional<int64_t> dim = std::nullopt, bool keepdim = false);

}  // namespace gradus
