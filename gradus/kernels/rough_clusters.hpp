#pragma once

#include <cstdint>

#include "gradus/kernels/clusters.hpp"

/// The search of clusters.hpp for float32 in two steps: first in whole numbers of 16 bits, which takes half
/// the time, and then in float32 for the few rows whose nearest centre these do not tell for certain.
namespace gradus::kernels {

/// Rows of float32 as whole numbers.
struct RoughRows {
  const int32_t* pairs;  ///< [n, (d + 1) / 2]: round(scale * x), two numbers of 16 bits in each
  const float* squares;  ///< [n] |x|^2
  double scale;          ///< such that no |scale * x| is above rough_norm
};

/// The largest norm of rough rows and centres: products of two fit into 32 bits.
inline constexpr double rough_norm = 32000;

/// Numbers in one row of RoughRows::pairs.
inline int64_t rough_width(int64_t d) { return (d + 1) / 2; }

/// pairs = round(scale * x) for rows x [n, d].
void round_rows(int32_t* pairs, const float* x, int64_t n, int64_t d, double scale);

/// Whether rough_lloyd_step() can do a step: float32, Euclidean, no sums, up to 65536 centres, none of them
/// farther from 0 than the farthest row.
bool can_be_rough(const LloydStep& step);

/// lloyd_step() with the same labels.
void rough_lloyd_step(const LloydStep& step, const RoughRows& rows);

}  // namespace gradus::kernels
