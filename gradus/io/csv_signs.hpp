#pragma once

namespace gradus::io {

/// An Error when the separator occurs in numbers, words or line breaks, or is the decimal sign as well.
void check_signs(const char* op, char separator, char decimal);

}  // namespace gradus::io
