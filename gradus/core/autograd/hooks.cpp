#include "gradus/core/autograd/hooks.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/node.hpp"

namespace gradus {
namespace detail {

uint64_t Hooks::add(List& list, std::shared_ptr<Hook> hook) {
  list.emplace_back(++last_id_, std::move(hook));
  return last_id_;
}

void Hooks::remove(uint64_t id) noexcept {
  for (List* list : {&on_gradient, &after_accumulation}) {
    std::erase_if(*list, [id](const auto& entry) { return entry.first == id; });
  }
}

Tensor Hooks::apply(Tensor gradient, const char* name) const {
  const List hooks = on_gradient;  // a hook may remove itself
  for (const auto& [id, hook] : hooks) {
    Tensor other = hook->call(gradient);
    if (!other.defined()) continue;
    if (other.shape() != gradient.shape() || other.dtype() != gradient.dtype()) {
      fail(fmt::format("register_hook: a hook on {} returned {} {} for a gradient {} {}", name,
                       gradus::name(other.dtype()), to_string(other.shape()), gradus::name(gradient.dtype()),
                       to_string(gradient.shape())));
    }
    gradient = std::move(other);
  }
  return gradient;
}

void move_hooks(TensorImpl& x) {
  // Those that were there stay with the value that was overwritten; only the wish to keep the gradient moves.
  const bool retains = std::exchange(x.hooks->retainer, nullptr) != nullptr;
  x.hooks.reset();
  if (retains && x.grad_fn) Tensor(Ref<TensorImpl>::share(&x)).retain_grad();
}

}  // namespace detail

void HookHandle::remove() {
  if (hooks_) hooks_->remove(id_);
  hooks_.reset();
}

namespace {

/// The tensor's hooks, made when it has none yet.
Ref<detail::Hooks> hooks_of(const Tensor& x) {
  TensorImpl& impl = *x.impl();
  if (!impl.hooks) {
    impl.hooks = Ref<detail::Hooks>::adopt(new detail::Hooks);
    if (impl.grad_fn) impl.grad_fn->set_hooks(impl.hooks);
  }
  return impl.hooks;
}

void check_hookable(const char* op, const Tensor& x) {
  if (!x.defined()) fail(fmt::format("{}: the tensor is undefined", op));
  if (!x.requires_grad()) {
    fail(fmt::format("{}: this {} tensor requires no gradient, so there is none to wait for", op,
                     to_string(x.shape())));
  }
}

}  // namespace

HookHandle Tensor::add_hook(std::shared_ptr<detail::Hook> hook) const {
  check_hookable("register_hook", *this);
  auto hooks = hooks_of(*this);
  const uint64_t id = hooks->add(hooks->on_gradient, std::move(hook));
  return {std::move(hooks), id};
}

HookHandle Tensor::add_accumulation_hook(std::shared_ptr<detail::Hook> hook) const {
  check_hookable("register_post_accumulate_grad_hook", *this);
  if (!is_leaf()) {
    fail("register_post_accumulate_grad_hook: only leaves accumulate gradients; use register_hook");
  }
  auto hooks = hooks_of(*this);
  const uint64_t id = hooks->add(hooks->after_accumulation, std::move(hook));
  return {std::move(hooks), id};
}

void Tensor::retain_grad() const {
  check_hookable("retain_grad", *this);
  if (!is_leaf()) hooks_of(*this)->retainer = impl_.get();
}

}  // namespace gradus
