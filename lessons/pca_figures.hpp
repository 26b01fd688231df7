#pragma once

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/plot/animation.hpp"

namespace gradus::lessons {

/// Points x [n, 3] along the line from (-1, -1, -1) to (1, 1, 1).
plot::Figure line_points_figure(const Tensor& x);

/// Left points z [n, 3] with one component (a column of `directions`) more in each frame, right what they are
/// with so many; `shares` are percentages.
plot::Animation planes_animation(const Tensor& z, const Tensor& directions, const Tensor& projected,
                                 const Tensor& shares);

/// The coordinates of points by hand and by the library's learner.
plot::Figure projected_figure(const Tensor& by_hand, const Tensor& learned);

plot::Figure scree_figure(const Tensor& shares);

}  // namespace gradus::lessons
