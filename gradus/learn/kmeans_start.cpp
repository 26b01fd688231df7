#include "gradus/learn/kmeans_start.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <unordered_set>

#include "gradus/learn/row_weights.hpp"

namespace gradus::learn::internal {
namespace {

/// Distances of all rows to one of them; squared when Euclidean.
std::vector<double> distances_to(const Tensor& x, int64_t row, kernels::Metric metric) {
  std::vector<double> out(static_cast<size_t>(x.size(0)));
  const Tensor center = x.slice(0, row, row + 1).contiguous();
  const auto data = [](const Tensor& t) {
    return dispatch_float(t.dtype(), [&]<class T>() -> const void* { return t.data<T>(); });
  };
  kernels::center_distances(x.dtype(), out.data(), data(x), data(center), nullptr, {x.size(0), x.size(1), 1},
                            metric);
  return out;
}

/// A row drawn with the probabilities of its weight.
int64_t draw_row(const Tensor& weights, random::NumpyRandom& random) {
  std::vector<double> running(static_cast<size_t>(weights.numel()));
  const auto* first = weights.data<double>();
  std::partial_sum(first, first + weights.numel(), running.begin());
  for (double& part : running) part /= running.back();
  const auto at = std::upper_bound(running.begin(), running.end(), random.uniform()) - running.begin();
  return std::min<int64_t>(at, weights.numel() - 1);
}

}  // namespace

std::vector<int64_t> plusplus_rows(const Tensor& x, const Tensor& weights, int64_t k, kernels::Metric metric,
                                   random::NumpyRandom& random) {
  const int64_t n = x.size(0);
  const int64_t trials = 2 + static_cast<int64_t>(std::log(static_cast<double>(k)));
  std::vector<int64_t> chosen{weights.defined() ? draw_row(weights, random) : random.randint(0, n)};
  std::vector<double> nearest = distances_to(x, chosen.front(), metric);
  double total = weighted_sum(nearest, weights);
  while (static_cast<int64_t>(chosen.size()) < k) {
    std::vector<double> running = nearest;
    for (size_t i = 0; weights.defined() && i < running.size(); ++i) running[i] *= weights.data<double>()[i];
    std::partial_sum(running.begin(), running.end(), running.begin());
    std::vector<double> draws = random.uniform(0, 1, trials), best;
    double best_total = 0;
    int64_t best_row = 0;
    for (const double draw : draws) {
      const auto at = std::lower_bound(running.begin(), running.end(), draw * total) - running.begin();
      const int64_t row = std::min<int64_t>(at, n - 1);
      std::vector<double> candidate = distances_to(x, row, metric);
      std::transform(candidate.begin(), candidate.end(), nearest.begin(), candidate.begin(),
                     [](double a, double b) { return std::min(a, b); });
      const double candidate_total = weighted_sum(candidate, weights);
      if (!best.empty() && candidate_total >= best_total) continue;
      best = std::move(candidate);
      best_total = candidate_total;
      best_row = row;
    }
    nearest = std::move(best);
    total = best_total;
    chosen.push_back(best_row);
  }
  return chosen;
}

int64_t distinct_rows(const Tensor& x, int64_t enough) {
  return dispatch_float(x.dtype(), [&]<class T>() {
    const int64_t d = x.size(1);
    const T* values = x.data<T>();
    const auto hash = [=](int64_t row) {
      size_t mixed = 0;
      // + 0 makes -0 the same as 0.
      for (int64_t j = row * d; j < (row + 1) * d; ++j)
        mixed = mixed * 1000003 ^ std::hash<T>()(values[j] + T(0));
      return mixed;
    };
    const auto same = [=](int64_t a, int64_t b) {
      return std::equal(values + a * d, values + (a + 1) * d, values + b * d);
    };
    std::unordered_set<int64_t, decltype(hash), decltype(same)> seen(16, hash, same);
    for (int64_t i = 0; i < x.size(0) && static_cast<int64_t>(seen.size()) < enough; ++i) seen.insert(i);
    return static_cast<int64_t>(seen.size());
  });
}

}  // namespace gradus::learn::internal
