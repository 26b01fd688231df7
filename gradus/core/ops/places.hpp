#pragma once

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/kernels/index.hpp"

/// Reading and writing at positions along one dimension: what every kind of indexing comes down to.
namespace gradus::detail {

/// Dense int64 indices in [0, size), negative ones counted from the end down to -lowest. An Error in the name
/// of `op` for others than int64 (and int32 when `narrow`), and for one out of range: it names the index, and
/// the dimension `axis` unless that is -1.
Tensor checked_index(const char* op, const Tensor& index, int64_t size, int64_t lowest, int axis = -1,
                     bool narrow = false);

/// How the elements lie around dimension `axis` when `count` indices are used along it.
kernels::IndexSizes sizes_around(const Shape& shape, int axis, int64_t count);

/// out[.., i, ..] = x[.., index[i], ..] for a checked index; recorded under the name `node`.
Tensor select_rows(const char* node, const Tensor& x, int axis, const Tensor& index);

/// x with value[.., i, ..] put at (or with `accumulate` added to) [.., index[i], ..], for a checked index and
/// a value of x's type that has x's shape but for `axis`; recorded under the name `node`.
Tensor put_rows(const char* node, const Tensor& x, int axis, const Tensor& index, const Tensor& value,
                bool accumulate);
/// The same into x itself, which is dense; not recorded, and its version is not counted.
void put_rows_into(const Tensor& x, int axis, const Tensor& index, const Tensor& value, bool accumulate);

/// The positions of true elements of a bool tensor, int64 [n, dims]. Reads the data.
Tensor positions_of(const char* op, const Tensor& mask);

}  // namespace gradus::detail
