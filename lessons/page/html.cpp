#include "lessons/page/html.hpp"

#include <fmt/format.h>

namespace gradus::lessons {

std::string escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string prose(std::string_view text) {
  struct Mark {
    std::string_view open, close, before, after;
  };
  static constexpr Mark marks[] = {{"`", "`", "<code>", "</code>"},
                                   {"\\(", "\\)", "<span class=\"math\">", "</span>"}};
  std::string out;
  while (!text.empty()) {
    size_t start = std::string_view::npos;
    const Mark* first = nullptr;
    for (const Mark& mark : marks) {
      const size_t at = text.find(mark.open);
      if (at < start) {
        start = at;
        first = &mark;
      }
    }
    const size_t inner = first ? start + first->open.size() : 0;
    const size_t end = first ? text.find(first->close, inner) : std::string_view::npos;
    if (end == std::string_view::npos) return out + escape(text);
    out += escape(text.substr(0, start));
    out += fmt::format("{}{}{}", first->before, escape(text.substr(inner, end - inner)), first->after);
    text.remove_prefix(end + first->close.size());
  }
  return out;
}

std::string duration(double seconds) {
  if (seconds < 0.000095) return fmt::format("{:.2g} µs", seconds * 1e6);
  if (seconds < 0.0095) return fmt::format("{:.2g} ms", seconds * 1000);
  if (seconds < 1) return fmt::format("{:.0f} ms", seconds * 1000);
  return seconds < 100 ? fmt::format("{:.1f} s", seconds) : fmt::format("{:.0f} s", seconds);
}

}  // namespace gradus::lessons
