#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "apps/gallery/entry.hpp"
#include "lessons/page/formats.hpp"

namespace gradus::gallery {

struct AlbumOptions {
  std::filesystem::path folder;
  std::vector<plot::Style> styles;
  std::vector<lessons::Format> formats;
  int gif_processes = 0;  ///< frames of one GIF drawn at the same time; one a processor if 0
};

/// A folder of pictures: `paper/` and `dark/` with the files of each entry, `assets/` that the pages share,
/// and an index over all pictures in the folder, whichever run drew them.
class Album {
 public:
  /// Makes the folder; an Error when it cannot be written.
  explicit Album(const AlbumOptions& options);

  /// Draws one entry in all styles and formats; hears of the part done after each file. One that moves is
  /// written as GIF, and its last frame as the other kinds of image.
  lessons::Drawn add(const Entry& entry, const std::function<void(double)>& progress) const;

  /// Brings the index up to date with the pictures in the folder.
  void write_index() const;

  /// The page to open.
  std::filesystem::path front() const { return folder_ / "index.html"; }

 private:
  /// How many files it wrote: none where the format is not for this drawing.
  size_t write(const Entry& entry, const Drawing& drawing, plot::Style style, lessons::Format format) const;

  std::filesystem::path folder_;
  std::vector<plot::Style> styles_;
  lessons::Formats formats_;
  int gif_processes_;
};

}  // namespace gradus::gallery
