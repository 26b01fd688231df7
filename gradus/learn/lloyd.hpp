#pragma once

#include <cstdint>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/kernels/clusters.hpp"

namespace gradus::learn::internal {

/// Rows [n, d] moved so that their mean is 0, which keeps digits of distances. Weights are undefined where
/// each row counts 1.
struct CenteredRows {
  explicit CenteredRows(const Tensor& x, const Tensor& weights = {});

  Tensor x;                 ///< [n, d], dense, of the type of the rows
  Tensor weights;           ///< [n], float64, or undefined
  Tensor mean;              ///< [d], float64
  Tensor squares;           ///< [n] |x|^2
  double total, largest;    ///< of the squares, their sum (each times its weight) and the largest
  double variance() const;  ///< the mean of the columns' variances
};

/// The iterations of k-means: keeps labels, and what is known of the rows from one to the next.
class Lloyd {
 public:
  Lloyd(const CenteredRows& rows, int64_t k, kernels::Metric metric, bool bounded);

  /// Labels for the centres, and the centres that follow; clusters without rows take far ones.
  Tensor next_centers(const Tensor& centers);
  /// Labels for the centres alone.
  void assign(const Tensor& centers);
  /// What the labels' rows are from these centres, in all.
  double inertia(const Tensor& centers) const;
  /// The inertia that next_centers() found, before it moved the centres.
  double loss() const { return loss_; }
  /// Whether it found the labels that there were.
  bool settled() const { return moved_ == 0; }
  const Tensor& labels() const { return labels_; }

 private:
  struct Groups {
    std::vector<double> sums;     // [k, d]
    std::vector<int64_t> counts;  // [k] rows
    std::vector<double> weights;  // [k] what these weigh; empty: 1 each

    double weight(size_t c) const { return weights.empty() ? static_cast<double>(counts[c]) : weights[c]; }
  };

  void look(const kernels::LloydStep& step);
  double inertia_of_sums(const Tensor& centers) const;
  void follow_labels();
  Groups weighted_groups(const Tensor& labels) const;
  std::vector<int64_t> farthest_rows(const Tensor& centers, std::ptrdiff_t count) const;
  Groups without_empty(const Tensor& centers) const;
  static Tensor means(const Groups& groups, const Tensor& centers);
  Tensor medians(const Tensor& centers) const;
  void remember(const Tensor& centers);

  Tensor x_, weights_;
  Tensor weighted_;  // [n, d + 1] of weight x, weight: float64; undefined without weights
  Tensor labels_, summed_;
  kernels::ClusterSizes sizes_;
  kernels::Metric metric_;
  Groups groups_;
  int64_t moved_ = 0;
  double squares_ = 0, loss_ = 0;  // of all numbers; of the last step
  // Bounds of distances, and what they are moved by.
  bool bounded_;
  Tensor upper_, lower_, previous_;
  std::vector<double> shift_, half_gap_;
  double largest_norm_ = 0;
  int64_t plain_steps_ = 0;  // still to do without bounds, since they help little
  // float32 rows as whole numbers.
  Tensor rough_, row_squares_;
  double rough_scale_ = 0;
};

/// The nearest centre of each row: int64 [n].
Tensor nearest_centers(const Tensor& x, const Tensor& centers, kernels::Metric metric);

/// What rows are from the centres of their labels: squared distances, or Manhattan ones.
std::vector<double> distances_to_own(const Tensor& x, const Tensor& centers, const Tensor& labels,
                                     kernels::Metric metric);

}  // namespace gradus::learn::internal
