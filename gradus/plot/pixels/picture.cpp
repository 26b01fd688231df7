#include "gradus/plot/pixels/picture.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "gradus/plot/pixels/sampled.hpp"
#include "gradus/plot/scene/color_use.hpp"
#include "gradus/plot/scene/contour.hpp"
#include "gradus/plot/scene/image_grid.hpp"

namespace gradus::plot {
namespace {

std::size_t pixels_along(double px, double sharpness) {
  return static_cast<std::size_t>(std::clamp(px * sharpness, 2.0, 2400.0));
}

// The line of a grid before a place, and how far the place is on the way to the next one.
struct Between {
  std::size_t low = 0;
  double share = 0;
};

// For `count` places spread evenly from the first to the last of rising coordinates.
std::vector<Between> between(const std::vector<double>& grid, std::size_t count) {
  std::vector<Between> result(count);
  std::size_t low = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double part = (static_cast<double>(i) + 0.5) / static_cast<double>(count);
    const double at = grid.front() + part * (grid.back() - grid.front());
    while (low + 2 < grid.size() && grid[low + 1] <= at) ++low;
    result[i] = {low, (at - grid[low]) / (grid[low + 1] - grid[low])};
  }
  return result;
}

double blend(const std::vector<double>& values, std::size_t columns, const Between& across,
             const Between& along) {
  const std::size_t at = along.low * columns + across.low;
  const double below = values[at] + across.share * (values[at + 1] - values[at]);
  const double above =
      values[at + columns] + across.share * (values[at + columns + 1] - values[at + columns]);
  return below + along.share * (above - below);
}

// Shades of regions: more than the eye tells apart within one class.
constexpr std::size_t shades = 64;

}  // namespace

std::vector<Picture> pictures_of(const Regions& regions, const Panel& panel, const Theme& theme,
                                 double sharpness) {
  const std::size_t width = pixels_along(panel.plot.width(), sharpness),
                    height = pixels_along(panel.plot.height(), sharpness);
  const auto placed = [&](Raster raster) {
    return std::vector{
        Picture{std::move(raster), regions.x.front(), regions.x.back(), regions.y.front(), regions.y.back()}};
  };
  if (regions.options.shade.empty()) return placed(rasterize(regions, theme, width, height));
  const std::vector<int> classes = smooth_classes(regions, 2 * width, 2 * height);
  const int most = *std::max_element(classes.begin(), classes.end());
  std::vector<Color> colors;  // of each class, its shades from none to full
  colors.reserve(static_cast<std::size_t>(most + 1) * (shades + 1));
  for (int k = 0; k <= most; ++k) {
    for (std::size_t s = 0; s <= shades; ++s) {
      const double part = static_cast<double>(s) / static_cast<double>(shades);
      colors.push_back(
          mix(region_color(regions, theme, static_cast<std::size_t>(k)), theme.background, part));
    }
  }
  const std::vector<Between> across = between(regions.x, 2 * width), along = between(regions.y, 2 * height);
  return placed(sampled(width, height, [&](std::size_t column, std::size_t row) {
    const int k = classes[row * 2 * width + column];
    const double shade = blend(regions.options.shade, regions.x.size(), across[column], along[row]);
    if (k < 0 || !std::isfinite(shade)) return theme.background;
    const auto step = static_cast<std::size_t>(std::lround(std::clamp(shade, 0.0, 1.0) * shades));
    return colors[static_cast<std::size_t>(k) * (shades + 1) + step];
  }));
}

std::vector<Picture> pictures_of(const Heatmap& heatmap, const Panel& panel, const Theme& theme,
                                 double sharpness) {
  return {{rasterize(heatmap, theme, pixels_along(panel.plot.width(), sharpness),
                     pixels_along(panel.plot.height(), sharpness)),
           -0.5, static_cast<double>(heatmap.columns) - 0.5, -0.5, static_cast<double>(heatmap.rows) - 0.5}};
}

std::vector<Picture> pictures_of(const Contours& contours, const Panel& panel, const Theme& theme,
                                 double sharpness) {
  if (!contours.options.filled) return {};
  const std::vector<double> levels = levels_of(contours);
  const auto range = color_range("contours", contours.z, contours.options.min, contours.options.max);
  std::vector<Color> colors = step_colors(contours.options.map, range, levels);
  for (Color& color : colors) color = mix(color, theme.background, contours.options.opacity);
  const std::size_t width = pixels_along(panel.plot.width(), sharpness),
                    height = pixels_along(panel.plot.height(), sharpness);
  const std::vector<Between> across = between(contours.x, 2 * width), along = between(contours.y, 2 * height);
  Raster raster = sampled(width, height, [&](std::size_t column, std::size_t row) {
    const double z = blend(contours.z, contours.x.size(), across[column], along[row]);
    if (!std::isfinite(z)) return theme.background;
    return colors[static_cast<std::size_t>(std::upper_bound(levels.begin(), levels.end(), z) -
                                           levels.begin())];
  });
  return {{std::move(raster), contours.x.front(), contours.x.back(), contours.y.front(), contours.y.back()}};
}

