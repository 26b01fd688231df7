#pragma once

#include "gradus/core/tensor/tensor.hpp"

namespace gradus::learn::internal {

/// The w [p, m] with the least |y - a w|, for float64 a [n, p] and y [n, m]; of several the shortest.
///
/// By Householder QR, which does not square the condition number. Where that number is large, QR is done in
/// the processor's 80-bit numbers and the result refined with residuals of 113 bits (Björck's augmented
/// system), which keeps all digits of w up to conditions of 1e15. Columns that depend on each other to the
/// rounding of their own numbers leave w to the pseudo-inverse.
Tensor least_squares(const Tensor& a, const Tensor& y);

}  // namespace gradus::learn::internal
