#pragma once

#include <cstdint>
#include <optional>

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

}  // namespace gradus::data
