#pragma once

#include <string>
#include <vector>

#include "gradus/plot/pixels/raster.hpp"

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

/// The pixels as a PNG file; `turned`: the last row on top, `mirrored`: the last column on the left.
std::string png_of(const Raster& raster, bool turned, bool mirrored);

}  // namespace gradus::plot
