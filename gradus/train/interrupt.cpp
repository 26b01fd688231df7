#include "gradus/train/interrupt.hpp"

#include <fmt/format.h>

#include <atomic>
#include <cerrno>
#include <cstring>

#include "gradus/base/error.hpp"

namespace gradus::train {
namespace {

// What a handler may touch: lock-free atomics only.
std::atomic<bool> requested = false;
std::atomic<bool> guarded = false;
struct sigaction earlier {};

void note(int) {
  requested.store(true, std::memory_order_relaxed);
  const int kept = errno;
  ::sigaction(SIGINT, &earlier, nullptr);  // a second Ctrl-C is not ours
  errno = kept;
}

}  // namespace

InterruptGuard::InterruptGuard() {
  if (guarded.exchange(true)) fail("InterruptGuard: there is one already; one at a time watches for Ctrl-C");
  requested = false;
  struct sigaction ours {};
  ours.sa_handler = note;
  sigemptyset(&ours.sa_mask);
  ours.sa_flags = SA_RESTART;
  ::sigaction(SIGINT, nullptr, &before_);
  earlier = before_;
  if (::sigaction(SIGINT, &ours, nullptr) != 0) {
    guarded = false;
    fail(fmt::format("InterruptGuard: cannot watch for Ctrl-C: {}", std::strerror(errno)));
  }
}

InterruptGuard::~InterruptGuard() {
  ::sigaction(SIGINT, &before_, nullptr);
  requested = false;
  guarded = false;
}

bool interrupt_requested() { return requested.load(std::memory_order_relaxed); }

}  // namespace gradus::train
