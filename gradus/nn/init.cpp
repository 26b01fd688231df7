#include "gradus/nn/init.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/diagonals.hpp"
#include "gradus/core/ops/linalg.hpp"
#include "gradus/core/ops/random.hpp"
#include "gradus/core/ops/special.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/core/tensor/make.hpp"

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

void check_matrix(const char* op, const Tensor& x) {
  if (!x.defined() || x.dim() != 2) fail(fmt::format("{}: a matrix is needed", op));
}

/// Random numbers are drawn into dense floating-point tensors.
void check_dense(const char* op, const Tensor& x) {
  if (!x.defined() || !x.is_contiguous() || !is_floating_point(x.dtype())) {
    fail(fmt::format("{}: a dense floating-point tensor is needed", op));
  }
}

/// The distribution function of the standard normal distribution.
double normal_cdf(double x) { return (1 + std::erf(x / std::numbers::sqrt2)) / 2; }

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

void zeros_(Tensor& x) { constant_(x, 0); }

void ones_(Tensor& x) { constant_(x, 1); }

void eye_(Tensor& x) {
  check_matrix("eye_", x);
  zeros_(x);
  const NoGrad guard;
  const Strides along{x.strides()[0] + x.strides()[1]};
  Tensor diagonal = make_view(x, {std::min(x.shape()[0], x.shape()[1])}, along);
  diagonal.fill_(1);
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
  if (x.defined() && x.numel() == 0) return;  // no inputs to count, and nothing to fill
  const double bound = std::sqrt(3.0) * kaiming_std("kaiming_uniform_", x, options);
  uniform_(x, -bound, bound);
}

void kaiming_normal_(Tensor& x, const KaimingOptions& options) {
  if (x.defined() && x.numel() == 0) return;
  normal_(x, 0, kaiming_std("kaiming_normal_", x, options));
}

void trunc_normal_(Tensor& x, const TruncNormalOptions& o) {
  check_dense("trunc_normal_", x);
  if (!(o.std > 0)) fail(fmt::format("trunc_normal_: std = {} is not positive", o.std));
  if (!(o.a < o.b)) fail(fmt::format("trunc_normal_: nothing lies between {} and {}", o.a, o.b));
  const double low = normal_cdf((o.a - o.mean) / o.std), high = normal_cdf((o.b - o.mean) / o.std);
  const NoGrad guard;
  x.uniform_(2 * low - 1, 2 * high - 1);
  x.copy_(erfinv(x));
  x.mul_(o.std * std::numbers::sqrt2);
  x.add_(o.mean);
  x.clamp_(o.a, o.b);
}

void orthogonal_(Tensor& x, double gain) {
  check_dense("orthogonal_", x);
  if (x.dim() < 2) fail("orthogonal_: a tensor of two dimensions or more is needed");
  if (x.numel() == 0) return;
  normal_(x);
  const int64_t rows = x.shape()[0], columns = x.numel() / rows;
  const bool wide = rows < columns;
  const NoGrad guard;
  const Tensor matrix = reshape(x, {rows, columns});
  const auto [q, r] = linalg::qr(wide ? matrix.t() : matrix);
  const Tensor frame = q * sign(diagonal(r));  // the one whose R has a positive diagonal
  x.copy_(reshape(wide ? frame.t() : frame, x.shape()));
  x.mul_(gain);
}

void sparse_(Tensor& x, double sparsity, double std) {
  check_matrix("sparse_", x);
  check_dense("sparse_", x);
  if (!(sparsity >= 0 && sparsity <= 1))
    fail(fmt::format("sparse_: sparsity = {} is not in [0, 1]", sparsity));
  normal_(x, 0, std);
  const int64_t rows = x.shape()[0], columns = x.shape()[1];
  const auto zeros_each = static_cast<int64_t>(std::ceil(sparsity * static_cast<double>(rows)));
  const NoGrad guard;
  for (int64_t c = 0; c < columns; ++c)
    x.select(1, c).index_fill_(0, randperm(rows).slice(0, 0, zeros_each), 0);
}

}  // namespace gradus::nn::init
