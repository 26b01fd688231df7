#include "gradus/base/memory_pool.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <iterator>
#include <new>
#include <utility>

#include "gradus/base/error.hpp"

namespace gradus::memory {

using detail::class_count, detail::FreeBlock, detail::pool, detail::small_classes, detail::small_limit;

namespace {

constexpr size_t largest_class = size_t{1} << 26;

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

void push(FreeBlock*& list, void* block) noexcept { list = new (block) FreeBlock{list}; }

}  // namespace

struct detail::FreeLists {
  FreeBlock* classes[class_count] = {};
  FreeBlock* huge = nullptr;  // beyond the largest class

  void* take(int index) noexcept {
    FreeBlock*& list = classes[index];
    return index < small_classes || !list ? nullptr : std::exchange(list, list->next);
  }
  void keep(void* block, size_t bytes) noexcept {
    push(bytes > largest_class ? huge : classes[size_class(bytes)], block);
  }
};

namespace {

void drop_lists() noexcept {
  for (FreeBlock*& list : pool.lists) {
    while (list) std::free(std::exchange(list, list->next));
  }
  pool.counts.cached_bytes = 0;
}

struct Cleaner {
  ~Cleaner() {
    drop_lists();
    pool.bypassed = pool.closed = true;  // what dies later in this thread goes straight back
  }
};

void watch_thread() noexcept {
  static thread_local Cleaner cleaner;
  pool.bypassed = false;
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

void* detail::allocate_slowly(size_t bytes) {
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
  if (pool.arena) {
    if (void* block = pool.arena->take(index)) return block;
  }
  return from_system(class_bytes(index), bytes);
}

void detail::deallocate_slowly(void* block, size_t bytes) noexcept {
  if (pool.arena) return pool.arena->keep(block, bytes);
  if (!keeps_blocks || bytes > largest_class || pool.closed) return std::free(block);
  const int index = size_class(bytes);
  const auto size = static_cast<int64_t>(class_bytes(index));
  if (pool.counts.cached_bytes + size > cache_limit) return std::free(block);
  if (pool.bypassed) watch_thread();
  push(pool.lists[index], block);
  pool.counts.cached_bytes += size;
}

Statistics statistics() { return pool.counts; }

void release_cached() noexcept { drop_lists(); }

Arena::Arena() : lists_(std::make_unique<detail::FreeLists>()) {}

Arena::~Arena() {
  for (int index = 0; index < class_count; ++index) {
    for (FreeBlock* list = lists_->classes[index]; list;) {
      deallocate(std::exchange(list, list->next), class_bytes(index));
    }
  }
  for (FreeBlock* list = lists_->huge; list;) deallocate(std::exchange(list, list->next), largest_class + 1);
}

std::vector<const void*> Arena::freed() const {
  std::vector<const void*> blocks;
  for (const FreeBlock* list : lists_->classes) {
    for (; list; list = list->next) blocks.push_back(list);
  }
  for (const FreeBlock* list = lists_->huge; list; list = list->next) blocks.push_back(list);
  return blocks;
}

ArenaScope::ArenaScope(Arena& arena) : previous_(std::make_unique<detail::Pool>(pool)) {
  std::fill(std::begin(pool.lists), std::end(pool.lists), nullptr);
  pool.arena = arena.lists_.get();
  pool.bypassed = true;
}

ArenaScope::~ArenaScope() {
  const int64_t cached = previous_->counts.cached_bytes;
  previous_->counts = pool.counts;
  previous_->counts.cached_bytes = cached;
  pool = *previous_;
}

}  // namespace gradus::memory
