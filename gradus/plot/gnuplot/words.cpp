#include "gradus/plot/gnuplot/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace gradus::plot {

std::string color_text(Color color, double opacity) {
  const auto clear = static_cast<int>(std::lround(255 * (1 - opacity)));
  return fmt::format("'#{:02x}{:02x}{:02x}{:02x}'", clear, color.red, color.green, color.blue);
}

int point_type(Marker marker, bool filled) {
  switch (marker) {
    case Marker::circle:
      return filled ? 7 : 6;
    case Marker::square:
      return filled ? 5 : 4;
    case Marker::triangle:
      return filled ? 9 : 8;
    case Marker::diamond:
      return filled ? 13 : 12;
    case Marker::triangle_down:
      return filled ? 11 : 10;
    case Marker::plus:
      return 1;
    case Marker::cross:
      return 2;
    case Marker::star:
      return 3;
  }
  return 7;
}

std::string dash_text(LineStyle style) {
  switch (style) {
    case LineStyle::solid:
      break;
    case LineStyle::dashed:
      return "(12,6)";
    case LineStyle::dotted:
      return "(3,5)";
    case LineStyle::dash_dotted:
      return "(12,5,3,5)";
  }
  return "solid";
}

// The terminals differ in what size 1 is and in how large they make each shape (measured).
double point_size(ImageFormat format, Marker marker, double px, double stroke_px) {
  const bool svg = format == ImageFormat::svg;
  double scale = 1;
  if (marker == Marker::square) scale = svg ? 0.9 : 0.92;
  if (marker == Marker::triangle || marker == Marker::triangle_down) scale = svg ? 0.8 : 1.25;
  if (marker == Marker::diamond) scale = svg ? 0.79 : 1.2;
  return std::max(0.1, svg ? px * scale / 10.8 : (px - stroke_px) * scale / 6.0);
}

std::string terminal_command(const FigureOptions& options, const Theme& theme, ImageFormat format,
                             double scale) {
  const Color back = theme.background;
  const std::string background =
      fmt::format("background '#{:02x}{:02x}{:02x}'", back.red, back.green, back.blue);
  switch (format) {
    case ImageFormat::svg:
      return fmt::format(
          "set term svg enhanced size {},{} font 'CMU Serif, Latin Modern Roman, Times New Roman, "
          "serif,{:.4g}' {}",
          options.width, options.height, options.font_size, background);
    case ImageFormat::pdf:
      return fmt::format(
          "set term pdfcairo enhanced size {:.5f}in,{:.5f}in font 'CMU Serif,{:.4g}' fontscale 0.75 "
          "linewidth 1 {}",
          options.width / 96.0, options.height / 96.0, options.font_size * 0.75, background);
    case ImageFormat::png:
      break;
  }
  return fmt::format(
      "set term pngcairo enhanced size {},{} font 'CMU Serif,{:.4g}' fontscale {} linewidth {} "
      "pointscale {} {}",
      std::lround(options.width * scale), std::lround(options.height * scale), options.font_size * 0.75,
      scale, scale, scale, background);
}

}  // namespace gradus::plot
