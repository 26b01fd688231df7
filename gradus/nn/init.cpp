#include "gradus/nn/init.hpp"

#include <fmt/format.h>

#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/grad_mode.hpp"

namespace gradus::nn::init {
namespace {

struct Fans {
  double in, out;
};

Fans fans_of(const char* op, const Tensor& x) {
  if (!x.defined() || x.dim() < 2) {
    fail(fmt::format("{}: a tensor of two dimensions or more is needed to count inputs and outputs", op));
  }
  double field = 1;
  for (int i = 2; i < x.dim(); ++i) field *= static_cast<double>(x.shape()[i]);
  return {static_cast<double>(x.shape()[1]) * field, static_cast<double>(x.shape()[0]) * field};
}

/// gain / sqrt(fan) as PyTorch computes it.
double kaiming_std(const char* op, const Tensor& x, const KaimingOptions& options) {
  const Fans fans = fans_of(op, x);
  return calculate_gain(options.nonlinearity, options.a) /
         std::sqrt(options.mode == FanMode::fan_in ? fans.in : fans.out);
}

}  // namespace

double calculate_gain(Nonlinearity nonlinearity, double slope) {
  switch (nonlinearity) {
    case Nonlinearity::linear:
    case Nonlinearity::sigmoid:
      return 1;
    case Nonlinearity::tanh:
      return 5.0 / 3;
    case Nonlinearity::relu:
      return std::sqrt(2.0);
    case Nonlinearity::leaky_relu:
      return std::sqrt(2 / (1 + slope * slope));
    case Nonlinearity::selu:
      return 3.0 / 4;
  }
  return 1;
}

void uniform_(Tensor& x, double low, double high) {
  const NoGrad guard;
  x.uniform_(low, high);
}

void normal_(Tensor& x, double mean, double std) {
  const NoGrad guard;
  x.normal_(mean, std);
}

void constant_(Tensor& x, double value) {
  const NoGrad guard;
  x.fill_(value);
}

void xavier_uniform_(Tensor& x, double gain) {
  const Fans fans = fans_of("xavier_uniform_", x);
  const double bound = std::sqrt(3.0) * (gain * std::sqrt(2.0 / (fans.in + fans.out)));
  uniform_(x, -bound, bound);
}

void xavier_normal_(Tensor& x, double gain) {
  const Fans fans = fans_of("xavier_normal_", x);
  normal_(x, 0, gain * std::sqrt(2.0 / (fans.in + fans.out)));
}

void kaiming_uniform_(Tensor& x, const KaimingOptions& options) {
  const double bound = std::sqrt(3.0) * kaiming_std("kaiming_uniform_", x, options);
  uniform_(x, -bound, bound);
}

void kaiming_normal_(Tensor& x, const KaimingOptions& options) {
  normal_(x, 0, kaiming_std("kaiming_normal_", x, options));
}

}  // namespace gradus::nn::init
