#include "lessons/page/frame.hpp"

#include <fmt/format.h>

#include "lessons/page/html.hpp"

namespace gradus::lessons {

std::string framed(const Frame& frame) {
  std::string katex;
  if (frame.mathematics) {
    katex = fmt::format(
        "<link rel=\"stylesheet\" href=\"{0}assets/katex/katex.min.css\">\n"
        "<script defer src=\"{0}assets/katex/katex.min.js\"></script>\n",
        frame.root);
  }
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<title>{title}</title>\n{katex}"
      "<link rel=\"stylesheet\" href=\"{root}assets/book.css\">\n{head}"
      "<script defer src=\"{root}assets/lessons.js\"></script>\n"
      "<script defer src=\"{root}assets/book.js\"></script>\n"
      "</head>\n<body>\n{body}</body>\n</html>\n",
      fmt::arg("title", escape(frame.title)), fmt::arg("katex", katex), fmt::arg("root", frame.root),
      fmt::arg("head", frame.head), fmt::arg("body", frame.body));
}

}  // namespace gradus::lessons
