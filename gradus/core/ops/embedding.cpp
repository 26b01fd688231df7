#include "gradus/core/ops/embedding.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/indexing.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/kernels/index.hpp"

namespace gradus {

Tensor embedding(const Tensor& x, const Tensor& weight, const EmbeddingOptions& options) {
  if (detail::defined("embedding", x).dtype() != DType::int64) {
    fail(fmt::format("embedding: indices must be int64, they are {}", name(x.dtype())));
  }
  if (detail::defined("embedding", weight).dim() != 2) {
    fail(fmt::format("embedding: weight {}: two dimensions are needed, rows and their size",
                     to_string(weight.shape())));
  }
  const int64_t rows = weight.shape()[0];
  const int64_t pad = options.padding_idx.value_or(0);
  if (options.padding_idx && (pad < -rows || pad >= rows)) {
    fail(fmt::format("embedding: padding_idx {} is no row of weight {}", pad, to_string(weight.shape())));
  }
  const Tensor flat = reshape(x.detach(), {x.numel()}).contiguous();
  const int64_t bad = kernels::find_out_of_range(flat.data<int64_t>(), flat.numel(), 0, rows);
  if (bad >= 0) {
    fail(fmt::format("embedding: index {} (element {}) is out of range for weight {}",
                     flat.data<int64_t>()[bad], bad, to_string(weight.shape())));
  }
  Tensor y = index_select(weight, 0, flat);
  if (options.padding_idx && tracks(weight)) {
    const Tensor is_padding = unsqueeze(flat == (pad < 0 ? pad + rows : pad), 1);
    y = where(is_padding, y.detach(), y);
  }
  Shape shape = x.shape();
  shape.push_back(weight.shape()[1]);
  return reshape(y, shape);
}

}  // namespace gradus
