#include "gradus/core/ops/activation.hpp"

#include <fmt/format.h>

#include <numbers>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/one_input.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/kernels/activation.hpp"

namespace gradus {
namespace {

using detail::floating;
using kernels::Activation;

struct Parameters {
  double a = 0, b = 0;
};

/// y = f(x; a, b) with a kernel for g * f'(x); slope(x) gives f' when the gradient itself is recorded.
template <class Slope>
Tensor activated(const char* node, Activation f, const Tensor& x, Parameters p, Slope slope) {
  Tensor y = make_like(x);
  kernels::activation(f, x.dtype(), y.impl()->data, detail::dense_values(x).impl()->data, x.numel(), p.a,
                      p.b);
  if (tracks(x)) {
    record(
        node, y,
        [f, p, slope, saved = SavedTensor::input(x)](const Tensor& g, Gradients& to) {
          const Tensor input = saved.get(to);
          if (GradMode::is_enabled()) return to.give(0, g * slope(input));
          Tensor result = make_like(g);
          kernels::activation_gradient(f, g.dtype(), result.impl()->data,
                                       detail::dense_values(g).impl()->data,
                                       detail::dense_values(input).impl()->data, g.numel(), p.a, p.b);
          to.give(0, std::move(result));
        },
        x);
  }
  return y;
}

/// A 0-d tensor of the type of x.
Tensor number(double value, const Tensor& x) { return full({}, value, {.dtype = x.dtype()}); }

Tensor hard_limited(const char* op, const Tensor& x, double low, double high) {
  if (!(low <= high)) fail(fmt::format("{}: the lower bound {} is above the upper bound {}", op, low, high));
  return activated("HardtanhBackward0", Activation::hardtanh, floating(op, x), {low, high},
                   [low, high](const Tensor& v) {
                     const Tensor at = v.detach();
                     return logical_and(at > low, at < high).to(v.dtype());
                   });
}

/// elu with a factor in the exponent.
Tensor exponential(const char* node, const Tensor& x, double alpha, double rate) {
  return activated(node, Activation::elu, x, {alpha, rate}, [alpha, rate](const Tensor& v) {
    // The exponent stops at 0, so that what is not chosen stays finite.
    const Tensor below = neg(relu(neg(v)));
    return where(v.detach() > 0, number(1, v), exp(below * rate) * (alpha * rate));
  });
}

}  // namespace

Tensor leaky_relu(const Tensor& x, double negative_slope) {
  return activated("LeakyReluBackward0", Activation::leaky_relu, floating("leaky_relu", x), {negative_slope},
                   [negative_slope](const Tensor& v) {
                     return where(v.detach() > 0, number(1, v), number(negative_slope, v));
                   });
}

Tensor prelu(const Tensor& x, const Tensor& weight) {
  const Tensor input = floating("prelu", x), w = floating("prelu", weight);
  if (w.numel() == 1) return where(input > 0, input, reshape(w, {}) * input);
  const int64_t channels = x.dim() >= 2 ? x.shape()[1] : 1;
  if (w.dim() != 1 || w.numel() != channels) {
    fail(fmt::format("prelu: weight {} does not fit input {}: one element or {} are needed",
                     to_string(weight.shape()), to_string(x.shape()), channels));
  }
  Shape shape{channels};
  for (int i = 2; i < x.dim(); ++i) shape.push_back(1);
  return where(input > 0, input, reshape(w, shape) * input);
}

Tensor elu(const Tensor& x, double alpha) {
  return exponential("EluBackward0", floating("elu", x), alpha, 1);
}

Tensor celu(const Tensor& x, double alpha) {
  if (alpha == 0) fail("celu: alpha must not be 0");
  return exponential("CeluBackward0", floating("celu", x), alpha, 1 / alpha);
}

Tensor selu(const Tensor& x) {
  constexpr double alpha = 1.6732632423543772, scale = 1.0507009873554805;
  return exponential("EluBackward0", floating("selu", x), alpha, 1) * scale;
}

Tensor gelu(const Tensor& x, Approximate approximate) {
  if (approximate == Approximate::tanh) {
    return activated("GeluBackward0", Activation::gelu_tanh, floating("gelu", x), {}, [](const Tensor& v) {
      constexpr double scale = 2 * std::numbers::sqrt2 * std::numbers::inv_sqrtpi, cubic = 0.044715;
      const Tensor s = sigmoid((square(v) * cubic + 1) * v * scale);
      return s + v * (square(v) * (3 * cubic) + 1) * scale * s * (1 - s);
    });
  }
  return activated("GeluBackward0", Activation::gelu, floating("gelu", x), {}, [](const Tensor& v) {
    constexpr double height = std::numbers::inv_sqrtpi / std::numbers::sqrt2;
    return (erf(v * (1 / std::numbers::sqrt2)) + 1) * 0.5 + v * exp(square(v) * -0.5) * height;
  });
}

Tensor silu(const Tensor& x) {
  return activated("SiluBackward0", Activation::silu, floating("silu", x), {}, [](const Tensor& v) {
    const Tensor s = sigmoid(v);
    return s * (v * (1 - s) + 1);
  });
}

Tensor mish(const Tensor& x) {
  const Tensor input = floating("mish", x);
  return input * tanh(softplus(input));
}

Tensor softplus(const Tensor& x, double beta, double threshold) {
  if (beta == 0) fail("softplus: beta must not be 0");
  return activated("SoftplusBackward0", Activation::softplus, floating("softplus", x), {beta, threshold},
                   [beta, threshold](const Tensor& v) {
                     const Tensor z = v * beta;
                     return where(z.detach() > threshold, number(1, v), sigmoid(z));
                   });
}

Tensor logsigmoid(const Tensor& x) {
  return activated("LogSigmoidBackward0", Activation::log_sigmoid, floating("logsigmoid", x), {},
                   [](const Tensor& v) { return sigmoid(neg(v)); });
}

Tensor softsign(const Tensor& x) {
  const Tensor input = floating("softsign", x);
  return input / (abs(input) + 1);
}

Tensor hardtanh(const Tensor& x, double min_val, double max_val) {
  return hard_limited("hardtanh", x, min_val, max_val);
}

Tensor relu6(const Tensor& x) { return hard_limited("relu6", x, 0, 6); }

Tensor hardsigmoid(const Tensor& x) {
  return hard_limited("hardsigmoid", floating("hardsigmoid", x) + 3, 0, 6) / 6;
}

Tensor hardswish(const Tensor& x) {
  return activated("HardswishBackward0", Activation::hardswish, floating("hardswish", x), {},
                   [](const Tensor& v) {
                     const Tensor at = v.detach();
                     const Tensor inner = where(at < 3, v / 3 + 0.5, number(1, v));
                     return where(at < -3, number(0, v), inner);
                   });
}

Tensor tanhshrink(const Tensor& x) {
  const Tensor input = floating("tanhshrink", x);
  return input - tanh(input);
}

Tensor softshrink(const Tensor& x, double lambd) {
  if (!(lambd >= 0)) fail(fmt::format("softshrink: lambd must not be negative, it is {}", lambd));
  const Tensor input = floating("softshrink", x);
  return input - clamp(input, -lambd, lambd);
}

Tensor hardshrink(const Tensor& x, double lambd) {
  const Tensor input = floating("hardshrink", x);
  return where(abs(input.detach()) <= lambd, number(0, input), input);
}

Tensor threshold(const Tensor& x, double threshold, double value) {
  const Tensor input = floating("threshold", x);
  return where(input.detach() <= threshold, number(value, input), input);
}

Tensor glu(const Tensor& x, int64_t dim) {
  const Tensor input = floating("glu", x);
  if (x.dim() == 0) fail("glu: a 0-d tensor has no halves");
  const int axis = normalize_axis("glu", dim, x.dim());
  const int64_t size = x.shape()[axis];
  if (size % 2 != 0) {
    fail(fmt::format("glu: dimension {} of shape {} has no two halves; its size must be even", axis,
                     to_string(x.shape())));
  }
  return narrow(input, axis, 0, size / 2) * sigmoid(narrow(input, axis, size / 2, size / 2));
}

}  // namespace gradus
