#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "gradus/plot/scene.hpp"

// Private to plot: what both renderers ask of three-dimensional traces.
namespace gradus::plot {

/// Where a point lies in the panel's box.
Vec3 place_of(const Panel& panel, double x, double y, double z);

/// The colour bar of the first trace that has one, without its place and ticks.
std::optional<ColorBar> color_bar_of(const Axes3D& axes);

/// The range of values that the colours span.
std::pair<double, double> color_range(const Surface& surface);
std::pair<double, double> color_range(const Scatter3D& scatter);

/// The colour of each point; `plain` where the trace gives none of its own.
std::vector<Color> point_colors(const Scatter3D& scatter, Color plain, Color missing);

}  // namespace gradus::plot
