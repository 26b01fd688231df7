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

namespace detail {

void fail_unrecordable(const char* name, const TensorImpl& x) {
  if (x.inference) {
    fail(fmt::format(
        "{}: a tensor made under InferenceMode cannot take part in a recorded operation; clone() it "
        "outside, or use NoGrad",
        name));
  }
  fail(fmt::format(
      "{}: a view of this {} tensor's storage was changed in place while gradients were recorded, so "
      "its history is no longer known; take the view again, or clone() before the change",
      name, to_string(x.shape)));
}

}  // namespace detail

bool tracks(std::span<const Tensor> inputs) {
  return GradMode::is_enabled() &&
         std::any_of(inputs.begin(), inputs.end(), [](const Tensor& x) { return x.requires_grad(); });
}

namespace {

void check_version(const Storage& storage, uint32_t version, DType type, const Shape& shape,
                   const Gradients& to) {
  if (storage.version == version) return;
  fail(fmt::format(
      "backward: a {} {} tensor that {} needs was changed in place after it was used (version {}, expected "
      "{}); change a clone() instead",
      name(type), to_string(shape), to.node().name(), storage.version, version));
}

}  // namespace

Tensor SavedTensor::get(const Gradients& to) const {
  check_version(*impl_->storage, version_, impl_->dtype, impl_->shape, to);
  return Tensor(impl_);
}

const void* SavedOutput::data(const Gradients& to) const {
  check_version(*storage_, version_, dtype_, shape_, to);
  return data_;
}

Tensor SavedOutput::get(const Gradients& to) const {
  check_version(*storage_, version_, dtype_, shape_, to);
  auto impl = TensorImpl::make_over(storage_, data_, shape_, strides_, dtype_);
  impl->graph_epoch = graph_epoch_;
  if (GradMode::is_enabled()) impl->grad_fn = Ref<Node>::share(&to.node());
  return Tensor(std::move(impl));
}

}  // namespace gradus
