#pragma once

#include <cstdint>

#include "gradus/base/dtype.hpp"

/// Activations that are worth a kernel of their own each way; dense float32 or float64 arrays.
namespace gradus::kernels {

/// f(x; a, b). What a and b mean stands behind the name.
enum class Activation : uint8_t {
  leaky_relu,   // x above 0, a x below
  elu,          // x above 0, a (e^(b x) - 1) below
  gelu,         // x Phi(x)
  gelu_tanh,    // x sigmoid(2 sqrt(2/pi) (x + 0.044715 x^3))
  silu,         // x sigmoid(x)
  softplus,     // log(1 + e^(a x)) / a; x where a x > b
  log_sigmoid,  // -log(1 + e^-x)
  hardtanh,     // x cut to [a, b]
  hardswish,    // x min(max(x + 3, 0), 6) / 6
  count
};

/// out[i] = f(x[i]; a, b).
void activation(Activation f, DType type, void* out, const void* x, int64_t n, double a, double b);
/// out[i] = g[i] f'(x[i]; a, b).
void activation_gradient(Activation f, DType type, void* out, const void* g, const void* x, int64_t n,
                         double a, double b);

}  // namespace gradus::kernels
