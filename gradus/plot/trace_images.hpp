#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "gradus/plot/style.hpp"

/// Pictures as traces; see trace.hpp.
namespace gradus::plot {

struct ImageOptions {
  std::vector<std::string> labels = {};  ///< over each picture; none if empty
  std::size_t across = 0;                ///< pictures in a row; 0 chooses
  double gap = 0.12;                     ///< between pictures, in widths of a picture
  ColorMap map = ColorMap::black_white;  ///< of pictures with one channel
  std::optional<double> min = {};        ///< the value of black, or of the map's start
  std::optional<double> max = {};        ///< the value of full light, or of the map's end
  bool each = false;                     ///< takes the ends that are not given from each picture alone
  bool smooth = false;                   ///< passes softly from pixel to pixel
  bool frame = false;                    ///< a thin line around each picture
  bool color_bar = false;                ///< for pictures with one channel
  std::string color_bar_label = {};      ///<

  friend bool operator==(const ImageOptions&, const ImageOptions&) = default;
};

/// Pictures of one size side by side, the first on top and left; each pixel is a unit wide and high, and the
/// middle of the first one is at (0, 0). Where they are not given, the ends of the range are the least and
/// greatest value with one channel, 0 and 1 with three.
struct Images {
  std::size_t count = 0, rows = 0, columns = 0, channels = 1;  ///< one channel, or red, green and blue
  std::vector<double> pixels;                                  ///< [count * rows * columns * channels]
  ImageOptions options;

  friend bool operator==(const Images&, const Images&) = default;
};

}  // namespace gradus::plot
