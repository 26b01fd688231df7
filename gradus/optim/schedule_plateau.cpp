#include "gradus/optim/schedule_plateau.hpp"

#include <algorithm>
#include <limits>

namespace gradus::optim {

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();
}

ReduceLROnPlateau::ReduceLROnPlateau(Optimizer& optimizer, const PlateauOptions& options)
    : Schedule("ReduceLROnPlateau", optimizer),
      options_(options),
      min_lrs_(options.min_lr.spread(name(), "min_lr", group_count())),
      best_(options.mode == PlateauMode::min ? infinity : -infinity) {
  require(options.factor < 1, "factor must be below 1", options.factor);
  require(options.patience >= 0, "patience must not be negative", static_cast<double>(options.patience));
  require(options.cooldown >= 0, "cooldown must not be negative", static_cast<double>(options.cooldown));
}

bool ReduceLROnPlateau::is_better(double metric) const {
  const bool relative = options_.threshold_mode == ThresholdMode::rel;
  if (options_.mode == PlateauMode::min) {
    return metric < (relative ? best_ * (1 - options_.threshold) : best_ - options_.threshold);
  }
  return metric > (relative ? best_ * (1 + options_.threshold) : best_ + options_.threshold);
}

void ReduceLROnPlateau::reduce() {
  for (size_t g = 0; g < group_count(); ++g) {
    const double before = lr(g), after = std::max(before * options_.factor, min_lrs_[g]);
    if (before - after > options_.eps) put_lr(g, after);
  }
}

void ReduceLROnPlateau::step(double metric) {
  set_last_epoch(last_epoch() + 1);
  if (is_better(metric)) {
    best_ = metric;
    bad_epochs_ = 0;
  } else {
    ++bad_epochs_;
  }
  if (cooldown_left_ > 0) {
    --cooldown_left_;
    bad_epochs_ = 0;
  }
  if (bad_epochs_ > options_.patience) {
    reduce();
    cooldown_left_ = options_.cooldown;
    bad_epochs_ = 0;
  }
  note_lr();
}

std::vector<Schedule::Kept> ReduceLROnPlateau::kept() {
  auto all = Schedule::kept();
  all.push_back({"best", &best_});
  all.push_back({"num_bad_epochs", nullptr, &bad_epochs_});
  all.push_back({"cooldown_counter", nullptr, &cooldown_left_});
  return all;
}

}  // namespace gradus::optim
