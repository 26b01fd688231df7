#pragma once

#include <cstdint>
#include <new>
#include <stdexcept>
#include <vector>

namespace gradus {

namespace detail {
[[noreturn]] void fail_negative_count(const char* op, int64_t n);
[[noreturn]] void fail_allocation(const char* op, int64_t n);
}  // namespace detail

/// n values, each T{}; an Error in the name of `op` when n is negative or the memory is not there.
template <class T>
std::vector<T> vector_of(const char* op, int64_t n) {
  if (n < 0) detail::fail_negative_count(op, n);
  try {
    return std::vector<T>(static_cast<size_t>(n));
  } catch (const std::length_error&) {
    detail::fail_allocation(op, n);
  } catch (const std::bad_alloc&) {
    detail::fail_allocation(op, n);
  }
}

}  // namespace gradus
