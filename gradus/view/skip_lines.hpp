#pragma once

#include <vector>

#include "gradus/plot/figure.hpp"

// Private to view: lines that go around blocks of a diagram.
namespace gradus::view::internal {

/// The way of numbers from a block past others; both stand in rows, counted from above.
struct SkipLine {
  size_t from = 0, to = 0;  ///< blocks, `from` before `to`
  size_t level = 0;         ///< how many lines lie under it where they run side by side
};

/// The lines with their levels: those that would lie on each other go over each other, the shortest lowest.
std::vector<SkipLine> leveled(std::vector<SkipLine> lines);

struct DiagramPoint {
  double x = 0, y = 0;
};

/// A line through these corners, rounded, with an arrow at its end.
void draw_way(plot::Axes& axes, const std::vector<DiagramPoint>& corners);

}  // namespace gradus::view::internal
