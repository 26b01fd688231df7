#pragma once

#include <functional>
#include <vector>

#include "gradus/optim/schedule.hpp"

namespace gradus::optim {

/// Schedules of one optimiser to be combined; they must outlive the combination.
using ScheduleList = std::vector<std::reference_wrapper<LRScheduler>>;

/// One schedule after the other: from milestone i on, schedule i + 1 starts from its epoch 0.
///
///     optim::LinearLR warm_up(sgd, {.total_iters = 5});
///     optim::CosineAnnealingLR decay(sgd, 95);
///     optim::SequentialLR schedule(sgd, {warm_up, decay}, {5});
class SequentialLR final : public LRScheduler {
 public:
  SequentialLR(Optimizer& optimizer, ScheduleList schedules, std::vector<int64_t> milestones);

  void step() override;

 protected:
  std::vector<Kept> kept() override;
  double next_lr(size_t group) override { return lr(group); }
  void begin() override;
  void restart() override { begin(); }

 private:
  ScheduleList schedules_;
  std::vector<int64_t> milestones_;
};

/// Several schedules at once, each working on what the ones before left.
class ChainedScheduler final : public LRScheduler {
 public:
  explicit ChainedScheduler(ScheduleList schedules);

  void step() override;

 protected:
  std::vector<Kept> kept() override;
  double next_lr(size_t group) override { return lr(group); }
  void begin() override;
  void restart() override;

 private:
  ScheduleList schedules_;
};

}  // namespace gradus::optim
