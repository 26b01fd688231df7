#pragma once

#include <memory>
#include <utility>

#include "gradus/nn/module.hpp"

namespace gradus::nn {

/// A loss as a module that keeps its options: what the classes named ...Loss are. Weights are buffers.
///
///     nn::CrossEntropyLoss criterion({.label_smoothing = 0.1});
///     Tensor loss = criterion(model(x), y);
template <class Self, class Options, auto loss>
class Criterion : public Module {
 public:
  explicit Criterion(const Options& options = {}) : options_(options) {
    for_each_weight([this](const char* name, Tensor& weight) {
      if (!weight.defined()) return;
      weight = weight.detach().clone();  // the module's own: to() converts it
      this->add_buffer(name, weight);
    });
  }

  /// The loss of (input, target), of as many tensors as the function takes.
  template <class... Tensors>
  Tensor operator()(const Tensors&... tensors) const {
    return loss(tensors..., options_);
  }
  template <class... Tensors>
  Tensor forward(const Tensors&... tensors) const {
    return loss(tensors..., options_);
  }

 protected:
  std::unique_ptr<Module> fresh() const override { return std::make_unique<Self>(options_); }

 private:
  template <class F>
  void for_each_weight(F f) {
    if constexpr (requires { options_.weight; }) f("weight", options_.weight);
    if constexpr (requires { options_.pos_weight; }) f("pos_weight", options_.pos_weight);
  }

  Options options_;
};

}  // namespace gradus::nn
