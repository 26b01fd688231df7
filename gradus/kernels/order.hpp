#pragma once

#include <cstdint>

#include "gradus/base/dtype.hpp"

/// Sorting and searching. Arrays are dense rows; NaN counts as larger than every number.
namespace gradus::kernels {

/// indices[o, 0 .. k) = the positions of the k smallest (or largest) elements of row o, in order; equal ones
/// in the order they have in x. `indices` is [outer, n]; its elements from k on are of no use.
void order_rows(bool descending, DType type, int64_t* indices, const void* x, int64_t outer, int64_t n,
                int64_t k);

/// out[o, i] = how many of the n ascending elements of row o lie before values[o, i]: those below it, or,
/// with `right`, those not above. With `shared` there is one row of elements for all rows of values.
struct SearchSizes {
  int64_t outer, n, count;
  bool shared, right;
};
void search_rows(DType type, int64_t* out, const void* sorted, const void* values, const SearchSizes& sizes);

/// out[b] = how many of the n elements of x lie in the b-th of `bins` equal parts of [low, high], or the sum
/// of their weights (null: 1 each); the last part includes `high`. Elements outside count nowhere.
struct HistogramSizes {
  int64_t n, bins;
  double low, high;
};
void equal_histogram(DType type, void* out, const void* x, const void* weight, const HistogramSizes& sizes);
/// The same between bins + 1 ascending edges.
void edge_histogram(DType type, void* out, const void* x, const void* weight, const void* edges, int64_t n,
                    int64_t bins);

}  // namespace gradus::kernels
