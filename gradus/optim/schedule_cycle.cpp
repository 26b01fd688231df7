#include "gradus/optim/schedule_cycle.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "gradus/base/error.hpp"

namespace gradus::optim {
namespace {

constexpr size_t last_rate = 0, first_rate = 1, largest_rate = 2;

void check_has_momentum(const char* who, const Optimizer& optimizer) {
  if (!optimizer.momentum()) {
    fail(fmt::format("{}: the optimiser has no momentum; set cycle_momentum = false", who));
  }
}

int64_t count_steps(const OneCycleOptions& o) {
  const auto positive = [](const char* what, int64_t n) {
    if (n <= 0) fail(fmt::format("OneCycleLR: {} = {} is not positive", what, n));
    return n;
  };
  if (o.total_steps) return positive("total_steps", *o.total_steps);
  if (!o.epochs || !o.steps_per_epoch) {
    fail("OneCycleLR: give total_steps, or epochs and steps_per_epoch");
  }
  const int64_t epochs = positive("epochs", *o.epochs),
                steps = positive("steps_per_epoch", *o.steps_per_epoch);
  if (epochs > std::numeric_limits<int64_t>::max() / steps) fail("OneCycleLR: too many steps");
  return epochs * steps;
}

}  // namespace

OneCycleLR::OneCycleLR(Optimizer& optimizer, const PerGroup& max_lr, const OneCycleOptions& options)
    : LRScheduler("OneCycleLR", optimizer),
      linear_(options.anneal_strategy == Anneal::linear),
      cycle_momentum_(options.cycle_momentum),
      total_steps_(count_steps(options)) {
  require(options.pct_start >= 0 && options.pct_start <= 1, "pct_start must lie in [0, 1]",
          options.pct_start);
  require(options.div_factor > 0, "div_factor must be positive", options.div_factor);
  require(options.final_div_factor > 0, "final_div_factor must be positive", options.final_div_factor);
  const auto largest = max_lr.spread(name(), "max_lr", group_count());
  if (cycle_momentum_) {
    check_has_momentum(name(), optimizer);
    base_momenta_ = options.base_momentum.spread(name(), "base_momentum", group_count());
    max_momenta_ = options.max_momentum.spread(name(), "max_momentum", group_count());
  }
  const double total = static_cast<double>(total_steps_), rise = options.pct_start * total;
  phases_.push_back({rise - 1, first_rate, largest_rate, true, true});
  if (options.three_phase) {
    phases_.push_back({2 * rise - 2, largest_rate, first_rate, false, true});
    phases_.push_back({total - 1, first_rate, last_rate, false, false});
  } else {
    phases_.push_back({total - 1, largest_rate, last_rate, false, true});
  }
  std::vector<double> first;
  for (const double rate : largest) {
    first.push_back(rate / options.div_factor);
    rates_.push_back({first.back() / options.final_div_factor, first.back(), rate});
  }
  for (size_t g = 0; g < group_count(); ++g) optimizer.set_initial_lr(g, first[g]);
  set_base_lrs(std::move(first));
  begin();
}

double OneCycleLR::between(double start, double end, double share) const {
  if (linear_) return (end - start) * share + start;
  return end + (start - end) / 2 * (std::cos(std::numbers::pi * share) + 1);
}

void OneCycleLR::advance() {
  if (last_epoch() <= total_steps_) return;
  const int64_t asked = last_epoch();
  set_last_epoch(asked - 1);
  fail(fmt::format("OneCycleLR: step {} was asked for and the cycle has {}", asked, total_steps_));
}

double OneCycleLR::next_lr(size_t group) {
  const auto now = static_cast<double>(last_epoch());
  size_t i = 0;
  double start_step = 0;
  for (; i + 1 < phases_.size() && now > phases_[i].end_step; ++i) start_step = phases_[i].end_step;
  const Phase& phase = phases_[i];
  const double share = (now - start_step) / (phase.end_step - start_step);
  if (cycle_momentum_) {
    const double low = base_momenta_[group], high = max_momenta_[group];
    const double from = phase.momentum_falls || !phase.momentum_moves ? high : low;
    put_momentum(group, between(from, phase.momentum_falls ? low : high, share));
  }
  const auto& rates = rates_[group];
  return between(rates[phase.from], rates[phase.to], share);
}

CyclicLR::CyclicLR(Optimizer& optimizer, const PerGroup& base_lr, const PerGroup& max_lr,
                   const CyclicOptions& options)
    : LRScheduler("CyclicLR", optimizer), options_(options) {
  const int64_t up = options.step_size_up, down = options.step_size_down.value_or(up);
  require(up > 0, "step_size_up must be positive", static_cast<double>(up));
  require(down > 0, "step_size_down must be positive", static_cast<double>(down));
  total_size_ = static_cast<double>(up) + static_cast<double>(down);
  up_share_ = static_cast<double>(up) / total_size_;
  max_lrs_ = max_lr.spread(name(), "max_lr", group_count());
  if (!options.scale_fn) {
    options_.scale_mode = options.mode == CyclicMode::exp_range ? ScaleMode::iterations : ScaleMode::cycle;
  }
  if (options.cycle_momentum) {
    check_has_momentum(name(), optimizer);
    base_momenta_ = options.base_momentum.spread(name(), "base_momentum", group_count());
    max_momenta_ = options.max_momentum.spread(name(), "max_momentum", group_count());
  }
  set_base_lrs(base_lr.spread(name(), "base_lr", group_count()));
  begin();
}

double CyclicLR::scale(double at) const {
  if (options_.scale_fn) return options_.scale_fn(at);
  switch (options_.mode) {
    case CyclicMode::triangular:
      return 1;
    case CyclicMode::triangular2:
      return 1 / std::pow(2.0, at - 1);
    case CyclicMode::exp_range:
      return std::pow(options_.gamma, at);
  }
  return 1;
}

double CyclicLR::next_lr(size_t group) {
  const auto now = static_cast<double>(last_epoch());
  const double cycle = std::floor(1 + now / total_size_);
  const double x = 1 + now / total_size_ - cycle;  // the place within the cycle
  const double height = x <= up_share_ ? x / up_share_ : (x - 1) / (up_share_ - 1);
  const double factor = scale(options_.scale_mode == ScaleMode::cycle ? cycle : now);
  if (options_.cycle_momentum) {
    const double low = base_momenta_[group], high = max_momenta_[group];
    put_momentum(group, high - (high - low) * height * factor);
  }
  return base_lr(group) + (max_lrs_[group] - base_lr(group)) * height * factor;
}

}  // namespace gradus::optim
