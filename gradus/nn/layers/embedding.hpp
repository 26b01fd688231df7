#pragma once

#include <optional>

#include "gradus/nn/layers/arguments.hpp"
#include "gradus/nn/module.hpp"

namespace gradus::nn {

struct EmbeddingLayerOptions {
  std::optional<int64_t> padding_idx = std::nullopt;  ///< a row of zeros that learns nothing
  std::optional<DType> dtype = std::nullopt;          ///< the default floating-point type unless given
};

/// A table of vectors, looked up by number: x of int64, any shape; weight [num_embeddings, embedding_dim],
/// which starts standard normal.
class Embedding final : public Layer {
 public:
  Embedding(int64_t num_embeddings, int64_t embedding_dim, const EmbeddingLayerOptions& options = {});
  Tensor forward(const Tensor& x) override;
  Tensor& weight() { return weight_; }
  const Tensor& weight() const { return weight_; }
  std::string extra_repr() const override;
  auto arguments() const { return std::tuple(num_embeddings_, embedding_dim_, options_); }
  static constexpr std::array argument_names{"num_embeddings", "embedding_dim"};

 protected:
  std::unique_ptr<Module> fresh() const override;

 private:
  int64_t num_embeddings_, embedding_dim_;
  EmbeddingLayerOptions options_;
  Tensor& weight_;
};

}  // namespace gradus::nn
