#include "gradus/io/utf8.hpp"

#include <algorithm>

namespace gradus::io {
namespace {

/// Bytes of the UTF-8 sequence that starts here, 0 when it is not well-formed (Unicode 15, table 3-7).
size_t sequence_length(std::string_view rest) {
  const auto at = [&](size_t i) { return static_cast<unsigned char>(rest[i]); };
  const unsigned char lead = at(0);
  if (lead == 0) return 0;
  if (lead < 0x80) return 1;
  const size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || rest.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((at(i) & 0xc0) != 0x80) return 0;
  }
  const bool overlong = (lead == 0xe0 && at(1) < 0xa0) || (lead == 0xf0 && at(1) < 0x90);
  const bool surrogate = lead == 0xed && at(1) > 0x9f;
  const bool beyond = lead == 0xf4 && at(1) > 0x8f;
  return overlong || surrogate || beyond ? 0 : length;
}

/// True when all bytes are ASCII characters, which is most often so and quickly seen.
bool is_ascii(std::string_view bytes) {
  bool other = false;
  for (const char c : bytes) other |= static_cast<signed char>(c) <= 0;
  return !other;
}

/// The next character, `?` when it cannot be printed; removed from the text.
std::string_view take_printable(std::string_view& text) {
  const size_t length = sequence_length(text);
  const bool printable = length > 1 || (length == 1 && text[0] >= ' ' && text[0] != '\x7f');
  const std::string_view character = printable ? text.substr(0, length) : "?";
  text.remove_prefix(std::max<size_t>(length, 1));
  return character;
}

}  // namespace

bool is_text(std::string_view bytes) {
  if (is_ascii(bytes)) return true;
  while (!bytes.empty()) {
    const size_t length = sequence_length(bytes);
    if (length == 0) return false;
    bytes.remove_prefix(length);
  }
  return true;
}

std::string shown(std::string_view cell) {
  constexpr size_t longest = 40;
  std::string text = "\"";
  while (!cell.empty() && text.size() <= longest) text += take_printable(cell);
  return text + (cell.empty() ? "\"" : "...\"");
}

std::string one_line(std::string_view text, size_t most) {
  std::string line;
  size_t length = 0;
  size_t end_of_shorter = 0;  // bytes of the line without its last character
  while (!text.empty()) {
    if (length == most) return line.substr(0, end_of_shorter) + "\xe2\x80\xa6";
    end_of_shorter = line.size();
    line += take_printable(text);
    ++length;
  }
  return line;
}

size_t length_of(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

}  // namespace gradus::io
