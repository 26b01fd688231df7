#include "gradus/optim/sgd.hpp"

namespace gradus::optim {
namespace {

constexpr Rule<SGDOptions> rule{.name = "SGD",
                                .settings =
                                    [](SGDOptions& o) {
                                      return std::vector<Setting>{
                                          {"lr", &o.lr, nullptr, 0, unbounded},
                                          {"momentum", &o.momentum, nullptr, 0, unbounded},
                                          {"dampening", &o.dampening, nullptr, -unbounded, unbounded},
                                          {"weight_decay", &o.weight_decay, nullptr, 0, unbounded},
                                          {"nesterov", nullptr, &o.nesterov},
                                          {"maximize", nullptr, &o.maximize}};
                                    },
                                .states = {"momentum_buffer"},
                                .needs_state =
                                    [](const SGDOptions& o) {
                                      return std::array{o.momentum != 0, false, false};
                                    },
                                .update = kernels::sgd,
                                .check =
                                    [](const SGDOptions& o) {
                                      if (o.nesterov && (o.momentum == 0 || o.dampening != 0))
                                        fail("SGD: nesterov needs a momentum and no dampening");
                                    }};

}  // namespace

SGD::SGD(const std::vector<Tensor>& parameters, const SGDOptions& options)
    : RuleOptimizer(rule, parameters, options) {}

}  // namespace gradus::optim
