#pragma once

#include <functional>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "lessons/lesson.hpp"

namespace gradus::lessons::damped {

/// A curve, and what a network has made of it.
struct Fitted {
  Tensor x, y;                                       ///< float32 [n, 1]
  std::function<Tensor(const Tensor&x)> net, steps;  ///< as trained; with units that are off or on
  std::vector<double> thresholds;                    ///< where the hidden units are half on
  std::vector<double> losses;                        ///< of each epoch
};

/// A number of hidden units and the loss they end with.
struct Width {
  int64_t units;
  double loss;
};

/// What the last figure shows; computed when it is drawn.
struct Widths {
  std::vector<Width> by_units;
  Tensor relative;  ///< what a net gives whose errors count in proportion to the curve: [n, 1]
};

void add_damped_sine_pictures(const Fitted& as_is, const Fitted& flipped,
                              const std::function<Widths()>& widths, Result& result);

}  // namespace gradus::lessons::damped
