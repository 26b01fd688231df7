#pragma once

#include <string>
#include <string_view>

#include "gradus/base/value.hpp"

namespace gradus::io {

/// The text of a value, indented, with lists of plain values on one line. Numbers read back to the same
/// bits; NaN and infinities are an Error (value_of() writes them as words), and so are bytes that are not
/// UTF-8.
std::string to_json(const Value& value);

/// The value of a JSON text (RFC 8259). An Error, in the name of `source`, for anything else, for a name that
/// stands twice in one object, a number beyond int64 or float64, and values nested deeper than 200 levels.
Value parse_json(std::string_view text, const std::string& source = "JSON");

/// The value of a JSON file.
Value read_json(const std::string& path);

}  // namespace gradus::io
