#include "gradus/base/allocate.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"

namespace gradus::detail {

void fail_negative_count(const char* op, int64_t n) {
  fail(fmt::format("{}: the number of values must not be negative, got {}", op, n));
}

void fail_allocation(const char* op, int64_t n) {
  fail(fmt::format("{}: {} values are more than there is memory for", op, n));
}

}  // namespace gradus::detail
