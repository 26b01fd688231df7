#include "gradus/optim/optimizer.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/grad_mode.hpp"

namespace gradus::optim {

Optimizer::Optimizer(std::vector<Tensor> parameters)
    : parameters_(std::move(parameters)), steps_(parameters_.size(), 0) {
  if (parameters_.empty()) fail("optimizer: no parameters were given");
  for (size_t i = 0; i < parameters_.size(); ++i) {
    const Tensor& parameter = parameters_[i];
    if (!parameter.defined() || !parameter.is_leaf() || !is_floating_point(parameter.dtype()) ||
        !parameter.is_contiguous()) {
      fail(fmt::format("optimizer: parameter {} is not a dense floating-point leaf", i));
    }
    const auto before = parameters_.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::any_of(parameters_.begin(), before,
                    [&](const Tensor& other) { return other.is_same(parameter); })) {
      fail(fmt::format("optimizer: parameter {} is listed twice", i));
    }
  }
}

void Optimizer::step() {
  const NoGrad guard;
  for (size_t i = 0; i < parameters_.size(); ++i) {
    Tensor& parameter = parameters_[i];
    if (!parameter.impl()->grad) continue;
    const Tensor gradient = parameter.grad();
    ++steps_[i];
    update(i, parameter, gradient.is_contiguous() ? gradient : gradient.contiguous());
    ++parameter.impl()->storage->version;
  }
}

void Optimizer::zero_grad() {
  for (Tensor& parameter : parameters_) parameter.impl()->grad.reset();
}

void check_option(const char* who, const char* option, double value, double low, double high) {
  if (!(value >= low && value < high))
    fail(fmt::format("{}: {} = {} is not in [{}, {})", who, option, value, low, high));
}

}  // namespace gradus::optim
