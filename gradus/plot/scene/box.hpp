#pragma once

#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "gradus/plot/scene/projection.hpp"

// Private to plot: the box around a three-dimensional plot as the view shows it.
namespace gradus::plot {

struct Panel;

/// A straight piece in px.
struct Segment {
  double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
};

/// A text around a point in px, turned against the clock.
struct BoxLabel {
  std::string text;  // markup
  double x = 0, y = 0, angle = 0;
  double width = 0, height = 0;  // of the upright rectangle around it
};

struct BoxView {
  Projection projection;
  Vec3 back;                                        // 0 or 1: the side of each axis that is behind
  std::array<std::array<Seen, 4>, 3> walls;         // behind the data; across x, y and z
  std::vector<Segment> grid, outline, axes, ticks;  // on the walls; of the walls; with the numbers; outward
  std::vector<BoxLabel> labels;
};

/// Chooses ticks and places the box, with its labels, inside panel.plot; the ranges are known. Throws Error
/// where there is no room.
void lay_out_box(Panel& panel, double font_size);

/// Whether the box or one of its labels touches this rectangle.
struct Rect;
bool box_touches(const BoxView& box, const Rect& rect);

/// Where the straight piece enters the rectangle and leaves it, from 0 at its start to 1 at its end; nothing
/// where it passes by.
std::optional<std::pair<double, double>> part_inside(const Rect& rect, const Segment& piece);

/// Whether the straight piece passes through the rectangle.
bool passes(const Rect& rect, const Segment& piece);

}  // namespace gradus::plot
