#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lessons/page/book.hpp"

namespace gradus::lessons {

struct LessonPage {
  const Run& run;
  const Json& numbers;  ///< the run's result
  Json reference;       ///< Python's result for the notebook's seed; null when not at hand
  std::optional<double>
      python_seconds;  ///< what Python takes for the notebook's epochs, where it was measured
  const std::vector<PageFigure>& figures;
  std::string code;  ///< the lesson's key lines
};

/// The page of a lesson, which lies in a folder of its own beside `assets`.
std::string lesson_page(const LessonPage& page);

}  // namespace gradus::lessons
