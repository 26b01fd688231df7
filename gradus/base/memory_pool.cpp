#include "gradus/base/memory_pool.hpp"

#include <fmt/format.h>

#include <bit>
#include <cstdlib>
#include <new>
#include <utility>

#include "gradus/base/error.hpp"

#if defined(__SANITIZE_ADDRESS__)
#define GRADUS_POOL_KEEPS_BLOCKS 0  // a block that is used again would hide a use after free
#else
#define GRADUS_POOL_KEEPS_BLOCKS 1
#endif

namespace gradus::memory {
namespace {

// Size classes: multiples of 64 bytes up to 1 KiB, then four to each power of two up to 64 MiB. What is
// larger goes straight to the system.
constexpr size_t small_limit = 1024;
constexpr size_t largest_class = size_t{1} << 26;
constexpr int small_classes = small_limit / alignment;
constexpr int class_count = small_classes + 4 * 16;
constexpr int64_t cache_limit = int64_t{1} << 29;  // bytes a thread may keep waiting

int size_class(size_t bytes) {
  if (bytes <= small_limit) return bytes == 0 ? 0 : static_cast<int>((bytes - 1) / alignment);
  const int log = static_cast<int>(std::bit_width(bytes - 1)) - 1;  // 2^log < bytes <= 2^(log+1)
  const auto quarter = static_cast<int>(((bytes - 1) >> (log - 2)) & 3);
  return small_classes + 4 * (log - 10) + quarter;
}

size_t class_bytes(int index) {
  if (index < small_classes) return static_cast<size_t>(index + 1) * alignment;
  const int log = (index - small_classes) / 4 + 10;
  const int quarter = (index - small_classes) % 4;
  return (size_t{1} << log) + (static_cast<size_t>(quarter + 1) << (log - 2));
}

struct FreeBlock {
  FreeBlock* next;
};

// Trivial on purpose: reaching a thread_local with a destructor costs a check each time. The Cleaner beside
// it is only touched when the first block comes to wait.
struct Pool {
  FreeBlock* lists[class_count];
  Statistics counts;
  bool watched;  // the Cleaner waits for the end of this thread
  bool closed;
};
constinit thread_local Pool pool{};

void drop_lists() noexcept {
  for (FreeBlock*& list : pool.lists) {
    while (list) std::free(std::exchange(list, list->next));
  }
  pool.counts.cached_bytes = 0;
}

struct Cleaner {
  ~Cleaner() {
    drop_lists();
    pool.closed = true;  // what dies later in this thread goes straight back
  }
};

void watch_thread() noexcept {
  static thread_local Cleaner cleaner;
  pool.watched = true;
}

void* from_system(size_t rounded, size_t asked) {
  ++pool.counts.system_allocations;
  void* block = std::aligned_alloc(alignment, rounded);
  if (!block) {
    drop_lists();
    block = std::aligned_alloc(alignment, rounded);
  }
  if (!block) fail(fmt::format("memory: {} bytes were asked for and the system has not that many", asked));
  return block;
}

}  // namespace

void* allocate(size_t bytes) {
  ++pool.counts.allocations;
  if (bytes > largest_class) {
    if (bytes > SIZE_MAX - alignment) fail(fmt::format("memory: {} bytes cannot be addressed", bytes));
    return from_system((bytes + alignment - 1) / alignment * alignment, bytes);
  }
  const int index = size_class(bytes);
  FreeBlock*& list = pool.lists[index];
  if (list) {
    FreeBlock* block = list;
    list = block->next;
    pool.counts.cached_bytes -= static_cast<int64_t>(class_bytes(index));
    return block;
  }
  return from_system(class_bytes(index), bytes);
}

void deallocate(void* block, size_t bytes) noexcept {
  if (!GRADUS_POOL_KEEPS_BLOCKS || bytes > largest_class || pool.closed) return std::free(block);
  const int index = size_class(bytes);
  const auto size = static_cast<int64_t>(class_bytes(index));
  if (pool.counts.cached_bytes + size > cache_limit) return std::free(block);
  if (!pool.watched) [[unlikely]]
    watch_thread();
  pool.lists[index] = new (block) FreeBlock{pool.lists[index]};
  pool.counts.cached_bytes += size;
}

Statistics statistics() { return pool.counts; }

void release_cached() noexcept { drop_lists(); }

}  // namespace gradus::memory
