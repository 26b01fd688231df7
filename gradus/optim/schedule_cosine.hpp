#pragma once

#include "gradus/optim/schedule.hpp"

namespace gradus::optim {

/// From the base rate to `eta_min` along half a cosine in `t_max` epochs, then back, and so on (Loshchilov
/// and Hutter 2017). Each step follows from the present rate, so that it can be chained.
class CosineAnnealingLR final : public LRScheduler {
 public:
  CosineAnnealingLR(Optimizer& optimizer, int64_t t_max, double eta_min = 0);

 protected:
  double next_lr(size_t group) override;
  double first_lr(size_t group) override;

 private:
  int64_t t_max_;
  double eta_min_;
};

struct WarmRestartsOptions {
  int64_t t_mult = 1;  ///< each period is so many times as long as the one before
  double eta_min = 0;
};
/// From the base rate to `eta_min` along half a cosine in `t_0` epochs, then again from the base rate.
class CosineAnnealingWarmRestarts final : public LRScheduler {
 public:
  CosineAnnealingWarmRestarts(Optimizer& optimizer, int64_t t_0, const WarmRestartsOptions& options = {});

 protected:
  std::vector<Kept> kept() override;
  double next_lr(size_t group) override;
  void rewind() override;
  void advance() override;

 private:
  int64_t t_0_;
  WarmRestartsOptions options_;
  int64_t since_restart_ = 0, period_;
};

}  // namespace gradus::optim
