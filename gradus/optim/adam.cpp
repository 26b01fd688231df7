#include "gradus/optim/adam.hpp"

#include <limits>

#include "gradus/core/ops/creation.hpp"

namespace gradus::optim {

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();
}

Adam::Adam(std::vector<Tensor> parameters, const AdamOptions& options)
    : Optimizer(std::move(parameters)),
      settings_{options.lr,           options.beta1,   options.beta2,   options.eps,
                options.weight_decay, options.amsgrad, options.maximize},
      moments_(this->parameters().size()) {
  set_lr(options.lr);
  check_option("Adam", "beta1", options.beta1, 0, 1);
  check_option("Adam", "beta2", options.beta2, 0, 1);
  check_option("Adam", "eps", options.eps, 0, infinity);
  check_option("Adam", "weight_decay", options.weight_decay, 0, infinity);
}

void Adam::set_lr(double lr) {
  check_option("Adam", "lr", lr, 0, infinity);
  settings_.lr = lr;
}

void Adam::update(size_t i, Tensor& parameter, const Tensor& gradient) {
  Moments& m = moments_[i];
  if (!m.first.defined()) {
    m.first = zeros_like(parameter);
    m.second = zeros_like(parameter);
    if (settings_.amsgrad) m.largest_second = zeros_like(parameter);
  }
  for (Tensor* state : {&m.first, &m.second, &m.largest_second}) {
    if (state->defined()) *state = state->to(parameter.dtype());  // the model may have been converted since
  }
  kernels::adam(parameter.dtype(), parameter.impl()->data, gradient.impl()->data, m.first.impl()->data,
                m.second.impl()->data, settings_.amsgrad ? m.largest_second.impl()->data : nullptr,
                parameter.numel(), &settings_, step_of(i));
}

}  // namespace gradus::optim
