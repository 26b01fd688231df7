#pragma once

#include "gradus/core/tensor/tensor.hpp"

namespace gradus::learn::internal {

/// The w [p, m] with the least |y - a w|, for float64 a [n, p] and y [n, m]; undefined where there are
/// several. Rows count by their weights [n], all above 0, unless undefined: least is then the sum of weight
/// times (y - a w)^2.
///
/// By Householder QR, which does not square the condition number. Where that number is large, QR is done in
/// the processor's 80-bit numbers and the result refined with residuals of 113 bits (Björck's augmented
/// system), which keeps all digits of w up to conditions of 1e15. Columns that depend on each other to the
/// rounding of their own numbers leave several.
Tensor only_least_squares(const Tensor& a, const Tensor& y, const Tensor& weights = {});

/// Of all w with the least |y - a w| the shortest, by the pseudo-inverse.
Tensor shortest_least_squares(const Tensor& a, const Tensor& y, const Tensor& weights = {});

/// The only w with the least |y - a w|, of several the shortest.
Tensor least_squares(const Tensor& a, const Tensor& y, const Tensor& weights = {});

}  // namespace gradus::learn::internal
