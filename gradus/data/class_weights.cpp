#include "gradus/data/class_weights.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/indexing.hpp"

namespace gradus::data {

Tensor class_weights(const Tensor& labels, ClassWeighting weighting, std::optional<int64_t> classes) {
  if (!labels.defined() || labels.dtype() != int64 || labels.dim() != 1 || labels.numel() == 0) {
    fail(fmt::format("class_weights: labels must be int64 [n] with n > 0, got {}",
                     labels.defined() ? fmt::format("{} {}", name(labels.dtype()), to_string(labels.shape()))
                                      : "an undefined tensor"));
  }
  const std::vector<int64_t> counts =
      bincount(labels, std::max<int64_t>(classes.value_or(0), 0)).to_vector<int64_t>();
  const auto k = static_cast<int64_t>(counts.size());
  if (classes && k != *classes) {
    fail(fmt::format("class_weights: label {} is not one of {} classes", k - 1, *classes));
  }
  const auto n = static_cast<double>(labels.numel());
  std::vector<double> weights;
  for (int64_t count : counts) {
    if (count == 0) fail(fmt::format("class_weights: class {} has no rows", weights.size()));
    const auto rows = static_cast<double>(count);
    weights.push_back(weighting == ClassWeighting::balanced ? n / (static_cast<double>(k) * rows) : 1 / rows);
  }
  return from_data(weights, {k});
}

}  // namespace gradus::data
