#pragma once

#include <cstdint>

#include "gradus/base/random/numpy_random.hpp"
#include "gradus/kernels/clusters.hpp"
#include "gradus/learn/estimator.hpp"
#include "gradus/learn/tensor_value.hpp"

namespace gradus::learn::internal {

/// Clusters as centres: what can be asked of them, however they were found.
class CenterModel : public Estimator {
 public:
  /// The number of the nearest centre for each row: int64 [n].
  Tensor predict(const Tensor& x) const;
  /// Distances to all centres, [n, k].
  Tensor transform(const Tensor& x) const;
  /// Minus the inertia of x.
  double score(const Tensor& x, const Tensor& sample_weight = {}) const;
  double score_any(const Tensor& x, const Tensor& /*y*/, const Tensor& sample_weight = {}) const override {
    return score(x, sample_weight);
  }
  bool takes_sample_weight() const override { return true; }

  /// [k, d]. An Error before fit(), as for all that follow.
  const Tensor& cluster_centers() const;
  /// The cluster of each row that was learned from: int64 [n].
  const Tensor& labels() const;
  /// The sum of squared distances (of Manhattan distances) of those rows to their centres, each as many times
  /// as the row weighs.
  double inertia() const;
  int64_t n_iter() const;

 protected:
  virtual kernels::Metric metric() const { return kernels::Metric::euclidean; }
  void learned(Fields& f) override;
  /// An Error unless there are `clusters` centres.
  void check_centers(const std::string& where, int64_t clusters) const;

  Tensor centers_, labels_;
  double inertia_ = 0;
  int64_t n_iter_ = 0;
};

/// An Error in the name of the call unless init_centers, where there are any, are [clusters, d].
void check_start(const std::string& where, const Tensor& start, int64_t clusters);
/// An Error for options that both kinds of k-means have and that are not valid.
template <class Options>
void check_cluster_options(const std::string& where, const Options& options) {
  check_count(where, "n_clusters", options.n_clusters);
  check_count(where, "n_init", options.n_init);
  check_count(where, "max_iter", options.max_iter);
  check_number(where, "tol", options.tol);
  static_cast<void>(random::NumpyRandom(options.seed));  // an Error for what is no seed
  check_start(where, options.init_centers, options.n_clusters);
}
/// An Error in the name of the call unless rows can be grouped into so many clusters, from these centres.
void check_clusters(const std::string& op, const Tensor& x, int64_t clusters, const Tensor& start);

}  // namespace gradus::learn::internal
