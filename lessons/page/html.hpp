#pragma once

#include <string>
#include <string_view>

namespace gradus::lessons {

/// The text with &, <, >, and both quotes as character references: safe in elements and in quoted attributes.
std::string escape(std::string_view text);

/// Prose with its little markup as HTML: `code` becomes <code>, \(TeX\) is left for KaTeX; all else is
/// escaped.
std::string prose(std::string_view text);

/// C++ as HTML: comments, strings, numbers and keywords in spans, all escaped.
std::string highlighted(std::string_view code);

/// "0.37 ms", "61 ms", "1.7 s", "190 s".
std::string duration(double seconds);

}  // namespace gradus::lessons
