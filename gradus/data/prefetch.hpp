#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "gradus/data/dataset.hpp"

namespace gradus::data {

struct PrefetchOptions {
  int workers = 1;  ///< threads
  int ahead = 2;    ///< batches that may be made before they are asked for
};

/// Batches first, first + 1, ... end - 1, made by several threads ahead of time and given out in order.
///
/// `make(b)` makes batch b and must not depend on the thread. An exception of make(b) is thrown by the next()
/// that asks for batch b. Numbers reach the caller in memory of the caller's pool: a loop that lets go of a
/// batch before it asks for the next uses the same blocks all the time.
class Prefetcher {
 public:
  using Make = std::function<Batch(int64_t batch)>;

  Prefetcher(Make make, int64_t first, int64_t end, const PrefetchOptions& options);
  /// Waits for batches that are being made; no further one is begun.
  ~Prefetcher();
  Prefetcher(const Prefetcher&) = delete;
  Prefetcher& operator=(const Prefetcher&) = delete;

  /// Waits for the next batch; there must be one.
  Batch next();

 private:
  /// The place of batches b, b + ahead, b + 2 ahead, ...
  struct Slot {
    Batch batch;
    Batch room;  // tensors of the caller's pool, of the shapes that a batch had
    std::exception_ptr error;
    bool ready = false;
  };

  void work();
  void stop() noexcept;
  Slot& slot(int64_t batch) { return slots_[static_cast<size_t>(batch) % slots_.size()]; }

  Make make_;
  int64_t end_;
  std::mutex mutex_;
  std::condition_variable made_, room_;
  std::vector<Slot> slots_;
  int64_t next_made_, next_given_;
  bool stopping_ = false;
  std::vector<std::thread> workers_;
};

}  // namespace gradus::data
