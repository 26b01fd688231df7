#include "gradus/optim/sgd.hpp"

#include <limits>

#include "gradus/base/error.hpp"
#include "gradus/core/tensor/make.hpp"

namespace gradus::optim {

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();
}

SGD::SGD(std::vector<Tensor> parameters, const SGDOptions& options)
    : Optimizer(std::move(parameters)),
      settings_{options.lr,           options.momentum, options.dampening,
                options.weight_decay, options.nesterov, options.maximize},
      momentum_(this->parameters().size()) {
  set_lr(options.lr);
  check_option("SGD", "momentum", options.momentum, 0, infinity);
  check_option("SGD", "weight_decay", options.weight_decay, 0, infinity);
  if (options.nesterov && (options.momentum == 0 || options.dampening != 0)) {
    fail("SGD: nesterov needs a momentum and no dampening");
  }
}

void SGD::set_lr(double lr) {
  check_option("SGD", "lr", lr, 0, infinity);
  settings_.lr = lr;
}

void SGD::update(size_t i, Tensor& parameter, const Tensor& gradient) {
  Tensor& momentum = momentum_[i];
  if (settings_.momentum != 0 && !momentum.defined()) momentum = make_like(parameter);
  if (momentum.defined())
    momentum = momentum.to(parameter.dtype());  // the model may have been converted since
  kernels::sgd(parameter.dtype(), parameter.impl()->data, gradient.impl()->data,
               momentum.defined() ? momentum.impl()->data : nullptr, parameter.numel(), &settings_,
               step_of(i));
}

}  // namespace gradus::optim
