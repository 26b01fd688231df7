#pragma once

#include "gradus/kernels/update.hpp"
#include "gradus/optim/optimizer.hpp"

namespace gradus::optim {

struct SGDOptions {
  double lr = 1e-3;
  double momentum = 0;
  double dampening = 0;     ///< the gradient's share in the momentum is 1 - dampening
  double weight_decay = 0;  ///< added to the gradient times the parameter
  bool nesterov = false;
  bool maximize = false;
};

/// Stochastic gradient descent with momentum, as PyTorch computes it: v = momentum v + (1 - dampening) g (v =
/// g at first), then p = p - lr v, or p - lr (g + momentum v) for Nesterov.
class SGD final : public Optimizer {
 public:
  explicit SGD(std::vector<Tensor> parameters, const SGDOptions& options = {});

  double lr() const override { return settings_.lr; }
  void set_lr(double lr) override;

 protected:
  void update(size_t i, Tensor& parameter, const Tensor& gradient) override;

 private:
  kernels::SgdSettings settings_;
  std::vector<Tensor> momentum_;
};

}  // namespace gradus::optim
