#include "gradus/kernels/init.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include "gradus/kernels/launch.hpp"

namespace gradus::kernels {
namespace {

/// By Winitzki's closed form, good to three digits, and Halley's steps, each of which triples the digits.
double inverse_erf_of(double y) {
  if (!(std::fabs(y) < 1)) {
    return std::fabs(y) == 1 ? std::copysign(std::numeric_limits<double>::infinity(), y)
                             : std::numeric_limits<double>::quiet_NaN();
  }
  const double magnitude = std::fabs(y), rest = 1 - magnitude;
  constexpr double a = 0.147;
  const double logarithm = std::log1p(-magnitude * magnitude);
  const double half = 2 / (std::numbers::pi * a) + logarithm / 2;
  double x = std::sqrt(std::sqrt(half * half - logarithm / a) - half);
  for (int i = 0; i < 3; ++i) {
    // Near 1 the distance from 1 has the digits, near 0 the value itself.
    const double error = magnitude > 0.5 ? rest - std::erfc(x) : std::erf(x) - magnitude;
    const double newton = error / (2 * std::numbers::inv_sqrtpi * std::exp(-x * x));
    x -= newton / (1 + x * newton);
  }
  return std::copysign(x, y);
}

struct Array {
  void* x;
  int64_t n;
};

template <class T>
void inverse_erf_kernel(const Array& args) {
  T* x = static_cast<T*>(args.x);
  for (int64_t i = 0; i < args.n; ++i) {
    x[i] = static_cast<T>(inverse_erf_of(static_cast<double>(x[i])));
  }
}

struct Frame {
  void* x;
  Vectors vectors;
};

template <class T>
double dot(const T* x, const T* y, const Vectors& v) {
  double sum = 0;
  for (int64_t i = 0; i < v.length; ++i) {
    sum += static_cast<double>(x[i * v.step]) * static_cast<double>(y[i * v.step]);
  }
  return sum;
}

/// Gram and Schmidt's method, twice: the second pass takes away what rounding left of the first.
template <class T>
void orthonormalize_kernel(const Frame& args) {
  const Vectors& v = args.vectors;
  T* first = static_cast<T*>(args.x);
  for (int64_t k = 0; k < v.count; ++k) {
    T* now = first + k * v.distance;
    for (int pass = 0; pass < 2; ++pass) {
      for (int64_t j = 0; j < k; ++j) {
        const T* before = first + j * v.distance;
        const double share = dot(now, before, v);
        for (int64_t i = 0; i < v.length; ++i) {
          const double left =
              static_cast<double>(now[i * v.step]) - share * static_cast<double>(before[i * v.step]);
          now[i * v.step] = static_cast<T>(left);
        }
      }
    }
    const double length = std::sqrt(dot(now, now, v));
    for (int64_t i = 0; i < v.length && length > 0; ++i) {
      now[i * v.step] = static_cast<T>(static_cast<double>(now[i * v.step]) / length);
    }
  }
}

struct Places {
  void* x;
  const int64_t* index;
  int64_t count, step;
};

template <class T>
void zero_at_kernel(const Places& args) {
  T* x = static_cast<T*>(args.x);
  for (int64_t i = 0; i < args.count; ++i) x[args.index[i] * args.step] = T(0);
}

}  // namespace

void inverse_erf(DType type, void* x, int64_t n) {
  dispatch_float(type, [&]<class T> { launch(&inverse_erf_kernel<T>, {x, n}); });
}

void orthonormalize(DType type, void* x, const Vectors& vectors) {
  dispatch_float(type, [&]<class T> { launch(&orthonormalize_kernel<T>, {x, vectors}); });
}

void zero_at(DType type, void* x, const int64_t* index, int64_t count, int64_t step) {
  dispatch_float(type, [&]<class T> { launch(&zero_at_kernel<T>, {x, index, count, step}); });
}

}  // namespace gradus::kernels
