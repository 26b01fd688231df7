#pragma once

#include <functional>

#include "gradus/core/tensor/tensor.hpp"

namespace gradus::optim::detail {

/// Loss and gradient at one place of a line.
struct Evaluation {
  double loss;
  Tensor gradient;  ///< of all parameters as one vector
};

struct LineSearchResult {
  Evaluation at;
  double length;
  int64_t evaluations;
};

/// A length t > 0 at which the strong Wolfe conditions hold: loss(t) <= loss + 1e-4 t slope and |slope(t)| <=
/// -0.9 slope, or the best place found in 25 evaluations. By cubic interpolation, in PyTorch's steps.
///
/// `evaluate(t)` gives the values at `t` times `direction`; `start` and `slope` are those at 0, `length` is
/// the first guess.
LineSearchResult strong_wolfe(const std::function<Evaluation(double)>& evaluate, double length,
                              const Tensor& direction, const Evaluation& start, double slope,
                              double tolerance_change);

/// The sum of products of two vectors.
double dot(const Tensor& x, const Tensor& y);
/// The largest magnitude; 0 of nothing.
double largest(const Tensor& x);

}  // namespace gradus::optim::detail
