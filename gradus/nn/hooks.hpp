#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"

/// Functions that a layer calls when it runs, to watch or change what goes through it.
namespace gradus::nn {

class Layer;

/// Sees the input before the layer does; a defined result takes its place.
using ForwardPreHook = std::function<Tensor(Layer& layer, const Tensor& input)>;
/// Sees input and output; a defined result takes the output's place.
using ForwardHook = std::function<Tensor(Layer& layer, const Tensor& input, const Tensor& output)>;
/// Sees the gradients of input and output in backward(); a defined result takes the place of the input's.
/// That of an input that wants none is undefined. The layer may be gone by then, so it is not given.
using BackwardHook = std::function<Tensor(const Tensor& grad_input, const Tensor& grad_output)>;

/// A layer's hooks, each with a number.
struct LayerHooks {
  template <class Hook>
  using List = std::vector<std::pair<uint64_t, std::shared_ptr<const Hook>>>;

  List<ForwardPreHook> before;
  List<ForwardHook> after;
  List<BackwardHook> backward;
  uint64_t count = 0;

  template <class Hook>
  uint64_t add(List<Hook>& list, Hook hook) {
    list.emplace_back(++count, std::make_shared<const Hook>(std::move(hook)));
    return count;
  }
  void remove(uint64_t number);
  bool empty() const { return before.empty() && after.empty() && backward.empty(); }
};

/// What registering a hook gives: the way to take it off again.
class HookHandle {
 public:
  HookHandle() = default;
  HookHandle(std::weak_ptr<LayerHooks> hooks, uint64_t number) : hooks_(std::move(hooks)), number_(number) {}

  /// Takes the hook off; nothing happens when it is off already or the layer is gone.
  void remove();

 private:
  std::weak_ptr<LayerHooks> hooks_;
  uint64_t number_ = 0;
};

namespace internal {

/// The hook as it is, or, when it returns nothing, with an undefined result.
template <class Hook, class F>
Hook as_hook(F&& f) {
  return [f = std::forward<F>(f)]<class... Args>(Args&&... args) mutable -> Tensor {
    if constexpr (std::is_void_v<std::invoke_result_t<decltype(f)&, Args...>>) {
      f(std::forward<Args>(args)...);
      return {};
    } else {
      return f(std::forward<Args>(args)...);
    }
  };
}

/// layer.forward(input) with the hooks around it.
Tensor run_hooked(Layer& layer, const std::shared_ptr<LayerHooks>& hooks, const Tensor& input);

}  // namespace internal
}  // namespace gradus::nn
