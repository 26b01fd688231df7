#pragma once

#include "gradus/optim/schedule.hpp"

/// Schedules that multiply the rate by a factor of their own at each step. They work on the present rate, so
/// that several can be chained.
namespace gradus::optim {

/// The rate times gamma every `step_size` epochs.
class StepLR final : public LRScheduler {
 public:
  StepLR(Optimizer& optimizer, int64_t step_size, double gamma = 0.1);

 protected:
  double next_lr(size_t group) override;
  double first_lr(size_t group) override { return base_lr(group); }

 private:
  int64_t step_size_;
  double gamma_;
};

/// The rate times gamma at each milestone; one that is named twice counts twice.
class MultiStepLR final : public LRScheduler {
 public:
  MultiStepLR(Optimizer& optimizer, std::vector<int64_t> milestones, double gamma = 0.1);

 protected:
  double next_lr(size_t group) override;
  double first_lr(size_t group) override;

 private:
  std::vector<int64_t> milestones_;
  double gamma_;
};

/// The rate times gamma each epoch.
class ExponentialLR final : public LRScheduler {
 public:
  ExponentialLR(Optimizer& optimizer, double gamma);

 protected:
  double next_lr(size_t group) override;
  double first_lr(size_t group) override { return base_lr(group); }

 private:
  double gamma_;
};

struct ConstantLROptions {
  double factor = 1.0 / 3;  ///< above 0, at most 1
  int64_t total_iters = 5;
};
/// The rate times `factor` until epoch `total_iters`, then the full rate.
class ConstantLR final : public LRScheduler {
 public:
  explicit ConstantLR(Optimizer& optimizer, const ConstantLROptions& options = {});

 protected:
  double next_lr(size_t group) override;
  double first_lr(size_t group) override { return base_lr(group) * options_.factor; }

 private:
  ConstantLROptions options_;
};

struct LinearLROptions {
  double start_factor = 1.0 / 3;  ///< above 0, at most 1
  double end_factor = 1;          ///< 0 to 1
  int64_t total_iters = 5;
};
/// A warm-up: the rate's factor goes evenly from `start_factor` to `end_factor` in `total_iters` epochs.
class LinearLR final : public LRScheduler {
 public:
  explicit LinearLR(Optimizer& optimizer, const LinearLROptions& options = {});

 protected:
  double next_lr(size_t group) override;
  double first_lr(size_t group) override { return base_lr(group) * options_.start_factor; }

 private:
  LinearLROptions options_;
};

struct PolynomialLROptions {
  int64_t total_iters = 5;
  double power = 1;
};
/// The rate times (1 - epoch / total_iters)^power, 0 from epoch `total_iters` on.
class PolynomialLR final : public LRScheduler {
 public:
  explicit PolynomialLR(Optimizer& optimizer, const PolynomialLROptions& options = {});

 protected:
  double next_lr(size_t group) override;
  double first_lr(size_t group) override { return base_lr(group); }

 private:
  PolynomialLROptions options_;
};

}  // namespace gradus::optim
