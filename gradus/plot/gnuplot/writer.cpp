#include "gradus/plot/gnuplot/writer.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "gradus/plot/scene/color_use.hpp"
#include "gradus/plot/scene/layout.hpp"
#include "gradus/plot/scene/markup.hpp"

namespace gradus::plot {

// Each line of a text stands alone, so that all its places are ours. (x, y) is in px; sides as in
// TextOptions.
void GnuplotWriter::label(std::string_view text, double x, double y, double size, Color color,
                          HAlign horizontal, VAlign vertical, double angle) {
  const std::vector<TextLine> lines = parse_markup(text);
  const double step = line_height * size, height = step * static_cast<double>(lines.size());
  const double top = vertical == VAlign::top ? 0 : vertical == VAlign::middle ? -height / 2 : -height;
  const double turn = angle * std::numbers::pi / 180;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const double down = top + step * (static_cast<double>(i) + 0.5);
    line("set label '{}' at screen {:.6f},{:.6f} {} rotate by {} front font ',{:.4g}' textcolor rgb {}",
         gnuplot_line(lines[i]), screen_x(x + down * std::sin(turn)), screen_y(y + down * std::cos(turn)),
         side(horizontal), angle, font_points(size), color_text(color));
  }
}

void GnuplotWriter::write_captions() {
  for (const Caption& caption : scene_.captions) {
    label(caption.text, caption.x, caption.y, caption.size, scene_.theme->text, HAlign::center,
          VAlign::middle, caption.angle);
  }
}

// Tick labels pass through gnuplot's number formatting, where a percent sign has to be doubled.
std::string GnuplotWriter::tick_text(const std::string& markup) {
  std::string result;
  for (const char c : gnuplot_text(markup)) {
    if (c == '%') result += '%';
    result += c;
  }
  return result;
}

// gnuplot takes all letters for equally wide. What it is told to add makes its box as wide as ours (measured
// for each terminal).
double GnuplotWriter::key_width(const Panel& panel) const {
  double widest = 0;
  std::size_t longest = 0;
  for (const std::string& label : legend_labels(panel)) {
    widest = std::max(widest, text_width(label, 1));
    longest = std::max(longest, letter_count(label));
  }
  const double more = format_ == ImageFormat::svg ? (widest + 0.27) / 0.7 : (widest + 1) / 0.5;
  return more - static_cast<double>(longest);
}

void GnuplotWriter::write_legend(const Panel& panel) {
  if (panel.legend == Legend::none) {
    line("unset key");
    return;
  }
  const Theme& theme = *scene_.theme;
  const Rect& place = panel.legend_place;
  const bool flat = panel.legend == Legend::below;
  const bool right = panel.legend == Legend::top_right || panel.legend == Legend::bottom_right;
  const bool bottom = panel.legend == Legend::bottom_left || panel.legend == Legend::bottom_right;
  const double x = flat ? (place.left + place.right) / 2 : right ? place.right : place.left;
  line("set key at screen {:.6f},{:.6f} {} {} Left reverse {}", screen_x(x),
       screen_y(bottom ? place.bottom : place.top), bottom ? "bottom" : "top",
       flat    ? fmt::format("center horizontal maxcols {}", legend_columns(panel, scene_.options->font_size))
       : right ? "right vertical"
               : "left vertical",
       format_ == ImageFormat::svg ? "samplen 1.4 spacing 0.9" : "samplen 1.9 spacing 1.1");
  line("set key width {:.4g}", key_width(panel));
  line("set key height 0.2 opaque fillcolor rgb {} {} textcolor rgb {}",
       color_text(theme.background, flat ? 0 : 0.85),
       flat ? "nobox" : fmt::format("box lc rgb {} lw 0.6", color_text(theme.grid)), color_text(theme.text));
}

void GnuplotWriter::write_color_bar(const ColorBar& bar) {
  line("reset");
  margins(bar.place);
  line("set tics front; unset key; unset xtics; unset ytics; set border 15 front lc rgb {} lw 0.9",
       color_text(scene_.theme->border));
  line("set xrange [0:1]; set yrange [{0}:{1}]; set y2range [{0}:{1}]", bar.min, bar.max);
  std::vector<std::string> places;
  for (const Tick& tick : bar.ticks) places.push_back(fmt::format("{} {} 0", tick_text(tick.label), tick.at));
  line("set y2tics in scale 0.5 textcolor rgb {} ({})", color_text(scene_.theme->text),
       fmt::join(places, ", "));
  Raster raster{2, 256, {}};  // gnuplot draws no image of one column
  for (std::size_t i = 0; i < raster.height; ++i) {
    const double position = (static_cast<double>(i) + 0.5) / static_cast<double>(raster.height);
    const Color color = bar_color(bar, bar.min + position * (bar.max - bar.min));
    for (const std::uint8_t part : {color.red, color.green, color.blue, color.red, color.green, color.blue}) {
      raster.bytes += static_cast<char>(part);
    }
  }
  line("plot {}", image(raster, 0, 1, bar.min, bar.max));
}

std::string GnuplotWriter::line_look(const LineOptions& options, Look look) const {
  std::string result = stroke(look.color, options.width, options.style, options.opacity);
  if (options.marker) {
    result += fmt::format(" pt {} ps {}", point_type(look.marker, true),
                          point_size(format_, look.marker, options.marker_size, options.width));
  }
  return result;
}

template <class R>
std::string GnuplotWriter::image(const R& raster, std::string_view format, std::string_view style,
                                 double left, double right, double bottom, double top) {
  const double dx = (right - left) / static_cast<double>(raster.width);
  const double dy = (top - bottom) / static_cast<double>(raster.height);
  std::string part = fmt::format(
      "'/dev/fd/3' binary array=({},{}) skip={} dx={} dy={} origin=({},{}) {} with {} notitle", raster.width,
      raster.height, pixels_.size(), dx, dy, left + dx / 2, bottom + dy / 2, format, style);
  pixels_ += raster.bytes;
  return part;
}

std::string GnuplotWriter::image(const Raster& raster, double left, double right, double bottom, double top) {
  return image(raster, "format='%uchar%uchar%uchar' using 1:2:3", "rgbimage", left, right, bottom, top);
}

std::string GnuplotWriter::image(const ClearRaster& raster, double left, double right, double bottom,
                                 double top) {
  return image(raster, "format='%uchar%uchar%uchar%uchar' using 1:2:3:4", "rgbalpha", left, right, bottom,
               top);
}

}  // namespace gradus::plot
