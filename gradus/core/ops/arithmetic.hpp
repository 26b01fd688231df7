#pragma once

#include "gradus/core/tensor/tensor.hpp"

/// Sums, products and powers, element by element. Shapes broadcast and types promote as in PyTorch; every
/// operation here has gradients of any order.
namespace gradus {

/// x + y.
Tensor add(const Tensor& x, const Tensor& y);
Tensor add(const Tensor& x, Scalar y);
/// x - y. Not for bool.
Tensor sub(const Tensor& x, const Tensor& y);
Tensor sub(const Tensor& x, Scalar y);
/// y - x.
Tensor rsub(const Tensor& x, Scalar y);
/// x * y.
Tensor mul(const Tensor& x, const Tensor& y);
Tensor mul(const Tensor& x, Scalar y);
/// x / y in floating point, integers included.
Tensor div(const Tensor& x, const Tensor& y);
Tensor div(const Tensor& x, Scalar y);
/// y / x.
/// PyTorch: none
Tensor rdiv(const Tensor& x, Scalar y);
/// x ^ y. Among integer tensors a negative power gives 0, of 1 and -1 their own; a negative integer number is
/// an Error.
Tensor pow(const Tensor& x, const Tensor& y);
Tensor pow(const Tensor& x, Scalar y);
/// The larger of x and y; NaN if either is. Equal elements share the gradient.
Tensor maximum(const Tensor& x, const Tensor& y);
/// The smaller of x and y; NaN if either is. Equal elements share the gradient.
Tensor minimum(const Tensor& x, const Tensor& y);
/// The angle of the point (y, x): atan(x / y) in the right quadrant, from -pi to pi.
Tensor atan2(const Tensor& x, const Tensor& y);

inline Tensor operator+(const Tensor& x, const Tensor& y) { return add(x, y); }
inline Tensor operator+(const Tensor& x, Scalar y) { return add(x, y); }
inline Tensor operator+(Scalar x, const Tensor& y) { return add(y, x); }
inline Tensor operator-(const Tensor& x, const Tensor& y) { return sub(x, y); }
inline Tensor operator-(const Tensor& x, Scalar y) { return sub(x, y); }
inline Tensor operator-(Scalar x, const Tensor& y) { return rsub(y, x); }
inline Tensor operator*(const Tensor& x, const Tensor& y) { return mul(x, y); }
inline Tensor operator*(const Tensor& x, Scalar y) { return mul(x, y); }
inline Tensor operator*(Scalar x, const Tensor& y) { return mul(y, x); }
inline Tensor operator/(const Tensor& x, const Tensor& y) { return div(x, y); }
inline Tensor operator/(const Tensor& x, Scalar y) { return div(x, y); }
inline Tensor operator/(Scalar x, const Tensor& y) { return rdiv(y, x); }

inline Tensor& operator+=(Tensor& x, const Tensor& y) { return x.add_(y); }
inline Tensor& operator+=(Tensor& x, Scalar y) { return x.add_(y); }
inline Tensor& operator-=(Tensor& x, const Tensor& y) { return x.sub_(y); }
inline Tensor& operator-=(Tensor& x, Scalar y) { return x.sub_(y); }
inline Tensor& operator*=(Tensor& x, const Tensor& y) { return x.mul_(y); }
inline Tensor& operator*=(Tensor& x, Scalar y) { return x.mul_(y); }
inline Tensor& operator/=(Tensor& x, const Tensor& y) { return x.div_(y); }
inline Tensor& operator/=(Tensor& x, Scalar y) { return x.div_(y); }

}  // namespace gradus
