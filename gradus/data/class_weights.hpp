#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

#include "gradus/core/tensor/tensor.hpp"

namespace gradus::data {

enum class ClassWeighting {
  inverse_count,  ///< 1 / count
  balanced,       ///< n / (k count), scikit-learn's class_weight="balanced"
};

/// One weight for each of the k classes 0, 1, ..., float64 [k], so that rare classes count as much as
/// frequent ones; k is the largest label + 1 unless given. An Error for a class without rows, which would
/// weigh infinitely much.
Tensor class_weights(const Tensor& labels, ClassWeighting weighting = ClassWeighting::balanced,
                     std::optional<int64_t> classes = std::nullopt);

/// The balanced weight n / (k count) of each row's class, float64 [n]; labels are any integers, k the number
/// of classes that occur.
Tensor compute_sample_weight(const Tensor& labels);
/// The given weight of each row's class; a class without one weighs 1. An Error for weights that are negative
/// or not finite, and when a weight is for no class that occurs while a class has none (a label misspelt).
Tensor compute_sample_weight(const Tensor& labels, const std::map<int64_t, double>& class_weight);

namespace internal {
/// The checks of weights by class and compute_sample_weight(), in the name of another call.
void check_class_weights(std::string_view op, const std::map<int64_t, double>& class_weight);
Tensor sample_weight(std::string_view op, const Tensor& labels,
                     const std::map<int64_t, double>& class_weight);
}  // namespace internal

}  // namespace gradus::data
