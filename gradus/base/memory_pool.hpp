#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace gradus::memory {

/// Every block starts on such a boundary: a cache line, and the widest vector register.
inline constexpr size_t alignment = 64;

/// Gives a block of at least `bytes` bytes, not initialised; an Error names the bytes when there is no memory
/// left.
///
/// Freed blocks wait in lists of the freeing thread, one list for each size class, so that a training step
/// that repeats takes the same blocks again and never reaches the system's allocator.
[[nodiscard]] void* allocate(size_t bytes);

/// Takes back a block of allocate(bytes); any thread may do so.
void deallocate(void* block, size_t bytes) noexcept;

/// What this thread's pool has done so far.
struct Statistics {
  int64_t system_allocations = 0;  ///< blocks asked from the system
  int64_t allocations = 0;         ///< blocks given out
  int64_t cached_bytes = 0;        ///< bytes that wait to be used again
};
Statistics statistics();

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

  struct Lists;

 private:
  friend class ArenaScope;
  std::unique_ptr<Lists> lists_;
};

class ArenaScope {
 public:
  explicit ArenaScope(Arena& arena);
  ~ArenaScope();
  ArenaScope(const ArenaScope&) = delete;
  ArenaScope& operator=(const ArenaScope&) = delete;

 private:
  struct Previous;
  std::unique_ptr<Previous> previous_;
};

}  // namespace gradus::memory
