#pragma once

#include <csignal>

namespace gradus::train {

/// What a command exits with after Ctrl-C: 128 + SIGINT, as shells expect.
inline constexpr int interrupted_status = 130;

/// While one lives, Ctrl-C (SIGINT) lets a running fit() finish its step, write a checkpoint and return with
/// Stop::interrupted. A second Ctrl-C does what it did before. One at a time; an Error for a second guard.
///
///     train::InterruptGuard guard;
///     const train::History& history = trainer.fit(loader);
///     if (history.stopped == train::Stop::interrupted) return train::interrupted_status;
class InterruptGuard {
 public:
  InterruptGuard();
  /// Puts the earlier handler back.
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

 private:
  struct sigaction before_ {};
};

/// Whether Ctrl-C came since the guard was made; false without one.
bool interrupt_requested();

}  // namespace gradus::train
