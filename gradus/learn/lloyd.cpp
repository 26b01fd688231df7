#include "gradus/learn/lloyd.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/joining.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/core/tensor/make.hpp"
#include "gradus/kernels/cluster_sums.hpp"
#include "gradus/kernels/rough_clusters.hpp"
#include "gradus/learn/row_weights.hpp"

namespace gradus::learn::internal {
namespace {

const void* bytes_of(const Tensor& t) {
  return dispatch_float(t.dtype(), [&]<class T>() -> const void* { return t.data<T>(); });
}
void* bytes_of(Tensor& t) {
  return dispatch_float(t.dtype(), [&]<class T>() -> void* { return t.data<T>(); });
}

double square_of_gap(const double* a, const double* b, int64_t d) {
  double total = 0;
  for (int64_t j = 0; j < d; ++j) total += (a[j] - b[j]) * (a[j] - b[j]);
  return total;
}

/// The rows times their weights and, as a last column, the weights: sums of both in one go.
Tensor with_weights(const Tensor& x, const Tensor& weights) {
  const Tensor column = weights.reshape({x.size(0), 1});
  return cat({x.to(float64) * column, column}, 1).contiguous();
}

struct WeighedNumber {
  double value, weight;
};

/// The number with half of the weight on either side; where that falls between two, their mean.
double median(std::vector<WeighedNumber>& numbers) {
  std::sort(numbers.begin(), numbers.end(), [](const auto& a, const auto& b) { return a.value < b.value; });
  double total = 0, below = 0;
  for (const WeighedNumber& number : numbers) total += number.weight;
  for (size_t i = 0; i + 1 < numbers.size(); ++i) {
    below += numbers[i].weight;
    if (2 * below == total) return (numbers[i].value + numbers[i + 1].value) / 2;
    if (2 * below > total) return numbers[i].value;
  }
  return numbers.back().value;
}

double sum_of_squares(const Tensor& x, const Tensor& weights) {
  return weighted_sum(sum(square(x.to(float64)), {.dim = 1}).to_vector(), weights);
}

}  // namespace

CenteredRows::CenteredRows(const Tensor& rows, const Tensor& given_weights)
    : x(make_tensor("KMeans.fit", rows.shape(), rows.dtype())),
      weights(given_weights),
      mean(weighted_mean(rows, weights)),
      squares(make_tensor("KMeans.fit", {rows.size(0)}, rows.dtype())),
      total(0),
      largest(0) {
  kernels::center_rows({.type = rows.dtype(),
                        .x = bytes_of(rows),
                        .n = rows.size(0),
                        .d = rows.size(1),
                        .mean = mean.data<double>(),
                        .out = bytes_of(x),
                        .squares = bytes_of(squares),
                        .total = &total,
                        .largest = &largest});
  if (weights.defined()) total = sum_of_squares(x, weights);
}

double CenteredRows::variance() const {
  return total / (total_weight(weights, x.size(0)) * static_cast<double>(x.size(1)));
}

Lloyd::Lloyd(const CenteredRows& rows, int64_t k, kernels::Metric metric, bool bounded)
    : x_(rows.x),
      weights_(rows.weights),
      weighted_(weights_.defined() ? with_weights(x_, weights_) : Tensor()),
      labels_(full({x_.size(0)}, int64_t{-1})),
      summed_(full({x_.size(0)}, int64_t{-1})),
      sizes_{x_.size(0), x_.size(1), k},
      metric_(metric),
      groups_{std::vector<double>(static_cast<size_t>(k * sizes_.d)),
              std::vector<int64_t>(static_cast<size_t>(k)),
              {}},
      squares_(rows.total),
      bounded_(bounded && metric == kernels::Metric::euclidean && k > 1) {
  if (!bounded_) return;
  upper_ = make_tensor("KMeans.fit", {sizes_.n}, x_.dtype());
  lower_ = make_tensor("KMeans.fit", {sizes_.n}, x_.dtype());
  shift_.resize(static_cast<size_t>(k));
  half_gap_.resize(static_cast<size_t>(k));
  largest_norm_ = rows.largest;
  // Squares of smaller numbers, and of what they are rounded by, have not all their digits in float32.
  constexpr double least = 1e-24;
  if (x_.dtype() != float32 || largest_norm_ < least) return;
  row_squares_ = rows.squares;
  rough_scale_ = kernels::rough_norm / std::sqrt(largest_norm_);
  rough_ = make_tensor("KMeans.fit", {sizes_.n, kernels::rough_width(sizes_.d)}, int32);
  kernels::round_rows(rough_.data<int32_t>(), x_.data<float>(), sizes_.n, sizes_.d, rough_scale_);
}

void Lloyd::look(const kernels::LloydStep& step) {
  if (rough_.defined() && kernels::can_be_rough(step)) {
    kernels::rough_lloyd_step(step, {rough_.data<int32_t>(), row_squares_.data<float>(), rough_scale_});
  } else {
    kernels::lloyd_step(step);
  }
}

void Lloyd::assign(const Tensor& centers) {
  // Where most rows have to be looked at, bounds cost more than they save; they are tried again later.
  constexpr int64_t pause = 8;
  kernels::LloydStep step{.type = x_.dtype(),
                          .x = bytes_of(x_),
                          .centers = bytes_of(centers),
                          .sizes = sizes_,
                          .metric = metric_,
                          .labels = labels_.data<int64_t>()};
  int64_t looked = 0;
  const bool uses_bounds = bounded_ && plain_steps_ == 0;
  const bool knows_rows = uses_bounds && previous_.defined();
  step.bounds.largest_norm = largest_norm_;
  if (uses_bounds) {
    remember(centers);
    step.bounds = {.upper = bytes_of(upper_),
                   .lower = bytes_of(lower_),
                   .shift = knows_rows ? shift_.data() : nullptr,
                   .half_gap = half_gap_.data(),
                   .largest_norm = largest_norm_,
                   .looked = &looked};
  } else if (bounded_) {
    --plain_steps_;
  }
  look(step);
  if (knows_rows && looked > sizes_.n / 2) {
    plain_steps_ = pause;
    previous_ = {};
  }
}

/// How far the centres have moved since the last step, and half the gaps between them: a little more and a
/// little less, as they are rounded.
void Lloyd::remember(const Tensor& centers) {
  constexpr double up = 1 + 1e-12, down = 1 - 1e-12;
  const auto [k, d] = std::pair(sizes_.k, sizes_.d);
  const std::vector<double> now = centers.to_vector();
  const std::vector<double> before = previous_.defined() ? previous_.to_vector() : now;
  for (int64_t c = 0; c < k; ++c) {
    const auto place = static_cast<size_t>(c);
    shift_[place] =
        std::sqrt(square_of_gap(&now[static_cast<size_t>(c * d)], &before[static_cast<size_t>(c * d)], d)) *
        up;
    double nearest = std::numeric_limits<double>::infinity();
    for (int64_t other = 0; other < k; ++other) {
      if (other == c) continue;
      nearest = std::min(
          nearest, square_of_gap(&now[static_cast<size_t>(c * d)], &now[static_cast<size_t>(other * d)], d));
    }
    half_gap_[place] = std::sqrt(nearest) / 2 * down;
  }
  previous_ = centers;
}

/// Brings the sums of the groups up to the labels, and counts the labels that are new.
void Lloyd::follow_labels() {
  if (!weighted_.defined()) {
    kernels::follow_labels({.type = x_.dtype(),
                            .x = bytes_of(x_),
                            .sizes = sizes_,
                            .labels = labels_.data<int64_t>(),
                            .summed = summed_.data<int64_t>(),
                            .sums = groups_.sums.data(),
                            .counts = groups_.counts.data(),
                            .moved = &moved_});
    return;
  }
  const auto* now = labels_.data<int64_t>();
  auto* before = summed_.data<int64_t>();
  moved_ = std::inner_product(now, now + sizes_.n, before, int64_t{0}, std::plus<>(),
                              [](int64_t a, int64_t b) { return a == b ? 0 : 1; });
  std::copy_n(now, sizes_.n, before);
  groups_ = weighted_groups(labels_);
}

/// Added up anew, so that where weights differ much no rounding of heavy rows is left to light ones.
Lloyd::Groups Lloyd::weighted_groups(const Tensor& labels) const {
  const auto k = static_cast<size_t>(sizes_.k), d = static_cast<size_t>(sizes_.d);
  Tensor nowhere = full({sizes_.n}, int64_t{-1});
  std::vector<double> sums(k * (d + 1));
  Groups groups{.sums = {}, .counts = std::vector<int64_t>(k), .weights = {}};
  int64_t moved = 0;
  kernels::follow_labels({.type = float64,
                          .x = weighted_.data<double>(),
                          .sizes = {sizes_.n, sizes_.d + 1, sizes_.k},
                          .labels = labels.data<int64_t>(),
                          .summed = nowhere.data<int64_t>(),
                          .sums = sums.data(),
                          .counts = groups.counts.data(),
                          .moved = &moved});
  groups.sums.reserve(k * d);
  groups.weights.reserve(k);
  for (size_t c = 0; c < k; ++c) {
    const auto row = sums.begin() + static_cast<std::ptrdiff_t>(c * (d + 1));
    groups.sums.insert(groups.sums.end(), row, row + static_cast<std::ptrdiff_t>(d));
    groups.weights.push_back(row[static_cast<std::ptrdiff_t>(d)]);
  }
  return groups;
}

/// The means of the groups; one without rows keeps its centre.
Tensor Lloyd::means(const Groups& groups, const Tensor& centers) {
  std::vector<double> next = centers.to_vector();
  const size_t d = next.size() / groups.counts.size();
  for (size_t i = 0; i < next.size(); ++i) {
    if (groups.counts[i / d] != 0) next[i] = groups.sums[i] / groups.weight(i / d);
  }
  return from_data(next, centers.shape(), {.dtype = centers.dtype()});
}

Tensor Lloyd::next_centers(const Tensor& centers) {
  assign(centers);
  follow_labels();
  if (metric_ == kernels::Metric::manhattan) {
    loss_ = inertia(centers);
    return medians(centers);
  }
  loss_ = inertia_of_sums(centers);
  const bool some_empty = std::find(groups_.counts.begin(), groups_.counts.end(), 0) != groups_.counts.end();
  const Groups& now = some_empty ? without_empty(centers) : groups_;
  return means(now, centers);
}

/// sum |x - c|^2 = sum |x|^2 - 2 c s + n |c|^2 for a cluster of n rows (their weight) with the sum s: no pass
/// over the rows.
double Lloyd::inertia_of_sums(const Tensor& centers) const {
  const std::vector<double> c = centers.to_vector();
  double total = squares_;
  for (size_t i = 0; i < c.size(); ++i) {
    const double weight = groups_.weight(i / static_cast<size_t>(sizes_.d));
    total += c[i] * (weight * c[i] - 2 * groups_.sums[i]);
  }
  return std::max(total, 0.0);
}

/// The rows that are farthest from their centres.
std::vector<int64_t> Lloyd::farthest_rows(const Tensor& centers, std::ptrdiff_t count) const {
  const std::vector<double> far = distances_to_own(x_, centers, labels_, metric_);
  std::vector<int64_t> rows(far.size());
  std::iota(rows.begin(), rows.end(), int64_t{0});
  std::partial_sort(rows.begin(), rows.begin() + count, rows.end(), [&](int64_t a, int64_t b) {
    const double da = far[static_cast<size_t>(a)], db = far[static_cast<size_t>(b)];
    return da > db || (da == db && a < b);
  });
  rows.resize(static_cast<size_t>(count));
  return rows;
}

/// Each cluster without rows takes one of those that are farthest from their centres, as in scikit-learn.
/// Labels stay.
Lloyd::Groups Lloyd::without_empty(const Tensor& centers) const {
  Groups groups = groups_;
  const std::vector<int64_t> rows =
      farthest_rows(centers, std::count(groups.counts.begin(), groups.counts.end(), 0));
  auto next = rows.begin();
  const int64_t d = sizes_.d;
  if (weighted_.defined()) {
    Tensor moved = labels_.clone();
    for (int64_t c = 0; c < sizes_.k; ++c) {
      if (groups.counts[static_cast<size_t>(c)] == 0) moved.data<int64_t>()[*next++] = c;
    }
    return weighted_groups(moved);
  }
  for (int64_t c = 0; c < sizes_.k; ++c) {
    if (groups.counts[static_cast<size_t>(c)] != 0) continue;
    const int64_t row = *next++, from = labels_.data<int64_t>()[row];
    const std::vector<double> values = x_.slice(0, row, row + 1).to_vector();
    for (int64_t j = 0; j < d; ++j) {
      groups.sums[static_cast<size_t>(c * d + j)] = values[static_cast<size_t>(j)];
      groups.sums[static_cast<size_t>(from * d + j)] -= values[static_cast<size_t>(j)];
    }
    groups.counts[static_cast<size_t>(c)] = 1;
    --groups.counts[static_cast<size_t>(from)];
  }
  return groups;
}

/// The median of each column in each cluster, by the weights of its rows; a cluster without rows keeps its
/// centre.
Tensor Lloyd::medians(const Tensor& centers) const {
  std::vector<double> next = centers.to_vector();
  const std::vector<double> values = x_.to_vector();
  const auto d = static_cast<size_t>(sizes_.d);
  std::vector<std::vector<size_t>> members(groups_.counts.size());
  for (size_t i = 0; i < static_cast<size_t>(sizes_.n); ++i) {
    members[static_cast<size_t>(labels_.data<int64_t>()[i])].push_back(i);
  }
  for (size_t c = 0; c < members.size(); ++c) {
    if (members[c].empty()) continue;
    for (size_t j = 0; j < d; ++j) {
      std::vector<WeighedNumber> column;
      column.reserve(members[c].size());
      for (const size_t row : members[c]) {
        column.push_back({values[row * d + j], weights_.defined() ? weights_.data<double>()[row] : 1});
      }
      next[c * d + j] = median(column);
    }
  }
  return from_data(next, centers.shape(), {.dtype = centers.dtype()});
}

double Lloyd::inertia(const Tensor& centers) const {
  return weighted_sum(distances_to_own(x_, centers, labels_, metric_), weights_);
}

Tensor nearest_centers(const Tensor& x, const Tensor& centers, kernels::Metric metric) {
  Tensor labels = make_tensor("KMeans.predict", {x.size(0)}, int64);
  kernels::lloyd_step({.type = x.dtype(),
                       .x = bytes_of(x),
                       .centers = bytes_of(centers),
                       .sizes = {x.size(0), x.size(1), centers.size(0)},
                       .metric = metric,
                       .labels = labels.data<int64_t>()});
  return labels;
}

std::vector<double> distances_to_own(const Tensor& x, const Tensor& centers, const Tensor& labels,
                                     kernels::Metric metric) {
  std::vector<double> far(static_cast<size_t>(x.size(0)));
  kernels::center_distances(x.dtype(), far.data(), bytes_of(x), bytes_of(centers), labels.data<int64_t>(),
                            {x.size(0), x.size(1), centers.size(0)}, metric);
  return far;
}

}  // namespace gradus::learn::internal
