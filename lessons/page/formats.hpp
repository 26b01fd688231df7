#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
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

/// Those formats of the ones asked for that the programs of this machine can write.
class Formats {
 public:
  explicit Formats(std::vector<Format> wanted);

  bool has(Format format) const;
  std::vector<Format>::const_iterator begin() const { return formats_.begin(); }
  std::vector<Format>::const_iterator end() const { return formats_.end(); }

  /// Why some that were asked for were not written of figures that all stand still, or of which some move; as
  /// a sentence, empty when all were.
  std::string why_not_drawn(bool any_moves) const;

 private:
  std::vector<Format> formats_;
  bool gnuplot_missing_ = false;
  bool ffmpeg_missing_ = false;
};

/// What became of figures.
struct Drawn {
  std::size_t files = 0;  ///< image files written
  std::string problem;    ///< why some that were asked for were not, as a sentence; empty when all is well
};

/// The figure, or the last frame of one that moves.
plot::Figure still_of(const Drawing& drawing);

}  // namespace gradus::lessons
