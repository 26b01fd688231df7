#include "gradus/core/autograd/node.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gradus/base/error.hpp"
#include "gradus/core/tensor/make.hpp"

namespace gradus {

void Node::destroy(Node* node) noexcept {
  static constinit thread_local Node* dead = nullptr;
  static constinit thread_local bool working = false;
  node->next_dead_ = std::exchange(dead, node);
  if (working) return;
  working = true;
  while (dead) {
    Node* next = std::exchange(dead, dead->next_dead_);
    next->dispose();
  }
  working = false;
}

void Node::connect(uint32_t i, const Tensor& input) {
  const TensorImpl& x = *input.impl();
  if (x.grad_fn) {
    edges_[i].node = x.grad_fn;
    // A tensor may come from another thread, whose count is ahead of ours.
    if (sequence_ <= x.grad_fn->sequence_) sequence_ = sequence_counter = x.grad_fn->sequence_ + 1;
  } else if (x.requires_grad) {
    edges_[i].leaf = input.ref();
  }
}

namespace detail {

void check_recordable(const char* name, const Tensor& input) {
  const TensorImpl& x = *input.impl();
  if (x.inference) {
    fail(fmt::format(
        "{}: a tensor made under InferenceMode cannot take part in a recorded operation; clone() it "
        "outside, or use NoGrad",
        name));
  }
  if (x.is_view) follow_base(*input.impl());
}

void attach(Tensor& output, Ref<Node> node) {
  output.impl()->requires_grad = false;
  output.impl()->grad_fn = std::move(node);
}

}  // namespace detail

bool tracks(std::span<const Tensor> inputs) {
  return GradMode::is_enabled() &&
         std::any_of(inputs.begin(), inputs.end(), [](const Tensor& x) { return x.requires_grad(); });
}

SavedTensor::SavedTensor(Ref<TensorImpl> impl, bool is_output)
    : impl_(std::move(impl)), version_(impl_->storage->version), is_output_(is_output) {}

SavedTensor SavedTensor::input(const Tensor& x) {
  if (!x.impl()->is_view || x.impl()->requires_grad) return {x.ref(), false};
  // Without its base, whose history may come to contain the node that saves it.
  Tensor saved = shallow_copy(x);
  if (x.requires_grad()) saved.impl()->grad_fn = x.impl()->grad_fn;
  return {saved.release(), false};
}

SavedTensor SavedTensor::output(const Tensor& y) { return {shallow_copy(y).release(), true}; }

Tensor SavedTensor::get(const Gradients& to) const {
  if (impl_->storage->version != version_) {
    fail(fmt::format(
        "backward: a {} {} tensor that {} needs was changed in place after it was used (version {}, "
        "expected {}); change a clone() instead",
        name(impl_->dtype), to_string(impl_->shape), to.node().name(), impl_->storage->version, version_));
  }
  Tensor saved(impl_);
  if (is_output_ && GradMode::is_enabled()) {
    saved = shallow_copy(saved);
    saved.impl()->grad_fn = Ref<Node>::share(&to.node());
  }
  return saved;
}

}  // namespace gradus
