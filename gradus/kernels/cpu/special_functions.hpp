#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <type_traits>

/// Functions of one or two numbers that the C++ library lacks or defines otherwise than PyTorch.
namespace gradus::kernels::math {

/// The inverse of erf: a closed form as a start (Winitzki 2008), then three of Halley's steps.
template <class T>
T erfinv(T x) {
  if (!(std::fabs(x) < T(1))) {
    constexpr T infinity = std::numeric_limits<T>::infinity();
    return x == T(1) ? infinity : (x == T(-1) ? -infinity : T(NAN));
  }
  const double target = static_cast<double>(x);
  const double w = -std::log1p(-target * target);
  constexpr double a = 0.147;
  const double half = 2 / (std::numbers::pi * a) - w / 2;
  double y = std::copysign(std::sqrt(std::sqrt(half * half + w / a) - half), target);
  for (int step = 0; step < 3; ++step) {
    // Near 1 the difference is taken between complements, which keep their digits.
    const double side = target < 0 ? -1 : 1;
    const double error = std::fabs(target) < 0.5 ? std::erf(y) - target
                                                 : side * ((1 - std::fabs(target)) - std::erfc(std::fabs(y)));
    const double slope = 2 * std::numbers::inv_sqrtpi * std::exp(-y * y);
    const double newton = error / slope;
    y -= newton / (1 + y * newton);
  }
  return static_cast<T>(y);
}

/// log |Gamma(x)|.
template <class T>
T lgamma(T x) {
  int sign;  // std::lgamma writes a global variable
  return static_cast<T>(::lgamma_r(static_cast<double>(x), &sign));
}

/// The derivative of log Gamma: lifted to x >= 10 by its recurrence, then its asymptotic series.
template <class T>
T digamma(T value) {
  double x = static_cast<double>(value), result = 0;
  if (x == 0) return std::copysign(std::numeric_limits<T>::infinity(), -value);
  if (x < 0) {
    const double whole = std::trunc(x);
    if (x == whole) return T(NAN);
    // psi(x) = psi(1 - x) - pi / tan(pi x), the angle taken from the fraction, which is exact.
    result = -std::numbers::pi / std::tan(std::numbers::pi * (x - whole));
    x = 1 - x;
  }
  while (x < 10) {
    result -= 1 / x;
    x += 1;
  }
  constexpr double terms[] = {1.0 / 12,  -1.0 / 120,     1.0 / 252, -1.0 / 240,
                              1.0 / 132, -691.0 / 32760, 1.0 / 12};
  const double inverse = 1 / (x * x);
  double series = 0;
  for (int k = 6; k >= 0; --k) series = (series + terms[k]) * inverse;
  return static_cast<T>(result + std::log(x) - 0.5 / x - series);
}

/// The derivative of digamma, in the same way.
template <class T>
T trigamma(T value) {
  double x = static_cast<double>(value), result = 0, sign = 1;
  if (x <= 0 && x == std::trunc(x)) return std::numeric_limits<T>::infinity();
  if (x < 0) {
    const double sine = std::sin(std::numbers::pi * (x - std::trunc(x)));
    result = std::numbers::pi * std::numbers::pi / (sine * sine);
    x = 1 - x;
    sign = -1;
  }
  double sum = 0;
  while (x < 10) {
    sum += 1 / (x * x);
    x += 1;
  }
  constexpr double terms[] = {1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6};
  const double inverse = 1 / (x * x);
  double series = 0;
  for (int k = 6; k >= 0; --k) series = (series + terms[k]) * inverse;
  return static_cast<T>(result + sign * (sum + 1 / x + inverse / 2 + series / x));
}

/// Rounds the quotient down, as Python's // does; integers divide by anything but 0.
template <class T>
T floor_divide(T x, T y) {
  if constexpr (std::is_floating_point_v<T>) {
    if (y == T(0)) return x / y;
    const T rest = std::fmod(x, y);
    T quotient = (x - rest) / y;
    if (rest != T(0) && (y < T(0)) != (rest < T(0))) quotient -= T(1);
    if (quotient == T(0)) return std::copysign(T(0), x / y);
    const T whole = std::floor(quotient);
    return quotient - whole > T(0.5) ? whole + T(1) : whole;
  } else if constexpr (std::is_same_v<T, bool>) {
    return x;  // by true
  } else {
    if constexpr (std::is_signed_v<T>) {
      if (y == T(-1)) return static_cast<T>(0 - static_cast<std::make_unsigned_t<T>>(x));
    }
    const T quotient = static_cast<T>(x / y);
    return x % y != T(0) && (x < T(0)) != (y < T(0)) ? static_cast<T>(quotient - 1) : quotient;
  }
}

/// The rest with the sign of x.
template <class T>
T fmod(T x, T y) {
  if constexpr (std::is_floating_point_v<T>) {
    return std::fmod(x, y);
  } else if constexpr (std::is_same_v<T, bool>) {
    return false;
  } else {
    if constexpr (std::is_signed_v<T>) {
      if (y == T(-1)) return T(0);  // the smallest integer has no quotient by -1
    }
    return static_cast<T>(x % y);
  }
}

/// The rest with the sign of y, as Python's %.
template <class T>
T remainder(T x, T y) {
  const T rest = math::fmod(x, y);
  if constexpr (std::is_same_v<T, bool>) {
    return rest;
  } else {
    return rest != T(0) && (rest < T(0)) != (y < T(0)) ? static_cast<T>(rest + y) : rest;
  }
}

/// log(e^x + e^y).
template <class T>
T log_add_exp(T x, T y) {
  if (x == y && std::isinf(x)) return x;
  const T highest = x > y || x != x ? x : y;
  return highest + std::log1p(std::exp(-std::fabs(x - y)));
}

}  // namespace gradus::kernels::math
