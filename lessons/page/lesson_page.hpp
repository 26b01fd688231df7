#pragma once

#include <string>
#include <vector>

#include "lessons/page/book.hpp"

namespace gradus::lessons {

struct LessonPage {
  const Run& run;
  const Json& numbers;  ///< the run's result
  Json reference;       ///< Python's result for the notebook's seed and epochs; null when not at hand
  const std::vector<PageFigure>& figures;
  std::string code;  ///< the lesson's key lines
};

/// The page of a lesson, which lies in a folder of its own beside `assets`.
std::string lesson_page(const LessonPage& page);

}  // namespace gradus::lessons
