#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lessons/lesson.hpp"

namespace gradus::lessons {

/// A lesson on the index page.
struct Card {
  const Lesson* lesson = nullptr;
  std::string data;                    ///< "real", "generated" or "fallback"
  std::string picture;                 ///< address from the index page; empty when no image was drawn
  std::string dark_picture;            ///< the same for a dark page
  std::optional<double> seconds = {};  ///< what its run took
};

/// The page over all lessons in a folder.
std::string index_page(const std::vector<Card>& cards);

/// A script that tells each lesson's page which lessons there are, so that a page need not be written again
/// when its neighbours come.
std::string lesson_list_script(const std::vector<Card>& cards);

}  // namespace gradus::lessons
