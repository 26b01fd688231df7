#pragma once

#include <string>
#include <string_view>

namespace gradus::cli {

/// Text of a file or of the user as a terminal can show it: control characters, which would break lines or
/// change colours, become "\n", "\t", "\x1b".
std::string shown(std::string_view text);

/// A line on standard error.
void warn(std::string_view sentence);

}  // namespace gradus::cli
