#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"

/// How good a clustering is, by scikit-learn's names and definitions: by distances in x [n, d] with the
/// cluster of each row in labels [n], or by its agreement with another labelling of the same rows.
///
/// Labels are any integers. Distances are Euclidean, in float64, of differences (scikit-learn's come from
/// products and lose digits far from 0). An Error for shapes that do not fit, NaN and infinity, and distances
/// beyond float64.
namespace gradus::metrics {

struct InertiaOptions {
  Tensor sample_weight = {};  ///< [n] finite, not negative, not all 0
};

/// Sum of the squared distances of rows x [n, d] to the nearest of centers [k, d]: KMeans' inertia_.
double inertia(const Tensor& x, const Tensor& centers, const InertiaOptions& options = {});

/// (b - a) / max(a, b) for each row, float64 [n], from -1 to 1: a is its mean distance to the others of its
/// cluster, b the mean distance to the nearest other cluster; 0 for a row that is alone.
///
/// O(n^2 d) time on all threads and O(n) memory. An Error unless there are 2 to n - 1 clusters.
Tensor silhouette_samples(const Tensor& x, const Tensor& labels);

struct SilhouetteOptions {
  std::optional<int64_t> sample_size = std::nullopt;  ///< of so many rows, drawn at random; none: of all
  int64_t seed = 0;                                   ///< of NumPy's generator, as random_state
};

/// The mean of silhouette_samples().
double silhouette_score(const Tensor& x, const Tensor& labels, const SilhouetteOptions& options = {});

/// Mean over clusters of the worst (s_i + s_j) / d_ij: s is the mean distance to the cluster's center, d the
/// distance of two centers. 0 is best. An Error unless there are 2 to n - 1 clusters.
double davies_bouldin_score(const Tensor& x, const Tensor& labels);

/// Scatter between clusters / (k - 1) over scatter within them / (n - k); 1 when there is none within. Higher
/// is better. An Error unless there are 2 to n - 1 clusters.
double calinski_harabasz_score(const Tensor& x, const Tensor& labels);

/// The share of pairs of rows on which both labellings agree: together or apart.
double rand_score(const Tensor& labels_true, const Tensor& labels_pred);
/// rand_score() less what chance gives (Hubert and Arabie, 1985): 1 for equal labellings, about 0 for
/// random ones.
double adjusted_rand_score(const Tensor& labels_true, const Tensor& labels_pred);

/// Sum of p(i, j) log(p(i, j) / (p(i) p(j))) over pairs of a class and a cluster, in nats.
double mutual_info_score(const Tensor& labels_true, const Tensor& labels_pred);

enum class EntropyAverage : uint8_t { arithmetic, geometric, min, max };

struct MutualInfoOptions {
  EntropyAverage average_method = EntropyAverage::arithmetic;  ///< of the two labellings' entropies
};

/// Mutual information / the mean of the entropies, from 0 to 1; 1 for two labellings of one class.
double normalized_mutual_info_score(const Tensor& labels_true, const Tensor& labels_pred,
                                    const MutualInfoOptions& options = {});
/// (information - E) / (mean of the entropies - E), E the mutual information to expect of random labellings
/// with the same sizes (Vinh, Epps and Bailey, 2010).
double adjusted_mutual_info_score(const Tensor& labels_true, const Tensor& labels_pred,
                                  const MutualInfoOptions& options = {});

}  // namespace gradus::metrics
