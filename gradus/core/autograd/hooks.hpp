#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "gradus/base/ref.hpp"

/// Functions of the user's that backward() calls with a gradient on its way.
namespace gradus {

class Tensor;
struct TensorImpl;

namespace detail {

/// A user's function of a gradient; what it returns, when defined, takes the gradient's place.
class Hook {
 public:
  virtual ~Hook() = default;
  virtual Tensor call(const Tensor& gradient) = 0;
};

/// What is hooked to one tensor: held by the tensor and by the node that computed it.
class Hooks final : public RefCounted {
 public:
  using List = std::vector<std::pair<uint64_t, std::shared_ptr<Hook>>>;

  static void destroy(Hooks* hooks) noexcept { delete hooks; }

  uint64_t add(List& list, std::shared_ptr<Hook> hook);
  void remove(uint64_t id) noexcept;
  /// Passes a gradient through all hooks; `name` is what computed the tensor, for errors.
  Tensor apply(Tensor gradient, const char* name) const;

  List on_gradient, after_accumulation;  // in the order they came
  TensorImpl* retainer = nullptr;        // the result that wants to keep its gradient, while it lives

 private:
  uint64_t last_id_ = 0;
};

}  // namespace detail

/// What register_hook returns, to take the hook away again. It may outlive the tensor.
class HookHandle {
 public:
  HookHandle() = default;
  HookHandle(Ref<detail::Hooks> hooks, uint64_t id) : hooks_(std::move(hooks)), id_(id) {}
  /// The hook is not called any more. Nothing happens the second time.
  void remove();

 private:
  Ref<detail::Hooks> hooks_;
  uint64_t id_ = 0;
};

}  // namespace gradus
