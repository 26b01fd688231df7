#pragma once

#include <vector>

#include "gradus/plot/scene/scene.hpp"

// Private to plot: lines of equal height.
namespace gradus::plot {

/// The heights of a trace's lines, and their numbers.
std::vector<Tick> level_ticks(const Contours& contours);

/// The heights alone.
std::vector<double> levels_of(const Contours& contours);

/// The lines of one height, each from end to end; a gap between two of them. Cells with a corner that is not
/// finite have none.
struct LevelLines {
  std::vector<double> x, y;
};
LevelLines level_lines(const Contours& contours, double level);

}  // namespace gradus::plot
