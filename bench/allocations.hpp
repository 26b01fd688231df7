#pragma once

#include <cstdint>

namespace bench {

/// How often this program has asked for heap memory so far: malloc, calloc, realloc, the aligned forms, and
/// with them every operator new, in all threads and all libraries.
int64_t heap_allocations();

}  // namespace bench
