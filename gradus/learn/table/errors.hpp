#pragma once

#include "gradus/base/error.hpp"
#include "gradus/io/table.hpp"

namespace gradus::learn::internal {

/// The same Error, which begins with the table's name unless it holds that already.
[[noreturn]] void fail_of_table(const io::Table& table, const Error& error);

/// Runs a call whose Error shall name the table.
template <class F>
auto of_table(const io::Table& table, F call) {
  try {
    return call();
  } catch (const Error& error) {
    fail_of_table(table, error);
  }
}

}  // namespace gradus::learn::internal
