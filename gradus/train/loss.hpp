#pragma once

#include <concepts>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

#include "gradus/core/tensor/tensor.hpp"

namespace gradus::train {

namespace detail {
[[noreturn]] void fail_no_class_weights();
}

/// A function of output and target that gives one number: a loss of gradus by its name, perhaps with
/// options, a loss module, or a function of the user's.
///
///     train::Loss(nn::cross_entropy);
///     train::Loss(nn::cross_entropy, {.label_smoothing = 0.1});
///     train::Loss([](const Tensor& out, const Tensor& y) { return mean(square(out - y)); });
class Loss {
 public:
  using Function = std::function<Tensor(const Tensor& output, const Tensor& target)>;

  template <class Options>
  Loss(Tensor (*loss)(const Tensor&, const Tensor&, const Options&),  // NOLINT(google-explicit-constructor)
       const std::type_identity_t<Options>& options = {})
      : function_([loss, options](const Tensor& output, const Tensor& target) {
          return loss(output, target, options);
        }) {
    if constexpr (requires(Options o) { o.weight = Tensor(); }) {
      weighted_ = [loss, options](const Tensor& weights) {
        Options with = options;
        with.weight = weights;
        return Loss(loss, with);
      };
    }
  }

  template <class F>
  requires(!std::same_as<std::remove_cvref_t<F>, Loss> &&
           std::is_invocable_r_v<Tensor, std::remove_cvref_t<F>&, const Tensor&, const Tensor&>)
      Loss(F&& f)  // NOLINT(google-explicit-constructor,bugprone-forwarding-reference-overload)
      : function_([held = std::make_shared<std::remove_cvref_t<F>>(std::forward<F>(f))](
                      const Tensor& output, const Tensor& target) { return (*held)(output, target); }) {}

  Tensor operator()(const Tensor& output, const Tensor& target) const { return function_(output, target); }

  /// The same loss with a weight for each class; an Error for one whose options have no weight.
  Loss with_class_weights(const Tensor& weights) const {
    if (!weighted_) detail::fail_no_class_weights();
    return weighted_(weights);
  }

 private:
  Function function_;
  std::function<Loss(const Tensor&)> weighted_;
};

}  // namespace gradus::train
