#pragma once

#include <cstdint>

#include "gradus/base/dtype.hpp"
#include "gradus/base/shape.hpp"

/// Element by element: each output element depends on one element of each input.
namespace gradus::kernels {

/// f(x) or f(x; a, b) with two parameters. What a and b mean stands behind the name.
enum class UnaryOp : uint8_t {
  negative,
  absolute,
  sign,
  square,
  reciprocal,
  sqrt,
  rsqrt,
  exp,
  expm1,
  log,
  log1p,
  log2,
  log10,
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  sinh,
  cosh,
  tanh,
  sigmoid,
  relu,
  erf,
  floor,
  ceil,
  round,            // half to even
  add_scalar,       // x + a
  subtract_from,    // a - x
  multiply_scalar,  // x * a
  divide_scalar,    // x / a
  divide_into,      // a / x
  power_scalar,     // x ^ a
  clamp,            // min(max(x, a), b); NaN stays
  trunc,
  exp2,
  asinh,
  acosh,
  atanh,
  erfc,
  erfinv,
  lgamma,
  digamma,
  trigamma,
  bitwise_not,  // logical not of bool
  count
};

/// f(x, y); both inputs and the output have one type. Division and functions are for floating point only.
enum class BinaryOp : uint8_t {
  add,
  subtract,
  multiply,
  divide,
  power,
  maximum,  // NaN if either is
  minimum,
  atan2,
  tanh_gradient,     // x (1 - y^2), y = tanh
  sigmoid_gradient,  // x y (1 - y), y = sigmoid
  relu_gradient,     // x where y > 0, y = relu
  hypot,
  log_add_exp,
  floor_divide,  // the three of integers: the caller has checked that y is not 0
  fmod,
  remainder,
  bitwise_and,  // the three for integers and bool only
  bitwise_or,
  bitwise_xor,
  count
};

/// f(x, y) -> bool.
enum class CompareOp : uint8_t { equal, not_equal, less, less_equal, greater, greater_equal, count };

/// An operand's first element and the distance of neighbours along each dimension, in elements.
struct Operand {
  void* data;
  const Strides* strides;
};

/// out[i] = f(x[i]; a, b) for arrays of n elements without gaps. Integers convert a and b to
/// integers; functions whose values are not integers are for floating point only.
void unary(UnaryOp op, DType type, void* out, const void* x, int64_t n, double a = 0, double b = 0);
/// out[i] = f(x[i], y[i]) for arrays of n elements without gaps.
void binary(BinaryOp op, DType type, void* out, const void* x, const void* y, int64_t n);

/// The same for any strides; every operand has the same shape, and a stride of 0 repeats an element.
void unary(UnaryOp op, DType type, const Shape& shape, Operand out, Operand x, double a, double b);
void binary(BinaryOp op, DType type, const Shape& shape, Operand out, Operand x, Operand y);
/// `type` is that of the inputs; the output is bool.
void compare(CompareOp op, DType type, const Shape& shape, Operand out, Operand x, Operand y);
/// out = condition ? x : y; `type` is that of x, y and out, the condition is bool.
void where(DType type, const Shape& shape, Operand out, Operand condition, Operand x, Operand y);

/// out = x, converted by convert().
void copy(DType to, DType from, const Shape& shape, Operand out, Operand x);
/// out[i] = value, converted by convert(), for n elements without gaps.
void fill(DType type, void* out, int64_t n, double value);
void fill(DType type, void* out, int64_t n, int64_t value);
/// out[i] = start + i * step, computed in float64 and rounded once; float32 and float64.
void arange(DType type, void* out, int64_t n, double start, double step);
/// The same for integers of any size.
void arange(int64_t* out, int64_t n, int64_t start, int64_t step);
/// n values from start to end inclusive, counted from both ends as PyTorch does.
void linspace(DType type, void* out, int64_t n, double start, double end);

}  // namespace gradus::kernels
