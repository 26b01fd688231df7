#pragma once

#include <string>
#include <vector>

#include "gradus/plot/raster.hpp"

// Private to plot: traces as pixels, which every renderer shows alike.
namespace gradus::plot {

/// Pixels between these coordinates; the first row lies along `first`.
struct Picture {
  Raster raster;
  double left = 0, right = 0, first = 0, last = 0;
};

/// The areas between the lines of filled contours; none for lines.
std::vector<Picture> pictures_of(const Contours& contours, const Panel& panel, const Theme& theme,
                                 double sharpness);
std::vector<Picture> pictures_of(const Images& images, const Panel& panel, const Theme& theme,
                                 double sharpness);
std::vector<Picture> pictures_of(const Regions& regions, const Panel& panel, const Theme& theme,
                                 double sharpness);
std::vector<Picture> pictures_of(const Heatmap& heatmap, const Panel& panel, const Theme& theme,
                                 double sharpness);

template <class T>
concept Pictured = requires(const T& trace, const Panel& panel) {
  pictures_of(trace, panel, theme_of(Style::paper), 1.0);
};

/// A text that belongs to a trace, around a point in data units.
struct Note {
  std::string text;  // markup
  double x = 0, y = 0;
  double size = 14;  // px
  Color color;
  double angle = 0;  // degrees against the clock
};

/// The numbers in the cells of a heat map, those in the lines of contours, and the names over pictures.
std::vector<Note> notes_of(const Heatmap& heatmap, const Panel& panel, const Theme& theme, double font_size);
std::vector<Note> notes_of(const Contours& contours, const Panel& panel, const Theme& theme,
                           double font_size);
std::vector<Note> notes_of(const Images& images, const Panel& panel, const Theme& theme, double font_size);

template <class T>
concept Noted = requires(const T& trace, const Panel& panel) {
  notes_of(trace, panel, theme_of(Style::paper), 14.0);
};

/// The pixels as a PNG file; `turned`: the last row on top, `mirrored`: the last column on the left.
std::string png_of(const Raster& raster, bool turned, bool mirrored);

}  // namespace gradus::plot
