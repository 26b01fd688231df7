#pragma once

#include "gradus/kernels/update.hpp"
#include "gradus/optim/optimizer.hpp"

namespace gradus::optim {

struct AdamOptions {
  double lr = 1e-3;
  double beta1 = 0.9;    ///< of the moving average of the gradient
  double beta2 = 0.999;  ///< of the moving average of its square
  double eps = 1e-8;
  double weight_decay = 0;  ///< added to the gradient times the parameter
  bool amsgrad = false;     ///< divide by the largest second moment so far
  bool maximize = false;
};

/// Adam (Kingma and Ba 2015) as PyTorch computes it: m and v are moving averages of g and g^2, both corrected
/// for their start at zero; p = p - lr m / (sqrt v + eps).
class Adam final : public Optimizer {
 public:
  explicit Adam(std::vector<Tensor> parameters, const AdamOptions& options = {});

  double lr() const override { return settings_.lr; }
  void set_lr(double lr) override;

 protected:
  void update(size_t i, Tensor& parameter, const Tensor& gradient) override;

 private:
  struct Moments {
    Tensor first, second, largest_second;
  };

  kernels::AdamSettings settings_;
  std::vector<Moments> moments_;
};

}  // namespace gradus::optim
