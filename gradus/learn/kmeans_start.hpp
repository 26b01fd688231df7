#pragma once

#include <cstdint>
#include <vector>

#include "gradus/base/random/numpy_random.hpp"
#include "gradus/core/tensor/tensor.hpp"
#include "gradus/kernels/clusters.hpp"

namespace gradus::learn::internal {

/// The rows of x that k-means++ (Arthur and Vassilvitskii, 2007) starts from: each the best of 2 + ln k rows
/// drawn with probabilities that grow with the distance to the nearest chosen one, times the row's weight
/// unless weights are undefined. The draws are scikit-learn's; with weights, those of its version 1.3.
std::vector<int64_t> plusplus_rows(const Tensor& x, const Tensor& weights, int64_t k, kernels::Metric metric,
                                   random::NumpyRandom& random);

/// How many different rows x has, counted up to `enough`.
int64_t distinct_rows(const Tensor& x, int64_t enough);

}  // namespace gradus::learn::internal