namespace {

// One of several pictures: the colour of each of its pixels.
class Pixels {
 public:
  Pixels(const Images& images, std::size_t image, const Theme& theme)
      : images_(images),
        first_(image * images.rows * images.columns * images.channels),
        missing_(theme.missing) {
    const ImageOptions& o = images.options;
    if (images.channels == 3) {
      range_ = {o.min.value_or(0), o.max.value_or(1)};
    } else if (o.each) {
      const auto start = images.pixels.begin() + static_cast<std::ptrdiff_t>(first_);
      const std::vector<double> own(start, start + static_cast<std::ptrdiff_t>(images.rows * images.columns));
      range_ = color_range("images", own, o.min, o.max);
    } else {
      range_ = color_range(images);
    }
  }

  double value(std::size_t row, std::size_t column, std::size_t channel) const {
    return images_.pixels[first_ + (row * images_.columns + column) * images_.channels + channel];
  }

  Color color(std::array<double, 3> values) const {
    if (images_.channels == 1) return color_at(images_.options.map, range_, values[0], missing_);
    std::array<std::uint8_t, 3> parts{};
    for (std::size_t k = 0; k < 3; ++k) {
      const double light = (values[k] - range_.first) / (range_.second - range_.first);
      if (!std::isfinite(light)) return missing_;
      parts[k] = static_cast<std::uint8_t>(std::lround(255 * std::clamp(light, 0.0, 1.0)));
    }
    return {parts[0], parts[1], parts[2]};
  }

  Color at(std::size_t row, std::size_t column) const {
    std::array<double, 3> values{};
    for (std::size_t k = 0; k < images_.channels; ++k) values[k] = value(row, column, k);
    return color(values);
  }

  // Softly from the middle of one pixel to the middle of the next; places are in pixels.
  Color soft(double row, double column) const {
    const Between down = cell(row, images_.rows), across = cell(column, images_.columns);
    std::array<double, 3> values{};
    for (std::size_t k = 0; k < images_.channels; ++k) {
      const auto along = [&](std::size_t r) {
        const double left = value(r, across.low, k);
        const double right = value(r, std::min(across.low + 1, images_.columns - 1), k);
        return left + across.share * (right - left);
      };
      const double above = along(down.low), below = along(std::min(down.low + 1, images_.rows - 1));
      values[k] = above + down.share * (below - above);
    }
    return color(values);
  }

 private:
  static Between cell(double place, std::size_t count) {
    const double at = std::clamp(place - 0.5, 0.0, static_cast<double>(count - 1));
    const auto low = static_cast<std::size_t>(at);
    return {low, at - static_cast<double>(low)};
  }

  const Images& images_;
  std::size_t first_;
  Color missing_;
  std::pair<double, double> range_;
};

// Whole pixels of the screen for each of the picture's, about `wanted` of them in all.
Raster drawn(const Pixels& pixels, const Images& images, std::size_t wanted) {
  const std::size_t each = std::max<std::size_t>(1, (wanted + images.columns - 1) / images.columns);
  Raster raster{each * images.columns, each * images.rows, {}};
  raster.bytes.reserve(3 * raster.width * raster.height);
  const auto part = [&](std::size_t i) { return (static_cast<double>(i) + 0.5) / static_cast<double>(each); };
  for (std::size_t row = 0; row < raster.height; ++row) {
    for (std::size_t column = 0; column < raster.width; ++column) {
      const Color color =
          images.options.smooth ? pixels.soft(part(row), part(column)) : pixels.at(row / each, column / each);
      for (const std::uint8_t byte : {color.red, color.green, color.blue})
        raster.bytes += static_cast<char>(byte);
    }
  }
  return raster;
}

}  // namespace

std::vector<Picture> pictures_of(const Images& images, const Panel& panel, const Theme& theme,
                                 double sharpness) {
  const ImageGrid grid(images);
  const double unit = panel.plot.width() / std::max(1e-9, panel.x.max - panel.x.min);  // px
  const double columns = static_cast<double>(images.columns), rows = static_cast<double>(images.rows);
  std::vector<Picture> pictures;
  pictures.reserve(images.count);
  for (std::size_t i = 0; i < images.count; ++i) {
    const Pixels pixels(images, i, theme);
    pictures.push_back({drawn(pixels, images, pixels_along(unit * columns, sharpness)), grid.left(i),
                        grid.left(i) + columns, grid.top(i), grid.top(i) + rows});
  }
  return pictures;
}

}  // namespace gradus::plot
