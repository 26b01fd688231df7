#include "gradus/optim/schedule_cosine.hpp"

#include <cmath>
#include <numbers>

namespace gradus::optim {
namespace {

constexpr double pi = std::numbers::pi;

/// 1 + cos(pi n / period).
double raised_cosine(int64_t n, int64_t period) {
  return 1 + std::cos(pi * static_cast<double>(n) / static_cast<double>(period));
}

}  // namespace

CosineAnnealingLR::CosineAnnealingLR(Optimizer& optimizer, int64_t t_max, double eta_min)
    : LRScheduler("CosineAnnealingLR", optimizer), t_max_(t_max), eta_min_(eta_min) {
  require(t_max > 0, "t_max must be positive", static_cast<double>(t_max));
  begin();
}

double CosineAnnealingLR::next_lr(size_t group) {
  const int64_t epoch = last_epoch();
  if (epoch == 0) return lr(group);
  if ((epoch - 1 - t_max_) % (2 * t_max_) == 0) {  // the rate was eta_min: no quotient can lead away from it
    const double step = 1 - std::cos(pi / static_cast<double>(t_max_));
    return lr(group) + (base_lr(group) - eta_min_) * step / 2;
  }
  return raised_cosine(epoch, t_max_) / raised_cosine(epoch - 1, t_max_) * (lr(group) - eta_min_) + eta_min_;
}

double CosineAnnealingLR::first_lr(size_t group) { return eta_min_ + (base_lr(group) - eta_min_); }

CosineAnnealingWarmRestarts::CosineAnnealingWarmRestarts(Optimizer& optimizer, int64_t t_0,
                                                         const WarmRestartsOptions& options)
    : LRScheduler("CosineAnnealingWarmRestarts", optimizer), t_0_(t_0), options_(options), period_(t_0) {
  require(t_0 > 0, "t_0 must be positive", static_cast<double>(t_0));
  require(options.t_mult > 0, "t_mult must be positive", static_cast<double>(options.t_mult));
  begin();
}

std::vector<Schedule::Kept> CosineAnnealingWarmRestarts::kept() {
  auto all = LRScheduler::kept();
  all.push_back({"T_cur", nullptr, &since_restart_});
  all.push_back({"T_i", nullptr, &period_});
  return all;
}

void CosineAnnealingWarmRestarts::rewind() {
  since_restart_ = 0;
  period_ = t_0_;
}

void CosineAnnealingWarmRestarts::advance() {
  if (++since_restart_ < period_) return;
  since_restart_ -= period_;
  period_ *= options_.t_mult;
}

double CosineAnnealingWarmRestarts::next_lr(size_t group) {
  const double eta_min = options_.eta_min;
  return eta_min + (base_lr(group) - eta_min) * raised_cosine(since_restart_, period_) / 2;
}

}  // namespace gradus::optim
