#pragma once

#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/tensor/tensor.hpp"

/// Sorting, searching and counting. NaN counts as larger than every number. Values carry gradients of any
/// order, indices none.
namespace gradus {

struct SortOptions {
  int64_t dim = -1;
  bool descending = false;
  bool stable = false;  ///< for PyTorch's sake: equal elements always keep their order here
};
/// The elements in order along a dimension, and where each was.
ValuesIndices sort(const Tensor& x, const SortOptions& options = {});
/// Where the elements of sort(x) were, int64.
Tensor argsort(const Tensor& x, const SortOptions& options = {});

struct TopkOptions {
  int64_t dim = -1;
  bool largest = true;
  bool sorted = true;  ///< for PyTorch's sake: the result is always in order here
};
/// The k largest (or smallest) elements along a dimension, in order, and where they were.
ValuesIndices topk(const Tensor& x, int64_t k, const TopkOptions& options = {});
/// The k-th smallest element along a dimension, counted from 1, and where it was.
ValuesIndices kthvalue(const Tensor& x, int64_t k, int64_t dim = -1, bool keepdim = false);
/// The middle element, the lower one of two; NaN if any is, and of nothing. All of several equal ones share
/// the gradient.
Tensor median(const Tensor& x);
/// The same along a dimension, with the place of the element that was found, which has the gradient.
ValuesIndices median(const Tensor& x, int64_t dim, bool keepdim = false);

/// What lies between two elements when a quantile falls there.
enum class Interpolation : uint8_t { linear, lower, higher, midpoint, nearest };
struct QuantileOptions {
  std::optional<int64_t> dim = std::nullopt;  ///< none: of all elements
  bool keepdim = false;
  Interpolation interpolation = Interpolation::linear;
};
/// The value that the share q of [0, 1] of the elements lies below; NaN if any is. Floating point only.
Tensor quantile(const Tensor& x, double q, const QuantileOptions& options = {});
/// The same for several shares, along a new first dimension.
Tensor quantile(const Tensor& x, std::span<const double> q, const QuantileOptions& options = {});
inline Tensor quantile(const Tensor& x, std::initializer_list<double> q,
                       const QuantileOptions& options = {}) {
  return quantile(x, std::span<const double>(q.begin(), q.size()), options);
}

/// The distinct elements, for each element of x the place of its value among them, and how often each stands
/// in x; both int64.
struct Unique {
  Tensor values, inverse, counts;
};
/// Distinct elements of the flattened tensor in ascending order; each NaN is one of its own.
Unique unique(const Tensor& x);
/// Without sorting: runs of equal neighbours as one.
Unique unique_consecutive(const Tensor& x);

/// For each value where it would go (int64) into a sequence that ascends along its last dimension: before
/// equal elements, or with `right` behind them. The sequence is a vector or has the dimensions of the values
/// in front of its last.
Tensor searchsorted(const Tensor& sorted_sequence, const Tensor& values, bool right = false);
Tensor searchsorted(const Tensor& sorted_sequence, Scalar value, bool right = false);
/// searchsorted(boundaries, x, right).
Tensor bucketize(const Tensor& x, const Tensor& boundaries, bool right = false);

/// How many elements lie in each of `bins` equal parts of [min, max]; of the smallest to the largest element
/// when min and max are equal. Floating point, in the type of x.
Tensor histc(const Tensor& x, int64_t bins = 100, double min = 0, double max = 0);

struct HistogramOptions {
  std::optional<std::pair<double, double>> range = std::nullopt;  ///< none: from smallest to largest element
  Tensor weight{};                                                ///< like x: what each element counts
  bool density = false;  ///< divide by the total and by the width of each part
};
struct Histogram {
  Tensor hist, bin_edges;
};
/// How many elements lie in each of `bins` equal parts, and the parts' bins + 1 edges.
Histogram histogram(const Tensor& x, int64_t bins, const HistogramOptions& options = {});
/// The same between ascending edges; no range is given then.
Histogram histogram(const Tensor& x, const Tensor& bin_edges, const HistogramOptions& options = {});

}  // namespace gradus
