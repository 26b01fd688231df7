#pragma once

#include <cstdint>

#include "gradus/kernels/clusters.hpp"

/// Sums over rows that k-means needs beside the search of clusters.hpp. Work is cut into parts of fixed size,
/// so that results do not depend on the number of threads.
namespace gradus::kernels {

/// What center_rows() does and finds.
struct RowCentering {
  DType type;
  const void* x;  ///< [n, d]
  int64_t n, d;
  const double* mean;  ///< [d]
  void* out;           ///< [n, d] the rows less the mean, rounded once
  void* squares;       ///< [n] |row|^2 of out, of its type
  double* total;       ///< the sum of all squares, in float64
  double* largest;     ///< the largest of them
};
void center_rows(const RowCentering& args);

/// The sums of clusters, which follow the labels of their rows.
struct ClusterSums {
  DType type;
  const void* x;  ///< [n, d]
  ClusterSizes sizes;
  const int64_t* labels;  ///< [n] where each row belongs
  int64_t* summed;        ///< [n] where each row is counted, -1 for nowhere yet; becomes equal to labels
  double* sums;           ///< [k, d] of the rows that are counted
  int64_t* counts;        ///< [k]
  int64_t* moved;         ///< how many rows had to be moved
};
/// Moves rows whose label is new from one sum to another.
void follow_labels(const ClusterSums& args);

}  // namespace gradus::kernels
