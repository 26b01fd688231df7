#include "gradus/learn/mini_batch_kmeans.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/indexing.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/learn/kmeans_start.hpp"
#include "gradus/learn/lloyd.hpp"

namespace gradus::learn {
namespace {

/// The rows with these numbers.
Tensor taken(const Tensor& x, const std::vector<int64_t>& rows) {
  return index_select(x, 0, from_data(rows, {static_cast<int64_t>(rows.size())})).contiguous();
}

internal::CountedRows taken(const internal::CountedRows& from, const std::vector<int64_t>& rows) {
  return {.x = taken(from.x, rows), .weights = from.weights.defined() ? taken(from.weights, rows) : Tensor()};
}

/// Labels and distances of rows, which are moved towards 0 first: it keeps digits.
struct Nearest {
  Tensor labels;
  std::vector<double> far;

  /// An Error in the name of `op` where squares leave the type of the rows.
  Nearest(const std::string& op, const Tensor& x, const Tensor& centers) {
    const DType type = x.dtype();
    const Tensor middle = mean(centers, {.dim = 0});
    const Tensor moved = (x - middle).to(type).contiguous();
    const std::vector<double> squares =
        internal::distances_to_own(moved, zeros({1, x.size(1)}, {.dtype = type}),
                                   zeros({x.size(0)}, {.dtype = int64}), Metric::euclidean);
    const double largest = *std::max_element(squares.begin(), squares.end());
    if (!std::isfinite(type == float32 ? static_cast<double>(static_cast<float>(largest)) : largest)) {
      fail(fmt::format("{}: the numbers of x are too large: their squares are beyond {}", op, name(type)));
    }
    labels = internal::nearest_centers(moved, (centers - middle).to(type).contiguous(), Metric::euclidean);
    far = internal::distances_to_own(x, centers.to(type).contiguous(), labels, Metric::euclidean);
  }
  double inertia(const Tensor& weights) const { return internal::weighted_sum(far, weights); }
};

}  // namespace

MiniBatchKMeans::MiniBatchKMeans(const MiniBatchKMeansOptions& options) : options_(options) {
  check_options(kind_name);
}

void MiniBatchKMeans::check_options(const std::string& where) const {
  internal::check_cluster_options(where, options_);
  internal::check_count(where, "batch_size", options_.batch_size);
  if (options_.max_no_improvement)
    internal::check_count(where, "max_no_improvement", *options_.max_no_improvement);
  if (options_.init_size) internal::check_count(where, "init_size", *options_.init_size, options_.n_clusters);
  internal::check_number(where, "reassignment_ratio", options_.reassignment_ratio);
}

MiniBatchKMeans& MiniBatchKMeans::fit(const Tensor& x, const Tensor& sample_weight) {
  const Tensor all = training_rows("fit", x);
  const internal::CountedRows rows = counted_rows("fit", all, sample_weight);
  internal::check_clusters(op("fit"), rows.x, options_.n_clusters, options_.init_centers);
  learn_or_restore([&] {
    learn(rows);
    const int64_t n = rows.x.size(0);
    finish("fit", all, sample_weight);
    n_iter_ = (n_steps_ * std::min(options_.batch_size, n) + n - 1) / n;
  });
  return *this;
}

MiniBatchKMeans& MiniBatchKMeans::partial_fit(const Tensor& x, const Tensor& sample_weight) {
  const bool first = !is_fitted();
  const Tensor all = first ? training_rows("partial_fit", x) : known_rows("partial_fit", x);
  const internal::CountedRows rows = counted_rows("partial_fit", all, sample_weight);
  if (first) internal::check_clusters(op("partial_fit"), rows.x, options_.n_clusters, options_.init_centers);
  learn_or_restore([&] {
    // Draws of a later part follow from the seed and how many there were, so that a loaded learner goes on
    // alike.
    random::NumpyRandom random((options_.seed + n_steps_) % (int64_t{1} << 32));
    if (first) {
      begin_learning(rows.x.size(1));
      begin(start(rows, random));
    }
    const double loss = step("partial_fit", rows, random) / static_cast<double>(rows.x.size(0));
    finish("partial_fit", all, sample_weight);
    end_epoch(loss);
  });
  return *this;
}

void MiniBatchKMeans::learn(const internal::CountedRows& rows) {
  const Tensor& x = rows.x;
  random::NumpyRandom random(options_.seed);
  const int64_t n = x.size(0), batch = std::min(options_.batch_size, n);
  const int64_t asked = options_.init_size.value_or(3 * batch);
  const int64_t start_rows = std::min(asked < options_.n_clusters ? 3 * options_.n_clusters : asked, n);
  const internal::CountedRows judged = taken(rows, random.randint(0, n, start_rows));
  Tensor best;
  double least = 0;
  for (int64_t i = 0; i < options_.n_init; ++i) {
    const Tensor centers =
        start(start_rows < n ? taken(rows, random.randint(0, n, start_rows)) : rows, random);
    const double inertia = Nearest(op("fit"), judged.x, centers).inertia(judged.weights);
    if (i > 0 && !(inertia < least)) continue;
    best = centers;
    least = inertia;
  }
  begin_learning(x.size(1));
  begin(best);
  const double variance = internal::CenteredRows(x, rows.weights).variance();
  if (!std::isfinite(variance))
    fail(op("fit") + ": the numbers of x times their weights are too large; make either smaller");
  const double tolerance = options_.tol > 0 ? options_.tol * variance : 0;
  Smoothed smoothed;
  const int64_t most = options_.max_iter * n / batch;
  for (bool done = false; !done && n_steps_ < most;) {
    const Tensor before = exact_centers_;
    const double loss =
        step("fit", taken(rows, random.randint(0, n, batch)), random) / static_cast<double>(batch);
    centers_ = exact_centers_.to(x.dtype());
    done = settled(smoothed, loss, sum(square(exact_centers_ - before)).item(), tolerance, n);
    end_epoch(loss);
  }
}

Tensor MiniBatchKMeans::start(const internal::CountedRows& from, random::NumpyRandom& random) const {
  const Tensor& x = from.x;
  if (options_.init_centers.defined()) return options_.init_centers.to(float64).contiguous();
  std::vector<int64_t> rows;
  if (options_.init == KMeansInit::kmeans_plusplus) {
    rows = internal::plusplus_rows(x, from.weights, options_.n_clusters, Metric::euclidean, random);
  } else {
    rows = random.permutation(x.size(0));
    rows.resize(static_cast<size_t>(options_.n_clusters));
  }
  return taken(x, rows).to(float64).contiguous();
}

void MiniBatchKMeans::begin(const Tensor& start) {
  exact_centers_ = start;
  counts_.assign(static_cast<size_t>(options_.n_clusters), 0.0);
  labels_ = zeros({0}, {.dtype = int64});
  since_reassigned_ = 0;
  n_steps_ = 0;
}

/// Returns the inertia of the batch before its rows move the centres.
double MiniBatchKMeans::step(std::string_view call, const internal::CountedRows& batch,
                             random::NumpyRandom& random) {
  const Tensor& rows = batch.x;
  const Nearest nearest(op(call), rows, exact_centers_);
  const int64_t n = rows.size(0), d = rows.size(1);
  const auto k = static_cast<size_t>(options_.n_clusters);
  const std::vector<double> values = rows.to_vector();
  std::vector<double> sums(k * static_cast<size_t>(d));
  std::vector<double> fresh(k);
  for (int64_t i = 0; i < n; ++i) {
    const int64_t label = nearest.labels.data<int64_t>()[i];
    const double weight = batch.weights.defined() ? batch.weights.data<double>()[i] : 1;
    fresh[static_cast<size_t>(label)] += weight;
    for (int64_t j = 0; j < d; ++j) {
      sums[static_cast<size_t>(label * d + j)] += weight * values[static_cast<size_t>(i * d + j)];
    }
  }
  exact_centers_ = exact_centers_.clone();
  auto* centers = exact_centers_.data<double>();
  for (size_t c = 0; c < k; ++c) {
    if (fresh[c] == 0) continue;
    const double before = counts_[c], after = before + fresh[c];
    for (int64_t j = 0; j < d; ++j) {
      double& center = centers[static_cast<int64_t>(c) * d + j];
      center = (center * before + sums[c * static_cast<size_t>(d) + static_cast<size_t>(j)]) / after;
    }
  }
  // As in scikit-learn, whether centres are moved away is asked before the batch's rows are counted.
  since_reassigned_ += n;
  const bool some_empty = std::find(counts_.begin(), counts_.end(), 0.0) != counts_.end();
  for (size_t c = 0; c < k; ++c) counts_[c] += fresh[c];
  if (some_empty || since_reassigned_ >= 10 * options_.n_clusters) {
    since_reassigned_ = 0;
    reassign(rows, random);
  }
  ++n_steps_;
  return nearest.inertia(batch.weights);
}

/// Centres of very few rows, at most half as many as the batch has rows, move to rows of the batch. They
/// count as having as many rows as the least of the others, so that they do not move again at once.
void MiniBatchKMeans::reassign(const Tensor& rows, random::NumpyRandom& random) {
  const double limit = options_.reassignment_ratio * *std::max_element(counts_.begin(), counts_.end());
  std::vector<size_t> order(counts_.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return counts_[a] < counts_[b]; });
  size_t few = 0;
  while (few < order.size() && counts_[order[few]] < limit) ++few;
  if (2 * few > static_cast<size_t>(rows.size(0))) few = static_cast<size_t>(rows.size(0)) / 2;
  few = std::min(few, counts_.size() - 1);
  if (few == 0) return;
  const double least_kept = counts_[order[few]];
  std::sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(few));
  const std::vector<int64_t> chosen = random.choice(rows.size(0), static_cast<int64_t>(few));
  const std::vector<double> values = taken(rows, chosen).to_vector();
  const int64_t d = rows.size(1);
  for (size_t i = 0; i < few; ++i) {
    std::copy_n(values.data() + i * static_cast<size_t>(d), d,
                exact_centers_.data<double>() + static_cast<int64_t>(order[i]) * d);
    counts_[order[i]] = least_kept;
  }
}

