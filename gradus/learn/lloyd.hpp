#pragma once

#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/kernels/clusters.hpp"

namespace gradus::learn::internal {

/// The iterations of k-means on rows [n, d]: keeps labels, and what is known of the rows from one to the
/// next.
class Lloyd {
 public:
  /// x is dense, of mean 0 (which keeps digits) and stays as it is.
  Lloyd(Tensor x, int64_t k, kernels::Metric metric, bool bounded);

  /// Labels for the centres, and the centres that follow; clusters without rows take far ones.
  Tensor next_centers(const Tensor& centers);
  /// Labels for the centres alone.
  void assign(const Tensor& centers);
  /// What the labels' rows are from these centres, in all.
  double inertia(const Tensor& centers) const;
  /// The inertia that next_centers() found, before it moved the centres.
  double loss() const { return loss_; }
  const Tensor& labels() const { return labels_; }

 private:
  void step(const Tensor& centers, bool adds);
  double inertia_of_sums(const Tensor& centers) const;
  void fill_empty(const Tensor& centers);
  Tensor means(const Tensor& centers) const;
  Tensor medians(const Tensor& centers) const;
  void remember(const Tensor& centers);

  Tensor x_, labels_;
  kernels::ClusterSizes sizes_;
  kernels::Metric metric_;
  std::vector<double> sums_;
  std::vector<int64_t> counts_;
  double squares_ = 0, loss_ = 0;  // of all numbers; of the last step
  // Bounds of distances, and what they are moved by.
  bool bounded_;
  Tensor upper_, lower_, previous_;
  std::vector<double> shift_, half_gap_;
  double largest_norm_ = 0;
  int64_t plain_steps_ = 0;  // still to do without bounds, since they help little
};

}  // namespace gradus::learn::internal
