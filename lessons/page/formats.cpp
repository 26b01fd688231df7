#include "lessons/page/formats.hpp"

#include <algorithm>

#include "gradus/base/error.hpp"
#include "gradus/plot/gif.hpp"
#include "gradus/plot/gnuplot.hpp"

namespace gradus::lessons {

std::string_view name(Format format) {
  switch (format) {
    case Format::png:
      return "png";
    case Format::svg:
      return "svg";
    case Format::pdf:
      return "pdf";
    case Format::gif:
      return "gif";
    case Format::html:
      break;
  }
  return "html";
}

std::optional<Format> format_named(std::string_view text) {
  for (const Format format : all_formats) {
    if (name(format) == text) return format;
  }
  return std::nullopt;
}

Formats::Formats(std::vector<Format> wanted) : formats_(std::move(wanted)) {
  const auto is_image = [](Format format) { return format != Format::html; };
  if (std::any_of(formats_.begin(), formats_.end(), is_image) && !plot::gnuplot_available()) {
    std::erase_if(formats_, is_image);
    gnuplot_missing_ = true;
  }
  if (has(Format::gif) && !plot::gif_available()) {
    std::erase(formats_, Format::gif);
    ffmpeg_missing_ = true;
  }
}

bool Formats::has(Format format) const {
  return std::find(formats_.begin(), formats_.end(), format) != formats_.end();
}

std::string Formats::why_not_drawn(bool any_moves) const {
  if (gnuplot_missing_) {
    return "gnuplot is not installed, so no image files were drawn (apt-get install gnuplot-nox)";
  }
  if (ffmpeg_missing_ && any_moves) {
    return "ffmpeg is not installed, so no GIFs were drawn (apt-get install ffmpeg)";
  }
  return "";
}

plot::Figure still_of(const Drawing& drawing) {
  if (const auto* figure = std::get_if<plot::Figure>(&drawing)) return *figure;
  const auto& animation = std::get<plot::Animation>(drawing);
  if (animation.frames().empty()) fail("the animation has no frame; call add_frame");
  return animation.figure_at(animation.frames().size() - 1);
}

}  // namespace gradus::lessons
