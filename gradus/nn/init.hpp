#pragma once

#include "gradus/core/tensor/tensor.hpp"

/// Initial values of parameters, as torch.nn.init draws them. Each fills a dense tensor in place from the
/// default generator, recorded by no gradient. fan_in is the product of all sizes but the first, fan_out that
/// of all but the second.
namespace gradus::nn::init {

enum class FanMode : uint8_t { fan_in, fan_out };
enum class Nonlinearity : uint8_t { linear, sigmoid, tanh, relu, leaky_relu, selu };

/// PyTorch's factor for an activation: 1, 1, 5/3, sqrt 2, sqrt(2 / (1 + slope^2)), 3/4.
double calculate_gain(Nonlinearity nonlinearity, double slope = 0.01);

/// Uniform on [low, high).
void uniform_(Tensor& x, double low = 0, double high = 1);
/// Normal with this mean and standard deviation.
void normal_(Tensor& x, double mean = 0, double std = 1);
/// Every element `value`.
void constant_(Tensor& x, double value);
/// Every element 0.
void zeros_(Tensor& x);
/// Every element 1.
void ones_(Tensor& x);
/// Ones on the diagonal of a matrix, zeros elsewhere.
void eye_(Tensor& x);

/// U(-b, b) with b = gain sqrt(6 / (fan_in + fan_out)) (Glorot and Bengio 2010).
void xavier_uniform_(Tensor& x, double gain = 1);
/// N(0, s) with s = gain sqrt(2 / (fan_in + fan_out)).
void xavier_normal_(Tensor& x, double gain = 1);

struct KaimingOptions {
  double a = 0;  ///< negative slope, for leaky_relu
  FanMode mode = FanMode::fan_in;
  Nonlinearity nonlinearity = Nonlinearity::leaky_relu;
};
/// U(-b, b) with b = gain sqrt(3 / fan) (He et al. 2015).
void kaiming_uniform_(Tensor& x, const KaimingOptions& options = {});
/// N(0, s) with s = gain / sqrt(fan).
void kaiming_normal_(Tensor& x, const KaimingOptions& options = {});

struct TruncNormalOptions {
  double mean = 0, std = 1;
  double a = -2, b = 2;  ///< the bounds
};
/// N(mean, std) within [a, b]: uniform numbers through the inverse of the distribution function.
void trunc_normal_(Tensor& x, const TruncNormalOptions& options = {});

/// gain times a matrix with orthonormal rows or columns, whichever are fewer (Saxe et al. 2013); dimensions
/// after the first count as one.
void orthogonal_(Tensor& x, double gain = 1);

/// N(0, std) in a matrix, then in each column a share `sparsity` of the rows, rounded up, set to zero
/// (Martens 2010).
void sparse_(Tensor& x, double sparsity, double std = 0.01);

}  // namespace gradus::nn::init
