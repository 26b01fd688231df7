#pragma once

#include "gradus/core/tensor/tensor.hpp"

/// Questions to each element and combinations of truth values and bits; nothing here has a gradient.
namespace gradus {

/// Whether each element is infinite; false for integers.
Tensor isinf(const Tensor& x);
/// Whether each element is neither infinite nor NaN; true for integers.
Tensor isfinite(const Tensor& x);

struct IscloseOptions {
  double rtol = 1e-5;
  double atol = 1e-8;
  bool equal_nan = false;  ///< whether NaN is close to NaN
};
/// |x - y| <= atol + rtol |y| element by element; infinities are close to themselves.
Tensor isclose(const Tensor& x, const Tensor& y, const IscloseOptions& options = {});

/// Whether exactly one of x and y is not zero.
Tensor logical_xor(const Tensor& x, const Tensor& y);

/// The bits that x and y both have; integers or bool.
Tensor bitwise_and(const Tensor& x, const Tensor& y);
/// The bits that x or y has; integers or bool.
Tensor bitwise_or(const Tensor& x, const Tensor& y);
/// The bits that exactly one of x and y has; integers or bool.
Tensor bitwise_xor(const Tensor& x, const Tensor& y);
/// The opposite of every bit; logical not of bool.
Tensor bitwise_not(const Tensor& x);

inline Tensor operator&(const Tensor& x, const Tensor& y) { return bitwise_and(x, y); }
inline Tensor operator|(const Tensor& x, const Tensor& y) { return bitwise_or(x, y); }
inline Tensor operator^(const Tensor& x, const Tensor& y) { return bitwise_xor(x, y); }
inline Tensor operator~(const Tensor& x) { return bitwise_not(x); }

/// How many elements are not zero, int64, along dimensions or altogether.
Tensor count_nonzero(const Tensor& x, const std::optional<Axes>& dim = std::nullopt);

}  // namespace gradus
