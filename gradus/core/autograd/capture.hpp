#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"

namespace gradus {

namespace detail {

/// One recorded run of a function: its kernel calls, the memory they work on, and what has to hold so that
/// they can be done again.
class CapturedRun;

/// A tensor object that a capture holds, and says so: others can tell whether anybody else does.
class Captive {
 public:
  explicit Captive(Ref<TensorImpl> impl) : impl_(std::move(impl)) { ++impl_->captures; }
  Captive(Captive&&) noexcept = default;
  Captive& operator=(Captive&& other) noexcept {
    std::swap(impl_, other.impl_);
    return *this;
  }
  ~Captive() {
    if (impl_) --impl_->captures;
  }

  TensorImpl* get() const { return impl_.get(); }
  TensorImpl* operator->() const { return impl_.get(); }

 private:
  Ref<TensorImpl> impl_;
};

/// The runs of one captured function: one for each combination of argument shapes.
class CapturedRuns {
 public:
  CapturedRuns();
  ~CapturedRuns();
  CapturedRuns(CapturedRuns&&) noexcept;
  CapturedRuns& operator=(CapturedRuns&&) noexcept;

  /// Does again what was recorded for such arguments; false when there is nothing that still holds.
  bool replay(std::span<const Tensor* const> arguments);
  /// The i-th result of the last replay, in memory of its own.
  Tensor result(size_t i) const;
  size_t result_count() const;

  /// Watches a first or changed run. `run` gets the input slots in place of the arguments.
  template <class Run>
  void record(std::span<const Tensor* const> arguments, Run&& run) {
    const Session session(*this, arguments);
    session.finish(run(session.slots()));
  }

  size_t size() const { return runs_.size(); }
  size_t kernel_calls() const;

 private:
  class Session {
   public:
    Session(CapturedRuns& runs, std::span<const Tensor* const> arguments);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    std::span<const Tensor> slots() const;
    void finish(std::vector<Tensor> results) const;

   private:
    struct State;
    std::unique_ptr<State> state_;
  };

  /// Adds leaves whose gradients change; whether all were known before.
  bool know(const std::vector<Ref<TensorImpl>>& leaves);
  void make_room(std::span<const Tensor* const> arguments);

  std::vector<std::unique_ptr<CapturedRun>> runs_;  // the last used first
  std::vector<Captive> leaves_;
  std::vector<Tensor> watched_;  // the results of the last call when it was watched, not replayed
  size_t unsettled_ = 0;         // recordings in a row that a tensor's replacement asked for
  bool warm_ = false;
};

/// Whether this thread is inside a capture.
bool is_capturing();

/// Turns what a function returns into a list of tensors and back.
template <class R>
struct Results;
template <>
struct Results<Tensor> {
  static std::vector<Tensor> pack(Tensor value) { return {std::move(value)}; }
  static Tensor unpack(const auto& get, size_t) { return get(0); }
};
template <>
struct Results<std::vector<Tensor>> {
  static std::vector<Tensor> pack(std::vector<Tensor> values) { return values; }
  static std::vector<Tensor> unpack(const auto& get, size_t count) {
    std::vector<Tensor> values;
    for (size_t i = 0; i < count; ++i) values.push_back(get(i));
    return values;
  }
};
template <class Tuple>
requires requires { std::tuple_size<Tuple>::value; }
struct Results<Tuple> {
  static std::vector<Tensor> pack(const Tuple& values) {
    return std::apply([](const auto&... value) { return std::vector<Tensor>{value...}; }, values);
  }
  static Tuple unpack(const auto& get, size_t) {
    return [&]<size_t... i>(std::index_sequence<i...>) { return Tuple{get(i)...}; }
    (std::make_index_sequence<std::tuple_size_v<Tuple>>{});
  }
};

}  // namespace detail

/// A function of tensors that records its kernel calls and does them again; made by capture().
template <class F>
class Captured {
 public:
  explicit Captured(F function) : function_(std::move(function)) {}

  /// The function's results for these arguments, without their history.
  template <class... Arguments>
  requires(std::is_convertible_v<const Arguments&, const Tensor&>&&...) auto operator()(
      const Arguments&... arguments) {
    using R = std::invoke_result_t<F&, decltype(static_cast<const Tensor&>(arguments))...>;
    if (detail::is_capturing()) return function_(static_cast<const Tensor&>(arguments)...);
    const std::array<const Tensor*, sizeof...(arguments)> list{&static_cast<const Tensor&>(arguments)...};
    if (!runs_.replay(list)) {
      runs_.record(list, [&](std::span<const Tensor> slots) {
        return [&]<size_t... i>(std::index_sequence<i...>) {
          if constexpr (std::is_void_v<R>) {
            function_(slots[i]...);
            return std::vector<Tensor>();
          } else {
            return detail::Results<R>::pack(function_(slots[i]...));
          }
        }
        (std::index_sequence_for<Arguments...>{});
      });
    }
    if constexpr (!std::is_void_v<R>) {
      return detail::Results<R>::unpack([&](size_t i) { return runs_.result(i); }, runs_.result_count());
    }
  }

  /// How many recordings are kept, one for each combination of argument shapes.
  size_t recordings() const { return runs_.size(); }
  /// The kernel calls of the recording that was used last.
  size_t kernel_calls() const { return runs_.kernel_calls(); }

 private:
  F function_;
  detail::CapturedRuns runs_;
};

/// A function that runs as `function` does, bit for bit, at a fraction of the cost for small networks: its
/// kernel calls are recorded once and then done again, without building a graph and without allocating.
///
///     auto step = capture([&](const Tensor& x, const Tensor& y) {
///       Tensor loss = nn::mse_loss(model(x), y);
///       sgd.zero_grad();
///       loss.backward();
///       sgd.step();
///       return loss;
///     });
///     for (...) total += step(x, y).item();
///
/// `function` takes tensors and returns nothing, a tensor, a vector, array, pair or tuple of tensors. What
/// changes from call to call must come in through its arguments, whose values are copied in; parameters,
/// gradients, an optimiser's rate and step count and the random generator are read where they are. C++
/// numbers and branches are frozen as they were when recorded, and other effects of the function (counting,
/// printing) happen only then. The first call only warms up. Another shape of an argument, a parameter with
/// other memory, a switch of train()/eval() make it record again; up to eight recordings are kept. What the
/// function refers to must outlive the result.
///
/// An Error for what cannot be replayed: reading numbers inside (item(), printing), making tensors from the
/// program's numbers, an argument that wants a gradient.
template <class F>
Captured<std::decay_t<F>> capture(F&& function) {
  return Captured<std::decay_t<F>>(std::forward<F>(function));
}

}  // namespace gradus
