#pragma once

namespace gradus {

namespace detail {
inline constinit thread_local bool autocast_enabled = false;
}  // namespace detail

/// While one lives, this thread's matmul(), linear() and convolutions of float32 tensors round their operands
/// to bfloat16 and add up in float32, as torch.autocast does.
///
/// Results, biases, parameters and gradients stay float32, and all other operations compute as ever. The
/// gradients of what was computed inside are products of bfloat16 too, wherever backward() is called.
///
///     {
///       Autocast guard;
///       loss = nn::cross_entropy(model(x), y);
///     }
///     loss.backward();
class Autocast {
 public:
  /// `Autocast off(false)` computes in full inside another guard.
  explicit Autocast(bool enabled = true) : previous_(detail::autocast_enabled) {
    detail::autocast_enabled = enabled;
  }
  ~Autocast() { detail::autocast_enabled = previous_; }
  Autocast(const Autocast&) = delete;
  Autocast& operator=(const Autocast&) = delete;

  static bool is_enabled() { return detail::autocast_enabled; }

 private:
  bool previous_;
};

}  // namespace gradus
