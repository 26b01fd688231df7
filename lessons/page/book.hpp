#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lessons/lesson.hpp"

namespace gradus::lessons {

/// What a figure can be written as.
enum class Format : uint8_t { png, svg, pdf, gif, html };
inline constexpr std::array<Format, 5> all_formats = {Format::png, Format::svg, Format::pdf, Format::gif,
                                                      Format::html};
std::string_view name(Format format);
std::optional<Format> format_named(std::string_view name);

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

/// What became of a lesson's figures.
struct Drawn {
  std::size_t files = 0;  ///< image files written
  std::string problem;    ///< why some that were asked for were not, as a sentence; empty when all is well
};

/// A folder of lessons: `<lesson>/` with figures, page and result.json, `assets/` that the pages share, and
/// an index over all lessons in the folder, whichever run wrote them.
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
  bool writes(Format format) const;
  void write_assets() const;
  /// Writes one figure's files, and the lesson's small picture where it is the cover.
  PageFigure draw(const Lesson& lesson, const Picture& picture, const Drawing& drawing) const;
  std::string why_not_drawn(bool any_moves) const;

  std::filesystem::path folder_;
  std::vector<Format> formats_;
  bool gnuplot_missing_ = false;
  bool ffmpeg_missing_ = false;
};

}  // namespace gradus::lessons
