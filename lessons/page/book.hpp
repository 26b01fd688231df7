#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "lessons/lesson.hpp"
#include "lessons/page/formats.hpp"

namespace gradus::lessons {

/// A lesson that was run.
struct Run {
  const Lesson* lesson = nullptr;
  RunOptions options;
  Result result;
  double seconds = 0;
};

/// A figure as a page shows it.
struct PageFigure {
  std::string id;
  std::string caption;
  std::string fragment;            ///< HTML that draws it
  bool moves = false;              ///< with a slider and a play button
  std::vector<std::string> files;  ///< image files beside the page
};

/// A folder of lessons: `<lesson>/` with figures, page, result.json and time.json, `assets/` that the pages
/// share, and an index over all lessons in the folder, whichever run wrote them.
class Book {
 public:
  /// Makes the folder; an Error when it cannot be written.
  Book(std::filesystem::path folder, std::vector<Format> formats);

  /// Draws and writes one lesson, result.json last. A figure that moves is written as GIF, and its last frame
  /// as the other kinds of image.
  Drawn add(const Run& run) const;

  /// Brings the index up to date with the lessons in the folder.
  void write_index() const;

  std::filesystem::path folder_of(std::string_view lesson) const { return folder_ / lesson; }

  /// The page to open, or, without HTML, the folder.
  std::filesystem::path front() const;

 private:
  void write_assets() const;
  /// Writes one figure's files, and the lesson's small picture where it is the cover.
  PageFigure draw(const Lesson& lesson, const Picture& picture, const Drawing& drawing) const;

  std::filesystem::path folder_;
  Formats formats_;
};

}  // namespace gradus::lessons
