#include "gradus/nn/losses/regression.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/node.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"

namespace gradus::nn {
namespace {

/// The gradient of the mean squared error as recorded operations, for second derivatives.
Tensor recorded_mse_gradient(const Tensor& g, const Tensor& difference, Reduction reduction) {
  const double scale = reduction == Reduction::mean ? 2.0 / static_cast<double>(difference.numel()) : 2.0;
  return g * difference * scale;
}

}  // namespace

Tensor mse_loss(const Tensor& input, const Tensor& target, const LossOptions& options) {
  detail::check_pair("mse_loss", input, target);
  const Tensor x = gradus::detail::dense_values(input), y = gradus::detail::dense_values(target);
  const Reduction reduction = options.reduction;
  Tensor out = make_tensor("mse_loss", reduction == Reduction::none ? input.shape() : Shape{}, input.dtype());
  kernels::squared_error(x.dtype(), reduction, out.impl()->data, x.impl()->data, y.impl()->data, x.numel());
  if (tracks(input, target)) {
    record(
        "MseLossBackward0", out,
        [reduction, sx = SavedTensor::input(input), sy = SavedTensor::input(target)](const Tensor& g,
                                                                                     Gradients& to) {
          if (GradMode::is_enabled()) {
            const Tensor gradient = recorded_mse_gradient(g, sx.get(to) - sy.get(to), reduction);
            if (to.wants(0)) to.give(0, gradient);
            if (to.wants(1)) to.give(1, -1 * gradient);
            return;
          }
          const Tensor a = sx.get(to).contiguous(), b = sy.get(to).contiguous(), upstream = g.contiguous();
          Tensor gradient = make_like(a);
          kernels::squared_error_gradient(a.dtype(), reduction, gradient.impl()->data, upstream.impl()->data,
                                          a.impl()->data, b.impl()->data, a.numel());
          if (to.wants(1)) to.give(1, gradient * -1);
          if (to.wants(0)) to.give(0, std::move(gradient));
        },
        input, target);
  }
  return out;
}

Tensor l1_loss(const Tensor& input, const Tensor& target, const LossOptions& options) {
  detail::check_pair("l1_loss", input, target);
  return detail::reduce(abs(input - target), options.reduction);
}

Tensor smooth_l1_loss(const Tensor& input, const Tensor& target, const SmoothL1LossOptions& options) {
  detail::check_pair("smooth_l1_loss", input, target);
  const double beta = options.beta;
  if (!(beta >= 0)) fail(fmt::format("smooth_l1_loss: beta = {} is negative", beta));
  if (beta == 0) return detail::reduce(abs(input - target), options.reduction);
  const Tensor difference = input - target, magnitude = abs(difference);
  return detail::reduce(
      where(magnitude.detach() < beta, square(difference) * 0.5 / beta, magnitude - 0.5 * beta),
      options.reduction);
}

Tensor huber_loss(const Tensor& input, const Tensor& target, const HuberLossOptions& options) {
  detail::check_pair("huber_loss", input, target);
  const double delta = options.delta;
  if (!(delta > 0)) fail(fmt::format("huber_loss: delta = {} is not positive", delta));
  const Tensor difference = input - target, magnitude = abs(difference);
  return detail::reduce(
      where(magnitude.detach() < delta, square(difference) * 0.5, (magnitude - 0.5 * delta) * delta),
      options.reduction);
}

Tensor poisson_nll_loss(const Tensor& input, const Tensor& target, const PoissonNLLLossOptions& options) {
  detail::check_pair("poisson_nll_loss", input, target);
  Tensor loss = options.log_input ? exp(input) - target * input : input - target * log(input + options.eps);
  if (options.full) {
    // Of targets up to 1 the factorial counts as 1; their place holds a number that log() takes.
    const Tensor counts = target.detach() > 1;
    const Tensor t = where(counts, target, ones_like(target));
    const Tensor stirling = t * log(t) - t + log(t * (2 * std::numbers::pi)) * 0.5;
    loss = loss + where(counts, stirling, zeros_like(stirling));
  }
  return detail::reduce(loss, options.reduction);
}

namespace {

/// The variance in a shape that broadcasts to the input's.
Tensor fitted_variance(const Tensor& input, const Tensor& var) {
  if (var.shape() == input.shape()) return var;
  if (input.dim() > 0) {
    Shape last_is_one = input.shape();
    last_is_one[input.dim() - 1] = 1;
    if (var.shape() == last_is_one) return var;
    if (var.numel() == last_is_one.numel() && var.dim() == input.dim() - 1) {
      const Tensor fitted = unsqueeze(var, -1);
      if (fitted.shape() == last_is_one) return fitted;
    }
  }
  fail(fmt::format("gaussian_nll_loss: the variance {} does not fit the input {}", to_string(var.shape()),
                   to_string(input.shape())));
}

void fail_variance(double variance, int64_t position) {
  fail(fmt::format("gaussian_nll_loss: variance {} (element {}) is not in [0, inf]", variance, position));
}

}  // namespace

Tensor gaussian_nll_loss(const Tensor& input, const Tensor& target, const Tensor& var,
                         const GaussianNLLLossOptions& options) {
  detail::check_pair("gaussian_nll_loss", input, target);
  detail::check_defined("gaussian_nll_loss", var);
  if (var.dtype() != input.dtype()) {
    fail(fmt::format("gaussian_nll_loss: input is {}, the variance {}; both must be of one type",
                     name(input.dtype()), name(var.dtype())));
  }
  const Tensor given = fitted_variance(input, var), values = gradus::detail::dense_values(given);
  kernels::require_between(values.dtype(), values.impl()->data, values.numel(), 0, INFINITY, &fail_variance);
  // Raised to eps as a constant: a variance below it keeps its gradient, as in PyTorch.
  const Tensor v = given + (clamp(given.detach(), options.eps) - given.detach());
  Tensor loss = (log(v) + square(input - target) / v) * 0.5;
  if (options.full) loss = loss + 0.5 * std::log(2 * std::numbers::pi);
  return detail::reduce(loss, options.reduction);
}

}  // namespace gradus::nn
