#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <vector>

#include "gradus/optim/optimizer.hpp"

namespace gradus::optim {

/// How far a schedule has come, as plain data: "last_epoch", "base_lrs.0", "last_lr.0" and so on. What it was
/// made with (gamma, milestones) is not among it.
using ScheduleState = std::map<std::string, double>;

/// One number for all groups of parameters, or one for each: `0.1` or `{0.1, 0.01}`.
class PerGroup {
 public:
  PerGroup(double value) : values_{value}, same_(true) {}               // NOLINT(google-explicit-constructor)
  PerGroup(std::initializer_list<double> values) : values_(values) {}   // NOLINT(google-explicit-constructor)
  PerGroup(std::vector<double> values) : values_(std::move(values)) {}  // NOLINT(google-explicit-constructor)

  /// One value a group; an Error in the name of `who` when there is another number of them.
  std::vector<double> spread(const char* who, const char* option, size_t groups) const;

 private:
  std::vector<double> values_;
  bool same_ = false;
};

/// What all schedules share: they change the learning rates of an optimiser, which must outlive them.
class Schedule {
 public:
  virtual ~Schedule() = default;
  Schedule(const Schedule&) = delete;
  Schedule& operator=(const Schedule&) = delete;

  /// The rates that were set last, one for each group.
  const std::vector<double>& get_last_lr() const { return last_lr_; }
  /// How many steps were made.
  int64_t last_epoch() const { return last_epoch_; }
  Optimizer& optimizer() const { return optimizer_; }

  ScheduleState state_dict() const;
  /// Goes on from where another schedule of the same kind was; the rates themselves are in the optimiser's
  /// state. An Error that lists every name that is missing or left over; the schedule is then as it was.
  void load_state_dict(const ScheduleState& state);

 protected:
  /// A number that is kept from step to step.
  struct Kept {
    std::string name;
    double* real = nullptr;
    int64_t* count = nullptr;
  };

  Schedule(const char* name, Optimizer& optimizer);

  virtual std::vector<Kept> kept();
  const char* name() const { return name_; }
  size_t group_count() const { return last_lr_.size(); }
  double lr(size_t group) const { return optimizer_.lr(group); }
  /// An Error unless the rate is finite.
  void put_lr(size_t group, double lr);
  void put_momentum(size_t group, double momentum) { optimizer_.put_momentum(group, momentum); }
  /// Reads the optimiser's rates into get_last_lr().
  void note_lr();
  void set_last_epoch(int64_t epoch) { last_epoch_ = epoch; }
  static std::vector<Kept> kept_of(Schedule& other) { return other.kept(); }

  /// An Error in the schedule's name unless `good`.
  void require(bool good, const char* what, double value) const;

 private:
  const char* name_;
  Optimizer& optimizer_;
  std::vector<double> last_lr_;
  int64_t last_epoch_ = 0;
};

/// A schedule that knows the next rates by itself. It starts with epoch 0 when it is made; each step() is one
/// epoch (or one batch, as the caller counts).
///
///     optim::StepLR schedule(sgd, 30);
///     for (...) {
///       train_one_epoch();
///       schedule.step();
///     }
class LRScheduler : public Schedule {
 public:
  /// Goes on by one epoch and sets the rates of all groups.
  virtual void step();

 protected:
  LRScheduler(const char* name, Optimizer& optimizer);

  std::vector<Kept> kept() override;
  /// The rate at epoch last_epoch() that follows the present one: what other schedules did to it stays.
  virtual double next_lr(size_t group) = 0;
  /// The rate at epoch 0, whatever the present one is.
  virtual double first_lr(size_t group) { return next_lr(group); }
  /// Called before epoch 0 and before each step.
  virtual void rewind() {}
  virtual void advance() {}

  /// Sets the rates of epoch 0: every constructor ends with it.
  virtual void begin();
  /// The same as a part of SequentialLR whose turn has come.
  virtual void restart();

  double base_lr(size_t group) const { return base_lrs_[group]; }
  void set_base_lrs(std::vector<double> lrs) { base_lrs_ = std::move(lrs); }

 private:
  friend class SequentialLR;
  friend class ChainedScheduler;
  void apply(double (LRScheduler::*rate)(size_t));

  std::vector<double> base_lrs_;
};

}  // namespace gradus::optim
