#include "gradus/learn/center_model.hpp"

#include <fmt/format.h>

#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/learn/kmeans_start.hpp"
#include "gradus/learn/lloyd.hpp"

namespace gradus::learn::internal {

Tensor CenterModel::predict(const Tensor& x) const {
  const Tensor rows = known_rows("predict", x);
  const Tensor middle = mean(centers_.to(float64), {.dim = 0});
  const DType type = rows.dtype();
  return nearest_centers((rows - middle).to(type).contiguous(),
                         (centers_.to(float64) - middle).to(type).contiguous(), metric());
}

Tensor CenterModel::transform(const Tensor& x) const {
  const Tensor rows = known_rows("transform", x).to(float64);
  const Tensor centers = centers_.to(float64);
  const int64_t n = rows.size(0), k = centers_.size(0);
  std::vector<double> all(static_cast<size_t>(n * k)), column(static_cast<size_t>(n));
  for (int64_t c = 0; c < k; ++c) {
    kernels::center_distances(float64, column.data(), rows.data<double>(),
                              centers.data<double>() + c * rows.size(1), nullptr, {n, rows.size(1), 1},
                              metric());
    for (int64_t i = 0; i < n; ++i) {
      const double far = column[static_cast<size_t>(i)];
      all[static_cast<size_t>(i * k + c)] = metric() == kernels::Metric::euclidean ? std::sqrt(far) : far;
    }
  }
  return from_data(all, {n, k}, {.dtype = is_floating_point(x.dtype()) ? x.dtype() : float64});
}

double CenterModel::score(const Tensor& x, const Tensor& sample_weight) const {
  const Tensor rows = known_rows("score", x);
  const std::vector<double> far = distances_to_own(rows, centers_.to(rows.dtype()), predict(x), metric());
  return -weighted_sum(far, row_weights(op("score"), rows, sample_weight));
}

const Tensor& CenterModel::cluster_centers() const {
  check_fitted("cluster_centers");
  return centers_;
}

const Tensor& CenterModel::labels() const {
  check_fitted("labels");
  return labels_;
}

double CenterModel::inertia() const {
  check_fitted("inertia");
  return inertia_;
}

int64_t CenterModel::n_iter() const {
  check_fitted("n_iter");
  return n_iter_;
}

// --- Plain data, and checks.

void CenterModel::learned(Fields& f) {
  f.required("cluster_centers", centers_);
  f.required("labels", labels_);
  f.required("inertia", inertia_);
  f.required("n_iter", n_iter_);
}

void CenterModel::check_centers(const std::string& where, int64_t clusters) const {
  if (is_fitted()) check_shape(where, "cluster_centers", centers_, {clusters, n_features_in()});
}

void check_start(const std::string& where, const Tensor& start, int64_t clusters) {
  if (!start.defined()) return;
  if (start.dim() != 2 || start.size(0) != clusters || start.size(1) == 0) {
    fail(fmt::format("{}: init_centers must be [n_clusters, d] = [{}, d], got {}", where, clusters,
                     to_string(start.shape())));
  }
}

void check_clusters(const std::string& op, const Tensor& x, int64_t clusters, const Tensor& start) {
  if (x.size(0) < clusters) {
    fail(fmt::format("{}: {} rows are fewer than n_clusters = {}: {}", op, x.size(0), clusters,
                     to_string(x.shape())));
  }
  const int64_t distinct = distinct_rows(x, clusters);
  if (distinct < clusters) {
    fail(fmt::format("{}: x has only {} different rows for n_clusters = {}", op, distinct, clusters));
  }
  if (start.defined() && start.size(1) != x.size(1)) {
    fail(fmt::format("{}: init_centers {} have not the columns of x {}", op, to_string(start.shape()),
                     to_string(x.shape())));
  }
}

}  // namespace gradus::learn::internal
