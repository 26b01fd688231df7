#pragma once

#include <cstdint>

#include "gradus/base/dtype.hpp"

/// Results along a dimension that build on the one before, in the order of the elements. Arrays are dense
/// [outer, size, inner]; float32 is accumulated in float64.
namespace gradus::kernels {

struct ScanSizes {
  int64_t outer, size, inner;
};

/// out[k] = x[0] + ... + x[k]; `reverse` counts from the end. Not for bool.
void cumulative_sum(DType type, void* out, const void* x, const ScanSizes& sizes, bool reverse);

/// out[k] = u[k] + c[k] out[k-1], with out[-1] = 0 and c[0] never read; `reverse` counts from the end. Not
/// for bool.
void linear_scan(DType type, void* out, const void* u, const void* c, const ScanSizes& sizes, bool reverse);

/// out[k] = the index of the largest or smallest of x[0 .. k]: the last of equal ones; NaN wins.
void cumulative_extreme(bool largest, DType type, int64_t* out, const void* x, const ScanSizes& sizes);

/// out[k] = log(e^x[0] + ... + e^x[k]); float32 and float64.
void cumulative_log_sum(DType type, void* out, const void* x, const ScanSizes& sizes);

}  // namespace gradus::kernels
