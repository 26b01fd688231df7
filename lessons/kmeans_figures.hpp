#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/plot/animation.hpp"

namespace gradus::lessons {

/// The sheet on which the points lie.
inline constexpr int64_t sheet_width = 1200, sheet_height = 675;

/// Clusters as they are before the centres of a round move.
struct ClusterRound {
  int64_t k;
  int64_t round;   ///< from 0
  Tensor centers;  ///< [k, 2]
  Tensor groups;   ///< int64 [n]
  double loss;     ///< mean squared distance
};

/// The group of each place [m, 2] among centres [k, 2]: int64 [m].
using GroupOf = std::function<Tensor(const Tensor& places, const Tensor& centers)>;

/// Each k's loss.
struct Elbows {
  std::vector<double> as_published, corrected, restarted;
};

plot::Figure points_figure(const Tensor& points);

/// Left the elbow, as far as it is known; right areas, spokes, points and centres, round by round.
plot::Animation clusters_animation(const Tensor& points, const std::vector<ClusterRound>& rounds,
                                   const Elbows& elbows, const GroupOf& group_of);

/// One sheet of clusters in a figure.
struct ClusterPanel {
  std::string title;
  Tensor centers, groups;
  GroupOf group_of;
};
plot::Figure cluster_panels(const std::string& title, const Tensor& points,
                            const std::vector<ClusterPanel>& panels);

}  // namespace gradus::lessons
