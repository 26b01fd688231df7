#include "gradus/metrics/clustering.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "gradus/base/error.hpp"
#include "gradus/base/random/numpy_random.hpp"
#include "gradus/base/threads.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/metrics/inputs.hpp"

namespace gradus::metrics {
namespace {

using detail::Labels;
using detail::Rows;
using detail::Sum;
using Doubles = std::vector<double>;

double squared_distance(const double* a, const double* b, size_t d) {
  double sum = 0;
  for (size_t f = 0; f < d; ++f) sum += (a[f] - b[f]) * (a[f] - b[f]);
  return sum;
}

/// Rows in the order of their clusters.
struct Clusters {
  Clusters(const char* op, Rows rows, const Labels& labels) : x(std::move(rows)) {
    detail::check_same_length(op, "x", x.rows, "labels", labels.size());
    const Labels names = detail::different(labels);
    if (names.size() < 2 || names.size() >= labels.size()) {
      fail(fmt::format("{}: {} clusters of {} rows; there must be 2 to {}", op, names.size(), labels.size(),
                       labels.size() - 1));
    }
    of = detail::encode(op, labels, names);
    order.resize(of.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return of[a] < of[b]; });
    for (size_t i = 0; i < order.size(); ++i) {
      if (i == 0 || of[order[i]] != of[order[i - 1]]) starts.push_back(i);
    }
    starts.push_back(order.size());
  }

  size_t count() const { return starts.size() - 1; }
  size_t size(size_t c) const { return starts[c + 1] - starts[c]; }

  /// The mean of the rows order[begin] ... order[end-1].
  Doubles mean(size_t begin, size_t end) const {
    std::vector<Sum> sums(x.columns);
    for (size_t i = begin; i < end; ++i) {
      for (size_t f = 0; f < x.columns; ++f) sums[f].add(x.row(order[i])[f]);
    }
    Doubles center;
    for (const Sum& sum : sums) center.push_back(sum.value() / static_cast<double>(end - begin));
    return center;
  }
  Doubles center(size_t c) const { return mean(starts[c], starts[c + 1]); }

  Rows x;
  std::vector<size_t> of;      // the cluster of each row
  std::vector<size_t> order;   // rows by cluster
  std::vector<size_t> starts;  // where each cluster starts in that order, and the end
};

Clusters read_clusters(const char* op, const Tensor& x, const Tensor& labels) {
  return {op, detail::read_matrix(op, "x", x), detail::read_labels(op, "labels", labels)};
}

/// Features of the rows in cluster order, each in a run of its own: distances to many rows at once.
class Distances {
 public:
  explicit Distances(const Clusters& clusters) : clusters_(clusters), features_(clusters.x.values.size()) {
    const size_t n = clusters.x.rows;
    for (size_t i = 0; i < n; ++i) {
      const double* row = clusters.x.row(clusters.order[i]);
      for (size_t f = 0; f < clusters.x.columns; ++f) features_[f * n + i] = row[f];
    }
  }

  /// The sum of the distances of a row to the rows of cluster c.
  double sum_to(size_t row, size_t c) const {
    Sum sum;
    for (size_t begin = clusters_.starts[c]; begin < clusters_.starts[c + 1]; begin += block) {
      sum.add(sum_of_block(clusters_.x.row(row), begin, std::min(begin + block, clusters_.starts[c + 1])));
    }
    return sum.value();
  }

 private:
  static constexpr size_t block = 256;

  double sum_of_block(const double* row, size_t begin, size_t end) const {
    double squares[block];
    const size_t count = end - begin;
    std::fill_n(squares, count, 0.0);
    for (size_t f = 0; f < clusters_.x.columns; ++f) {
      const double value = row[f];
      const double* others = features_.data() + f * clusters_.x.rows + begin;
      for (size_t j = 0; j < count; ++j) squares[j] += (value - others[j]) * (value - others[j]);
    }
    double sum = 0;
    for (size_t j = 0; j < count; ++j) sum += std::sqrt(squares[j]);
    return sum;
  }

  const Clusters& clusters_;
  Doubles features_;
};

double silhouette_of(const Clusters& clusters, const Distances& distances, size_t row) {
  const size_t own = clusters.of[row];
  if (clusters.size(own) == 1) return 0;
  double inside = 0, outside = std::numeric_limits<double>::infinity();
  for (size_t c = 0; c < clusters.count(); ++c) {
    const double sum = distances.sum_to(row, c);
    if (c == own) {
      inside = sum / static_cast<double>(clusters.size(c) - 1);
    } else {
      outside = std::min(outside, sum / static_cast<double>(clusters.size(c)));
    }
  }
  const double larger = std::max(inside, outside);
  return larger == 0 ? 0.0 : (outside - inside) / larger;
}

Doubles silhouettes(const char* op, const Clusters& clusters) {
  const Distances distances(clusters);
  Doubles samples(clusters.x.rows);
  constexpr int64_t grain_work = 1 << 18;  // distances of single features
  const auto row_work = static_cast<int64_t>(clusters.x.values.size());
  parallel_for(static_cast<int64_t>(samples.size()), std::max<int64_t>(grain_work / row_work, 1),
               [&](int64_t begin, int64_t end) {
                 for (int64_t i = begin; i < end; ++i) {
                   const auto row = static_cast<size_t>(i);
                   samples[row] = silhouette_of(clusters, distances, row);
                 }
               });
  for (double sample : samples) detail::checked_finite(op, sample);
  return samples;
}

/// The clusters of `size` rows drawn at random.
Clusters drawn(const char* op, const Rows& x, const Labels& labels, int64_t size, int64_t seed) {
  if (size < 1) fail(fmt::format("{}: sample_size must be at least 1, got {}", op, size));
  std::vector<int64_t> order = random::NumpyRandom(seed).permutation(static_cast<int64_t>(x.rows));
  order.resize(std::min(order.size(), static_cast<size_t>(size)));
  Rows rows{{}, order.size(), x.columns};
  Labels chosen;
  for (int64_t i : order) {
    const double* row = x.row(static_cast<size_t>(i));
    rows.values.insert(rows.values.end(), row, row + x.columns);
    chosen.push_back(labels[static_cast<size_t>(i)]);
  }
  return {op, std::move(rows), chosen};
}

/// What scikit-learn takes for 0.
bool is_tiny(double x) { return x <= 1e-8; }

}  // namespace

