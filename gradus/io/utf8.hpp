#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gradus::io {

/// True when the bytes are well-formed UTF-8 without a NUL.
bool is_text(std::string_view bytes);

/// The cell as a message shows it: in quotes, on one line, not longer than 40 characters.
std::string shown(std::string_view cell);

/// The text on one line, with `?` for what cannot be printed, cut to `most` characters, the last of them then
/// an ellipsis.
std::string one_line(std::string_view text, size_t most);

/// How many characters (code points) the text has.
size_t length_of(std::string_view text);

}  // namespace gradus::io
