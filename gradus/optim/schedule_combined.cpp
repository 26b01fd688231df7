#include "gradus/optim/schedule_combined.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "gradus/base/error.hpp"

namespace gradus::optim {
namespace {

/// The optimiser of the schedules; an Error when there is none or more than one.
Optimizer& common_optimizer(const char* who, const ScheduleList& schedules) {
  if (schedules.empty()) fail(fmt::format("{}: no schedules were given", who));
  Optimizer& optimizer = schedules[0].get().optimizer();
  for (size_t i = 1; i < schedules.size(); ++i) {
    if (&schedules[i].get().optimizer() != &optimizer) {
      fail(fmt::format("{}: schedules 0 and {} belong to different optimisers", who, i));
    }
  }
  return optimizer;
}

}  // namespace

SequentialLR::SequentialLR(Optimizer& optimizer, ScheduleList schedules, std::vector<int64_t> milestones)
    : LRScheduler("SequentialLR", optimizer),
      schedules_(std::move(schedules)),
      milestones_(std::move(milestones)) {
  if (&common_optimizer(name(), schedules_) != &optimizer) {
    fail("SequentialLR: the schedules belong to another optimiser");
  }
  if (milestones_.size() + 1 != schedules_.size()) {
    fail(fmt::format("SequentialLR: {} schedules need {} milestones, not {}", schedules_.size(),
                     schedules_.size() - 1, milestones_.size()));
  }
  if (!std::ranges::is_sorted(milestones_)) fail("SequentialLR: the milestones must be in order");
  begin();
}

void SequentialLR::begin() {
  set_last_epoch(0);
  for (size_t g = 0; g < group_count(); ++g) put_lr(g, base_lr(g));
  schedules_[0].get().begin();
  note_lr();
}

void SequentialLR::step() {
  set_last_epoch(last_epoch() + 1);
  const auto after = std::ranges::upper_bound(milestones_, last_epoch());
  LRScheduler& now = schedules_[static_cast<size_t>(after - milestones_.begin())];
  if (after != milestones_.begin() && *(after - 1) == last_epoch()) {
    now.restart();
  } else {
    now.step();
  }
  note_lr();
}

ChainedScheduler::ChainedScheduler(ScheduleList schedules)
    : LRScheduler("ChainedScheduler", common_optimizer("ChainedScheduler", schedules)),
      schedules_(std::move(schedules)) {
  note_lr();
}

void ChainedScheduler::begin() {
  set_last_epoch(0);
  for (LRScheduler& schedule : schedules_) schedule.begin();
  note_lr();
}

void ChainedScheduler::restart() {
  set_last_epoch(0);
  for (LRScheduler& schedule : schedules_) schedule.restart();
  note_lr();
}

void ChainedScheduler::step() {
  set_last_epoch(last_epoch() + 1);
  for (LRScheduler& schedule : schedules_) schedule.step();
  note_lr();
}

namespace {

template <class KeptList, class KeptOf>
KeptList with_parts(KeptList all, const ScheduleList& schedules, KeptOf kept_of) {
  for (size_t i = 0; i < schedules.size(); ++i) {
    for (auto& part : kept_of(schedules[i].get())) {
      part.name = fmt::format("_schedulers.{}.{}", i, part.name);
      all.push_back(std::move(part));
    }
  }
  return all;
}

}  // namespace

std::vector<Schedule::Kept> SequentialLR::kept() {
  return with_parts(LRScheduler::kept(), schedules_, [](Schedule& s) { return kept_of(s); });
}

std::vector<Schedule::Kept> ChainedScheduler::kept() {
  return with_parts(LRScheduler::kept(), schedules_, [](Schedule& s) { return kept_of(s); });
}

}  // namespace gradus::optim
