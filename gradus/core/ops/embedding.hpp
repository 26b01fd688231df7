#pragma once

#include <optional>

#include "gradus/core/tensor/tensor.hpp"

/// Rows of a table.
namespace gradus {

struct EmbeddingOptions {
  std::optional<int64_t> padding_idx =
      std::nullopt;  ///< a row that learns nothing; negative counts from the end
};

/// y[..., :] = weight[x[...], :] with x of int64, any shape, and weight [rows, size]; equal indices add up in
/// the gradient.
Tensor embedding(const Tensor& x, const Tensor& weight, const EmbeddingOptions& options = {});

}  // namespace gradus
