#include "bench/allocations.hpp"

#include <atomic>
#include <cerrno>
#include <cstddef>

// glibc keeps its own allocator reachable under these names, so that a program can put its own in front.
// NOLINTBEGIN(bugprone-reserved-identifier)
extern "C" {
void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* block, size_t size);
void* __libc_memalign(size_t alignment, size_t size);
}
// NOLINTEND(bugprone-reserved-identifier)

namespace {

std::atomic<int64_t> count = 0;

void note() { count.fetch_add(1, std::memory_order_relaxed); }

}  // namespace

int64_t bench::heap_allocations() { return count.load(std::memory_order_relaxed); }

extern "C" {

void* malloc(size_t size) {
  note();
  return __libc_malloc(size);
}

void* calloc(size_t number, size_t size) {
  note();
  return __libc_calloc(number, size);
}

void* realloc(void* block, size_t size) {
  note();
  return __libc_realloc(block, size);
}

void* memalign(size_t alignment, size_t size) {
  note();
  return __libc_memalign(alignment, size);
}

void* aligned_alloc(size_t alignment, size_t size) {
  note();
  return __libc_memalign(alignment, size);
}

int posix_memalign(void** block, size_t alignment, size_t size) {
  note();
  void* found = __libc_memalign(alignment, size);
  if (found == nullptr) return ENOMEM;
  *block = found;
  return 0;
}
}
