#include "gradus/nn/layers/shape.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/views.hpp"

namespace gradus::nn {

Tensor Flatten::forward(const Tensor& x) { return flatten(x, options_.start_dim, options_.end_dim); }

std::string Flatten::extra_repr() const {
  return fmt::format("start_dim={}, end_dim={}", options_.start_dim, options_.end_dim);
}

Tensor Unflatten::forward(const Tensor& x) {
  if (!x.defined()) fail("unflatten: an undefined tensor was given");
  const int axis = normalize_axis("unflatten", dim_, x.dim());
  int64_t known = 1;
  int unknown = 0;
  for (int64_t size : sizes_) {
    if (size == -1) {
      ++unknown;
    } else {
      known *= size;
    }
  }
  const int64_t size = x.dim() == 0 ? 1 : x.shape()[axis];
  if (sizes_.empty() || unknown > 1 || known < 0 ||
      (unknown == 0 ? known != size : known == 0 || size % known != 0)) {
    fail(fmt::format("unflatten: dimension {} of input {} does not become {}", axis,
                     gradus::to_string(x.shape()), gradus::to_string(sizes_)));
  }
  Shape shape;
  for (int i = 0; i < axis; ++i) shape.push_back(x.shape()[i]);
  for (int64_t part : sizes_) shape.push_back(part == -1 ? size / known : part);
  for (int i = axis + 1; i < x.dim(); ++i) shape.push_back(x.shape()[i]);
  return reshape(x, shape);
}

std::string Unflatten::extra_repr() const {
  return fmt::format("dim={}, unflattened_size={}", dim_, gradus::to_string(sizes_));
}

std::unique_ptr<Module> Identity::fresh() const { return internal::made_again(*this); }
std::unique_ptr<Module> Flatten::fresh() const { return internal::made_again(*this); }
std::unique_ptr<Module> Unflatten::fresh() const { return internal::made_again(*this); }

}  // namespace gradus::nn
