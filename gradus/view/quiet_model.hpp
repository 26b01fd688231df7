#pragma once

#include <utility>
#include <vector>

#include "gradus/base/random/generator.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/nn/module.hpp"

namespace gradus::view {

/// While one lives, a model is in evaluation mode and nothing is recorded; at its end every part is again in
/// the mode it was in, hooks kept here are off, and the default generator stands where it stood.
///
///     const view::QuietModel quiet(model);
///     Tensor output = model(x);
class QuietModel {
 public:
  explicit QuietModel(nn::Module& model) : generator_(default_generator()) {
    for (const auto& [path, part] : model.named_modules()) modes_.emplace_back(part, part->is_training());
    model.eval();
  }
  ~QuietModel() {
    for (nn::HookHandle& hook : hooks_) hook.remove();
    for (const auto& [part, mode] : modes_) part->train(mode);  // parents first: children have the last word
    default_generator() = generator_;
  }
  QuietModel(const QuietModel&) = delete;
  QuietModel& operator=(const QuietModel&) = delete;

  void keep(nn::HookHandle hook) { hooks_.push_back(std::move(hook)); }

 private:
  NoGrad no_grad_;
  Generator generator_;
  std::vector<std::pair<nn::Module*, bool>> modes_;
  std::vector<nn::HookHandle> hooks_;
};

}  // namespace gradus::view
