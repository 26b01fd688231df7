#pragma once

#include <limits>
#include <utility>

#include "gradus/base/error.hpp"
#include "gradus/optim/optimizer.hpp"

namespace gradus::optim {

inline constexpr double unbounded = std::numeric_limits<double>::infinity();

/// What is particular to an optimiser whose rule is one kernel.
template <class Options>
struct Rule {
  const char* name;
  std::vector<Setting> (*settings)(Options&);
  std::array<const char*, 3> states;                   ///< names in a state dict
  std::array<bool, 3> (*needs_state)(const Options&);  ///< which of them these options need
  void (*update)(DType, const kernels::UpdateBatch&);
  /// An Error for options that do not go together; may be null.
  void (*check)(const Options&) = nullptr;
};

/// An optimiser whose rule is one kernel over the parameters of a group.
template <class Options>
class RuleOptimizer : public Optimizer {
 public:
  /// Adds parameters with the options given at construction, or with options of their own:
  ///
  ///     optim::SGD sgd(net.head.parameters(), {.lr = 0.1});
  ///     sgd.add_param_group(net.body.parameters(), {.lr = 0.01});
  void add_param_group(const std::vector<Tensor>& parameters) { add_param_group(parameters, defaults_); }
  void add_param_group(const std::vector<Tensor>& parameters, const Options& options) {
    check_parameters(parameters);
    check(options);
    append_group(parameters);
    options_.push_back(options);
  }

  /// The options of a group as they are now.
  const Options& options(size_t group = 0) const {
    if (group >= options_.size()) fail(std::string(name()) + ": there is no such parameter group");
    return options_[group];
  }

  using Optimizer::step;
  void step() override {
    for (size_t group = 0; group < options_.size(); ++group) {
      step_group(group, &options_[group], rule_.update);
    }
  }

 protected:
  RuleOptimizer(const Rule<Options>& rule, const std::vector<Tensor>& parameters, const Options& options)
      : Optimizer(rule.name), rule_(rule), defaults_(options) {
    add_param_group(parameters, options);
  }

  std::vector<Setting> settings(size_t group) override { return rule_.settings(options_[group]); }
  StateNames all_state_names() const override { return rule_.states; }
  std::array<bool, 3> needs_state(size_t group) const override { return rule_.needs_state(options_[group]); }

 private:
  void check(Options options) const {
    check_settings(name(), rule_.settings(options));
    if (rule_.check) rule_.check(options);
  }

  const Rule<Options>& rule_;  // static
  Options defaults_;
  std::deque<Options> options_;  // kernels keep the addresses
};

}  // namespace gradus::optim
