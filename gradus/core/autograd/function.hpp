#pragma once

#include <any>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "gradus/core/autograd/node.hpp"

/// Functions whose gradient the user writes.
namespace gradus::autograd {

/// What forward() leaves for backward().
class Context {
 public:
  /// Keeps inputs or outputs of forward() for backward(); the last call counts.
  template <class... Tensors>
  void save_for_backward(const Tensors&... tensors) {
    to_save_ = {tensors...};
  }
  /// The kept tensors, in backward(); an Error when one was changed in place since.
  std::vector<Tensor> saved() const;
  Tensor saved(size_t i) const;

  /// Anything else that backward() needs: `ctx.state<double>() = exponent;`. One object of one type.
  template <class T>
  T& state() {
    if (!state_.has_value()) state_.emplace<T>();
    T* value = std::any_cast<T>(&state_);
    if (!value) fail_state();
    return *value;
  }

  /// These outputs have no gradient.
  template <class... Tensors>
  void mark_non_differentiable(const Tensors&... tensors) {
    non_differentiable_ = {tensors...};
  }
  /// Whether a gradient that backward() returns for tensor argument i goes anywhere.
  bool needs_input_grad(size_t i) const;
  /// With false the gradient of an unused output is undefined in backward() instead of zeros.
  void set_materialize_grads(bool value) { materialize_ = value; }

 private:
  friend class Call;
  [[noreturn]] void fail_state() const;
  using Saved = std::variant<SavedTensor, SavedOutput>;
  const Saved& saved_at(size_t i) const;

  std::string name_;
  std::vector<Tensor> to_save_, non_differentiable_;  // until forward() has ended
  std::vector<Saved> saved_;
  std::vector<bool> needs_;
  std::any state_;
  bool materialize_ = true;
  const Gradients* gradients_ = nullptr;  // while backward() runs
};

/// One use of a custom function: what its template needs and what does not depend on types.
class Call {
 public:
  using Backward = std::vector<Tensor> (*)(Context&, std::span<const Tensor>);

  Call(std::string_view name, std::vector<Tensor> inputs);
  Context& context() { return *context_; }
  /// Records the outputs; one that is an input itself becomes another handle of the same values.
  void finish(std::span<Tensor> outputs, Backward backward);

 private:
  struct Formula;

  std::vector<Tensor> inputs_;
  std::vector<uint32_t> versions_;
  std::shared_ptr<Context> context_;
  bool tracked_;
};

namespace detail {

/// "Exp" for gradus::test::Exp.
template <class T>
std::string_view type_name() {
  std::string_view text = __PRETTY_FUNCTION__;
  text = text.substr(text.find("T = ") + 4);
  text = text.substr(0, text.find_first_of(";]"));
  const size_t scope = text.rfind("::", text.find('<'));
  return scope == std::string_view::npos ? text : text.substr(scope + 2);
}

inline std::vector<Tensor> listed(Tensor x) { return {std::move(x)}; }
inline std::vector<Tensor> listed(std::vector<Tensor> xs) { return xs; }
template <size_t n>
std::vector<Tensor> listed(std::array<Tensor, n> xs) {
  return {xs.begin(), xs.end()};
}
inline std::span<Tensor> each(Tensor& x) { return {&x, 1}; }
inline std::span<Tensor> each(std::vector<Tensor>& xs) { return xs; }
template <size_t n>
std::span<Tensor> each(std::array<Tensor, n>& xs) {
  return xs;
}

}  // namespace detail

/// Base of a function with a gradient of its own: `Derived::forward(ctx, arguments...)` returns a Tensor, an
/// array or a vector of them; `Derived::backward(ctx, g)` takes the gradient of the result (`std::span<const
/// Tensor>` for several results) and returns one for each Tensor among the arguments, undefined for "none".
/// forward() runs unrecorded; backward() is recorded under create_graph, so that second derivatives work when
/// it is made of operations that have them.
///
///     struct Exp : autograd::Function<Exp> {
///       static Tensor forward(autograd::Context& ctx, const Tensor& x) {
///         Tensor y = exp(x);
///         ctx.save_for_backward(y);
///         return y;
///       }
///       static Tensor backward(autograd::Context& ctx, const Tensor& g) { return g * ctx.saved(0); }
///     };
///     Tensor y = Exp::apply(x);
template <class Derived>
class Function {
 public:
  template <class... Arguments>
  static auto apply(const Arguments&... arguments) {
    std::vector<Tensor> inputs;
    const auto keep = [&](const auto& argument) {
      if constexpr (std::is_same_v<std::remove_cvref_t<decltype(argument)>, Tensor>)
        inputs.push_back(argument);
    };
    (keep(arguments), ...);
    Call call(detail::type_name<Derived>(), std::move(inputs));
    auto result = [&] {
      const NoGrad guard;
      return Derived::forward(call.context(), arguments...);
    }();
    using Result = decltype(result);
    call.finish(detail::each(result), [](Context& context, std::span<const Tensor> gradients) {
      if constexpr (std::is_same_v<Result, Tensor>) {
        return detail::listed(Derived::backward(context, gradients[0]));
      } else {
        return detail::listed(Derived::backward(context, gradients));
      }
    });
    return result;
  }
};

}  // namespace gradus::autograd
