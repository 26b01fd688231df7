#pragma once

namespace gradus {

namespace detail {
inline constinit thread_local bool grad_enabled = true;
inline constinit thread_local bool inference_enabled = false;
}  // namespace detail

/// Whether operations of this thread are recorded for backward().
class GradMode {
 public:
  static bool is_enabled() { return detail::grad_enabled; }
};

/// Sets recording for a scope and puts back what was there.
/// PyTorch: torch.set_grad_enabled
class SetGradEnabled {
 public:
  explicit SetGradEnabled(bool enabled) : previous_(detail::grad_enabled) { detail::grad_enabled = enabled; }
  ~SetGradEnabled() { detail::grad_enabled = previous_; }
  SetGradEnabled(const SetGradEnabled&) = delete;
  SetGradEnabled& operator=(const SetGradEnabled&) = delete;

 private:
  bool previous_;
};

/// While one lives, nothing is recorded: `NoGrad guard; w -= lr * w.grad();`.
/// PyTorch: torch.no_grad
class NoGrad : public SetGradEnabled {
 public:
  NoGrad() : SetGradEnabled(false) {}
};

/// NoGrad for good: what is made inside can never take part in a recorded operation later.
/// PyTorch: torch.inference_mode
class InferenceMode {
 public:
  InferenceMode() : previous_(detail::inference_enabled) { detail::inference_enabled = true; }
  ~InferenceMode() { detail::inference_enabled = previous_; }
  InferenceMode(const InferenceMode&) = delete;
  InferenceMode& operator=(const InferenceMode&) = delete;

  static bool is_enabled() { return detail::inference_enabled; }

 private:
  SetGradEnabled no_grad_{false};
  bool previous_;
};

}  // namespace gradus
