#pragma once

#include <cstddef>
#include <cstdint>

#include "gradus/plot/pixels/raster.hpp"

// Private to plot.
namespace gradus::plot {

/// Pixels, each the mean of the colours at four places in it, so that borders are not jagged:
/// `color_of(column, row)` gives them on a grid of twice the width and height.
template <class ColorOf>
Raster sampled(std::size_t width, std::size_t height, const ColorOf& color_of) {
  Raster raster{width, height, {}};
  raster.bytes.reserve(3 * width * height);
  for (std::size_t row = 0; row < height; ++row) {
    for (std::size_t column = 0; column < width; ++column) {
      unsigned red = 2, green = 2, blue = 2;
      for (std::size_t k = 0; k < 4; ++k) {
        const Color color = color_of(2 * column + k % 2, 2 * row + k / 2);
        red += color.red, green += color.green, blue += color.blue;
      }
      for (const unsigned part : {red, green, blue}) {
        raster.bytes += static_cast<char>(static_cast<std::uint8_t>(part / 4));
      }
    }
  }
  return raster;
}

}  // namespace gradus::plot
