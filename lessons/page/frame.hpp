#pragma once

#include <string>
#include <string_view>

namespace gradus::lessons {

struct Frame {
  std::string_view title;
  std::string_view root;  ///< the way from this page to the folder of all lessons: "" or "../"
  std::string_view head;  ///< more for the head element
  std::string_view body;
  bool mathematics = false;
};

/// A whole HTML page around `body`.
std::string framed(const Frame& frame);

}  // namespace gradus::lessons
