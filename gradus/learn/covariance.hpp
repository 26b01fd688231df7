#pragma once

#include "gradus/core/tensor/tensor.hpp"

namespace gradus::learn::internal {

struct Scatter {
  Tensor mean;     ///< [d], float64
  Tensor squares;  ///< [d, d], float64: sum of (x - mean) (x - mean)^T
};

/// Mean and scatter of dense rows [n, d] in one pass: products in the type of x, sums of parts in float64.
Scatter scatter(const Tensor& x);

}  // namespace gradus::learn::internal
