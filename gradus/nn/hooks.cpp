#include "gradus/nn/hooks.hpp"

#include <algorithm>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/node.hpp"
#include "gradus/core/tensor/make.hpp"
#include "gradus/nn/module.hpp"

namespace gradus::nn {

void LayerHooks::remove(uint64_t number) {
  const auto drop = [number](auto& list) {
    std::erase_if(list, [number](const auto& entry) { return entry.first == number; });
  };
  drop(before);
  drop(after);
  drop(backward);
}

void HookHandle::remove() {
  if (const auto hooks = hooks_.lock()) hooks->remove(number_);
  hooks_.reset();
}

namespace internal {
namespace {

/// What the two ends of one run share until its gradient has passed.
struct Passage {
  std::shared_ptr<LayerHooks> hooks;
  Tensor grad_output;
};

Tensor call_backward_hooks(const Passage& passage, Tensor grad_input, const Tensor& grad_output) {
  const auto list = passage.hooks->backward;  // a hook may take itself off
  for (const auto& entry : list) {
    const Tensor changed = (*entry.second)(grad_input, grad_output);
    if (!changed.defined()) continue;
    if (!grad_input.defined() || changed.shape() != grad_input.shape() ||
        changed.dtype() != grad_input.dtype()) {
      fail("backward hook: what it returns must have the shape and type of the input's gradient");
    }
    grad_input = changed;
  }
  return grad_input;
}

/// x, with a node through which its gradient passes after the layer's.
Tensor watch_input(const Tensor& x, const std::shared_ptr<Passage>& passage) {
  Tensor y = shallow_copy(x);
  record(
      "BackwardHookBackward0", y,
      [passage](const Tensor& g, Gradients& to) {
        const Tensor grad_output = std::exchange(passage->grad_output, {});
        to.give(0, call_backward_hooks(*passage, g, grad_output));
      },
      x);
  return y;
}

/// y, with a node through which its gradient passes before the layer's.
Tensor watch_output(const Tensor& y, const std::shared_ptr<Passage>& passage, bool input_is_watched) {
  Tensor z = shallow_copy(y);
  record(
      "BackwardHookBackward0", z,
      [passage, input_is_watched](const Tensor& g, Gradients& to) {
        if (input_is_watched) {
          passage->grad_output = g;
        } else {
          call_backward_hooks(*passage, {}, g);
        }
        to.give(0, g);
      },
      y);
  return z;
}

}  // namespace

Tensor run_hooked(Layer& layer, const std::shared_ptr<LayerHooks>& hooks, const Tensor& input) {
  // The layer may be moved by a hook.
  const auto own = hooks;  // NOLINT(performance-unnecessary-copy-initialization)
  Tensor x = input;
  const auto before = own->before;
  for (const auto& entry : before) {
    if (Tensor changed = (*entry.second)(layer, x); changed.defined()) x = changed;
  }
  std::shared_ptr<Passage> passage;
  if (!own->backward.empty() && GradMode::is_enabled()) {
    passage = std::make_shared<Passage>(Passage{own, {}});
  }
  const bool watched = passage && x.defined() && x.requires_grad();
  if (watched) x = watch_input(x, passage);
  Tensor y = layer.forward(x);
  const auto after = own->after;
  for (const auto& entry : after) {
    if (Tensor changed = (*entry.second)(layer, x, y); changed.defined()) y = changed;
  }
  return passage && y.requires_grad() ? watch_output(y, passage, watched) : y;
}

}  // namespace internal
}  // namespace gradus::nn
