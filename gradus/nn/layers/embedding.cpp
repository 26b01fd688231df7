#include "gradus/nn/layers/embedding.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/embedding.hpp"
#include "gradus/nn/init.hpp"

namespace gradus::nn {
namespace {

/// The options with a padding row counted from the front.
EmbeddingLayerOptions checked(int64_t rows, int64_t size, EmbeddingLayerOptions options) {
  if (rows < 0 || size < 0) fail(fmt::format("Embedding: {} vectors of {} numbers cannot be", rows, size));
  if (!options.padding_idx) return options;
  int64_t& padding = *options.padding_idx;
  if (padding < -rows || padding >= rows) {
    fail(fmt::format("Embedding: padding_idx {} is none of {} vectors", padding, rows));
  }
  if (padding < 0) padding += rows;
  return options;
}

}  // namespace

Embedding::Embedding(int64_t num_embeddings, int64_t embedding_dim, const EmbeddingLayerOptions& options)
    : num_embeddings_(num_embeddings),
      embedding_dim_(embedding_dim),
      options_(checked(num_embeddings, embedding_dim, options)),
      weight_(add_parameter("weight", zeros({num_embeddings, embedding_dim}, {.dtype = options.dtype}))) {
  init::normal_(weight_);
  if (!options_.padding_idx) return;
  const NoGrad guard;
  weight_.select(0, *options_.padding_idx).zero_();
}

Tensor Embedding::forward(const Tensor& x) {
  return embedding(x, weight_, {.padding_idx = options_.padding_idx});
}

std::string Embedding::extra_repr() const {
  const std::string text = fmt::format("{}, {}", num_embeddings_, embedding_dim_);
  return options_.padding_idx ? fmt::format("{}, padding_idx={}", text, *options_.padding_idx) : text;
}

std::unique_ptr<Module> Embedding::fresh() const { return internal::made_again(*this); }

}  // namespace gradus::nn
