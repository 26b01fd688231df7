#include "gradus/plot/raster.hpp"

#include <algorithm>
#include <cmath>

namespace gradus::plot {
namespace {

void append(std::string& bytes, Color color) {
  bytes += static_cast<char>(color.red);
  bytes += static_cast<char>(color.green);
  bytes += static_cast<char>(color.blue);
}

// Where a pixel's middle lies between two grid coordinates.
struct Between {
  std::size_t low;
  double part;
};

Between between(std::size_t pixel, std::size_t pixels, std::size_t points) {
  const double place =
      (static_cast<double>(pixel) + 0.5) / static_cast<double>(pixels) * static_cast<double>(points - 1);
  const std::size_t low = std::min(static_cast<std::size_t>(place), points - 2);
  return {low, place - static_cast<double>(low)};
}

// The class with the greatest weight among the four grid points around a pixel; -1 where that is a gap.
int class_between(const Regions& regions, Between across, Between up) {
  const std::size_t columns = regions.x.size();
  const auto at = [&](std::size_t row, std::size_t column) {
    const double value = regions.classes[row * columns + column];
    return std::isfinite(value) ? static_cast<int>(value) : -1;
  };
  const int classes[4] = {at(up.low, across.low), at(up.low, across.low + 1), at(up.low + 1, across.low),
                          at(up.low + 1, across.low + 1)};
  if (classes[0] == classes[1] && classes[0] == classes[2] && classes[0] == classes[3]) return classes[0];
  const double weights[4] = {(1 - up.part) * (1 - across.part), (1 - up.part) * across.part,
                             up.part * (1 - across.part), up.part * across.part};
  double greatest = -1;
  int winner = -1;
  for (int i = 0; i < 4; ++i) {
    double sum = 0;
    for (int j = 0; j < 4; ++j) sum += classes[j] == classes[i] ? weights[j] : 0;
    if (sum > greatest) greatest = sum, winner = classes[i];
  }
  return winner;
}

}  // namespace

Raster rasterize(const Regions& regions, const Theme& theme, std::size_t width, std::size_t height) {
  std::vector<Color> colors;
  for (const double value : regions.classes) {
    while (std::isfinite(value) && colors.size() <= static_cast<std::size_t>(value)) {
      colors.push_back(region_color(regions, theme, colors.size()));
    }
  }
  Raster raster{width, height, {}};
  raster.bytes.reserve(3 * width * height);
  for (std::size_t row = 0; row < height; ++row) {
    const Between up = between(row, height, regions.y.size());
    for (std::size_t column = 0; column < width; ++column) {
      const int winner = class_between(regions, between(column, width, regions.x.size()), up);
      append(raster.bytes, winner < 0 ? theme.background : colors[static_cast<std::size_t>(winner)]);
    }
  }
  return raster;
}

Raster rasterize(const Heatmap& heatmap, const Theme& theme, std::size_t width, std::size_t height) {
  const std::size_t across = std::max<std::size_t>(1, (width + heatmap.columns - 1) / heatmap.columns);
  const std::size_t down = std::max<std::size_t>(1, (height + heatmap.rows - 1) / heatmap.rows);
  Raster raster{across * heatmap.columns, down * heatmap.rows, {}};
  const auto range = color_range(heatmap);
  for (std::size_t row = 0; row < heatmap.rows; ++row) {
    std::string line;
    for (std::size_t column = 0; column < heatmap.columns; ++column) {
      const Color color = cell_color(heatmap, theme, range, heatmap.values[row * heatmap.columns + column]);
      for (std::size_t i = 0; i < across; ++i) append(line, color);
    }
    for (std::size_t i = 0; i < down; ++i) raster.bytes += line;
  }
  return raster;
}

Color region_color(const Regions& regions, const Theme& theme, std::size_t index) {
  const std::vector<Color>& cycle = regions.options.colors.empty() ? theme.cycle : regions.options.colors;
  return mix(cycle[index % cycle.size()], theme.background, regions.options.strength);
}

Color cell_color(const Heatmap& heatmap, const Theme& theme, std::pair<double, double> range, double value) {
  if (!std::isfinite(value)) return theme.missing;
  const auto [low, high] = range;
  return map_color(heatmap.options.map, (value - low) / (high - low));
}

Color readable_on(Color color) {
  const double light = 0.299 * color.red + 0.587 * color.green + 0.114 * color.blue;
  return light > 140 ? rgb(0x1A1A1A) : colors::white;
}

}  // namespace gradus::plot
