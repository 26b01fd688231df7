#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/learn/kmeans.hpp"
#include "gradus/plot/figure.hpp"

/// Groups of rows, and how many there should be.
///
///     learn::KMeans clusters({.n_clusters = 3});
///     clusters.fit(x);
///     plot::write_image(view::cluster_regions(clusters, x), "clusters.png");
///     plot::write_image(view::elbow(view::fit_elbow(x)), "elbow.png");
///     plot::write_image(view::silhouette(x, clusters.labels()), "silhouette.png");
///
/// An Error for shapes that do not fit, for numbers that are not finite, and for other numbers of names.
namespace gradus::view {

struct ClusterRegionsOptions {
  std::string title = {};                       ///<
  std::vector<std::string> feature_names = {};  ///< of both columns
  int resolution = 240;                         ///< places along each side, 2 to 2000
  double margin = 0.08;                         ///< beyond points and centres, in lengths of their range
  bool spokes = true;                           ///< a line from each point to its centre
  bool points = true;                           ///< draws the rows
  bool equal_aspect = true;                     ///< borders then lie halfway between centres for the eye too
};

/// The area of each cluster, its centre, and the rows x [n, 2] with a spoke to their centre. `clusters` is a
/// learner with centres of two columns (KMeans, MiniBatchKMeans) that was fitted. An Error for more columns:
/// choose two, or project them.
plot::Figure cluster_regions(const learn::internal::CenterModel& clusters, const Tensor& x,
                             const ClusterRegionsOptions& options = {});
void cluster_regions(plot::Axes& axes, const learn::internal::CenterModel& clusters, const Tensor& x,
                     const ClusterRegionsOptions& options = {});

/// Inertia (the sum of squared distances of rows to their centres) by the number of clusters.
struct Elbow {
  std::vector<int64_t> clusters;
  std::vector<double> inertia;

  /// The number of clusters at which the curve of log(inertia) lies farthest below the line from its first to
  /// its last point, both axes from 0 to 1 (the bend of Satopaa et al., 2011; the logarithm because each
  /// split of a true cluster helps by a small factor, whatever the scale). Nothing where it lies nowhere
  /// below it, or has fewer than three points above 0.
  std::optional<int64_t> knee() const;
};

struct FitElbowOptions {
  int64_t from = 1;                  ///< clusters
  int64_t to = 10;                   ///< clusters; not more than there are rows
  learn::KMeansOptions kmeans = {};  ///< of each fit; n_clusters is not looked at
};

/// Fits k-means with each number of clusters.
Elbow fit_elbow(const Tensor& x, const FitElbowOptions& options = {});

struct ElbowOptions {
  std::string title = {};  ///<
  bool mark_knee = true;   ///< a line at knee()
  bool log = false;        ///< inertia on a logarithmic axis
};

/// The curve, on which one looks for the bend. An Error unless it has as many inertias as numbers of
/// clusters.
plot::Figure elbow(const Elbow& curve, const ElbowOptions& options = {});
void elbow(plot::Axes& axes, const Elbow& curve, const ElbowOptions& options = {});

struct SilhouetteOptions {
  std::string title = {};                       ///<
  std::vector<std::string> cluster_names = {};  ///< one for each cluster, ascending; their numbers if empty
};

/// metrics::silhouette_samples() of rows x [n, d] as bars, cluster by cluster, the greatest on top, with a
/// line at their mean. Labels [n] are whole numbers.
plot::Figure silhouette(const Tensor& x, const Tensor& labels, const SilhouetteOptions& options = {});
void silhouette(plot::Axes& axes, const Tensor& x, const Tensor& labels,
                const SilhouetteOptions& options = {});

}  // namespace gradus::view
