#pragma once

#include <vector>

#include "gradus/core/tensor/tensor.hpp"

/// Elements chosen and written by tensors of indices (int64, for whole slices also int32) or by bool masks.
/// Negative indices count from the end in x[...], take() and index_fill(); elsewhere they are out of range.
/// Python's x[...] is Tensor::index and Tensor::index_put_.
namespace gradus {

/// out[.., i, ..] = x[.., index[i], ..] along `dim`; the index has one dimension.
Tensor index_select(const Tensor& x, int64_t dim, const Tensor& index);
/// The elements of x, counted in row-major order; out has the index's shape.
Tensor take(const Tensor& x, const Tensor& index);
/// out[i][j] = x[i][index[i][j]] for dim = 1, and likewise for others; out has the index's shape, which
/// nowhere exceeds x's in the other dimensions.
Tensor gather(const Tensor& x, int64_t dim, const Tensor& index);
/// gather after x and the index are broadcast together in all dimensions but `dim`.
Tensor take_along_dim(const Tensor& x, const Tensor& index, int64_t dim);

/// x with source put at the places that gather would read; of equal places the last wins.
Tensor scatter(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source);
Tensor scatter(const Tensor& x, int64_t dim, const Tensor& index, Scalar value);
/// x with source added at the places that gather would read; equal places add up.
Tensor scatter_add(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source);
/// x with alpha * source added to the slices that the index names along `dim`; equal ones add up.
Tensor index_add(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source, Scalar alpha = 1);
/// x with the slices that the index names along `dim` replaced by those of source.
Tensor index_copy(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source);
/// x with the slices that the index names along `dim` filled with a number.
Tensor index_fill(const Tensor& x, int64_t dim, const Tensor& index, Scalar value);

/// Positions of the elements that are not zero, int64 [n, dims], in row-major order.
Tensor nonzero(const Tensor& x);
/// The same, one vector for each dimension.
std::vector<Tensor> where(const Tensor& condition);
/// The elements where the mask is true, in one dimension; x and mask broadcast.
Tensor masked_select(const Tensor& x, const Tensor& mask);
/// x with a number, or the value of a 0-d tensor, where the mask is true; x and mask broadcast.
Tensor masked_fill(const Tensor& x, const Tensor& mask, const Tensor& value);
Tensor masked_fill(const Tensor& x, const Tensor& mask, Scalar value);
/// x with the elements of source, one after the other, where the mask is true; x and mask broadcast.
Tensor masked_scatter(const Tensor& x, const Tensor& mask, const Tensor& source);

/// int64 [..., classes] with a one at each label; the classes are counted from the labels when not given.
/// PyTorch: torch.nn.functional.one_hot
Tensor one_hot(const Tensor& labels, int64_t classes = -1);
/// How often each of 0, 1, ... stands in x (1-d, integers, not negative), at least `minlength` counts.
Tensor bincount(const Tensor& x, int64_t minlength = 0);

}  // namespace gradus
