#pragma once

#include "gradus/nn/losses/criterion.hpp"
#include "gradus/nn/losses/reduction.hpp"

/// Losses between numbers. Input and target have one shape and one floating-point type: broadcasting here is
/// nearly always a mistake.
namespace gradus::nn {

/// (input - target)^2.
Tensor mse_loss(const Tensor& input, const Tensor& target, const LossOptions& options = {});

/// |input - target|.
Tensor l1_loss(const Tensor& input, const Tensor& target, const LossOptions& options = {});

struct SmoothL1LossOptions {
  Reduction reduction = Reduction::mean;
  double beta = 1;  ///< where the square ends; 0 leaves the magnitude
};
/// With d = |input - target|: d^2 / (2 beta) below beta, d - beta / 2 above.
Tensor smooth_l1_loss(const Tensor& input, const Tensor& target, const SmoothL1LossOptions& options = {});

struct HuberLossOptions {
  Reduction reduction = Reduction::mean;
  double delta = 1;  ///< where the square ends; positive
};
/// With d = |input - target|: d^2 / 2 below delta, delta (d - delta / 2) above.
Tensor huber_loss(const Tensor& input, const Tensor& target, const HuberLossOptions& options = {});

struct PoissonNLLLossOptions {
  bool log_input = true;  ///< the input is the logarithm of the rate
  bool full = false;      ///< with Stirling's approximation of log target!
  double eps = 1e-8;      ///< keeps log(input) finite when the input is the rate
  Reduction reduction = Reduction::mean;
};
/// exp(input) - target input, or input - target log(input + eps) for rates.
Tensor poisson_nll_loss(const Tensor& input, const Tensor& target, const PoissonNLLLossOptions& options = {});

struct GaussianNLLLossOptions {
  bool full = false;  ///< with the constant log(2 pi) / 2
  double eps = 1e-6;  ///< variances below count as this
  Reduction reduction = Reduction::mean;
};
/// (log var + (input - target)^2 / var) / 2; var has the input's shape, or 1 as its last size, or misses it.
/// Negative variances are an Error.
Tensor gaussian_nll_loss(const Tensor& input, const Tensor& target, const Tensor& var,
                         const GaussianNLLLossOptions& options = {});

/// mse_loss as a module.
class MSELoss final : public Criterion<MSELoss, LossOptions, mse_loss> {
 public:
  using Criterion::Criterion;
};
/// l1_loss as a module.
class L1Loss final : public Criterion<L1Loss, LossOptions, l1_loss> {
 public:
  using Criterion::Criterion;
};
/// smooth_l1_loss as a module.
class SmoothL1Loss final : public Criterion<SmoothL1Loss, SmoothL1LossOptions, smooth_l1_loss> {
 public:
  using Criterion::Criterion;
};
/// huber_loss as a module.
class HuberLoss final : public Criterion<HuberLoss, HuberLossOptions, huber_loss> {
 public:
  using Criterion::Criterion;
};
/// poisson_nll_loss as a module.
class PoissonNLLLoss final : public Criterion<PoissonNLLLoss, PoissonNLLLossOptions, poisson_nll_loss> {
 public:
  using Criterion::Criterion;
};
/// gaussian_nll_loss as a module of input, target and variance.
class GaussianNLLLoss final : public Criterion<GaussianNLLLoss, GaussianNLLLossOptions, gaussian_nll_loss> {
 public:
  using Criterion::Criterion;
};

}  // namespace gradus::nn
