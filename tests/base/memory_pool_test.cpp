#include "gradus/base/memory_pool.hpp"

#include <gtest/gtest.h>
#include <malloc.h>

#include <cstdint>
#include <cstring>
#include <thread>
#include <vector>

#include "gradus/base/error.hpp"

namespace gradus::memory {
namespace {

TEST(MemoryPool, BlocksAreAlignedAndWhole) {
  for (size_t bytes : {0ul, 1ul, 64ul, 65ul, 1024ul, 1025ul, 1281ul, 5000ul, 1ul << 20, (1ul << 26) + 1}) {
    void* block = allocate(bytes);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(block) % alignment, 0u) << bytes;
    std::memset(block, 0xff, bytes);  // the sanitizer build sees a block that is too small
    deallocate(block, bytes);
  }
}

TEST(MemoryPool, EverySizeFitsItsClass) {
  for (size_t bytes = 1; bytes < 70000; bytes += 37) {
    void* block = allocate(bytes);
    std::memset(block, 1, bytes);
    deallocate(block, bytes);
  }
}

TEST(MemoryPool, ARepeatedPatternNeverAsksTheSystem) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "under AddressSanitizer the pool keeps no blocks";
#else
  const auto pattern = [] {
    std::vector<std::pair<void*, size_t> > blocks;
    for (size_t bytes : {8ul, 100ul, 100ul, 4000ul, 1ul << 22}) blocks.emplace_back(allocate(bytes), bytes);
    for (auto [block, bytes] : blocks) deallocate(block, bytes);
  };
  pattern();
  const int64_t before = statistics().system_allocations;
  for (int i = 0; i < 100; ++i) pattern();
  EXPECT_EQ(statistics().system_allocations, before);
  release_cached();
  EXPECT_EQ(statistics().cached_bytes, 0);
#endif
}

TEST(MemoryPool, ABlockMayDieInAnotherThread) {
  void* block = allocate(1000);
  std::thread([&] { deallocate(block, 1000); }).join();
}

TEST(MemoryPool, AThreadThatOnlyFreesGivesAllBackAtItsEnd) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "under AddressSanitizer the pool keeps no blocks";
#else
  constexpr size_t bytes = 4096, count = 1000;
  std::vector<void*> blocks;
  const size_t before = mallinfo2().uordblks;
  for (size_t i = 0; i < count; ++i) blocks.push_back(allocate(bytes));
  std::thread([&] {
    for (void* block : blocks) deallocate(block, bytes);
    EXPECT_EQ(statistics().cached_bytes, static_cast<int64_t>(count * bytes));
  }).join();
  EXPECT_LT(mallinfo2().uordblks, before + count * bytes / 2);
#endif
}

TEST(MemoryPool, TooMuchIsAnErrorThatNamesTheBytes) {
  try {
    void* block = allocate(size_t{1} << 60);
    deallocate(block, size_t{1} << 60);
    FAIL() << "an exbibyte was given";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "memory: 1152921504606846976 bytes were asked for and the system has not that many");
  }
  deallocate(allocate(100), 100);
}

}  // namespace
}  // namespace gradus::memory
