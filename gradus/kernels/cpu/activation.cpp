#include "gradus/kernels/activation.hpp"

#include <array>
#include <cmath>
#include <numbers>
#include <utility>

#include "gradus/kernels/cpu/pieces.hpp"
#include "gradus/kernels/cpu/scalar_math.hpp"
#include "gradus/kernels/launch.hpp"

namespace gradus::kernels {
namespace {

/// e^x - 1 for x <= 0, without the loss of digits near 0.
template <class T>
T expm1_below(T x) {
  const T bounded = x < T(-60) ? T(-60) : x;  // -1 to the last digit
  const auto [r, n] = math::reduce(bounded);
  const T scale = math::power_of_two<T>(n);
  const T value = math::fma(scale, math::expm1_taylor(r), scale - T(1));
  return x != x ? x : value;
}

/// log(1 + e^-|x|): the rounding of 1 + e is undone by the ratio of what was meant to what was added.
template <class T>
T log1p_exp(T x) {
  const T e = math::exp(-std::fabs(x));
  const T sum = T(1) + e;
  const T added = sum - T(1);
  return added == T(0) ? e : math::log(sum) * (e / added);
}

/// x s, where s fades to 0 faster than x grows.
template <class T>
T fading(T x, T s) {
  return s == T(0) ? T(0) : x * s;
}

template <class T>
T normal_cdf(T x) {
  return T(0.5) * std::erfc(-x * T(1 / std::numbers::sqrt2));
}

// gelu's argument of the sigmoid, and its slope.
template <class T>
inline constexpr T gelu_scale = T(2 * std::numbers::sqrt2 * std::numbers::inv_sqrtpi);
template <class T>
T gelu_argument(T x) {
  return gelu_scale<T> * (x + T(0.044715) * x * x * x);
}
template <class T>
T gelu_argument_slope(T x) {
  return gelu_scale<T> * (T(1) + T(3 * 0.044715) * x * x);
}

template <Activation f, class T>
T value(T x, T a, T b) {
  if constexpr (f == Activation::leaky_relu) return x > T(0) ? x : x * a;
  if constexpr (f == Activation::elu) return x > T(0) ? x : a * expm1_below(b * (x > T(0) ? T(0) : x));
  if constexpr (f == Activation::gelu) return fading(x, normal_cdf(x));
  if constexpr (f == Activation::gelu_tanh) return fading(x, math::sigmoid(gelu_argument(x)));
  if constexpr (f == Activation::silu) return fading(x, math::sigmoid(x));
  if constexpr (f == Activation::softplus) {
    const T z = a * x;
    return z > b ? x : ((z > T(0) ? z : T(0)) + log1p_exp(z)) / a;
  }
  if constexpr (f == Activation::log_sigmoid) return (x > T(0) ? T(0) : x) - log1p_exp(x);
  if constexpr (f == Activation::hardtanh) return x < a ? a : (x > b ? b : x);
  if constexpr (f == Activation::hardswish) {
    return x <= T(-3) ? T(0) : (x >= T(3) ? x : x * (x + T(3)) / T(6));
  }
}

template <Activation f, class T>
T slope(T x, T a, T b) {
  if constexpr (f == Activation::leaky_relu) return x > T(0) ? T(1) : a;
  if constexpr (f == Activation::elu) return x > T(0) ? T(1) : a * b * math::exp(b * x);
  if constexpr (f == Activation::gelu) {
    constexpr T height = T(std::numbers::inv_sqrtpi / std::numbers::sqrt2);
    return normal_cdf(x) + fading(x, height * math::exp(T(-0.5) * x * x));
  }
  if constexpr (f == Activation::gelu_tanh) {
    const T s = math::sigmoid(gelu_argument(x));
    return s + fading(x * gelu_argument_slope(x), s * (T(1) - s));
  }
  if constexpr (f == Activation::silu) {
    const T s = math::sigmoid(x);
    return s + fading(x, s * (T(1) - s));
  }
  if constexpr (f == Activation::softplus) return a * x > b ? T(1) : math::sigmoid(a * x);
  if constexpr (f == Activation::log_sigmoid) return math::sigmoid(-x);
  if constexpr (f == Activation::hardtanh) return x <= a || x >= b ? T(0) : T(1);
  if constexpr (f == Activation::hardswish) {
    return x < T(-3) ? T(0) : (x < T(3) ? x / T(3) + T(0.5) : T(1));
  }
}

struct Forward {
  void* out;
  const void* x;
  int64_t n;
  double a, b;

  Forward part(int64_t begin, int64_t end, const cpu::ElementBytes& bytes) const {
    return {cpu::moved(out, begin, bytes[0]), cpu::moved(x, begin, bytes[1]), end - begin, a, b};
  }
};
struct Backward {
  void* out;
  const void* g;
  const void* x;
  int64_t n;
  double a, b;

  Backward part(int64_t begin, int64_t end, const cpu::ElementBytes& bytes) const {
    return {cpu::moved(out, begin, bytes[0]),
            cpu::moved(g, begin, bytes[1]),
            cpu::moved(x, begin, bytes[2]),
            end - begin,
            a,
            b};
  }
};

template <Activation f, class T>
void forward(const Forward& args) {
  T* __restrict out = static_cast<T*>(args.out);
  const T* x = static_cast<const T*>(args.x);
  const T a = static_cast<T>(args.a), b = static_cast<T>(args.b);
  for (int64_t i = 0; i < args.n; ++i) out[i] = value<f>(x[i], a, b);
}

template <Activation f, class T>
void backward(const Backward& args) {
  T* __restrict out = static_cast<T*>(args.out);
  const T* g = static_cast<const T*>(args.g);
  const T* x = static_cast<const T*>(args.x);
  const T a = static_cast<T>(args.a), b = static_cast<T>(args.b);
  for (int64_t i = 0; i < args.n; ++i) out[i] = g[i] * slope<f>(x[i], a, b);
}

constexpr auto activation_count = static_cast<size_t>(Activation::count);

template <class T>
constexpr auto forwards = []<size_t... f>(std::index_sequence<f...>) {
  return std::array{&forward<static_cast<Activation>(f), T>...};
}
(std::make_index_sequence<activation_count>{});

template <class T>
constexpr auto backwards = []<size_t... f>(std::index_sequence<f...>) {
  return std::array{&backward<static_cast<Activation>(f), T>...};
}
(std::make_index_sequence<activation_count>{});

/// The items that are worth a second thread.
int64_t piece_of(Activation f) {
  const bool cheap = f == Activation::leaky_relu || f == Activation::hardtanh || f == Activation::hardswish;
  return cheap ? cpu::cheap_piece : cpu::costly_piece;
}

cpu::ElementBytes bytes_of(DType type) { return {item_size(type), item_size(type), item_size(type), 0}; }

}  // namespace

void activation(Activation f, DType type, void* out, const void* x, int64_t n, double a, double b) {
  dispatch_float(type, [&]<class T> {
    cpu::launch_pieces(
        forwards<T>[static_cast<size_t>(f)], Forward { out, x, n, a, b }, n, piece_of(f), bytes_of(type));
  });
}

void activation_gradient(Activation f, DType type, void* out, const void* g, const void* x, int64_t n,
                         double a, double b) {
  dispatch_float(type, [&]<class T> {
    cpu::launch_pieces(
        backwards<T>[static_cast<size_t>(f)], Backward { out, g, x, n, a, b }, n, piece_of(f),
        bytes_of(type));
  });
}

}  // namespace gradus::kernels
