#pragma once

#include "gradus/base/random/numpy_random.hpp"
#include "gradus/core/tensor/tensor.hpp"

namespace gradus::lessons {

/// An adaptive linear neuron of Widrow and Hoff, by hand, in float64: it learns from its linear output and
/// answers with a step.
struct Adaline {
  Tensor w;  ///< [2]
  Tensor b;  ///< []

  /// Small normal weights and no bias.
  explicit Adaline(random::NumpyRandom& rng);

  Tensor output(const Tensor& x) const;
  /// 1 where the output reaches one half, else 0; int64 [n].
  Tensor predict(const Tensor& x) const;
  /// One step against the gradient of the mean squared error of these points, x [n, 2] and y [n]; gives that
  /// error as it was before the step.
  double learn(const Tensor& x, const Tensor& y, double rate);
};

}  // namespace gradus::lessons
