#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <string_view>
#include <type_traits>
#include <utility>

#include "gradus/train/history.hpp"

namespace gradus::nn {
class Module;
}

namespace gradus::train {

/// When a training tells of itself.
enum class Moment : uint8_t {
  start,  ///< before the first step
  batch,  ///< after each step of the optimiser
  epoch,  ///< after each epoch, its validation and its checkpoint
  end,    ///< after the last
};

/// What a training tells; good during the call only.
struct Event {
  Moment moment;
  int64_t epoch;                  ///< under way or just done, from 1; 0 at the start of a new training
  int64_t epochs;                 ///< how many there shall be
  int64_t batch;                  ///< batches of this epoch that are done
  int64_t batches;                ///< batches of an epoch
  int64_t step;                   ///< steps of the optimiser from the beginning
  double loss;                    ///< of the last step
  double lr;                      ///< of the first group
  const EpochRecord* record;      ///< the epoch's; null at other moments
  std::string_view resumed_from;  ///< the checkpoint that the training goes on from; empty without one
  const History& history;
  nn::Module& model;
};

/// What a callback wants to happen next.
enum class Next : uint8_t { go_on, stop };

/// A function of an event that returns Next, or nothing to go on.
class Callback {
 public:
  template <class F>
  requires(!std::same_as<std::remove_cvref_t<F>, Callback> && std::is_invocable_v<F&, const Event&>)
      Callback(F f) {  // NOLINT(google-explicit-constructor)
    if constexpr (std::is_void_v<std::invoke_result_t<F&, const Event&>>) {
      call_ = [f = std::move(f)](const Event& event) mutable {
        f(event);
        return Next::go_on;
      };
    } else {
      call_ = std::move(f);
    }
  }

  Next operator()(const Event& event) const { return call_(event); }

 private:
  std::function<Next(const Event&)> call_;
};

}  // namespace gradus::train
