#pragma once

#include "gradus/base/random/generator.hpp"
#include "gradus/core/tensor/tensor.hpp"

/// Zeros at random places, against overfitting.
namespace gradus {

struct DropoutOptions {
  double p = 0.5;        ///< the probability of zero
  bool training = true;  ///< otherwise the result is x itself
};

/// Each element is 0 with probability p and x / (1 - p) otherwise, by one float64 uniform (two words) an
/// element in row-major order, as PyTorch without MKL draws them.
Tensor dropout(const Tensor& x, const DropoutOptions& options = {},
               Generator& generator = default_generator());
/// The same for whole channels of x [n, c, h, w] or [c, h, w]: one draw a channel.
Tensor dropout2d(const Tensor& x, const DropoutOptions& options = {},
                 Generator& generator = default_generator());

}  // namespace gradus
