#include "gradus/optim/adam.hpp"

namespace gradus::optim {
namespace {

/// What Adam and its relatives share.
template <class Options>
std::vector<Setting> common_settings(Options& o) {
  return {{"lr", &o.lr, nullptr, 0, unbounded},
          {"beta1", &o.beta1, nullptr, 0, 1},
          {"beta2", &o.beta2, nullptr, 0, 1},
          {"eps", &o.eps, nullptr, 0, unbounded},
          {"weight_decay", &o.weight_decay, nullptr, 0, unbounded}};
}

template <class Options>
std::vector<Setting> adam_settings(Options& o) {
  auto settings = common_settings(o);
  settings.push_back({"amsgrad", nullptr, &o.amsgrad});
  settings.push_back({"maximize", nullptr, &o.maximize});
  return settings;
}

template <class Options>
std::array<bool, 3> adam_needs(const Options& o) {
  return {true, true, o.amsgrad};
}

constexpr std::array<const char*, 3> adam_states{"exp_avg", "exp_avg_sq", "max_exp_avg_sq"};
constexpr Rule<AdamOptions> adam_rule{"Adam", adam_settings, adam_states, adam_needs, kernels::adam};
constexpr Rule<AdamWOptions> adamw_rule{"AdamW", adam_settings, adam_states, adam_needs, kernels::adamw};
constexpr Rule<RAdamOptions> radam_rule{.name = "RAdam",
                                        .settings = common_settings,
                                        .states = {"exp_avg", "exp_avg_sq"},
                                        .needs_state =
                                            [](const RAdamOptions&) {
                                              return std::array{true, true, false};
                                            },
                                        .update = kernels::radam};

}  // namespace

Adam::Adam(const std::vector<Tensor>& parameters, const AdamOptions& options)
    : RuleOptimizer(adam_rule, parameters, options) {}

AdamW::AdamW(const std::vector<Tensor>& parameters, const AdamWOptions& options)
    : RuleOptimizer(adamw_rule, parameters, options) {}

RAdam::RAdam(const std::vector<Tensor>& parameters, const RAdamOptions& options)
    : RuleOptimizer(radam_rule, parameters, options) {}

}  // namespace gradus::optim
