#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "gradus/base/random/numpy_random.hpp"
#include "gradus/learn/center_model.hpp"

namespace gradus::kernels {
std::span<const std::string_view> enum_names(Metric);
}  // namespace gradus::kernels

namespace gradus::learn {

using Metric = kernels::Metric;

namespace internal {
struct CenteredRows;
}

/// Where k-means starts.
enum class KMeansInit : uint8_t {
  kmeans_plusplus,  ///< rows far from each other: "k-means++"
  random            ///< any rows
};
enum class KMeansAlgorithm : uint8_t {
  lloyd,   ///< every row looks at every centre in each iteration
  hamerly  ///< rows whose nearest centre cannot have changed are passed over; the results are the same
};
std::span<const std::string_view> enum_names(KMeansInit);
std::span<const std::string_view> enum_names(KMeansAlgorithm);

struct KMeansOptions {
  int64_t n_clusters = 8;
  KMeansInit init = KMeansInit::kmeans_plusplus;
  Tensor init_centers = {};  ///< [n_clusters, d] to start from instead; then there is one attempt
  int64_t n_init = 10;       ///< attempts, of which the best stays
  int64_t max_iter = 300;
  double tol =
      1e-4;  ///< done when the centres' squared moves add up to this times the columns' mean variance
  int64_t seed = 0;
  KMeansAlgorithm algorithm = KMeansAlgorithm::hamerly;
  Metric metric = Metric::euclidean;
};

/// K-means: k centres such that the sum of squared distances of rows to their nearest centre is small. With
/// Manhattan distances a centre is the median of each column, which makes the sum of distances small.
///
/// Draws and steps are scikit-learn's, so that a seed gives its clusters (with weights of rows, its k-means++
/// of version 1.3 and later; random starts are drawn whatever rows weigh); float32 is computed in float32. A
/// cluster that loses its last row takes the row farthest from its centre. An Error for fewer different rows
/// than clusters.
///
///     learn::KMeans clusters({.n_clusters = 3, .seed = 0});
///     clusters.fit(x);
///     clusters.cluster_centers();  // [3, d]
///     clusters.predict(x_new);     // int64 [n]
class KMeans final : public Learner<KMeans, internal::CenterModel> {
 public:
  static constexpr const char* kind_name = "KMeans";
  explicit KMeans(const KMeansOptions& options = {});

  KMeans& fit(const Tensor& x, const Tensor& sample_weight = {});
  void fit_any(const Tensor& x, const Tensor& /*y*/, const Tensor& sample_weight = {}) override {
    fit(x, sample_weight);
  }
  Tensor fit_predict(const Tensor& x, const Tensor& sample_weight = {}) {
    return fit(x, sample_weight).labels();
  }

 protected:
  Metric metric() const override { return options_.metric; }
  void options(Fields& f) override;
  void check_state(const std::string& where) const override;

 private:
  struct Attempt;
  void check_options(const std::string& where) const;
  void learn(const internal::CountedRows& counted);
  Tensor start(const internal::CenteredRows& rows, random::NumpyRandom& random) const;
  Attempt run(const internal::CenteredRows& rows, Tensor centers, double tolerance);

  KMeansOptions options_;
};

}  // namespace gradus::learn
