#include "gradus/learn/kmeans.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/indexing.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/learn/kmeans_start.hpp"
#include "gradus/learn/lloyd.hpp"

std::span<const std::string_view> gradus::kernels::enum_names(Metric) {
  static constexpr std::array<std::string_view, 2> names{"euclidean", "manhattan"};
  return names;
}

namespace gradus::learn {

std::span<const std::string_view> enum_names(KMeansInit) {
  static constexpr std::array<std::string_view, 2> names{"k-means++", "random"};
  return names;
}

std::span<const std::string_view> enum_names(KMeansAlgorithm) {
  static constexpr std::array<std::string_view, 2> names{"lloyd", "hamerly"};
  return names;
}

struct KMeans::Attempt {
  Tensor centers, labels;
  double inertia = 0;
  int64_t n_iter = 0;
  std::vector<double> losses{};
};

namespace {

/// Whether two labellings differ in the numbers of the clusters only.
bool same_clusters(const Tensor& a, const Tensor& b, int64_t k) {
  std::vector<int64_t> names(static_cast<size_t>(k), -1);
  for (int64_t i = 0; i < a.numel(); ++i) {
    int64_t& name = names[static_cast<size_t>(a.data<int64_t>()[i])];
    if (name < 0) name = b.data<int64_t>()[i];
    if (name != b.data<int64_t>()[i]) return false;
  }
  return true;
}

double squared_move(const Tensor& from, const Tensor& to) {
  return sum(square(to.to(float64) - from.to(float64))).item();
}

}  // namespace

KMeans::KMeans(const KMeansOptions& options) : options_(options) { check_options(kind_name); }

void KMeans::check_options(const std::string& where) const {
  internal::check_cluster_options(where, options_);
}

KMeans& KMeans::fit(const Tensor& x, const Tensor& sample_weight) {
  const Tensor rows = training_rows("fit", x);
  const internal::CountedRows counted = counted_rows("fit", rows, sample_weight);
  internal::check_clusters(op("fit"), counted.x, options_.n_clusters, options_.init_centers);
  learn_or_restore([&] {
    learn(counted);
    if (!counted.all()) labels_ = predict(rows);
  });
  return *this;
}

void KMeans::learn(const internal::CountedRows& counted) {
  // Distances of rows far from 0 would lose digits.
  const Tensor& x = counted.x;
  const internal::CenteredRows rows(x, counted.weights);
  if (!std::isfinite(rows.largest) ||
      (x.dtype() == float32 && !std::isfinite(static_cast<float>(rows.largest)))) {
    fail(fmt::format("{}: the numbers of x are too large: their squares are beyond {}", op("fit"),
                     name(x.dtype())));
  }
  if (!std::isfinite(rows.total))
    fail(op("fit") + ": the numbers of x times their weights are too large; make either smaller");
  random::NumpyRandom random(options_.seed);
  const int64_t attempts = options_.init_centers.defined() ? 1 : options_.n_init;
  Attempt best;
  for (int64_t i = 0; i < attempts; ++i) {
    Attempt next = run(rows, start(rows, random), options_.tol * rows.variance());
    const bool better =
        next.inertia < best.inertia && !same_clusters(next.labels, best.labels, options_.n_clusters);
    if (i == 0 || better) best = std::move(next);
  }
  centers_ = (best.centers.to(float64) + rows.mean).to(x.dtype());
  labels_ = best.labels;
  inertia_ = best.inertia;
  n_iter_ = best.n_iter;
  keep_losses(std::move(best.losses));
}

Tensor KMeans::start(const internal::CenteredRows& rows, random::NumpyRandom& random) const {
  const Tensor& x = rows.x;
  if (options_.init_centers.defined()) {
    return (options_.init_centers.to(float64) - rows.mean).to(x.dtype()).contiguous();
  }
  std::vector<int64_t> chosen;
  if (options_.init == KMeansInit::kmeans_plusplus) {
    chosen = internal::plusplus_rows(x, rows.weights, options_.n_clusters, options_.metric, random);
  } else {
    chosen = random.permutation(x.size(0));
    chosen.resize(static_cast<size_t>(options_.n_clusters));
  }
  return index_select(x, 0, from_data(chosen, {options_.n_clusters})).contiguous();
}

/// One attempt, in scikit-learn's order: done when no label changes, or when the centres hardly move, in
/// which case the labels are brought up to the last centres.
KMeans::Attempt KMeans::run(const internal::CenteredRows& rows, Tensor centers, double tolerance) {
  internal::Lloyd lloyd(rows, options_.n_clusters, options_.metric,
                        options_.algorithm == KMeansAlgorithm::hamerly);
  begin_learning(rows.x.size(1));
  labels_ = lloyd.labels();
  bool settled = false;
  int64_t iteration = 0;
  while (!settled && iteration < options_.max_iter) {
    ++iteration;
    const Tensor next = lloyd.next_centers(centers);
    const double moved = squared_move(centers, next);
    centers = next;
    centers_ = (centers.to(float64) + rows.mean).to(rows.x.dtype());
    inertia_ = lloyd.loss();
    n_iter_ = iteration;
    end_epoch(lloyd.loss());
    settled = lloyd.settled();
    if (!settled && moved <= tolerance) break;
  }
  if (!settled) lloyd.assign(centers);
  return {centers, lloyd.labels(), lloyd.inertia(centers), iteration, loss_curve()};
}

// --- Plain data.

void KMeans::options(Fields& f) {
  f("n_clusters", options_.n_clusters);
  f("init", options_.init);
  f("init_centers", options_.init_centers);
  f("n_init", options_.n_init);
  f("max_iter", options_.max_iter);
  f("tol", options_.tol);
  f("seed", options_.seed);
  f("algorithm", options_.algorithm);
  f("metric", options_.metric);
}

void KMeans::check_state(const std::string& where) const {
  check_options(where);
  check_centers(where, options_.n_clusters);
}

}  // namespace gradus::learn
