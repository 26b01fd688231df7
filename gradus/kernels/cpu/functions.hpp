#pragma once

#include <cmath>
#include <cstdint>
#include <type_traits>

#include "gradus/base/convert.hpp"
#include "gradus/kernels/cpu/scalar_math.hpp"
#include "gradus/kernels/cpu/special_functions.hpp"
#include "gradus/kernels/elementwise.hpp"

/// What each elementwise operation computes for one element.
namespace gradus::kernels::cpu {

template <class T>
inline constexpr bool is_real = std::is_floating_point_v<T>;

// Integers wrap as unsigned numbers do: signed overflow would be undefined.
template <class T>
T wrapping(auto operation, T x, T y) {
  if constexpr (std::is_signed_v<T> && std::is_integral_v<T>) {
    using Unsigned = std::make_unsigned_t<T>;
    return static_cast<T>(operation(static_cast<Unsigned>(x), static_cast<Unsigned>(y)));
  } else {
    return static_cast<T>(operation(x, y));
  }
}
template <class T>
T plus(T x, T y) {
  return wrapping([](auto a, auto b) { return a + b; }, x, y);
}
template <class T>
T minus(T x, T y) {
  return wrapping([](auto a, auto b) { return a - b; }, x, y);
}
template <class T>
T times(T x, T y) {
  return wrapping([](auto a, auto b) { return a * b; }, x, y);
}

/// x^n for integers by squaring; a negative exponent leaves 0 unless x is 1 or -1, as in PyTorch.
inline int64_t integer_power(int64_t x, int64_t n) {
  if (n < 0) return x == 1 ? 1 : (x == -1 ? (n % 2 ? -1 : 1) : 0);
  int64_t result = 1;
  for (; n > 0; n >>= 1, x = times(x, x)) {
    if (n & 1) result = times(result, x);
  }
  return result;
}

template <class T>
T power(T x, T y) {
  if constexpr (is_real<T>) {
    // The common exponents exactly as PyTorch computes them.
    if (y == T(2)) return x * x;
    if (y == T(3)) return x * x * x;
    if (y == T(0.5)) return std::sqrt(x);
    if (y == T(-1)) return T(1) / x;
    if (y == T(-2)) return T(1) / (x * x);
    return std::pow(x, y);
  } else {
    return static_cast<T>(integer_power(x, y));
  }
}

/// What only floating point has; the caller converts integers first.
constexpr bool is_real_only(UnaryOp op) {
  switch (op) {
    case UnaryOp::reciprocal:
    case UnaryOp::sqrt:
    case UnaryOp::rsqrt:
    case UnaryOp::exp:
    case UnaryOp::expm1:
    case UnaryOp::log:
    case UnaryOp::log1p:
    case UnaryOp::log2:
    case UnaryOp::log10:
    case UnaryOp::sin:
    case UnaryOp::cos:
    case UnaryOp::tan:
    case UnaryOp::asin:
    case UnaryOp::acos:
    case UnaryOp::atan:
    case UnaryOp::sinh:
    case UnaryOp::cosh:
    case UnaryOp::tanh:
    case UnaryOp::sigmoid:
    case UnaryOp::erf:
    case UnaryOp::divide_scalar:
    case UnaryOp::divide_into:
      return true;
    default:
      return false;
  }
}

constexpr bool is_real_only(BinaryOp op) {
  return op == BinaryOp::divide || op == BinaryOp::atan2 || op == BinaryOp::tanh_gradient ||
         op == BinaryOp::sigmoid_gradient;
}

/// A parameter of an operation as its element type; integers keep the low bits of the integer it is.
template <class T>
T parameter(double value) {
  if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
    return static_cast<T>(convert<int64_t>(value));
  } else {
    return static_cast<T>(value);
  }
}

