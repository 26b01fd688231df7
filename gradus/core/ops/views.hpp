#pragma once

#include "gradus/core/tensor/tensor.hpp"

/// Other ways to look at the same elements. The results share the storage (reshape copies when it must).
namespace gradus {

/// The same elements in row-major order; one size may be -1 and is worked out. A copy only when strides
/// demand it.
Tensor reshape(const Tensor& x, const Shape& shape);
/// Dimension i of the result is dimension order[i] of x.
Tensor permute(const Tensor& x, const Axes& order);
/// Dimensions a and b change places.
Tensor transpose(const Tensor& x, int64_t a, int64_t b);
/// Drops all dimensions of size 1, or the given one if it has size 1.
Tensor squeeze(const Tensor& x);
Tensor squeeze(const Tensor& x, int64_t axis);
/// A new dimension of size 1 before `axis`.
Tensor unsqueeze(const Tensor& x, int64_t axis);
/// Dimensions from `start` to `end` (inclusive) as one.
Tensor flatten(const Tensor& x, int64_t start = 0, int64_t end = -1);
/// Repeats dimensions of size 1, without copying; -1 keeps a size; new dimensions come first.
/// PyTorch: torch.Tensor.expand
Tensor expand(const Tensor& x, const Shape& shape);
/// The elements at `index` along `axis`, which vanishes.
Tensor select(const Tensor& x, int64_t axis, int64_t index);
/// Python's x[start:stop:step] along `axis`; step > 0.
/// PyTorch: none
Tensor slice(const Tensor& x, int64_t axis, int64_t start, std::optional<int64_t> stop = std::nullopt,
             int64_t step = 1);
/// `length` elements from `start`; an Error when they are not all there.
Tensor narrow(const Tensor& x, int64_t axis, int64_t start, int64_t length);

}  // namespace gradus
