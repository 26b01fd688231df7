#include "gradus/base/threads.hpp"

#include <fmt/format.h>
#include <pthread.h>
#include <sched.h>

#include <atomic>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "gradus/base/error.hpp"

namespace gradus {
namespace {

constexpr int most_threads = 1024;
constexpr int most_by_default = 16;  // what small and middle-sized models can use

/// The number a variable of the environment holds; 0 when it holds none. OpenMP's may be a list: the first
/// counts.
int number_in(const char* variable) {
  const char* text = std::getenv(variable);
  if (!text) return 0;
  int value = 0;
  const auto [end, error] = std::from_chars(text, text + std::strlen(text), value);
  if (error != std::errc() || (*end != '\0' && *end != ',') || value < 1) return 0;
  return std::min(value, most_threads);
}

int default_threads() {
  for (const char* variable : {"GRADUS_NUM_THREADS", "OMP_NUM_THREADS"}) {
    if (const int number = number_in(variable)) return number;
  }
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  const bool known = sched_getaffinity(0, sizeof allowed, &allowed) == 0;
  const int processors = known ? CPU_COUNT(&allowed) : static_cast<int>(std::thread::hardware_concurrency());
  return std::clamp(processors, 1, most_by_default);
}

constinit std::atomic<int> wanted_threads{0};  // 0: not asked for yet
constinit thread_local bool in_region = false;

// Short work follows short work in a training step: who waits looks again this often, a few microseconds in
// all, before going to sleep.
constexpr int looks = 300;

void pause_briefly() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#else
  std::this_thread::yield();
#endif
}

/// Waits until the value is another one.
template <class T>
void wait_for_change(const std::atomic<T>& value, T old) {
  for (int look = 0; look < looks; ++look) {
    if (value.load(std::memory_order_acquire) != old) return;
    pause_briefly();
  }
  value.wait(old, std::memory_order_acquire);
}

/// One parallel_for(): its pieces are taken by whoever is free, and the caller is one of them.
struct Job {
  int64_t n, grain, pieces;
  detail::PieceFunction f;
  void* context;
  int seats = 0;                 // for workers; guarded by the pool's mutex
  std::atomic<int64_t> next{0};  // the first piece nobody has taken
  std::mutex failure_mutex{};
  int64_t failed_piece = -1;
  std::exception_ptr failure{};

  void work() {
    in_region = true;
    for (int64_t piece; (piece = next.fetch_add(1, std::memory_order_relaxed)) < pieces;) {
      try {
        f(context, piece * grain, std::min((piece + 1) * grain, n));
      } catch (...) {
        fail_at(piece);
      }
    }
    in_region = false;
  }

  // Of several failures the first in order counts; what nobody has taken yet is left undone.
  void fail_at(int64_t piece) {
    const std::lock_guard lock(failure_mutex);
    if (failed_piece < 0 || piece < failed_piece) {
      failed_piece = piece;
      failure = std::current_exception();
    }
    next.store(pieces, std::memory_order_relaxed);
  }
};

class Pool {
 public:
  static Pool& instance() {
    static Pool pool;
    return pool;
  }

  /// False when the pool has other work, or is no more: the caller then works alone.
  bool run(Job& job, int threads) {
    const std::unique_lock only_one(busy_, std::try_to_lock);
    if (!only_one.owns_lock()) return false;
    start_workers(std::min(threads - 1, most_threads));
    {
      const std::lock_guard lock(mutex_);
      job.seats = threads - 1;
      job_ = &job;
    }
    announcements_.fetch_add(1, std::memory_order_release);
    for (int i = 1; i < threads; ++i) announcements_.notify_one();  // free when nobody sleeps
    job.work();
    {
      const std::lock_guard lock(mutex_);
      job_ = nullptr;  // who comes now is too late
    }
    for (int active; (active = at_work_.load(std::memory_order_acquire)) != 0;) {
      wait_for_change(at_work_, active);
    }
    return true;
  }

  static bool is_open() { return open_.load(std::memory_order_relaxed); }

 private:
  Pool() {
    // A child has the pool's memory but none of its threads.
    pthread_atfork(nullptr, nullptr, [] {
      open_ = false;
      forked_ = true;
    });
  }

  ~Pool() {
    open_ = false;
    announcements_.fetch_add(1, std::memory_order_release);
    announcements_.notify_all();
    for (std::thread& worker : workers_) {
      if (forked_ || in_region) {  // a worker that calls exit() cannot wait for itself
        worker.detach();
      } else {
        worker.join();
      }
    }
  }

  void start_workers(int count) {
    try {
      while (static_cast<int>(workers_.size()) < count) {
        workers_.emplace_back([this, seen = announcements_.load()] { serve(seen); });
      }
    } catch (const std::system_error&) {
      // The system gives no more threads: those there are do the work.
    }
  }

  void serve(int seen) {
    while (true) {
      wait_for_change(announcements_, seen);
      seen = announcements_.load(std::memory_order_acquire);
      if (!is_open()) return;
      Job* job = take_seat();
      if (!job) continue;
      job->work();
      if (at_work_.fetch_sub(1, std::memory_order_release) == 1) at_work_.notify_all();
    }
  }

  Job* take_seat() {
    const std::lock_guard lock(mutex_);
    if (!job_ || job_->seats == 0) return nullptr;
    --job_->seats;
    at_work_.fetch_add(1, std::memory_order_relaxed);
    return job_;
  }

  static inline constinit std::atomic<bool> open_{true};
  static inline constinit std::atomic<bool> forked_{false};

  std::mutex busy_;   // held by the one caller whose job runs
  std::mutex mutex_;  // of job_ and its seats
  Job* job_ = nullptr;
  std::atomic<int> announcements_{0};
  std::atomic<int> at_work_{0};  // workers on the job
  std::vector<std::thread> workers_;
};

}  // namespace

int num_threads() {
  int count = wanted_threads.load(std::memory_order_relaxed);
  if (count == 0) [[unlikely]] {
    const int number = default_threads();
    count = wanted_threads.compare_exchange_strong(count, number) ? number : count;
  }
  return count;
}

void set_num_threads(int count) {
  if (count < 1 || count > most_threads) {
    fail(fmt::format("set_num_threads: from 1 to {} threads are possible, not {}", most_threads, count));
  }
  wanted_threads.store(count, std::memory_order_relaxed);
}

bool in_parallel_region() { return in_region; }

void detail::run_pieces(int64_t n, int64_t grain, PieceFunction f, void* context) {
  const int64_t pieces = (n - 1) / grain + 1;
  const int threads = static_cast<int>(std::min<int64_t>(num_threads(), pieces));
  if (threads > 1 && !in_region && Pool::is_open()) {
    Job job{.n = n, .grain = grain, .pieces = pieces, .f = f, .context = context};
    if (Pool::instance().run(job, threads)) {
      if (job.failure) std::rethrow_exception(job.failure);
      return;
    }
  }
  f(context, 0, n);
}

}  // namespace gradus
