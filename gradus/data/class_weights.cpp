#include "gradus/data/class_weights.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/indexing.hpp"

namespace gradus::data {
namespace {

void check_labels(std::string_view op, const Tensor& labels) {
  if (!labels.defined() || labels.dtype() != int64 || labels.dim() != 1 || labels.numel() == 0) {
    fail(fmt::format("{}: labels must be int64 [n] with n > 0, got {}", op,
                     labels.defined() ? fmt::format("{} {}", name(labels.dtype()), to_string(labels.shape()))
                                      : "an undefined tensor"));
  }
}

/// More classes than this are taken for a mistake rather than allocated.
constexpr int64_t max_classes = int64_t{1} << 24;

}  // namespace

Tensor class_weights(const Tensor& labels, ClassWeighting weighting, std::optional<int64_t> classes) {
  check_labels("class_weights", labels);
  for (int64_t label : labels.to_vector<int64_t>()) {
    if (label < 0 || label >= max_classes) {
      fail(fmt::format("class_weights: classes are numbered from 0 to {}, got {}", max_classes - 1, label));
    }
  }
  if (classes && *classes > max_classes) {
    fail(fmt::format("class_weights: {} classes are more than {}", *classes, max_classes));
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

Tensor compute_sample_weight(const Tensor& labels) {
  check_labels("compute_sample_weight", labels);
  const std::vector<int64_t> y = labels.to_vector<int64_t>();
  std::map<int64_t, double> weights;
  for (int64_t label : y) ++weights[label];
  const auto n = static_cast<double>(y.size()), k = static_cast<double>(weights.size());
  for (auto& [label, weight] : weights) weight = n / (k * weight);
  return compute_sample_weight(labels, weights);
}

Tensor compute_sample_weight(const Tensor& labels, const std::map<int64_t, double>& class_weight) {
  return internal::sample_weight("compute_sample_weight", labels, class_weight);
}

void internal::check_class_weights(std::string_view op, const std::map<int64_t, double>& class_weight) {
  for (const auto& [label, weight] : class_weight) {
    if (!std::isfinite(weight) || weight < 0) {
      fail(fmt::format("{}: the weight of class {} is {}; weights are finite and not negative", op, label,
                       weight));
    }
  }
}

Tensor internal::sample_weight(std::string_view op, const Tensor& labels,
                               const std::map<int64_t, double>& class_weight) {
  check_labels(op, labels);
  check_class_weights(op, class_weight);
  std::vector<double> weights;
  std::set<int64_t> found;
  std::optional<int64_t> without;
  for (int64_t label : labels.to_vector<int64_t>()) {
    const auto given = class_weight.find(label);
    weights.push_back(given == class_weight.end() ? 1.0 : given->second);
    if (given == class_weight.end()) {
      without = label;
    } else {
      found.insert(label);
    }
  }
  if (without && found.size() != class_weight.size()) {
    const auto unused = std::find_if(class_weight.begin(), class_weight.end(),
                                     [&](const auto& entry) { return found.count(entry.first) == 0; });
    fail(fmt::format("{}: class {} has a weight but no rows, class {} has rows but no weight", op,
                     unused->first, *without));
  }
  return from_data(weights, {static_cast<int64_t>(weights.size())});
}

}  // namespace gradus::data
