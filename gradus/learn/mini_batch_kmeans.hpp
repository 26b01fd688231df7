#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "gradus/base/random/numpy_random.hpp"
#include "gradus/learn/center_model.hpp"
#include "gradus/learn/kmeans.hpp"

namespace gradus::learn {

struct MiniBatchKMeansOptions {
  int64_t n_clusters = 8;
  KMeansInit init = KMeansInit::kmeans_plusplus;
  Tensor init_centers = {};  ///< [n_clusters, d] to start from instead
  int64_t max_iter = 100;    ///< as many rows are drawn as so many passes would take
  int64_t batch_size = 1024;
  int64_t seed = 0;
  double tol =
      0;  ///< done when the centres' squared moves add up to this times the columns' mean variance; 0: never
  std::optional<int64_t> max_no_improvement =
      10;  ///< done after so many batches without a new least mean inertia
  std::optional<int64_t> init_size = std::nullopt;  ///< rows drawn to start from; 3 batches unless given
  int64_t n_init = 3;                               ///< starts, of which the best is taken
  double reassignment_ratio =
      0.01;  ///< centres with less than this part of the largest one's rows move to rows
};

/// K-means by batches of rows drawn at random (Sculley, 2010): each centre is the mean of all rows that ever
/// were nearest to it. Much faster than KMeans for many rows, and a little worse.
///
/// Draws and steps of fit() are scikit-learn's, so that a seed gives its clusters. The losses of loss_curve()
/// are the mean inertias of the batches' rows, whose draws do not depend on weights. partial_fit() learns
/// from one batch. An Error for fewer different rows than clusters.
///
///     learn::MiniBatchKMeans clusters({.n_clusters = 3, .batch_size = 256});
///     clusters.fit(x);
///     clusters.partial_fit(x_more);
class MiniBatchKMeans final : public Learner<MiniBatchKMeans, internal::CenterModel> {
 public:
  static constexpr const char* kind_name = "MiniBatchKMeans";
  explicit MiniBatchKMeans(const MiniBatchKMeansOptions& options = {});

  MiniBatchKMeans& fit(const Tensor& x, const Tensor& sample_weight = {});
  void fit_any(const Tensor& x, const Tensor& /*y*/, const Tensor& sample_weight = {}) override {
    fit(x, sample_weight);
  }
  /// Learns on from one batch of rows; labels() and inertia() are theirs. The first begins with them.
  MiniBatchKMeans& partial_fit(const Tensor& x, const Tensor& sample_weight = {});
  Tensor fit_predict(const Tensor& x, const Tensor& sample_weight = {}) {
    return fit(x, sample_weight).labels();
  }
  /// Batches learned from.
  int64_t n_steps() const;

 protected:
  void options(Fields& f) override;
  void learned(Fields& f) override;
  void check_state(const std::string& where) const override;

 private:
  /// What tells that no more is gained.
  struct Smoothed {
    std::optional<double> mean, least;
    int64_t idle = 0;
  };

  void check_options(const std::string& where) const;
  void learn(const internal::CountedRows& rows);
  Tensor start(const internal::CountedRows& rows, random::NumpyRandom& random) const;
  void begin(const Tensor& start);
  double step(std::string_view call, const internal::CountedRows& batch, random::NumpyRandom& random);
  void reassign(const Tensor& rows, random::NumpyRandom& random);
  bool settled(Smoothed& smoothed, double loss, double moved, double tolerance, int64_t rows) const;
  void finish(std::string_view call, const Tensor& x, const Tensor& sample_weight);

  MiniBatchKMeansOptions options_;
  Tensor exact_centers_;        // [k, d], float64
  std::vector<double> counts_;  // what the rows weigh that made each centre
  int64_t since_reassigned_ = 0, n_steps_ = 0;
};

}  // namespace gradus::learn
