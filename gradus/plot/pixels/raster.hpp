#pragma once

#include <string>
#include <vector>

#include "gradus/plot/scene/scene.hpp"

// Private to plot: areas as pixels, for renderers that draw pictures.
namespace gradus::plot {

/// Rows of pixels, three bytes each, in the order of the rows of data.
struct Raster {
  std::size_t width = 0, height = 0;
  std::string bytes;
};

/// The areas of the classes, their borders drawn smoothly through the grid; spans the grid's first to last
/// coordinate.
Raster rasterize(const Regions& regions, const Theme& theme, std::size_t width, std::size_t height);

/// The class (-1: none) at the middle of each of width x height cells over the grid, with the same borders.
std::vector<int> smooth_classes(const Regions& regions, std::size_t width, std::size_t height);

/// The cells of a heat map, row 0 first, each a whole number of pixels, at least about `width` by `height` of
/// them together.
Raster rasterize(const Heatmap& heatmap, const Theme& theme, std::size_t width, std::size_t height);

/// The colour of one class of these regions.
Color region_color(const Regions& regions, const Theme& theme, std::size_t index);

}  // namespace gradus::plot
