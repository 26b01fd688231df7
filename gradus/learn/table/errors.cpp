#include "gradus/learn/table/errors.hpp"

#include <fmt/format.h>

#include <string>

namespace gradus::learn::internal {

void fail_of_table(const io::Table& table, const Error& error) {
  const std::string words = error.what();
  fail(words.find(table.source()) != std::string::npos ? words
                                                       : fmt::format("{}: {}", table.source(), words));
}

}  // namespace gradus::learn::internal