bool MiniBatchKMeans::settled(Smoothed& smoothed, double loss, double moved, double tolerance,
                              int64_t rows) const {
  if (n_steps_ == 1) return false;  // that inertia is the start's
  const auto batch = static_cast<double>(std::min(options_.batch_size, rows));
  const double share = std::min(1.0, batch * 2 / static_cast<double>(rows + 1));
  smoothed.mean = smoothed.mean ? *smoothed.mean * (1 - share) + loss * share : loss;
  if (tolerance > 0 && moved <= tolerance) return true;
  if (!smoothed.least || *smoothed.mean < *smoothed.least) {
    smoothed.idle = 0;
    smoothed.least = smoothed.mean;
  } else {
    ++smoothed.idle;
  }
  return options_.max_no_improvement && smoothed.idle >= *options_.max_no_improvement;
}

/// What is known of rows once the centres stand.
void MiniBatchKMeans::finish(std::string_view call, const Tensor& x, const Tensor& sample_weight) {
  const Nearest nearest(op(call), x, exact_centers_);
  centers_ = exact_centers_.to(x.dtype());
  labels_ = nearest.labels;
  inertia_ = nearest.inertia(internal::row_weights(op(call), x, sample_weight));
  n_iter_ = n_steps_;
}

int64_t MiniBatchKMeans::n_steps() const {
  check_fitted("n_steps");
  return n_steps_;
}

