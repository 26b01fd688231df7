#include "gradus/io/csv_signs.hpp"

#include <fmt/format.h>

#include <string_view>

#include "gradus/base/error.hpp"

namespace gradus::io {

void check_signs(const char* op, char separator, char decimal) {
  const auto c = static_cast<unsigned char>(separator);
  const bool in_words =
      (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c >= 0x80;
  if (in_words || std::string_view("\"\n\r\0+-.", 7).find(separator) != std::string_view::npos) {
    fail(fmt::format(
        "{}: the separator may not be a quote, a line break, NUL, a letter, a digit or a part of numbers",
        op));
  }
  if (decimal != '.' && decimal != ',')
    fail(fmt::format("{}: the decimal sign has to be a point or a comma", op));
  if (decimal == separator) {
    fail(fmt::format(
        "{}: the decimal sign and the separator are both a comma; tables with decimal commas often have "
        "';' between cells",
        op));
  }
}

}  // namespace gradus::io
