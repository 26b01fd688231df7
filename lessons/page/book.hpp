#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lessons/lesson.hpp"

namespace gradus::lessons {

/// What a figure can be written as.
enum class Format : uint8_t { png, svg, pdf, html };
inline constexpr std::array<Format, 4> all_formats = {Format::png, Format::svg, Format::pdf, Format::html};
std::string_view name(Format format);
std::optional<Format> format_named(std::string_view name);

/// A lesson that was run.
struct Run {
  const Lesson* lesson = nullptr;
  RunOptions options;
  Result result;
  double seconds = 0;
};

/// A folder of lessons: `<lesson>/` with figures, page and result.json, `assets/` that the pages share, and
/// an index over all lessons in the folder, whichever run wrote them.
class Book {
 public:
  /// Makes the folder; an Error when it cannot be written.
  Book(std::filesystem::path folder, std::vector<Format> formats);

  /// Draws and writes one lesson, result.json last.
  void add(const Run& run) const;

  /// Brings the index up to date with the lessons in the folder.
  void write_index() const;

  std::filesystem::path folder_of(std::string_view lesson) const { return folder_ / lesson; }

  /// The page to open, or, without HTML, the folder.
  std::filesystem::path front() const;

  /// Why images that were asked for are not drawn, as a sentence; empty when all is well.
  const std::string& image_problem() const { return image_problem_; }

 private:
  bool writes(Format format) const;
  void write_assets() const;

  std::filesystem::path folder_;
  std::vector<Format> formats_;
  std::string image_problem_;
};

}  // namespace gradus::lessons
