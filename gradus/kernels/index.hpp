#pragma once

#include <cstdint>

#include "gradus/base/dtype.hpp"
#include "gradus/base/shape.hpp"

/// Reading and adding at positions that a tensor of indices names. Arrays are dense; around the dimension
/// that is indexed, of `size` elements, lie `outer` and `inner` elements. The caller has checked every index.
namespace gradus::kernels {

struct IndexSizes {
  int64_t outer, size, inner;
  int64_t count;  ///< indices along the dimension
};

/// out[o, i, n] = x[o, index[i], n].
void index_select(DType type, void* out, const void* x, const int64_t* index, const IndexSizes& sizes);
/// out[o, index[i], n] = x[o, i, n], in the order of i: the last of equal indices stays.
void index_copy(DType type, void* out, const void* x, const int64_t* index, const IndexSizes& sizes);
/// out[o, index[i], n] += x[o, i, n], in the order of i.
void index_add(DType type, void* out, const void* x, const int64_t* index, const IndexSizes& sizes);
/// out[o, i, n] = x[o, index[o, i, n], n].
void gather(DType type, void* out, const void* x, const int64_t* index, const IndexSizes& sizes);
/// out[o, index[o, i, n], n] += x[o, i, n], in the order of i.
void scatter_add(DType type, void* out, const void* x, const int64_t* index, const IndexSizes& sizes);

/// The positions of true elements of a dense mask in row-major order: out is int64 [n, rank of shape], n
/// their number.
void nonzero(int64_t* out, const bool* mask, const Shape& shape);

/// out[i, index[i]] = 1, all else 0; out is int64 [n, classes].
void one_hot(int64_t* out, const int64_t* index, int64_t n, int64_t classes);
/// counts[c] = how often c stands among the n indices.
void bincount(int64_t* counts, const int64_t* index, int64_t n, int64_t classes);

/// An Error about the index at `position`, which is out of range.
using RangeFailure = void (*)(const char* op, int64_t index, int64_t position, int64_t size, int axis);
/// Calls `failure` for the first index that is not in [-low, size); `axis` is only passed on. A kernel like
/// others: when work is done again with other indices, they are checked again.
void require_in_range(const char* op, const int64_t* index, int64_t n, int64_t low, int64_t size, int axis,
                      RangeFailure failure);

/// The first position whose index is not in [-low, size), or -1 when all are. Negative indices are allowed to
/// -low.
int64_t find_out_of_range(const int64_t* index, int64_t n, int64_t low, int64_t size);

}  // namespace gradus::kernels
