#include "gradus/optim/adaptive.hpp"

namespace gradus::optim {
namespace {

constexpr Rule<RMSpropOptions> rmsprop_rule{
    .name = "RMSprop",
    .settings =
        [](RMSpropOptions& o) {
          return std::vector<Setting>{{"lr", &o.lr, nullptr, 0, unbounded},
                                      {"alpha", &o.alpha, nullptr, 0, unbounded},
                                      {"eps", &o.eps, nullptr, 0, unbounded},
                                      {"weight_decay", &o.weight_decay, nullptr, 0, unbounded},
                                      {"momentum", &o.momentum, nullptr, 0, unbounded},
                                      {"centered", nullptr, &o.centered},
                                      {"maximize", nullptr, &o.maximize}};
        },
    .states = {"square_avg", "momentum_buffer", "grad_avg"},
    .needs_state =
        [](const RMSpropOptions& o) {
          return std::array{true, o.momentum > 0, o.centered};
        },
    .update = kernels::rmsprop};

constexpr Rule<AdagradOptions> adagrad_rule{
    .name = "Adagrad",
    .settings =
        [](AdagradOptions& o) {
          return std::vector<Setting>{
              {"lr", &o.lr, nullptr, 0, unbounded},
              {"lr_decay", &o.lr_decay, nullptr, 0, unbounded},
              {"weight_decay", &o.weight_decay, nullptr, 0, unbounded},
              {"initial_accumulator_value", &o.initial_accumulator_value, nullptr, 0, unbounded},
              {"eps", &o.eps, nullptr, 0, unbounded},
              {"maximize", nullptr, &o.maximize}};
        },
    .states = {"sum"},
    .needs_state =
        [](const AdagradOptions&) {
          return std::array{true, false, false};
        },
    .update = kernels::adagrad};

constexpr Rule<AdadeltaOptions> adadelta_rule{
    .name = "Adadelta",
    .settings =
        [](AdadeltaOptions& o) {
          constexpr double one_included = 0x1.0000000000001p0;  // 1 itself is good
          return std::vector<Setting>{{"lr", &o.lr, nullptr, 0, unbounded},
                                      {"rho", &o.rho, nullptr, 0, one_included},
                                      {"eps", &o.eps, nullptr, 0, unbounded},
                                      {"weight_decay", &o.weight_decay, nullptr, 0, unbounded},
                                      {"maximize", nullptr, &o.maximize}};
        },
    .states = {"square_avg", "acc_delta"},
    .needs_state =
        [](const AdadeltaOptions&) {
          return std::array{true, true, false};
        },
    .update = kernels::adadelta};

}  // namespace

RMSprop::RMSprop(const std::vector<Tensor>& parameters, const RMSpropOptions& options)
    : RuleOptimizer(rmsprop_rule, parameters, options) {}

Adagrad::Adagrad(const std::vector<Tensor>& parameters, const AdagradOptions& options)
    : RuleOptimizer(adagrad_rule, parameters, options) {}

Adadelta::Adadelta(const std::vector<Tensor>& parameters, const AdadeltaOptions& options)
    : RuleOptimizer(adadelta_rule, parameters, options) {}

}  // namespace gradus::optim
