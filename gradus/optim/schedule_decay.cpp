#include "gradus/optim/schedule_decay.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace gradus::optim {
namespace {

double as_real(int64_t n) { return static_cast<double>(n); }

}  // namespace

StepLR::StepLR(Optimizer& optimizer, int64_t step_size, double gamma)
    : LRScheduler("StepLR", optimizer), step_size_(step_size), gamma_(gamma) {
  require(step_size > 0, "step_size must be positive", as_real(step_size));
  begin();
}

double StepLR::next_lr(size_t group) {
  const bool stays = last_epoch() == 0 || last_epoch() % step_size_ != 0;
  return stays ? lr(group) : lr(group) * gamma_;
}

MultiStepLR::MultiStepLR(Optimizer& optimizer, std::vector<int64_t> milestones, double gamma)
    : LRScheduler("MultiStepLR", optimizer), milestones_(std::move(milestones)), gamma_(gamma) {
  begin();
}

double MultiStepLR::next_lr(size_t group) {
  const auto times = std::ranges::count(milestones_, last_epoch());
  return times == 0 ? lr(group) : lr(group) * std::pow(gamma_, as_real(times));
}

double MultiStepLR::first_lr(size_t group) {
  const auto passed = std::ranges::count_if(milestones_, [](int64_t m) { return m <= 0; });
  return base_lr(group) * std::pow(gamma_, as_real(passed));
}

ExponentialLR::ExponentialLR(Optimizer& optimizer, double gamma)
    : LRScheduler("ExponentialLR", optimizer), gamma_(gamma) {
  begin();
}

double ExponentialLR::next_lr(size_t group) { return last_epoch() == 0 ? lr(group) : lr(group) * gamma_; }

ConstantLR::ConstantLR(Optimizer& optimizer, const ConstantLROptions& options)
    : LRScheduler("ConstantLR", optimizer), options_(options) {
  require(options.factor > 0 && options.factor <= 1, "factor must lie in (0, 1]", options.factor);
  require(options.total_iters > 0, "total_iters must be positive", as_real(options.total_iters));
  begin();
}

double ConstantLR::next_lr(size_t group) {
  if (last_epoch() == 0) return lr(group) * options_.factor;
  return last_epoch() == options_.total_iters ? lr(group) * (1 / options_.factor) : lr(group);
}

LinearLR::LinearLR(Optimizer& optimizer, const LinearLROptions& options)
    : LRScheduler("LinearLR", optimizer), options_(options) {
  require(options.start_factor > 0 && options.start_factor <= 1, "start_factor must lie in (0, 1]",
          options.start_factor);
  require(options.end_factor >= 0 && options.end_factor <= 1, "end_factor must lie in [0, 1]",
          options.end_factor);
  require(options.total_iters > 0, "total_iters must be positive", as_real(options.total_iters));
  begin();
}

double LinearLR::next_lr(size_t group) {
  const auto& [start, end, total] = options_;
  if (last_epoch() == 0) return lr(group) * start;
  if (last_epoch() > total) return lr(group);
  // The quotient of two neighbouring factors, start + (end - start) epoch / total each.
  const double before = as_real(total) * start + as_real(last_epoch() - 1) * (end - start);
  return lr(group) * (1 + (end - start) / before);
}

PolynomialLR::PolynomialLR(Optimizer& optimizer, const PolynomialLROptions& options)
    : LRScheduler("PolynomialLR", optimizer), options_(options) {
  require(options.total_iters > 0, "total_iters must be positive", as_real(options.total_iters));
  begin();
}

double PolynomialLR::next_lr(size_t group) {
  if (last_epoch() == 0 || last_epoch() > options_.total_iters) return lr(group);
  const double total = as_real(options_.total_iters);
  const double quotient = (1 - as_real(last_epoch()) / total) / (1 - as_real(last_epoch() - 1) / total);
  return lr(group) * std::pow(quotient, options_.power);
}

}  // namespace gradus::optim
