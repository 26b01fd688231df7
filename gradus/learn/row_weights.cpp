#include "gradus/learn/row_weights.hpp"

#include <algorithm>
#include <numeric>

#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/indexing.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/metrics/inputs.hpp"

namespace gradus::learn::internal {

Tensor row_weights(const std::string& op, const Tensor& x, const Tensor& sample_weight) {
  if (!sample_weight.defined()) return {};
  const metrics::detail::Weights checked(op.c_str(), sample_weight, static_cast<size_t>(x.size(0)));
  return sample_weight.detach().to(float64).contiguous();
}

std::vector<int64_t> CountedRows::of(const std::vector<int64_t>& each) const {
  if (all()) return each;
  std::vector<int64_t> counted;
  counted.reserve(kept.size());
  for (const int64_t row : kept) counted.push_back(each[static_cast<size_t>(row)]);
  return counted;
}

Tensor CountedRows::of(const Tensor& each) const {
  return all() ? each : index_select(each, 0, from_data(kept, {std::ssize(kept)})).contiguous();
}

CountedRows counted_rows(const std::string& op, const Tensor& x, const Tensor& sample_weight) {
  CountedRows rows{.x = x, .weights = row_weights(op, x, sample_weight)};
  if (!rows.weights.defined()) return rows;
  const std::vector<double> weights = rows.weights.to_vector();
  if (std::all_of(weights.begin(), weights.end(), [](double weight) { return weight == 1; })) {
    rows.weights = {};
  } else if (std::find(weights.begin(), weights.end(), 0) != weights.end()) {
    for (size_t i = 0; i < weights.size(); ++i) {
      if (weights[i] > 0) rows.kept.push_back(static_cast<int64_t>(i));
    }
    rows.x = rows.of(x);
    // Those that are left may all weigh 1.
    CountedRows left = counted_rows(op, rows.x, rows.of(rows.weights));
    rows.weights = left.weights;
  }
  return rows;
}

double weighted_sum(const std::vector<double>& values, const Tensor& weights) {
  if (!weights.defined()) return std::accumulate(values.begin(), values.end(), 0.0);
  return std::inner_product(values.begin(), values.end(), weights.data<double>(), 0.0);
}

double total_weight(const Tensor& weights, int64_t rows) {
  return weights.defined() ? sum(weights).item() : static_cast<double>(rows);
}

Tensor weighted_mean(const Tensor& x, const Tensor& weights) {
  if (!weights.defined()) return mean(x, {.dim = 0}).to(float64);
  const Tensor sums = matmul(weights.reshape({1, weights.numel()}), x.to(float64)).reshape({x.size(1)});
  return sums / total_weight(weights, x.size(0));
}

}  // namespace gradus::learn::internal
