#pragma once

#include "gradus/optim/rule_optimizer.hpp"

namespace gradus::optim {

/// lr = 1e-3, momentum, dampening, weight_decay, nesterov, maximize.
using kernels::SGDOptions;

/// Stochastic gradient descent with momentum, as PyTorch computes it: v = momentum v + (1 - dampening) g (v =
/// g at first), then p = p - lr v, or p - lr (g + momentum v) for Nesterov.
class SGD final : public RuleOptimizer<SGDOptions> {
 public:
  explicit SGD(const std::vector<Tensor>& parameters, const SGDOptions& options = {});
};

}  // namespace gradus::optim
