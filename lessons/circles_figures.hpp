#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "lessons/labelled_set.hpp"
#include "lessons/lesson.hpp"

namespace gradus::lessons::rings {

/// A net's probability of the ring, [n, 1], for float64 points.
using Probability = std::function<Tensor(const Tensor& points)>;

/// A trained net, as the figures need it.
struct Trained {
  int64_t units;
  double accuracy;
  std::vector<double> losses;   ///< of each epoch
  Tensor weight, bias;          ///< of the hidden layer: [units, 2], [units]
  Tensor hidden;                ///< what it makes of the points: [n, units]
  Tensor out_weight, out_bias;  ///< [1, units], [1]
  Probability probability;
};

/// Losses that nets of one to eight units end with, and one of the nets.
struct Widths {
  std::vector<double> relu, sigmoid;
  int64_t shown_units;
  double shown_accuracy;
  Probability shown;  ///< the smallest of the ReLU nets that has every point right, or the largest
};

/// A straight line in the plane of angle and squared radius: slopes and intercept of its logit.
struct Polar {
  double of_square, of_angle, intercept;
};

struct Story {
  LabelledSet points;  ///< not standardised: they lie around the origin
  std::vector<Trained> nets;
  Polar polar;
};

/// `widths` is computed when its figure is drawn.
void add_circles_pictures(const Story& story, const std::function<Widths()>& widths, Result& result);

}  // namespace gradus::lessons::rings
