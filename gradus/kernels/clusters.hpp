#pragma once

#include <cstdint>

#include "gradus/base/dtype.hpp"

/// Rows and the centres nearest to them, the work of k-means: dense arrays of float32 or float64. Work is cut
/// into parts of fixed size, so that results do not depend on the number of threads.
namespace gradus::kernels {

enum class Metric : uint8_t { euclidean, manhattan };

/// n rows and k centres, of d numbers each.
struct ClusterSizes {
  int64_t n, d, k;
};

/// What a pass knows of the rows from the pass before (Hamerly, 2010): rows whose nearest centre cannot have
/// changed are passed over. Distances are Euclidean.
struct ClusterBounds {
  void* upper = nullptr;  ///< [n] at least the distance to the row's own centre; of the rows' type
  void* lower = nullptr;  ///< [n] at most the distance to every other centre
  /// [k] how far each centre has moved since the pass before; null in a first pass, which looks at all rows.
  const double* shift = nullptr;
  const double* half_gap = nullptr;  ///< [k] half the distance to the nearest other centre
  double largest_norm = 0;           ///< the largest |x|^2 of a row, and at least that of a centre
  int64_t* looked = nullptr;         ///< how many rows were not passed over; null unless wanted
};

struct LloydStep {
  DType type;
  const void* x;        ///< [n, d]
  const void* centers;  ///< [k, d]
  ClusterSizes sizes;
  Metric metric = Metric::euclidean;
  int64_t* labels;            ///< [n] read where bounds know the row, and written
  double* sums = nullptr;     ///< [k, d] sums of each cluster's rows, or null
  int64_t* counts = nullptr;  ///< [k] their numbers, or null
  ClusterBounds bounds = {};  ///< without arrays no row is passed over
};

/// Finds each row's nearest centre, the first of equally near ones, and adds up the rows of each cluster.
/// Bounds are widened by what rounding can do, so that labels are the same with and without them.
void lloyd_step(const LloydStep& step);

/// out[i] = |x_i - c|^2, or the sum of |x_ij - c_j|, c being the row of `centers` that labels[i] names (row 0
/// when labels is null). Sums are in float64.
void center_distances(DType type, double* out, const void* x, const void* centers, const int64_t* labels,
                      const ClusterSizes& sizes, Metric metric);

}  // namespace gradus::kernels
