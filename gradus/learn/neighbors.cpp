#include "gradus/learn/neighbors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "gradus/base/error.hpp"
#include "gradus/base/threads.hpp"
#include "gradus/core/ops/creation.hpp"

namespace gradus::learn {

std::span<const std::string_view> enum_names(NeighborWeights) {
  static constexpr std::array<std::string_view, 2> names{"uniform", "distance"};
  return names;
}

namespace internal {

void NeighborSearch::check_options(const std::string& where) const {
  check_count(where, "n_neighbors", options_.n_neighbors);
  if (options_.p != 1 && options_.p != 2) {
    fail(fmt::format("{}: p = {} must be 1 (Manhattan) or 2 (Euclidean)", where, options_.p));
  }
}

void NeighborSearch::check_rows(const std::string& op, const Tensor& x) const {
  if (x.size(0) >= options_.n_neighbors) return;
  fail(fmt::format("{}: {} rows are fewer than n_neighbors = {}: {}", op, x.size(0), options_.n_neighbors,
                   to_string(x.shape())));
}

Neighbors NeighborSearch::find(const Tensor& rows, const Tensor& x) const {
  const int64_t n = x.size(0), known = rows.size(0), d = rows.size(1), k = options_.n_neighbors;
  Tensor distances = zeros({n, k}, {.dtype = float64}), indices = zeros({n, k}, {.dtype = int64});
  double* distance = distances.data<double>();
  int64_t* index = indices.data<int64_t>();
  const double *given = x.data<double>(), *learned = rows.data<double>();
  const auto metric = options_.p == 2 ? kernels::Metric::euclidean : kernels::Metric::manhattan;
  const int64_t grain = std::max<int64_t>(1, (int64_t{1} << 18) / std::max<int64_t>(known * d, 1));
  parallel_for(n, grain, [&](int64_t begin, int64_t end) {
    std::vector<double> far(static_cast<size_t>(known));
    std::vector<int64_t> order(far.size());
    for (int64_t i = begin; i < end; ++i) {
      kernels::center_distances(float64, far.data(), learned, given + i * d, nullptr, {known, d, 1}, metric);
      std::iota(order.begin(), order.end(), int64_t{0});
      std::partial_sort(order.begin(), order.begin() + k, order.end(), [&](int64_t a, int64_t b) {
        const double da = far[static_cast<size_t>(a)], db = far[static_cast<size_t>(b)];
        return da < db || (da == db && a < b);
      });
      for (int64_t j = 0; j < k; ++j) {
        const int64_t row = order[static_cast<size_t>(j)];
        const double found = far[static_cast<size_t>(row)];
        index[i * k + j] = row;
        distance[i * k + j] = options_.p == 2 ? std::sqrt(found) : found;
      }
    }
  });
  return {distances, indices};
}

Tensor NeighborSearch::weights(const Neighbors& found) const {
  const int64_t n = found.distances.size(0), k = found.distances.size(1);
  Tensor result = ones({n, k}, {.dtype = float64});
  if (options_.weights == NeighborWeights::uniform) return result;
  for (int64_t i = 0; i < n; ++i) {
    const double* far = found.distances.data<double>() + i * k;
    double* weight = result.data<double>() + i * k;
    for (int64_t j = 0; j < k; ++j) {
      weight[j] = far[0] == 0 ? (far[j] == 0 ? 1.0 : 0.0) : far[0] / far[j];  // the scale is free
    }
  }
  return result;
}

void NeighborSearch::options(Fields& f) {
  f("n_neighbors", options_.n_neighbors);
  f("weights", options_.weights);
  f("p", options_.p);
}

}  // namespace internal

namespace {

/// An Error unless rows are [n, features] with enough of them.
void check_loaded_rows(const std::string& where, const Tensor& rows, int64_t features,
                       const internal::NeighborSearch& search) {
  const int64_t n = rows.defined() && rows.dim() == 2 ? rows.size(0) : 0;
  internal::check_shape(where, "x", rows, {n, features});
  search.check_rows(where, rows);
}

}  // namespace

// --- Classes.

KNeighborsClassifier::KNeighborsClassifier(const NeighborsOptions& options) : search_(options) {
  search_.check_options(kind_name);
}

void KNeighborsClassifier::learn(const Tensor& x, const std::vector<int64_t>& places,
                                 const Tensor& /*weights*/) {
  search_.check_rows(op("fit"), x);
  rows_ = x.clone();
  row_places_ = places;
}

Neighbors KNeighborsClassifier::kneighbors(const Tensor& x) const {
  return search_.find(rows_, known_rows("kneighbors", x).to(float64).contiguous());
}

Tensor KNeighborsClassifier::probabilities(const Tensor& x) const {
  const Neighbors found = search_.find(rows_, x);
  const Tensor weights = search_.weights(found);
  const int64_t n = x.size(0), k = weights.size(1), count = static_cast<int64_t>(class_count());
  Tensor result = zeros({n, count}, {.dtype = float64});
  double* shares = result.data<double>();
  for (int64_t i = 0; i < n; ++i) {
    double total = 0;
    for (int64_t j = i * k; j < (i + 1) * k; ++j) {
      const auto row = static_cast<size_t>(found.indices.data<int64_t>()[j]);
      shares[i * count + row_places_[row]] += weights.data<double>()[j];
      total += weights.data<double>()[j];
    }
    for (int64_t c = 0; c < count; ++c) shares[i * count + c] /= total;
  }
  return result;
}

std::vector<int64_t> KNeighborsClassifier::places(const Tensor& x) const {
  const Tensor shares = probabilities(x);
  const auto count = static_cast<std::ptrdiff_t>(class_count());
  std::vector<int64_t> result;
  for (int64_t i = 0; i < x.size(0); ++i) {
    const double* row = shares.data<double>() + i * count;
    result.push_back(std::max_element(row, row + count) - row);
  }
  return result;
}

void KNeighborsClassifier::learned(Fields& f) {
  f.required("classes", classes_);
  f.required("x", rows_);
  f.required("places", row_places_);
}

void KNeighborsClassifier::check_state(const std::string& where) const {
  search_.check_options(where);
  if (!is_fitted()) return;
  check_classes(where);
  check_loaded_rows(where, rows_, n_features_in(), search_);
  const auto unknown = [&](int64_t place) {
    return place < 0 || place >= static_cast<int64_t>(class_count());
  };
  if (static_cast<int64_t>(row_places_.size()) != rows_.size(0) ||
      std::any_of(row_places_.begin(), row_places_.end(), unknown)) {
    fail(fmt::format("{}: places do not name a class for each row", where));
  }
}

// --- Numbers.

KNeighborsRegressor::KNeighborsRegressor(const NeighborsOptions& options) : search_(options) {
  search_.check_options(kind_name);
}

void KNeighborsRegressor::learn(const Tensor& x, const Tensor& y, const Tensor& /*weights*/) {
  search_.check_rows(op("fit"), x);
  rows_ = x.clone();
  targets_ = y.clone();
}

Neighbors KNeighborsRegressor::kneighbors(const Tensor& x) const {
  return search_.find(rows_, known_rows("kneighbors", x).to(float64).contiguous());
}

Tensor KNeighborsRegressor::outputs(const Tensor& x) const {
  const Neighbors found = search_.find(rows_, x);
  const Tensor weights = search_.weights(found);
  const int64_t n = x.size(0), k = weights.size(1), m = targets_.size(1);
  Tensor result = zeros({n, m}, {.dtype = float64});
  for (int64_t i = 0; i < n; ++i) {
    double* means = result.data<double>() + i * m;
    double total = 0;
    for (int64_t j = i * k; j < (i + 1) * k; ++j) {
      const double weight = weights.data<double>()[j];
      const double* target = targets_.data<double>() + found.indices.data<int64_t>()[j] * m;
      for (int64_t t = 0; t < m; ++t) means[t] += weight * target[t];
      total += weight;
    }
    for (int64_t t = 0; t < m; ++t) means[t] /= total;
  }
  return result;
}

void KNeighborsRegressor::learned(Fields& f) {
  regressor_state(f);
  f.required("x", rows_);
  f.required("y", targets_);
}

void KNeighborsRegressor::check_state(const std::string& where) const {
  search_.check_options(where);
  if (!is_fitted()) return;
  check_loaded_rows(where, rows_, n_features_in(), search_);
  const int64_t m = targets_.defined() && targets_.dim() == 2 ? targets_.size(1) : 0;
  internal::check_count(where, "columns of y", m);
  internal::check_shape(where, "y", targets_, {rows_.size(0), m});
}

}  // namespace gradus::learn
