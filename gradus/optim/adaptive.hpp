#pragma once

#include "gradus/optim/rule_optimizer.hpp"

/// Optimisers that scale each element's step by the gradients it has seen.
namespace gradus::optim {

/// lr = 1e-2, alpha = 0.99, eps = 1e-8, weight_decay, momentum, centered, maximize.
using kernels::RMSpropOptions;
/// lr = 1e-2, lr_decay, weight_decay, initial_accumulator_value, eps = 1e-10, maximize.
using kernels::AdagradOptions;
/// lr = 1, rho = 0.9, eps = 1e-6, weight_decay, maximize.
using kernels::AdadeltaOptions;

/// RMSprop (Hinton's lecture): v is the moving average of g^2 (less the squared average of g when centered);
/// p = p - lr g / (sqrt v + eps), or with momentum b = momentum b + g / (sqrt v + eps), p = p - lr b.
class RMSprop final : public RuleOptimizer<RMSpropOptions> {
 public:
  explicit RMSprop(const std::vector<Tensor>& parameters, const RMSpropOptions& options = {});
};

/// Adagrad (Duchi et al. 2011): s is the sum of g^2 so far; p = p - lr g / (sqrt s + eps).
class Adagrad final : public RuleOptimizer<AdagradOptions> {
 public:
  explicit Adagrad(const std::vector<Tensor>& parameters, const AdagradOptions& options = {});
};

/// Adadelta (Zeiler 2012): v and u are moving averages of g^2 and of the squared changes d;
/// d = sqrt(u + eps) / sqrt(v + eps) g, p = p - lr d.
class Adadelta final : public RuleOptimizer<AdadeltaOptions> {
 public:
  explicit Adadelta(const std::vector<Tensor>& parameters, const AdadeltaOptions& options = {});
};

}  // namespace gradus::optim
