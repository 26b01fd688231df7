#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <vector>

namespace gradus::memory {

/// Every block starts on such a boundary: a cache line, and the widest vector register.
inline constexpr size_t alignment = 64;

/// What this thread's pool has done so far.
///
/// The two that change with every block stand apart: read as one vector right after one of them was written
/// alone, they would have to wait for that write.
struct Statistics {
  int64_t allocations = 0;         ///< blocks given out
  int64_t system_allocations = 0;  ///< blocks asked from the system
  int64_t cached_bytes = 0;        ///< bytes that wait to be used again
};
Statistics statistics();

namespace detail {

// Size classes: multiples of 64 bytes up to 1 KiB, then four to each power of two up to 64 MiB. What is
// larger goes straight to the system.
inline constexpr size_t small_limit = 1024;
inline constexpr int small_classes = small_limit / alignment;
inline constexpr int class_count = small_classes + 4 * 16;

struct FreeBlock {
  FreeBlock* next;
};
struct FreeLists;

// Trivial on purpose: reaching a thread_local with a destructor costs a check each time.
struct Pool {
  FreeBlock* lists[class_count];
  Statistics counts;
  FreeLists* arena;
  bool bypassed;  // freed blocks go another way: the thread's first, those for an arena, those after its end
  bool closed;    // the thread is ending
};
inline constinit thread_local Pool pool{
    .lists = {}, .counts = {}, .arena = nullptr, .bypassed = true, .closed = false};

#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool keeps_blocks = false;  // a block that is used again would hide a use after free
#else
inline constexpr bool keeps_blocks = true;
#endif
inline constexpr int64_t cache_limit = int64_t{1} << 29;  // bytes a thread may keep waiting

void* allocate_slowly(size_t bytes);
void deallocate_slowly(void* block, size_t bytes) noexcept;

}  // namespace detail

/// Gives a block of at least `bytes` bytes, not initialised; an Error names the bytes when there is no memory
/// left.
///
/// Freed blocks wait in lists of the freeing thread, one list for each size class, so that a training step
/// that repeats takes the same blocks again and never reaches the system's allocator.
[[nodiscard]] inline void* allocate(size_t bytes) {
  detail::Pool& pool = detail::pool;
  if (bytes - 1 < detail::small_limit) {
    const size_t index = (bytes - 1) / alignment;
    if (detail::FreeBlock* block = pool.lists[index]) [[likely]] {
      pool.lists[index] = block->next;
      pool.counts.cached_bytes -= static_cast<int64_t>((index + 1) * alignment);
      ++pool.counts.allocations;
      return block;
    }
  }
  return detail::allocate_slowly(bytes);
}

/// Takes back a block of allocate(bytes); any thread may do so.
inline void deallocate(void* block, size_t bytes) noexcept {
  detail::Pool& pool = detail::pool;
  if (detail::keeps_blocks && bytes - 1 < detail::small_limit && !pool.bypassed &&
      pool.counts.cached_bytes < detail::cache_limit) [[likely]] {
    const size_t index = (bytes - 1) / alignment;
    pool.lists[index] = new (block) detail::FreeBlock{pool.lists[index]};
    pool.counts.cached_bytes += static_cast<int64_t>((index + 1) * alignment);
    return;
  }
  detail::deallocate_slowly(block, bytes);
}

/// Gives the blocks that wait back to the system.
void release_cached() noexcept;

/// Blocks set apart, so that work on them can be done again while nobody else is given one of them.
///
/// While an ArenaScope lives, blocks that this thread frees go to the arena, and small ones (up to 1 KiB) are
/// never given out again: what objects lie in cannot become numbers, nor the other way round. The arena gives
/// its blocks back when it ends.
class Arena {
 public:
  Arena();
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  /// The blocks that were freed, by address.
  std::vector<const void*> freed() const;

 private:
  friend class ArenaScope;
  std::unique_ptr<detail::FreeLists> lists_;
};

class ArenaScope {
 public:
  explicit ArenaScope(Arena& arena);
  ~ArenaScope();
  ArenaScope(const ArenaScope&) = delete;
  ArenaScope& operator=(const ArenaScope&) = delete;

 private:
  std::unique_ptr<detail::Pool> previous_;
};

}  // namespace gradus::memory
