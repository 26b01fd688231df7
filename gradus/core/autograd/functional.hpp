#pragma once

#include <array>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>

#include "gradus/core/autograd/grad.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/autograd/node.hpp"

/// Derivatives of C++ functions: `grad(f)` is a function again, and `jacobian(f, x)` a tensor, as in Python's
/// autograd package and torch.autograd.functional. They nest: what they return can be differentiated by their
/// arguments.
namespace gradus {

struct FunctionalOptions {
  bool create_graph = false;  ///< record the derivative's own computation
};

namespace detail {

/// A function of tensors that is only called while its owner waits.
struct FunctionView {
  Tensor (*call)(void* object, std::span<const Tensor> inputs);
  void* object;
  Tensor operator()(std::span<const Tensor> inputs) const { return call(object, inputs); }
};

/// How f(x_0, ..., x_{n-1}) is called with a list.
template <size_t n, class F>
FunctionView view_of(F& f) {
  return {[](void* object, std::span<const Tensor> x) -> Tensor {
            return [&]<size_t... i>(std::index_sequence<i...>) { return (*static_cast<F*>(object))(x[i]...); }
            (std::make_index_sequence<n>());
          },
          &f};
}

template <size_t n>
std::array<Tensor, n> fixed(std::vector<Tensor> list) {
  std::array<Tensor, n> result;
  for (size_t i = 0; i < n; ++i) result[i] = std::move(list[i]);
  return result;
}

/// A tensor to differentiate by: other than x itself, so that only this use of it counts; x's derivative goes
/// through it when x is itself differentiated by.
Tensor variable(const char* op, const Tensor& x);
Tensor variable(const char* op, double x);

/// The gradient of a result with respect to a variable; zeros when it plays no part. The result has one
/// element, or its sum is meant.
Tensor slope(const char* op, const Tensor& result, const Tensor& at, bool summed, bool recorded);

struct ValueAndList {
  Tensor value;
  std::vector<Tensor> list;
};
std::vector<Tensor> jacobian(FunctionView f, std::span<const Tensor> inputs, bool create_graph);
std::vector<std::vector<Tensor>> hessian(FunctionView f, std::span<const Tensor> inputs, bool create_graph);
ValueAndList vjp(FunctionView f, std::span<const Tensor> inputs, const Tensor& v, bool create_graph);
ValueAndList jvp(FunctionView f, std::span<const Tensor> inputs, std::span<const Tensor> v,
                 bool create_graph);
ValueAndList hvp(FunctionView f, std::span<const Tensor> inputs, std::span<const Tensor> v,
                 bool create_graph);

template <class T>
concept Number = std::is_arithmetic_v<T>;
template <class F>
concept NotATensor = !std::is_convertible_v<F, const Tensor&>;

/// Whether a derivative at this argument may be differentiated itself.
inline bool is_tracked(const Tensor& x) { return x.defined() && tracks(x); }
template <class T>
bool is_tracked(const T&) {
  return false;
}

/// Calls f with argument number `at` replaced by a variable; returns f's value and the variable's gradient.
template <size_t at, class F, class... Arguments>
std::pair<Tensor, Tensor> differentiate(const char* op, const F& f, bool summed,
                                        const Arguments&... arguments) {
  static_assert(at < sizeof...(Arguments), "the function has no argument of that number");
  const auto given = std::tie(arguments...);
  const Tensor x = [&] {
    if constexpr (Number<std::tuple_element_t<at, std::tuple<Arguments...>>>) {
      return variable(op, static_cast<double>(std::get<at>(given)));
    } else {
      return variable(op, std::get<at>(given));
    }
  }();
  const bool recorded = (is_tracked(arguments) || ...);
  const SetGradEnabled recording(true);
  const Tensor value = [&]<size_t... i>(std::index_sequence<i...>)->Tensor {
    const auto pick = [&]<size_t k>(std::integral_constant<size_t, k>) -> const auto& {
      if constexpr (k == at) {
        return x;
      } else {
        return std::get<k>(given);
      }
    };
    return f(pick(std::integral_constant<size_t, i>())...);
  }
  (std::index_sequence_for<Arguments...>());
  Tensor gradient = slope(op, value, x, summed, recorded);
  return {recorded ? value : value.detach(), std::move(gradient)};
}

/// A double when all arguments were numbers.
template <class... Arguments>
auto answer(const Tensor& x) {
  if constexpr ((Number<Arguments> && ...)) {
    return x.item<double>();
  } else {
    return x;
  }
}

template <class F, size_t at, bool summed>
class Gradient {
 public:
  explicit Gradient(F f) : f_(std::move(f)) {}
  template <class... Arguments>
  auto operator()(const Arguments&... arguments) const {
    const char* op = summed ? "elementwise_grad" : "grad";
    return answer<Arguments...>(differentiate<at>(op, f_, summed, arguments...).second);
  }

 private:
  F f_;
};

template <class T>
struct ValueAndGradient {
  T value, gradient;
};

template <class F, size_t at>
class ValueAndGrad {
 public:
  explicit ValueAndGrad(F f) : f_(std::move(f)) {}
  template <class... Arguments>
  auto operator()(const Arguments&... arguments) const {
    const auto [value, slope] = differentiate<at>("value_and_grad", f_, false, arguments...);
    return ValueAndGradient<decltype(answer<Arguments...>(slope))>{answer<Arguments...>(value),
                                                                   answer<Arguments...>(slope)};
  }

