#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <stdexcept>
#include <string_view>
#include <vector>

/// Vectors whose size a user has said: one that cannot be had is an Error like any other.
namespace gradus {

/// Throws the Error in the name of `op` that n items of so many bytes each cannot be had.
[[noreturn]] void fail_size(std::string_view op, int64_t n, size_t item_bytes);

/// A vector with room for n items; an Error when n is negative or the system has not that many bytes.
template <class T>
std::vector<T> room_for(std::string_view op, int64_t n) {
  std::vector<T> items;
  if (n < 0) fail_size(op, n, sizeof(T));
  try {
    items.reserve(static_cast<size_t>(n));
  } catch (const std::length_error&) {
    fail_size(op, n, sizeof(T));
  } catch (const std::bad_alloc&) {
    fail_size(op, n, sizeof(T));
  }
  return items;
}

/// A vector of n items, under the same conditions.
template <class T>
std::vector<T> sized_vector(std::string_view op, int64_t n, const T& value = T()) {
  std::vector<T> items = room_for<T>(op, n);
  items.resize(static_cast<size_t>(n), value);
  return items;
}

}  // namespace gradus
