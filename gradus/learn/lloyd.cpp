#include "gradus/learn/lloyd.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "gradus/core/ops/creation.hpp"

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

/// |x|^2 of each row.
std::vector<double> squares_of(const Tensor& x) {
  const Tensor origin = zeros({1, x.size(1)}, {.dtype = x.dtype()});
  std::vector<double> squares(static_cast<size_t>(x.size(0)));
  kernels::center_distances(x.dtype(), squares.data(), bytes_of(x), bytes_of(origin), nullptr,
                            {x.size(0), x.size(1), 1}, kernels::Metric::euclidean);
  return squares;
}

}  // namespace

Lloyd::Lloyd(Tensor x, int64_t k, kernels::Metric metric, bool bounded)
    : x_(std::move(x)),
      labels_(full({x_.size(0)}, int64_t{-1})),
      sizes_{x_.size(0), x_.size(1), k},
      metric_(metric),
      sums_(static_cast<size_t>(k * sizes_.d)),
      counts_(static_cast<size_t>(k)),
      bounded_(bounded && metric == kernels::Metric::euclidean && k > 1) {
  const std::vector<double> squares = squares_of(x_);
  squares_ = std::accumulate(squares.begin(), squares.end(), 0.0);
  if (!bounded_) return;
  upper_ = zeros({sizes_.n}, {.dtype = x_.dtype()});
  lower_ = zeros({sizes_.n}, {.dtype = x_.dtype()});
  shift_.resize(static_cast<size_t>(k));
  half_gap_.resize(static_cast<size_t>(k));
  largest_norm_ = *std::max_element(squares.begin(), squares.end());
}

void Lloyd::step(const Tensor& centers, bool adds) {
  // Where most rows have to be looked at, bounds cost more than they save; they are tried again later.
  constexpr int64_t pause = 8;
  kernels::LloydStep step{.type = x_.dtype(),
                          .x = bytes_of(x_),
                          .centers = bytes_of(centers),
                          .sizes = sizes_,
                          .metric = metric_,
                          .labels = labels_.data<int64_t>()};
  if (adds) {
    step.sums = sums_.data();
    step.counts = counts_.data();
  }
  int64_t looked = 0;
  const bool uses_bounds = bounded_ && plain_steps_ == 0;
  const bool knows_rows = uses_bounds && previous_.defined();
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
  kernels::lloyd_step(step);
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

void Lloyd::assign(const Tensor& centers) { step(centers, false); }

Tensor Lloyd::next_centers(const Tensor& centers) {
  step(centers, true);
  if (metric_ == kernels::Metric::manhattan) {
    loss_ = inertia(centers);
    return medians(centers);
  }
  loss_ = inertia_of_sums(centers);
  if (std::find(counts_.begin(), counts_.end(), 0) != counts_.end()) fill_empty(centers);
  return means(centers);
}

/// sum |x - c|^2 = sum |x|^2 - 2 c s + n |c|^2 for a cluster of n rows with the sum s: no pass over the rows.
double Lloyd::inertia_of_sums(const Tensor& centers) const {
  const std::vector<double> c = centers.to_vector();
  double total = squares_;
  for (size_t i = 0; i < c.size(); ++i) {
    const auto rows = static_cast<double>(counts_[i / static_cast<size_t>(sizes_.d)]);
    total += c[i] * (rows * c[i] - 2 * sums_[i]);
  }
  return std::max(total, 0.0);
}

/// Each cluster without rows takes one of those that are farthest from their centres, as in scikit-learn.
/// Its label stays until the next step.
void Lloyd::fill_empty(const Tensor& centers) {
  std::vector<double> far(static_cast<size_t>(sizes_.n));
  kernels::center_distances(x_.dtype(), far.data(), bytes_of(x_), bytes_of(centers), labels_.data<int64_t>(),
                            sizes_, metric_);
  std::vector<int64_t> rows(far.size());
  std::iota(rows.begin(), rows.end(), int64_t{0});
  const auto empty = std::count(counts_.begin(), counts_.end(), 0);
  std::partial_sort(rows.begin(), rows.begin() + empty, rows.end(), [&](int64_t a, int64_t b) {
    const double da = far[static_cast<size_t>(a)], db = far[static_cast<size_t>(b)];
    return da > db || (da == db && a < b);
  });
  auto next = rows.begin();
  const int64_t d = sizes_.d;
  for (int64_t c = 0; c < sizes_.k; ++c) {
    if (counts_[static_cast<size_t>(c)] != 0) continue;
    const int64_t row = *next++, from = labels_.data<int64_t>()[row];
    const std::vector<double> values = x_.slice(0, row, row + 1).to_vector();
    for (int64_t j = 0; j < d; ++j) {
      sums_[static_cast<size_t>(c * d + j)] = values[static_cast<size_t>(j)];
      sums_[static_cast<size_t>(from * d + j)] -= values[static_cast<size_t>(j)];
    }
    counts_[static_cast<size_t>(c)] = 1;
    --counts_[static_cast<size_t>(from)];
  }
}

Tensor Lloyd::means(const Tensor& centers) const {
  std::vector<double> next = centers.to_vector();
  for (size_t c = 0; c < counts_.size(); ++c) {
    if (counts_[c] == 0) continue;  // its only row went to another that had none
    for (size_t j = 0; j < static_cast<size_t>(sizes_.d); ++j) {
      const size_t at = c * static_cast<size_t>(sizes_.d) + j;
      next[at] = sums_[at] / static_cast<double>(counts_[c]);
    }
  }
  return from_data(next, centers.shape(), {.dtype = centers.dtype()});
}

/// The median of each column in each cluster; a cluster without rows keeps its centre.
Tensor Lloyd::medians(const Tensor& centers) const {
  std::vector<double> next = centers.to_vector();
  const std::vector<double> values = x_.to_vector();
  const auto d = static_cast<size_t>(sizes_.d);
  std::vector<std::vector<size_t>> members(counts_.size());
  for (size_t i = 0; i < static_cast<size_t>(sizes_.n); ++i) {
    members[static_cast<size_t>(labels_.data<int64_t>()[i])].push_back(i);
  }
  for (size_t c = 0; c < members.size(); ++c) {
    if (members[c].empty()) continue;
    for (size_t j = 0; j < d; ++j) {
      std::vector<double> column;
      for (const size_t row : members[c]) column.push_back(values[row * d + j]);
      std::sort(column.begin(), column.end());
      next[c * d + j] = (column[(column.size() - 1) / 2] + column[column.size() / 2]) / 2;
    }
  }
  return from_data(next, centers.shape(), {.dtype = centers.dtype()});
}

double Lloyd::inertia(const Tensor& centers) const {
  std::vector<double> far(static_cast<size_t>(sizes_.n));
  kernels::center_distances(x_.dtype(), far.data(), bytes_of(x_), bytes_of(centers), labels_.data<int64_t>(),
                            sizes_, metric_);
  return std::accumulate(far.begin(), far.end(), 0.0);
}

}  // namespace gradus::learn::internal
