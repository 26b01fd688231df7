#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

/// Functions of one number that a compiler turns into vector code as they stand: no branch, no table, no
/// call. The vector body and the scalar tail of a loop therefore give the same bits.
namespace gradus::kernels::math {

template <class T>
struct Real;

template <>
struct Real<float> {
  using Bits = uint32_t;
  static constexpr int mantissa = 23;
  static constexpr int bias = 127;
  static constexpr float to_integer = 12582912.0F;  // 1.5 * 2^23: adding it leaves round(x) in the low bits
  static constexpr float ln2_high = 0x1.62e4p-1F;   // ln 2 in two parts; the first has zeros at the end
  static constexpr float ln2_low = 0x1.7f7d1cp-20F;
  static constexpr float exp_highest = 89.0F;
  static constexpr float exp_lowest = -104.0F;
  static constexpr int exp_terms =
      7;  // Taylor terms of e^r, |r| <= ln(2)/2, to half a unit in the last place
  static constexpr int log_terms = 5;  // terms of 2 artanh(s), |s| <= 0.172
};

template <>
struct Real<double> {
  using Bits = uint64_t;
  static constexpr int mantissa = 52;
  static constexpr int bias = 1023;
  static constexpr double to_integer = 6755399441055744.0;  // 1.5 * 2^52
  static constexpr double ln2_high = 0x1.62e42fefa38p-1;
  static constexpr double ln2_low = 0x1.ef35793c7673p-45;
  static constexpr double exp_highest = 710.0;
  static constexpr double exp_lowest = -746.0;
  static constexpr int exp_terms = 13;
  static constexpr int log_terms = 10;
};

inline float fma(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
inline double fma(double a, double b, double c) { return __builtin_fma(a, b, c); }

/// x = n ln2 + r with |r| <= ln(2)/2, for |x| in the range of exp.
template <class T>
struct Reduced {
  T r;
  typename Real<T>::Bits n;  // two's complement
};

template <class T>
inline Reduced<T> reduce(T x) {
  using R = Real<T>;
  constexpr T log2_e = T(1.44269504088896340736);
  const T shifted = fma(x, log2_e, R::to_integer);
  const T n = shifted - R::to_integer;
  const T r = fma(-n, R::ln2_low, fma(-n, R::ln2_high, x));
  return {r, std::bit_cast<typename R::Bits>(shifted) - std::bit_cast<typename R::Bits>(R::to_integer)};
}

/// 2^n for n in the normal exponents.
template <class T>
inline T power_of_two(typename Real<T>::Bits n) {
  using R = Real<T>;
  return std::bit_cast<T>(static_cast<typename R::Bits>((n + R::bias) << R::mantissa));
}

/// (e^r - 1) for small r: r + r^2/2! + ... + r^N/N!, by Horner's rule from the smallest term.
template <class T>
inline T expm1_taylor(T r) {
  constexpr int terms = Real<T>::exp_terms;
  constexpr auto inverse_factorial = [](int k) {
    double product = 1;
    for (int i = 2; i <= k; ++i) product *= i;
    return T(1.0 / product);
  };
  T sum = inverse_factorial(terms);
#pragma GCC unroll 16
  for (int k = terms - 1; k >= 2; --k) sum = fma(sum, r, inverse_factorial(k));
  return fma(sum * r, r, r);
}

template <class T>
inline T exp(T x) {
  using R = Real<T>;
  const T bounded = x > R::exp_highest ? R::exp_highest : (x < R::exp_lowest ? R::exp_lowest : x);
  const auto [r, n] = reduce(bounded);
  // Two factors, so that results below the smallest normal number and infinity come out right.
  using Signed = std::make_signed_t<typename R::Bits>;
  const auto half = static_cast<typename R::Bits>(static_cast<Signed>(n) >> 1);
  const T value = (expm1_taylor(r) + T(1)) * power_of_two<T>(half) * power_of_two<T>(n - half);
  return x != x ? x : value;
}

/// tanh(x) = t / (t + 2) with t = e^(2|x|) - 1: no cancellation, also near 0.
template <class T>
inline T tanh(T x) {
  const T magnitude = std::fabs(x);
  const T bounded = magnitude > T(20) ? T(40) : T(2) * magnitude;
  const auto [r, n] = reduce(bounded);
  const T scale = power_of_two<T>(n);
  const T t = fma(scale, expm1_taylor(r), scale - T(1));
  const T value = std::copysign(t / (t + T(2)), x);
  return x != x ? x : value;
}

template <class T>
inline T sigmoid(T x) {
  return T(1) / (T(1) + exp(-x));
}

/// log(x) = e ln2 + 2 artanh((m-1)/(m+1)) with x = m 2^e, m in [sqrt(1/2), sqrt 2).
template <class T>
inline T log(T x) {
  using R = Real<T>;
  using Bits = typename R::Bits;
  constexpr T smallest_normal = std::numeric_limits<T>::min();
  constexpr T lift = T(Bits{1} << (R::mantissa + 1));
  const bool tiny = x < smallest_normal;
  const Bits bits = std::bit_cast<Bits>(tiny ? x * lift : x);
  constexpr Bits sqrt_half = std::bit_cast<Bits>(T(0.70710678118654752440));
  // Exponent counted so that the mantissa lies around one.
  const Bits offset = bits - sqrt_half;
  using Signed = std::make_signed_t<Bits>;
  const Signed exponent = static_cast<Signed>(offset) >> R::mantissa;
  const T m = std::bit_cast<T>(bits - (static_cast<Bits>(exponent) << R::mantissa));
  // An integer to a floating-point number by adding it to the bits of a large one: vector code for 64 bits
  // too.
  const T e = std::bit_cast<T>(std::bit_cast<Bits>(R::to_integer) + static_cast<Bits>(exponent)) -
              R::to_integer - (tiny ? T(R::mantissa + 1) : T(0));
  const T f = m - T(1);
  const T s = f / (T(2) + f);
  const T s2 = s * s;
  T sum = T(1.0 / (2 * R::log_terms + 1));
#pragma GCC unroll 16
  for (int k = R::log_terms - 1; k >= 1; --k) sum = fma(sum, s2, T(1.0 / (2 * k + 1)));
  // log m = 2s + 2s s2 sum = f - s (f - 2 s2 sum), which keeps the leading term f exact.
  const T value = fma(e, R::ln2_high, f - fma(s, f - T(2) * s2 * sum, -e * R::ln2_low));
  constexpr T infinity = std::numeric_limits<T>::infinity();
  const T checked = x > T(0) ? (x == infinity ? infinity : value) : (x == T(0) ? -infinity : T(NAN));
  return x != x ? x : checked;
}

}  // namespace gradus::kernels::math
