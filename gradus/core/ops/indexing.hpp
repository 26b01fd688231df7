#pragma once

#include "gradus/core/tensor/tensor.hpp"

/// Elements chosen by tensors of indices (int64, for index_select also int32; negative ones
/// count from the end).
namespace gradus {

/// out[.., i, ..] = x[.., index[i], ..] along `dim`; the index has one dimension.
Tensor index_select(const Tensor& x, int64_t dim, const Tensor& index);
/// out[i][j] = x[i][index[i][j]] for dim = 1, and likewise for others; out has the index's shape, which
/// agrees with x's in the other dimensions.
Tensor gather(const Tensor& x, int64_t dim, const Tensor& index);
/// x with source added at the indices: the reverse of gather; equal indices add up.
Tensor scatter_add(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source);
/// int64 [..., classes] with a one at each label; the classes are counted from the labels when not given.
/// PyTorch: torch.nn.functional.one_hot
Tensor one_hot(const Tensor& labels, int64_t classes = -1);
/// How often each of 0, 1, ... stands in x (1-d, integers, not negative), at least `minlength` counts.
Tensor bincount(const Tensor& x, int64_t minlength = 0);

}  // namespace gradus