// --- Plain data.

void MiniBatchKMeans::options(Fields& f) {
  f("n_clusters", options_.n_clusters);
  f("init", options_.init);
  f("init_centers", options_.init_centers);
  f("max_iter", options_.max_iter);
  f("batch_size", options_.batch_size);
  f("seed", options_.seed);
  f("tol", options_.tol);
  f("max_no_improvement", options_.max_no_improvement);
  f("init_size", options_.init_size);
  f("n_init", options_.n_init);
  f("reassignment_ratio", options_.reassignment_ratio);
}

void MiniBatchKMeans::learned(Fields& f) {
  CenterModel::learned(f);
  f.required("exact_centers", exact_centers_);
  f.required("counts", counts_);
  f.required("since_reassigned", since_reassigned_);
  f.required("n_steps", n_steps_);
}

void MiniBatchKMeans::check_state(const std::string& where) const {
  check_options(where);
  check_centers(where, options_.n_clusters);
  if (!is_fitted()) return;
  internal::check_shape(where, "exact_centers", exact_centers_, centers_.shape());
  internal::check_count(where, "numbers of counts", static_cast<int64_t>(counts_.size()),
                        options_.n_clusters);
  for (const double count : counts_) internal::check_number(where, "counts", count);
  internal::check_count(where, "since_reassigned", since_reassigned_, 0);
  internal::check_count(where, "n_steps", n_steps_);
}

}  // namespace gradus::learn
