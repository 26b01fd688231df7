#include "apps/gallery/album.hpp"

#include <fmt/format.h>

#include "apps/gallery/album_pages.hpp"
#include "gradus/base/file.hpp"
#include "gradus/plot/gif.hpp"
#include "gradus/plot/gnuplot.hpp"
#include "gradus/plot/html.hpp"
#include "gradus/plot/share.hpp"
#include "lessons/page/files.hpp"

namespace gradus::gallery {
namespace fs = std::filesystem;
using lessons::Format;

Album::Album(const AlbumOptions& options)
    : folder_(options.folder),
      styles_(options.styles),
      formats_(options.formats),
      gif_processes_(options.gif_processes) {
  lessons::make_writable_folder(folder_);
  for (const plot::Style style : styles_) lessons::make_writable_folder(folder_ / name(style));
  const fs::path assets = folder_ / "assets";
  lessons::make_writable_folder(assets);
  for (const char* file : {"book.css", "book.js"}) {
    lessons::copy_if_newer(plot::share_file(fmt::format("page/{}", file)), assets / file);
  }
  if (formats_.has(Format::html)) plot::copy_plotly((assets / "plotly.min.js").string());
}

size_t Album::write(const Entry& entry, const Drawing& drawing, plot::Style style, Format format) const {
  const fs::path file = folder_ / name(style) / fmt::format("{}.{}", entry.name, lessons::name(format));
  const auto* animation = std::get_if<plot::Animation>(&drawing);
  switch (format) {
    case Format::html:
      write_file("", file.string(), entry_page(entry, drawing, style));
      return 1;
    case Format::gif:
      if (animation == nullptr) return 0;
      plot::write_gif(*animation, file.string(), {.processes = gif_processes_});
      return 1;
    case Format::png:
    case Format::svg:
    case Format::pdf:
      break;
  }
  // Pixels for sharp screens; the other two have none.
  plot::write_image(lessons::still_of(drawing), file.string(), {.scale = format == Format::png ? 1.5 : 1});
  return 1;
}

lessons::Drawn Album::add(const Entry& entry, const std::function<void(double)>& progress) const {
  lessons::Drawn done;
  const auto formats = static_cast<double>(std::distance(formats_.begin(), formats_.end()));
  double steps = 0;
  Drawing drawing = entry.draw();
  const bool moves = std::holds_alternative<plot::Animation>(drawing);
  for (const plot::Style style : styles_) {
    set_style(drawing, style);
    for (const Format format : formats_) {
      done.files += write(entry, drawing, style, format);
      progress(++steps / (formats * static_cast<double>(styles_.size())));
    }
  }
  done.problem = formats_.why_not_drawn(moves);
  return done;
}

void Album::write_index() const { write_file("", front().string(), album_page(folder_)); }

}  // namespace gradus::gallery
