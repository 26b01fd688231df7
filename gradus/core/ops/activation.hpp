#pragma once

#include "gradus/core/tensor/tensor.hpp"

/// Activations beside relu, tanh, sigmoid and softmax: PyTorch's formulas, element by element, with gradients
/// of any order. Integers become the default floating-point type.
namespace gradus {

/// x above 0, negative_slope * x below.
Tensor leaky_relu(const Tensor& x, double negative_slope = 0.01);
/// x above 0, weight * x below; the weight has one element, or one for each place along dimension 1 of x.
Tensor prelu(const Tensor& x, const Tensor& weight);
/// x above 0, alpha * (e^x - 1) below.
Tensor elu(const Tensor& x, double alpha = 1);
/// x above 0, alpha * (e^(x / alpha) - 1) below; an Error when alpha is 0.
Tensor celu(const Tensor& x, double alpha = 1);
/// 1.0507 * elu(x, 1.6733): keeps mean 0 and variance 1 from layer to layer (Klambauer et al. 2017).
Tensor selu(const Tensor& x);

/// How gelu gets the normal distribution: by erf, or by a close formula with tanh.
enum class Approximate : uint8_t { none, tanh };
/// x * Phi(x), Phi the standard normal distribution's cumulative function (Hendrycks and Gimpel 2016).
Tensor gelu(const Tensor& x, Approximate approximate = Approximate::none);
/// x * sigmoid(x), also called swish.
Tensor silu(const Tensor& x);
/// x * tanh(softplus(x)).
Tensor mish(const Tensor& x);
/// log(1 + e^(beta x)) / beta, and x itself where beta x > threshold.
Tensor softplus(const Tensor& x, double beta = 1, double threshold = 20);
/// log(sigmoid(x)), without the loss of digits.
Tensor logsigmoid(const Tensor& x);
/// x / (1 + |x|).
Tensor softsign(const Tensor& x);

/// x cut to [min_val, max_val]; unlike clamp's the gradient is 0 on the bounds.
Tensor hardtanh(const Tensor& x, double min_val = -1, double max_val = 1);
/// x cut to [0, 6].
Tensor relu6(const Tensor& x);
/// relu6(x + 3) / 6.
Tensor hardsigmoid(const Tensor& x);
/// x * relu6(x + 3) / 6.
Tensor hardswish(const Tensor& x);

/// x - tanh(x).
Tensor tanhshrink(const Tensor& x);
/// x moved towards 0 by lambd and not beyond; lambd >= 0.
Tensor softshrink(const Tensor& x, double lambd = 0.5);
/// x, but 0 within [-lambd, lambd].
Tensor hardshrink(const Tensor& x, double lambd = 0.5);
/// x above the threshold, `value` elsewhere.
Tensor threshold(const Tensor& x, double threshold, double value);

/// a * sigmoid(b) of the two halves a, b of x along `dim`, whose size must be even.
Tensor glu(const Tensor& x, int64_t dim = -1);

}  // namespace gradus
