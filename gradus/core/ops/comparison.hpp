#pragma once

#include "gradus/core/tensor/tensor.hpp"

/// Comparisons, truth values, and choosing by them. Shapes broadcast; results are bool and have no gradient.
namespace gradus {

/// x == y.
Tensor eq(const Tensor& x, const Tensor& y);
/// x != y; NaN is unequal to everything.
Tensor ne(const Tensor& x, const Tensor& y);
/// x < y.
Tensor lt(const Tensor& x, const Tensor& y);
/// x <= y.
Tensor le(const Tensor& x, const Tensor& y);
/// x > y.
Tensor gt(const Tensor& x, const Tensor& y);
/// x >= y.
Tensor ge(const Tensor& x, const Tensor& y);
Tensor eq(const Tensor& x, Scalar y);
Tensor ne(const Tensor& x, Scalar y);
Tensor lt(const Tensor& x, Scalar y);
Tensor le(const Tensor& x, Scalar y);
Tensor gt(const Tensor& x, Scalar y);
Tensor ge(const Tensor& x, Scalar y);

inline Tensor operator==(const Tensor& x, const Tensor& y) { return eq(x, y); }
inline Tensor operator!=(const Tensor& x, const Tensor& y) { return ne(x, y); }
inline Tensor operator<(const Tensor& x, const Tensor& y) { return lt(x, y); }
inline Tensor operator<=(const Tensor& x, const Tensor& y) { return le(x, y); }
inline Tensor operator>(const Tensor& x, const Tensor& y) { return gt(x, y); }
inline Tensor operator>=(const Tensor& x, const Tensor& y) { return ge(x, y); }
inline Tensor operator==(const Tensor& x, Scalar y) { return eq(x, y); }
inline Tensor operator!=(const Tensor& x, Scalar y) { return ne(x, y); }
inline Tensor operator<(const Tensor& x, Scalar y) { return lt(x, y); }
inline Tensor operator<=(const Tensor& x, Scalar y) { return le(x, y); }
inline Tensor operator>(const Tensor& x, Scalar y) { return gt(x, y); }
inline Tensor operator>=(const Tensor& x, Scalar y) { return ge(x, y); }

/// Whether x is zero; zero counts as false, anything else as true.
Tensor logical_not(const Tensor& x);
/// Whether neither x nor y is zero.
Tensor logical_and(const Tensor& x, const Tensor& y);
/// Whether x or y is not zero.
Tensor logical_or(const Tensor& x, const Tensor& y);
/// Whether each element is NaN.
Tensor isnan(const Tensor& x);

/// condition ? x : y, element by element; the condition is bool. Gradients go to the chosen side.
Tensor where(const Tensor& condition, const Tensor& x, const Tensor& y);

/// Same shape, type and elements.
bool equal(const Tensor& x, const Tensor& y);
/// |x - y| <= atol + rtol |y| everywhere; NaNs are unequal.
bool allclose(const Tensor& x, const Tensor& y, double rtol = 1e-5, double atol = 1e-8);

}  // namespace gradus
