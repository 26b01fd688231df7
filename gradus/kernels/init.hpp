#pragma once

#include <cstdint>

#include "gradus/base/dtype.hpp"

/// What initial values of parameters need beside random numbers; dense float32 or float64 arrays.
namespace gradus::kernels {

/// x = erf^-1(x) in place; infinite at -1 and 1, NaN beyond.
void inverse_erf(DType type, void* x, int64_t n);

/// `count` vectors of `length` elements become orthonormal in place, one after the other: the Q of a QR
/// decomposition whose R has a positive diagonal. Neighbouring elements of a vector lie `step` apart, the
/// vectors `distance`.
struct Vectors {
  int64_t count, length, step, distance;
};
void orthonormalize(DType type, void* x, const Vectors& vectors);

/// x[index[i] * step] = 0 for the first `count` of the indices.
void zero_at(DType type, void* x, const int64_t* index, int64_t count, int64_t step);

}  // namespace gradus::kernels
