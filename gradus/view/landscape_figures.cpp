// Pictures of loss landscapes.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/view/loss_landscape.hpp"

namespace gradus::view {
namespace {

void check(const char* op, const LossLandscape& of) {
  const size_t columns = of.x.size(), rows = of.y.size();
  if (columns >= 2 && rows >= 2 && of.losses.size() == columns * rows &&
      of.path_x.size() == of.path_y.size()) {
    return;
  }
  fail(fmt::format("{}: {} losses for {} x {} places, a path of {} and {} coordinates", op, of.losses.size(),
                   columns, rows, of.path_x.size(), of.path_y.size()));
}

/// Losses as a figure shows them: cut, and perhaps as logarithms.
class Shown {
 public:
  explicit Shown(const LandscapeFigureOptions& options) : log_(options.log), highest_(options.highest) {}

  double of(double loss) const {
    const double cut = highest_ ? std::min(loss, *highest_) : loss;
    return log_ ? std::log10(cut) : cut;
  }
  std::vector<double> of(const std::vector<double>& losses) const {
    std::vector<double> result;
    result.reserve(losses.size());
    for (const double loss : losses) result.push_back(of(loss));
    return result;
  }
  std::string label() const { return log_ ? "$\\log_{10}$ loss" : "loss"; }

 private:
  bool log_;
  std::optional<double> highest_;
};

constexpr plot::Color path_color = plot::colors::vermillion;

/// The cell of a grid that holds a place, and how far in it the place is, 0 to 1.
struct InCell {
  size_t index;
  double part;

  InCell(const std::vector<double>& grid, double place) {
    const auto above = std::upper_bound(grid.begin() + 1, grid.end() - 1, place);
    index = static_cast<size_t>(above - grid.begin()) - 1;
    part = std::clamp((place - grid[index]) / (grid[index + 1] - grid[index]), 0.0, 1.0);
  }
};

/// The height of a surface over a place, between those of the cell's corners.
double height_at(const LossLandscape& landscape, const std::vector<double>& heights, double x, double y) {
  const InCell column(landscape.x, x), row(landscape.y, y);
  const size_t width = landscape.x.size(), at = row.index * width + column.index;
  const double low = std::lerp(heights[at], heights[at + 1], column.part);
  const double high = std::lerp(heights[at + width], heights[at + width + 1], column.part);
  return std::lerp(low, high, row.part);
}

/// From the corner where the surface is lowest, so that it hides little.
plot::View lowest_corner(const LossLandscape& landscape, const std::vector<double>& heights) {
  const size_t width = landscape.x.size(), height = landscape.y.size();
  std::array<double, 4> totals{};  // of the quarters, against the clock from greatest x and y
  for (size_t i = 0; i < heights.size(); ++i) {
    const bool right = 2 * (i % width) >= width, back = 2 * (i / width) >= height;
    if (std::isfinite(heights[i])) totals[back ? (right ? 0 : 1) : (right ? 3 : 2)] += heights[i];
  }
  constexpr std::array<double, 4> azimuths = {30, 120, -150, -60};
  const auto lowest = std::min_element(totals.rbegin(), totals.rend());  // the usual view where all are alike
  return {.elev = 38, .azim = azimuths[static_cast<size_t>(totals.rend() - lowest) - 1]};
}

double lowest_of(const std::vector<double>& values) {
  double least = INFINITY;
  for (const double value : values) least = std::isfinite(value) ? std::min(least, value) : least;
  return least;
}

double highest_of(const std::vector<double>& values) {
  double greatest = -INFINITY;
  for (const double value : values) greatest = std::isfinite(value) ? std::max(greatest, value) : greatest;
  return greatest;
}

template <class Options>
Options model_marker(double size) {
  Options options;
  options.label = "model";
  options.color = path_color;
  options.marker = plot::Marker::circle;
  options.size = size;
  options.edge = plot::colors::white;
  options.edge_width = 1.4;
  return options;
}

}  // namespace

plot::Figure landscape_contours(const LossLandscape& landscape, const LandscapeFigureOptions& options) {
  check("landscape_contours", landscape);
  const Shown shown(options);
  plot::Figure figure({.title = options.title, .width = options.width, .height = options.height});
  plot::Axes& axes = figure.axes();
  axes.x.label = landscape.x_label;
  axes.y.label = landscape.y_label;
  axes.contours(
      landscape.x, landscape.y, shown.of(landscape.losses),
      {.count = 18, .filled = true, .width = 0.5, .color_bar = true, .color_bar_label = shown.label()});
  if (!landscape.path_x.empty()) {
    axes.line(landscape.path_x, landscape.path_y,
              {.label = "path",
               .color = path_color,
               .width = 2,
               .marker = plot::Marker::circle,
               .marker_size = 3.5});
  }
  axes.scatter({landscape.at_x}, {landscape.at_y}, model_marker<plot::ScatterOptions>(11));
  return figure;
}

plot::Figure landscape_surface(const LossLandscape& landscape, const LandscapeFigureOptions& options) {
  check("landscape_surface", landscape);
  const Shown shown(options);
  plot::Figure figure({.title = options.title, .width = options.width, .height = options.height});
  plot::Axes3D& axes = figure.axes3d();
  const std::vector<double> heights = shown.of(landscape.losses);
  axes.view = options.view.value_or(lowest_corner(landscape, heights));
  axes.x.label = landscape.x_label;
  axes.y.label = landscape.y_label;
  axes.z.label = shown.label();
  axes.surface(landscape.x, landscape.y, heights, {.map = plot::ColorMap::viridis, .opacity = 0.85});
  const double least = lowest_of(heights), greatest = highest_of(heights);
  const double lift = 0.015 * (greatest - least);  // in front of the ground, not half in it
  if (!landscape.path_x.empty()) {
    std::vector<double> path;
    path.reserve(landscape.path_x.size());
    for (size_t i = 0; i < landscape.path_x.size(); ++i)
      path.push_back(lift + height_at(landscape, heights, landscape.path_x[i], landscape.path_y[i]));
    axes.line(landscape.path_x, landscape.path_y, path, {.label = "path", .color = path_color, .width = 2.4});
  }
  const double at = shown.of(landscape.at_loss);
  if (!std::isfinite(at)) return figure;  // a loss of 0 has no logarithm
  axes.line({landscape.at_x, landscape.at_x}, {landscape.at_y, landscape.at_y}, {at, greatest},
            {.color = path_color, .width = 1.2});
  axes.scatter({landscape.at_x}, {landscape.at_y}, {at + lift}, model_marker<plot::Scatter3DOptions>(9));
  return figure;
}

}  // namespace gradus::view
