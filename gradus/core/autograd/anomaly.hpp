#pragma once

namespace gradus {

namespace detail {
inline constinit thread_local bool anomaly_enabled = false;
}  // namespace detail

namespace autograd {

/// While one lives, backward() on this thread looks at every gradient and fails at the first operation that
/// makes a NaN, naming it. Slow; for the search of an error.
///
///     autograd::DetectAnomaly guard;
///     loss.backward();  // backward: SqrtBackward0 made a gradient with NaN for its input 0, shape (3,)
class DetectAnomaly {
 public:
  explicit DetectAnomaly(bool enabled = true) : previous_(detail::anomaly_enabled) {
    detail::anomaly_enabled = enabled;
  }
  ~DetectAnomaly() { detail::anomaly_enabled = previous_; }
  DetectAnomaly(const DetectAnomaly&) = delete;
  DetectAnomaly& operator=(const DetectAnomaly&) = delete;

 private:
  bool previous_;
};

}  // namespace autograd
}  // namespace gradus
