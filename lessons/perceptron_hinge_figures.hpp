#pragma once

#include <cstdint>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/plot/animation.hpp"

namespace gradus::lessons {

/// How a plane learned.
struct PlaneCourse {
  std::vector<double> losses;  ///< of each epoch

  /// The plane after an epoch that the notebook shows: its normal, of length 1, and its offset.
  struct Moment {
    int64_t epoch;
    std::vector<double> w;
    double b;
  };
  std::vector<Moment> moments;
};

/// Points x [n, 3] with labels 1 and -1.
plot::Figure grid_figure(const Tensor& x, const Tensor& y);

/// The plane through the origin across this normal.
plot::Figure hyperplane_figure(const std::vector<double>& normal);

/// The loss, the points' distances to the plane, and the plane beside the true one.
plot::Animation plane_animation(const Tensor& x, const Tensor& y, const std::vector<double>& target,
                                const PlaneCourse& course);

}  // namespace gradus::lessons