template <UnaryOp op, class T>
inline T apply_unary(T x, T a, T b) {
  if constexpr (op == UnaryOp::negative) {
    if constexpr (is_real<T>) return -x;  // 0 has a sign too
    return minus(T(0), x);
  }
  if constexpr (op == UnaryOp::square) return times(x, x);
  if constexpr (op == UnaryOp::add_scalar) return plus(x, a);
  if constexpr (op == UnaryOp::subtract_from) return minus(a, x);
  if constexpr (op == UnaryOp::multiply_scalar) return times(x, a);
  if constexpr (op == UnaryOp::power_scalar) return power(x, a);
  if constexpr (op == UnaryOp::sign)
    return static_cast<T>((x > T(0)) - (x < T(0)));  // of NaN: 0, as in PyTorch
  if constexpr (op == UnaryOp::relu) return x < T(0) ? T(0) : x;
  if constexpr (op == UnaryOp::clamp) {
    const T raised = x < a ? a : x;
    return raised > b ? b : raised;  // the upper bound wins when they cross
  }
  if constexpr (op == UnaryOp::absolute) {
    if constexpr (is_real<T>) return std::fabs(x);
    return x < T(0) ? minus(T(0), x) : x;
  }
  if constexpr (op == UnaryOp::bitwise_not) {
    if constexpr (std::is_same_v<T, bool>) {
      return !x;
    } else if constexpr (!is_real<T>) {
      return static_cast<T>(~x);
    }
  }
  if constexpr (is_real<T>) {
    if constexpr (op == UnaryOp::reciprocal) return T(1) / x;
    if constexpr (op == UnaryOp::sqrt) return std::sqrt(x);
    if constexpr (op == UnaryOp::rsqrt) return T(1) / std::sqrt(x);
    if constexpr (op == UnaryOp::exp) return math::exp(x);
    if constexpr (op == UnaryOp::expm1) return std::expm1(x);
    if constexpr (op == UnaryOp::log) return math::log(x);
    if constexpr (op == UnaryOp::log1p) return std::log1p(x);
    if constexpr (op == UnaryOp::log2) return std::log2(x);
    if constexpr (op == UnaryOp::log10) return std::log10(x);
    if constexpr (op == UnaryOp::sin) return std::sin(x);
    if constexpr (op == UnaryOp::cos) return std::cos(x);
    if constexpr (op == UnaryOp::tan) return std::tan(x);
    if constexpr (op == UnaryOp::asin) return std::asin(x);
    if constexpr (op == UnaryOp::acos) return std::acos(x);
    if constexpr (op == UnaryOp::atan) return std::atan(x);
    if constexpr (op == UnaryOp::sinh) return std::sinh(x);
    if constexpr (op == UnaryOp::cosh) return std::cosh(x);
    if constexpr (op == UnaryOp::tanh) return math::tanh(x);
    if constexpr (op == UnaryOp::sigmoid) return math::sigmoid(x);
    if constexpr (op == UnaryOp::erf) return std::erf(x);
    if constexpr (op == UnaryOp::floor) return std::floor(x);
    if constexpr (op == UnaryOp::ceil) return std::ceil(x);
    if constexpr (op == UnaryOp::round) return std::nearbyint(x);
    if constexpr (op == UnaryOp::divide_scalar) return x / a;
    if constexpr (op == UnaryOp::divide_into) return a / x;
    if constexpr (op == UnaryOp::trunc) return std::trunc(x);
    if constexpr (op == UnaryOp::exp2) return std::exp2(x);
    if constexpr (op == UnaryOp::asinh) return std::asinh(x);
    if constexpr (op == UnaryOp::acosh) return std::acosh(x);
    if constexpr (op == UnaryOp::atanh) return std::atanh(x);
    if constexpr (op == UnaryOp::erfc) return std::erfc(x);
    if constexpr (op == UnaryOp::erfinv) return math::erfinv(x);
    if constexpr (op == UnaryOp::lgamma) return math::lgamma(x);
    if constexpr (op == UnaryOp::digamma) return math::digamma(x);
    if constexpr (op == UnaryOp::trigamma) return math::trigamma(x);
    if constexpr (op == UnaryOp::bitwise_not) return x;  // refused by the caller
  } else {
    return x;  // floor, ceil, round and trunc of integers; the rest is computed in floating point by the
               // caller
  }
}

template <BinaryOp op, class T>
inline T apply_binary(T x, T y) {
  if constexpr (op == BinaryOp::add) return plus(x, y);
  if constexpr (op == BinaryOp::subtract) return minus(x, y);
  if constexpr (op == BinaryOp::multiply) return times(x, y);
  if constexpr (op == BinaryOp::power) return power(x, y);
  if constexpr (op == BinaryOp::maximum) return x != x ? x : (y != y ? y : (x > y ? x : y));
  if constexpr (op == BinaryOp::minimum) return x != x ? x : (y != y ? y : (x < y ? x : y));
  if constexpr (op == BinaryOp::floor_divide) return math::floor_divide(x, y);
  if constexpr (op == BinaryOp::fmod) return math::fmod(x, y);
  if constexpr (op == BinaryOp::remainder) return math::remainder(x, y);
  if constexpr (!is_real<T>) {
    if constexpr (op == BinaryOp::bitwise_and) return static_cast<T>(x & y);
    if constexpr (op == BinaryOp::bitwise_or) return static_cast<T>(x | y);
    if constexpr (op == BinaryOp::bitwise_xor) return static_cast<T>(x ^ y);
  }
  if constexpr (is_real<T>) {
    if constexpr (op == BinaryOp::bitwise_and || op == BinaryOp::bitwise_or || op == BinaryOp::bitwise_xor)
      return x;  // refused by the caller
    if constexpr (op == BinaryOp::hypot) return std::hypot(x, y);
    if constexpr (op == BinaryOp::log_add_exp) return math::log_add_exp(x, y);
    if constexpr (op == BinaryOp::divide) return x / y;
    if constexpr (op == BinaryOp::atan2) return std::atan2(x, y);
    if constexpr (op == BinaryOp::tanh_gradient) return x * (T(1) - y * y);
    if constexpr (op == BinaryOp::sigmoid_gradient) return x * (T(1) - y) * y;
    if constexpr (op == BinaryOp::relu_gradient) return y > T(0) ? x : T(0);
  } else {
    return x;  // never reached: these are computed in floating point by the caller
  }
}

template <CompareOp op, class T>
inline bool apply_compare(T x, T y) {
  if constexpr (op == CompareOp::equal) return x == y;
  if constexpr (op == CompareOp::not_equal) return x != y;
  if constexpr (op == CompareOp::less) return x < y;
  if constexpr (op == CompareOp::less_equal) return x <= y;
  if constexpr (op == CompareOp::greater) return x > y;
  if constexpr (op == CompareOp::greater_equal) return x >= y;
}

}  // namespace gradus::kernels::cpu