double inertia(const Tensor& x, const Tensor& centers, const InertiaOptions& options) {
  constexpr const char* op = "inertia";
  const Rows rows = detail::read_matrix(op, "x", x), means = detail::read_matrix(op, "centers", centers);
  if (rows.columns != means.columns) {
    fail(fmt::format("{}: x and centers differ in their columns: {} and {}", op, to_string(x.shape()),
                     to_string(centers.shape())));
  }
  const detail::Weights weight(op, options.sample_weight, rows.rows);
  return detail::checked_finite(op, detail::weighted_sum(weight, rows.rows, [&](size_t i) {
                                  double nearest = std::numeric_limits<double>::infinity();
                                  for (size_t c = 0; c < means.rows; ++c) {
                                    nearest = std::min(
                                        nearest, squared_distance(rows.row(i), means.row(c), rows.columns));
                                  }
                                  return nearest;
                                }));
}

Tensor silhouette_samples(const Tensor& x, const Tensor& labels) {
  constexpr const char* op = "silhouette_samples";
  const Doubles samples = silhouettes(op, read_clusters(op, x, labels));
  return from_data(samples, {static_cast<int64_t>(samples.size())});
}

double silhouette_score(const Tensor& x, const Tensor& labels, const SilhouetteOptions& options) {
  constexpr const char* op = "silhouette_score";
  const Rows rows = detail::read_matrix(op, "x", x);
  const Labels of = detail::read_labels(op, "labels", labels);
  detail::check_same_length(op, "x", rows.rows, "labels", of.size());
  const Doubles samples =
      silhouettes(op, options.sample_size ? drawn(op, rows, of, *options.sample_size, options.seed)
                                          : Clusters(op, rows, of));
  return detail::weighted_mean({}, samples.size(), [&](size_t i) { return samples[i]; });
}

double davies_bouldin_score(const Tensor& x, const Tensor& labels) {
  constexpr const char* op = "davies_bouldin_score";
  const Clusters clusters = read_clusters(op, x, labels);
  const size_t k = clusters.count(), d = clusters.x.columns;
  std::vector<Doubles> centers;
  Doubles spreads;
  for (size_t c = 0; c < k; ++c) {
    centers.push_back(clusters.center(c));
    const double spread = detail::weighted_mean({}, clusters.size(c), [&](size_t i) {
      return std::sqrt(
          squared_distance(clusters.x.row(clusters.order[clusters.starts[c] + i]), centers[c].data(), d));
    });
    spreads.push_back(detail::checked_finite(op, spread));
  }
  Sum sum;
  bool all_tiny = true;
  for (size_t i = 0; i < k; ++i) {
    double worst = 0;
    for (size_t j = 0; j < k; ++j) {
      const double apart = std::sqrt(squared_distance(centers[i].data(), centers[j].data(), d));
      all_tiny = all_tiny && is_tiny(detail::checked_finite(op, apart));
      if (apart > 0) worst = std::max(worst, (spreads[i] + spreads[j]) / apart);
    }
    sum.add(worst);
  }
  if (all_tiny || std::all_of(spreads.begin(), spreads.end(), is_tiny)) return 0;
  return sum.value() / static_cast<double>(k);
}

double calinski_harabasz_score(const Tensor& x, const Tensor& labels) {
  constexpr const char* op = "calinski_harabasz_score";
  const Clusters clusters = read_clusters(op, x, labels);
  const size_t n = clusters.x.rows, k = clusters.count(), d = clusters.x.columns;
  const Doubles mean = clusters.mean(0, n);
  Sum between, within;
  for (size_t c = 0; c < k; ++c) {
    const Doubles center = clusters.center(c);
    between.add(static_cast<double>(clusters.size(c)) * squared_distance(center.data(), mean.data(), d));
    for (size_t i = clusters.starts[c]; i < clusters.starts[c + 1]; ++i) {
      within.add(squared_distance(clusters.x.row(clusters.order[i]), center.data(), d));
    }
  }
  if (within.value() == 0) return 1;
  const double score =
      between.value() * static_cast<double>(n - k) / (within.value() * (static_cast<double>(k) - 1));
  return detail::checked_finite(op, score);
}

}  // namespace gradus::metrics
