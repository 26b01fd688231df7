#pragma once

#include <span>

#include "gradus/core/tensor/tensor.hpp"

/// Several tensors to one, and back.
namespace gradus {

/// One after the other along `dim`; the other sizes agree, types promote.
Tensor cat(std::span<const Tensor> tensors, int64_t dim = 0);
inline Tensor cat(std::initializer_list<Tensor> tensors, int64_t dim = 0) {
  return cat(std::span<const Tensor>(tensors.begin(), tensors.size()), dim);
}
/// Side by side along a new dimension; all shapes agree.
Tensor stack(std::span<const Tensor> tensors, int64_t dim = 0);
inline Tensor stack(std::initializer_list<Tensor> tensors, int64_t dim = 0) {
  return stack(std::span<const Tensor>(tensors.begin(), tensors.size()), dim);
}
/// Views of `size` elements each along `dim`; the last one may be shorter.
std::vector<Tensor> split(const Tensor& x, int64_t size, int64_t dim = 0);

}  // namespace gradus
