#pragma once

#include <array>
#include <string>
#include <vector>

#include "gradus/plot/scene/scene.hpp"

// Private to plot: the numbers that stand in lines of equal height.
namespace gradus::plot {

/// A number and the box around it, in px, turned by `angle` against the clock.
struct LineNumber {
  std::string text;  // markup
  std::size_t level = 0;
  double x = 0, y = 0;  // the middle
  double angle = 0;     // radians, from -pi / 2 to pi / 2
  double width = 0, height = 0;

  /// Places seen from the middle, along the text and across it.
  Segment seen(const Segment& px) const;
  std::array<Segment, 4> sides() const;
};

/// The numbers of a trace in this panel: at most one in each line, where it is long enough, about straight,
/// and nothing is in the way.
std::vector<LineNumber> line_numbers(const Contours& contours, const Panel& panel, double font_size);

/// The lines of one level without what these numbers cover.
void cut_out(const std::vector<LineNumber>& numbers, std::size_t level, const Panel& panel,
             std::vector<double>& x, std::vector<double>& y);

}  // namespace gradus::plot