 private:
  F f_;
};

}  // namespace detail

/// The function that gives d f / d argument (the first unless said otherwise) of an `f` that returns one
/// element; a double when all arguments are numbers, else a Tensor. It can be given to grad() again.
///
///     auto f = [](const auto& x) { return tanh(x); };
///     grad(f)(1.0);        // 1 - tanh(1)^2
///     grad(grad(f))(1.0);  // the second derivative
///     grad<1>([](const Tensor& x, const Tensor& w) { return sum(w * x); })(x, w);
template <size_t argument = 0, detail::NotATensor F>
auto grad(F f) {
  return detail::Gradient<F, argument, false>(std::move(f));
}

/// The same for an `f` that works element by element: the derivative at each element, d sum(f(x)) / dx.
/// PyTorch: none
template <size_t argument = 0, detail::NotATensor F>
auto elementwise_grad(F f) {
  return detail::Gradient<F, argument, true>(std::move(f));
}

/// Like grad(f), but gives {value, gradient}.
/// PyTorch: none
template <size_t argument = 0, detail::NotATensor F>
auto value_and_grad(F f) {
  return detail::ValueAndGrad<F, argument>(std::move(f));
}

template <size_t n>
struct ValueAndProducts {
  Tensor value;                   ///< f at the inputs
  std::array<Tensor, n> product;  ///< one for each input
};
struct ValueAndProduct {
  Tensor value;  ///< f at the inputs
  Tensor product;
};

/// d f_i / d x_j for any shapes: [f's shape..., x's shape...].
template <class F>
Tensor jacobian(F f, const Tensor& x, const FunctionalOptions& options = {}) {
  return detail::jacobian(detail::view_of<1>(f), std::span(&x, 1), options.create_graph)[0];
}
/// The same for each of several inputs: `auto [jx, jy] = jacobian(f, {x, y});`.
template <class F, size_t n>
requires(n > 1) std::array<Tensor, n> jacobian(F f, const Tensor (&inputs)[n],
                                               const FunctionalOptions& options = {}) {
  return detail::fixed<n>(detail::jacobian(detail::view_of<n>(f), inputs, options.create_graph));
}

/// d^2 f / dx_i dx_j of an f with one element: [x's shape..., x's shape...].
template <class F>
Tensor hessian(F f, const Tensor& x, const FunctionalOptions& options = {}) {
  return detail::hessian(detail::view_of<1>(f), std::span(&x, 1), options.create_graph)[0][0];
}
/// The blocks for each pair of inputs: `hessian(f, {x, y})[0][1]` is d^2 f / dx dy.
template <class F, size_t n>
requires(n > 1) std::array<std::array<Tensor, n>, n> hessian(F f, const Tensor (&inputs)[n],
                                                             const FunctionalOptions& options = {}) {
  auto blocks = detail::hessian(detail::view_of<n>(f), inputs, options.create_graph);
  std::array<std::array<Tensor, n>, n> result;
  for (size_t i = 0; i < n; ++i) result[i] = detail::fixed<n>(std::move(blocks[i]));
  return result;
}

/// {f(x), v^T J}: the vector-Jacobian product, v of f's shape.
template <class F>
ValueAndProduct vjp(F f, const Tensor& x, const Tensor& v, const FunctionalOptions& options = {}) {
  auto found = detail::vjp(detail::view_of<1>(f), std::span(&x, 1), v, options.create_graph);
  return {std::move(found.value), std::move(found.list[0])};
}
template <class F, size_t n>
requires(n > 1) ValueAndProducts<n> vjp(F f, const Tensor (&inputs)[n], const Tensor& v,
                                        const FunctionalOptions& options = {}) {
  auto found = detail::vjp(detail::view_of<n>(f), inputs, v, options.create_graph);
  return {std::move(found.value), detail::fixed<n>(std::move(found.list))};
}

/// {f(x), J v}: the Jacobian-vector product, v of x's shape; by two backward passes.
template <class F>
ValueAndProduct jvp(F f, const Tensor& x, const Tensor& v, const FunctionalOptions& options = {}) {
  auto found = detail::jvp(detail::view_of<1>(f), std::span(&x, 1), std::span(&v, 1), options.create_graph);
  return {std::move(found.value), std::move(found.list[0])};
}
template <class F, size_t n>
requires(n > 1) ValueAndProduct
    jvp(F f, const Tensor (&inputs)[n], const Tensor (&v)[n], const FunctionalOptions& options = {}) {
  auto found = detail::jvp(detail::view_of<n>(f), inputs, v, options.create_graph);
  return {std::move(found.value), std::move(found.list[0])};
}

/// {f(x), H v}: the product of the Hessian of an f with one element and a vector of x's shape.
template <class F>
ValueAndProduct hvp(F f, const Tensor& x, const Tensor& v, const FunctionalOptions& options = {}) {
  auto found = detail::hvp(detail::view_of<1>(f), std::span(&x, 1), std::span(&v, 1), options.create_graph);
  return {std::move(found.value), std::move(found.list[0])};
}
template <class F, size_t n>
requires(n > 1) ValueAndProducts<n> hvp(F f, const Tensor (&inputs)[n], const Tensor (&v)[n],
                                        const FunctionalOptions& options = {}) {
  auto found = detail::hvp(detail::view_of<n>(f), inputs, v, options.create_graph);
  return {std::move(found.value), detail::fixed<n>(std::move(found.list))};
}

}  // namespace gradus
