// The pool of threads: every item once, whatever the pieces; exceptions, nesting, many callers.
#include "gradus/base/threads.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <numeric>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include "gradus/base/error.hpp"

namespace gradus {
namespace {

/// Sets the number of threads for a test and puts back what was there.
class Threads : public testing::TestWithParam<int> {
 protected:
  void SetUp() override { set_num_threads(GetParam()); }
  void TearDown() override { set_num_threads(before_); }

 private:
  int before_ = num_threads();
};

INSTANTIATE_TEST_SUITE_P(Counts, Threads, testing::Values(1, 2, 3, 7));

TEST_P(Threads, EveryItemIsTakenOnce) {
  for (const int64_t grain : {1, 7, 64}) {
    for (const int64_t n :
         {int64_t{0}, int64_t{1}, grain - 1, grain, grain + 1, 10 * grain, 10 * grain + 3}) {
      std::vector<std::atomic<int>> taken(static_cast<size_t>(n));
      parallel_for(n, grain, [&](int64_t begin, int64_t end) {
        EXPECT_LT(begin, end);
        EXPECT_LE(end, n);
        for (int64_t i = begin; i < end; ++i) ++taken[static_cast<size_t>(i)];
      });
      for (const auto& count : taken) EXPECT_EQ(count, 1) << "n " << n << ", grain " << grain;
    }
  }
}

TEST_P(Threads, WhatAThreadWroteIsSeenAfterwards) {
  std::vector<int> values(10000);
  for (int round = 0; round < 300; ++round) {
    parallel_for(std::ssize(values), 100, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) values[static_cast<size_t>(i)] += round;
    });
  }
  EXPECT_EQ(std::accumulate(values.begin(), values.end(), int64_t{0}), 10000 * (299 * 300 / 2));
}

TEST_P(Threads, AnExceptionReachesTheCallerAndThePoolGoesOn) {
  for (int round = 0; round < 20; ++round) {
    std::atomic<int> begun = 0;
    const auto work = [&](int64_t begin, int64_t) {
      ++begun;
      if (begin % 2 == 0) throw std::runtime_error("piece " + std::to_string(begin));
    };
    EXPECT_THROW(parallel_for(100, 1, work), std::runtime_error);
    EXPECT_GE(begun, 1);
    std::atomic<int64_t> sum = 0;
    parallel_for(100, 1, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) sum += i;
    });
    EXPECT_EQ(sum, 4950);
  }
}

TEST_P(Threads, WorkInsideAPieceStaysOnItsThread) {
  std::atomic<int64_t> sum = 0;
  parallel_for(8, 1, [&](int64_t begin, int64_t end) {
    const auto outer = std::this_thread::get_id();
    for (int64_t i = begin; i < end; ++i) {
      parallel_for(100, 10, [&](int64_t from, int64_t to) {
        if (in_parallel_region()) {
          EXPECT_EQ(std::this_thread::get_id(), outer);
          EXPECT_EQ(to - from, 100);
        }
        sum += to - from;
      });
    }
  });
  EXPECT_EQ(sum, 800);
  EXPECT_FALSE(in_parallel_region());
}

TEST_P(Threads, CallersDoNotWaitForEachOther) {
  std::vector<std::thread> callers;
  std::atomic<int64_t> sum = 0;
  for (int caller = 0; caller < 4; ++caller) {
    callers.emplace_back([&] {
      for (int round = 0; round < 200; ++round) {
        parallel_for(64, 4, [&](int64_t begin, int64_t end) { sum += end - begin; });
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(sum, 4 * 200 * 64);
}

TEST(ThreadCount, SmallWorkStaysOnTheCallingThread) {
  const int before = num_threads();
  set_num_threads(4);
  int calls = 0;
  parallel_for(1000, 1000, [&](int64_t begin, int64_t end) {
    ++calls;
    EXPECT_EQ(begin, 0);
    EXPECT_EQ(end, 1000);
  });
  EXPECT_EQ(calls, 1);
  set_num_threads(before);
}

TEST(ThreadCount, LargeWorkWakesOthers) {
  const int before = num_threads();
  set_num_threads(3);
  std::set<std::thread::id> seen;
  std::mutex mutex;
  parallel_for(3, 1, [&](int64_t, int64_t) {  // each waits until all have come: it needs three threads
    {
      const std::lock_guard lock(mutex);
      seen.insert(std::this_thread::get_id());
    }
    for (size_t come = 0; come < 3;) {
      std::this_thread::yield();
      const std::lock_guard lock(mutex);
      come = seen.size();
    }
  });
  EXPECT_EQ(seen.size(), 3u);
  set_num_threads(before);
}

TEST(ThreadCount, MustBePositive) {
  const int before = num_threads();
  EXPECT_GE(before, 1);
  for (const int wrong : {0, -1, 1 << 20}) EXPECT_THROW(set_num_threads(wrong), Error);
  EXPECT_EQ(num_threads(), before);
  set_num_threads(5);
  EXPECT_EQ(num_threads(), 5);
  set_num_threads(before);
}

#if !defined(__SANITIZE_THREAD__)
TEST(ThreadCount, AChildProcessWorksAlone) {
  const int before = num_threads();
  set_num_threads(3);
  parallel_for(100, 1, [](int64_t, int64_t) {});  // the pool runs
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    int64_t sum = 0;  // no atomic: there must be one thread
    parallel_for(100, 1, [&](int64_t begin, int64_t end) { sum += end - begin; });
    std::exit(sum == 100 ? 0 : 1);  // the pool is taken down as well
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  set_num_threads(before);
}
#endif

}  // namespace
}  // namespace gradus
