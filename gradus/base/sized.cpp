#include "gradus/base/sized.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"

namespace gradus {

void fail_size(std::string_view op, int64_t n, size_t item_bytes) {
  if (n < 0) fail(fmt::format("{}: the number of values must not be negative, got {}", op, n));
  size_t bytes = 0;
  if (__builtin_mul_overflow(static_cast<size_t>(n), item_bytes, &bytes)) {
    fail(fmt::format("{}: {} values of {} bytes are more than can be addressed", op, n, item_bytes));
  }
  fail(fmt::format("{}: {} bytes were asked for and the system has not that many", op, bytes));
}

}  // namespace gradus
