#pragma once

#include "gradus/optim/rule_optimizer.hpp"

namespace gradus::optim {

/// lr = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weight_decay = 0, amsgrad, maximize.
using kernels::AdamOptions;
/// The same with weight_decay = 1e-2.
using kernels::AdamWOptions;
/// lr = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weight_decay = 0.
using kernels::RAdamOptions;

/// Adam (Kingma and Ba 2015) as PyTorch computes it: m and v are moving averages of g and g^2, both corrected
/// for their start at zero; p = p - lr m / (sqrt v + eps).
class Adam final : public RuleOptimizer<AdamOptions> {
 public:
  explicit Adam(const std::vector<Tensor>& parameters, const AdamOptions& options = {});
};

/// Adam with the weight decay apart from the gradient (Loshchilov and Hutter 2019): p = p (1 - lr
/// weight_decay), then Adam's step.
class AdamW final : public RuleOptimizer<AdamWOptions> {
 public:
  explicit AdamW(const std::vector<Tensor>& parameters, const AdamWOptions& options = {});
};

/// Adam that divides by sqrt v only once v averages enough gradients to be trusted, and corrects for their
/// number (Liu et al. 2020).
class RAdam final : public RuleOptimizer<RAdamOptions> {
 public:
  explicit RAdam(const std::vector<Tensor>& parameters, const RAdamOptions& options = {});
};

}  // namespace gradus::optim
