#include "gradus/optim/schedule.hpp"

#include <fmt/format.h>

#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/capture_log.hpp"
#include "gradus/optim/state_reader.hpp"

namespace gradus::optim {

std::vector<double> PerGroup::spread(const char* who, const char* option, size_t groups) const {
  if (same_) return std::vector<double>(groups, values_[0]);
  if (values_.size() != groups) {
    fail(fmt::format("{}: {} has {} values for {} parameter groups", who, option, values_.size(), groups));
  }
  return values_;
}

Schedule::Schedule(const char* name, Optimizer& optimizer)
    : name_(name), optimizer_(optimizer), last_lr_(optimizer.group_count()) {
  note_lr();
}

void Schedule::require(bool good, const char* what, double value) const {
  if (!good) fail(fmt::format("{}: {}, not {}", name_, what, value));
}

void Schedule::put_lr(size_t group, double lr) {
  if (!std::isfinite(lr)) {
    fail(fmt::format("{}: the rate of group {} would be {} at epoch {}", name_, group, lr, last_epoch_));
  }
  gradus::detail::refuse_capture("a step of a schedule");
  optimizer_.put_lr(group, lr);
}

void Schedule::note_lr() {
  for (size_t g = 0; g < last_lr_.size(); ++g) last_lr_[g] = lr(g);
}

std::vector<Schedule::Kept> Schedule::kept() {
  std::vector<Kept> all{{"last_epoch", nullptr, &last_epoch_}};
  for (size_t g = 0; g < last_lr_.size(); ++g) all.push_back({fmt::format("last_lr.{}", g), &last_lr_[g]});
  return all;
}

ScheduleState Schedule::state_dict() const {
  ScheduleState state;
  for (const Kept& k : const_cast<Schedule*>(this)->kept()) {  // reads only
    state[k.name] = k.real ? *k.real : static_cast<double>(*k.count);
  }
  return state;
}

void Schedule::load_state_dict(const ScheduleState& state) {
  const OptimizerState numbers{{}, state};
  detail::StateReader reader(name_, numbers);
  const auto all = kept();
  for (const Kept& k : all) {
    const double* value = reader.number(k.name, true);
    if (value && k.count && !detail::is_count(*value))
      reader.fault(fmt::format("{} = {} is no count", k.name, *value));
  }
  reader.finish();
  for (const Kept& k : all) {
    const double value = state.at(k.name);
    if (k.real) *k.real = value;
    if (k.count) *k.count = static_cast<int64_t>(value);
  }
}

// --- LRScheduler.

LRScheduler::LRScheduler(const char* name, Optimizer& optimizer) : Schedule(name, optimizer) {
  for (size_t g = 0; g < group_count(); ++g) base_lrs_.push_back(optimizer.initial_lr(g));
}

std::vector<Schedule::Kept> LRScheduler::kept() {
  auto all = Schedule::kept();
  for (size_t g = 0; g < base_lrs_.size(); ++g) all.push_back({fmt::format("base_lrs.{}", g), &base_lrs_[g]});
  return all;
}

void LRScheduler::apply(double (LRScheduler::*rate)(size_t)) {
  std::vector<double> rates;  // all of them before any is set
  for (size_t g = 0; g < group_count(); ++g) rates.push_back((this->*rate)(g));
  for (size_t g = 0; g < group_count(); ++g) put_lr(g, rates[g]);
  note_lr();
}

void LRScheduler::begin() {
  set_last_epoch(0);
  rewind();
  apply(&LRScheduler::next_lr);
}

void LRScheduler::restart() {
  set_last_epoch(0);
  rewind();
  apply(&LRScheduler::first_lr);
}

void LRScheduler::step() {
  set_last_epoch(last_epoch() + 1);
  advance();
  apply(&LRScheduler::next_lr);
}

}  // namespace gradus::optim
