#include <fmt/format.h>

#include <array>
#include <bit>
#include <cmath>
#include <numbers>

#include "gradus/base/error.hpp"
#include "gradus/base/random/fill.hpp"

// The normal draws of PyTorch. Its float32 blocks use the single-precision polynomials of the Cephes library
// (Moshier) with fused multiply-adds on AVX2; every rounding below follows them. A block's loops over 8 lanes
// are what the compiler turns into single vector instructions.

namespace gradus::random {
namespace {

constexpr size_t lanes = 8;
constexpr size_t block = 2 * lanes;
using Floats = std::array<float, lanes>;

/// log(x) for normal x > 0: x = m 2^e with m of [sqrt(1/2), sqrt(2)), then a polynomial in m - 1.
float cephes_log(float x) {
  const auto bits = std::bit_cast<int32_t>(x);
  const float mantissa = std::bit_cast<float>((bits & ~0x7f800000) | 0x3f000000);  // of [0.5, 1)
  const bool small = mantissa < 0.707106781186547524f;
  const float exponent = static_cast<float>((bits >> 23) - 0x7f) + 1.0f - (small ? 1.0f : 0.0f);
  const float m = (mantissa - 1.0f) + (small ? mantissa : 0.0f);
  const float square = m * m;
  float y = 7.0376836292E-2f;
  y = std::fma(y, m, -1.1514610310E-1f);
  y = std::fma(y, m, 1.1676998740E-1f);
  y = std::fma(y, m, -1.2420140846E-1f);
  y = std::fma(y, m, 1.4249322787E-1f);
  y = std::fma(y, m, -1.6668057665E-1f);
  y = std::fma(y, m, 2.0000714765E-1f);
  y = std::fma(y, m, -2.4999993993E-1f);
  y = std::fma(y, m, 3.3333331174E-1f);
  y = std::fma(y * m, square, exponent * -2.12194440e-4f);  // log 2 in two parts: this is the small one
  y = std::fma(-square, 0.5f, y);
  return std::fma(exponent, 0.693359375f, m + y);
}

struct SinCos {
  float sin, cos;
};

/// sin(x) and cos(x) for x >= 0: x is brought into [-pi/4, pi/4] in three steps, then one polynomial each.
SinCos cephes_sincos(float x) {
  const int32_t octant = (static_cast<int32_t>(x * 1.27323954473516f) + 1) & ~1;
  const auto turns = static_cast<float>(octant);
  float r = std::fma(turns, -0.78515625f, x);
  r = std::fma(turns, -2.4187564849853515625e-4f, r);
  r = std::fma(turns, -3.77489497744594108e-8f, r);
  const float square = r * r;

  float c = std::fma(2.443315711809948E-005f, square, -1.388731625493765E-003f);
  c = std::fma(c, square, 4.166664568298827E-002f) * square;
  c = std::fma(c, square, -(square * 0.5f)) + 1.0f;
  float s = std::fma(-1.9515295891E-4f, square, 8.3321608736E-3f);
  s = std::fma(s, square, -1.6666654611E-1f) * square;
  s = std::fma(s, r, r);

  const bool straight = (octant & 2) == 0;
  const float sine = straight ? s : c;
  const float cosine = straight ? c : s;
  return {(octant & 4) != 0 ? -sine : sine, (~(octant - 2) & 4) != 0 ? -cosine : cosine};
}

/// Turns 16 uniforms into 16 normal numbers in place.
void box_muller(float* values, float mean, float std) {
  Floats first, second;
  for (size_t j = 0; j < lanes; ++j) {
    const float radius = std::sqrt(-2.0f * cephes_log(1.0f - values[j]));
    const SinCos angle = cephes_sincos(2.0f * std::numbers::pi_v<float> * values[j + lanes]);
    first[j] = std::fma(radius * angle.cos, std, mean);
    second[j] = std::fma(radius * angle.sin, std, mean);
  }
  for (size_t j = 0; j < lanes; ++j) values[j] = first[j];
  for (size_t j = 0; j < lanes; ++j) values[j + lanes] = second[j];
}

void box_muller(double* values, double mean, double std) {
  for (size_t j = 0; j < lanes; ++j) {
    const double radius = std::sqrt(-2.0 * std::log(1.0 - values[j]));
    const double angle = 2.0 * std::numbers::pi * values[j + lanes];
    values[j] = std::fma(radius * std::cos(angle), std, mean);
    values[j + lanes] = std::fma(radius * std::sin(angle), std, mean);
  }
}

template <class T>
void normal(Generator& generator, std::span<T> out, double mean, double std) {
  if (!(std >= 0)) fail(fmt::format("normal: std must not be negative, got {}", std));
  if (out.size() < block) {
    for (T& value : out) value = static_cast<T>(std::fma(generator.normal(), std, mean));
    return;
  }
  const T m = static_cast<T>(mean);
  const T s = static_cast<T>(std);
  fill_uniform(generator, out);
  const size_t whole = out.size() - out.size() % block;
  for (size_t i = 0; i < whole; i += block) box_muller(out.data() + i, m, s);
  if (whole < out.size()) {  // the last 16 places once more, of fresh uniforms
    const std::span<T> tail = out.last(block);
    fill_uniform(generator, tail);
    box_muller(tail.data(), m, s);
  }
}

}  // namespace

void fill_normal(Generator& generator, std::span<float> out, double mean, double std) {
  normal(generator, out, mean, std);
}

void fill_normal(Generator& generator, std::span<double> out, double mean, double std) {
  normal(generator, out, mean, std);
}

}  // namespace gradus::random
