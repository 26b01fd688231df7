#include "gradus/plot/pixels/raster.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "gradus/plot/pixels/sampled.hpp"
#include "gradus/plot/scene/color_use.hpp"

namespace gradus::plot {
namespace {

void append(std::string& bytes, Color color) {
  bytes += static_cast<char>(color.red);
  bytes += static_cast<char>(color.green);
  bytes += static_cast<char>(color.blue);
}

// The four grid lines around a place, and the weight of each in a cubic B-spline.
struct Spline {
  std::array<std::size_t, 4> lines;
  std::array<double, 4> weights;
};

Spline spline_at(double position, std::size_t points) {
  const double place = position * static_cast<double>(points - 1);
  const auto low = std::min(static_cast<std::ptrdiff_t>(place), static_cast<std::ptrdiff_t>(points) - 2);
  const double t = place - static_cast<double>(low), u = 1 - t;
  Spline spline{{},
                {u * u * u / 6, (3 * t * t * t - 6 * t * t + 4) / 6, (3 * u * u * u - 6 * u * u + 4) / 6,
                 t * t * t / 6}};
  for (std::ptrdiff_t i = 0; i < 4; ++i) {
    const std::ptrdiff_t line =
        std::clamp<std::ptrdiff_t>(low - 1 + i, 0, static_cast<std::ptrdiff_t>(points) - 1);
    spline.lines[static_cast<std::size_t>(i)] = static_cast<std::size_t>(line);
  }
  return spline;
}

std::vector<Spline> splines(std::size_t samples, std::size_t points) {
  std::vector<Spline> result;
  for (std::size_t i = 0; i < samples; ++i) {
    result.push_back(spline_at((static_cast<double>(i) + 0.5) / static_cast<double>(samples), points));
  }
  return result;
}

// Classes as small numbers; 0 is a gap, class c is c + 1.
using Classes = std::vector<std::uint16_t>;

Classes classes_of(const Regions& regions) {
  Classes classes;
  for (const double value : regions.classes) {
    classes.push_back(std::isfinite(value) ? static_cast<std::uint16_t>(value + 1) : std::uint16_t{0});
  }
  return classes;
}

// The class with the greatest weight around a place: borders become smooth curves between the grid's points.
std::uint16_t class_at(const Classes& classes, std::size_t columns, const Spline& across, const Spline& up) {
  const auto at = [&](std::size_t i, std::size_t j) {
    return classes[up.lines[i] * columns + across.lines[j]];
  };
  const std::uint16_t first = at(0, 0);
  bool same = true;
  for (std::size_t k = 1; k < 16; ++k) same = same && at(k / 4, k % 4) == first;
  if (same) return first;
  double greatest = -1;
  std::uint16_t winner = 0;
  for (std::size_t k = 0; k < 16; ++k) {
    double sum = 0;
    const std::uint16_t candidate = at(k / 4, k % 4);
    for (std::size_t m = 0; m < 16; ++m) {
      if (at(m / 4, m % 4) == candidate) sum += up.weights[m / 4] * across.weights[m % 4];
    }
    if (sum > greatest) greatest = sum, winner = candidate;
  }
  return winner;
}

}  // namespace

Raster rasterize(const Regions& regions, const Theme& theme, std::size_t width, std::size_t height) {
  const Classes classes = classes_of(regions);
  std::vector<Color> colors{theme.background};
  while (colors.size() <= *std::max_element(classes.begin(), classes.end())) {
    colors.push_back(region_color(regions, theme, colors.size() - 1));
  }
  const std::vector<Spline> across = splines(2 * width, regions.x.size()),
                            up = splines(2 * height, regions.y.size());
  return sampled(width, height, [&](std::size_t column, std::size_t row) {
    return colors[class_at(classes, regions.x.size(), across[column], up[row])];
  });
}

std::vector<int> smooth_classes(const Regions& regions, std::size_t width, std::size_t height) {
  const Classes classes = classes_of(regions);
  const std::vector<Spline> across = splines(width, regions.x.size()), up = splines(height, regions.y.size());
  std::vector<int> result;
  for (std::size_t row = 0; row < height; ++row) {
    for (std::size_t column = 0; column < width; ++column) {
      result.push_back(int{class_at(classes, regions.x.size(), across[column], up[row])} - 1);
    }
  }
  return result;
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

}  // namespace gradus::plot
