#pragma once

#include <array>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/kernels/update.hpp"

namespace gradus::optim {

/// What an optimiser has gathered and the options it works with, as plain data: "state.0.exp_avg" is a tensor
/// of parameter 0, "state.0.step" and "param_groups.0.lr" are numbers (0 and 1 for flags).
struct OptimizerState {
  std::map<std::string, Tensor> tensors;
  std::map<std::string, double> numbers;
};

/// One number of a group's options and the range it must lie in.
struct Setting {
  const char* name;
  double* real = nullptr;
  bool* flag = nullptr;
  double low = 0, high = 0;  ///< low <= real < high
};

/// What all optimisers share: groups of parameters with options of their own, and the step over them.
///
/// The state (momentum and the like) belongs to the parameter's place in the list. Parameters without a
/// gradient are left alone.
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;

  /// Changes every parameter that has a gradient. Recorded by no gradient.
  virtual void step() = 0;
  /// Calls `closure`, which computes the gradients and returns the loss, then step(); returns the loss.
  virtual Tensor step(const std::function<Tensor()>& closure);
  /// Lets go of the gradients, or sets those that exist to zero.
  void zero_grad(bool set_to_none = true);

  /// All parameters, group after group.
  const std::vector<Tensor>& parameters() const { return parameters_; }
  size_t group_count() const { return groups_.size(); }

  /// The learning rate of a group.
  double lr(size_t group = 0) const;
  /// For all groups, or for one; an Error when negative or not a number.
  void set_lr(double lr);
  void set_lr(size_t group, double lr);
  /// The option "momentum", or "beta1" of optimisers that have it instead; none when there is neither.
  std::optional<double> momentum(size_t group = 0) const;
  void set_momentum(size_t group, double momentum);
  /// The rate that the group's schedules start from: what it was when the first of them was made.
  double initial_lr(size_t group);
  void set_initial_lr(size_t group, double lr);

  /// The state and the options; tensors share storage with the optimiser.
  virtual OptimizerState state_dict() const;
  /// Takes over copies of the state and the options. An Error that lists every name that is missing, left
  /// over, of another shape or out of its range; the optimiser is then as it was.
  virtual void load_state_dict(const OptimizerState& state);

 protected:
  using StateNames = std::array<const char*, 3>;
  struct Slot {
    Tensor parameter;
    std::array<Tensor, 3> state;
    int64_t steps = 0;
  };
  struct Group {
    size_t first, count;
    std::optional<double> initial_lr;
  };

  explicit Optimizer(const char* name) : name_(name) {}

  const char* name() const { return name_; }
  /// The options of a group, at addresses that stay.
  virtual std::vector<Setting> settings(size_t group) = 0;
  /// Names of the state tensors that the rule knows, and which of them the group's options need; null where
  /// there is none.
  virtual StateNames all_state_names() const { return {}; }
  virtual std::array<bool, 3> needs_state(size_t) const { return {}; }

  /// An Error for no parameters, for one that is no dense floating-point leaf, and for one listed twice.
  void check_parameters(const std::vector<Tensor>& parameters) const;
  void append_group(const std::vector<Tensor>& parameters);
  /// An Error when a setting of the group is out of its range.
  static void check_settings(const char* name, const std::vector<Setting>& settings);

  const std::deque<Group>& groups() const { return groups_; }
  /// Steps over one group with a kernel that takes up to UpdateBatch::capacity parameters at a time.
  void step_group(size_t group, const void* options, void (*update)(DType, const kernels::UpdateBatch&));

 private:
  friend class Schedule;
  /// The rate and the momentum as a schedule computes them: its last values may leave the usual ranges.
  void put_lr(size_t group, double lr) { *setting(group, {"lr"}).real = lr; }
  void put_momentum(size_t group, double momentum) { *setting(group, {"momentum", "beta1"}).real = momentum; }
  Setting setting(size_t group, std::initializer_list<const char*> names) const;
  void check_group(size_t group) const;
  static const TensorImpl& state_of(Slot& slot, size_t k);
  void copy_state_in(const OptimizerState& state);

  const char* name_;
  std::vector<Tensor> parameters_;
  std::deque<Slot> slots_;  // addresses of step counts stay when a group is added
  std::deque<Group> groups_;
};

}  // namespace gradus::optim
