#include "told.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <cstdio>

namespace gradus::cli {
namespace {

std::string escaped(std::uint8_t control) {
  if (control == '\n') return "\\n";
  if (control == '\t') return "\\t";
  if (control == '\r') return "\\r";
  return fmt::format("\\x{:02x}", control);
}

}  // namespace

std::string shown(std::string_view text) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<std::uint8_t>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<std::uint8_t>(text[i + 1]) : std::uint8_t{0};
    if (byte < 0x20 || byte == 0x7F) {
      result += escaped(byte);
    } else if (byte == 0xC2 && next >= 0x80 && next < 0xA0) {  // U+0080 to U+009F in UTF-8
      result += escaped(next);
      ++i;
    } else {
      result += text[i];
    }
  }
  return result;
}

void warn(std::string_view sentence) { fmt::print(stderr, "gradus: warning: {}\n", shown(sentence)); }

}  // namespace gradus::cli
