#pragma once

#include <utility>
#include <vector>

#include "gradus/plot/scene/projection.hpp"
#include "gradus/plot/style.hpp"

// Private to plot: shapes in a box and on the picture.
namespace gradus::plot {

/// A corner of a shape in a box, with its colour (0 to 255).
struct Corner {
  Vec3 place;
  Vec3 color;
};

/// The part of a convex shape that is inside the box.
std::vector<Corner> clip_to_box(std::vector<Corner> shape);

/// The part of a straight piece that is inside the box; false if there is none.
bool clip_to_box(Vec3& from, Vec3& to);

using Dots = std::vector<std::pair<double, double>>;

/// A marker of diameter 1 around 0 as convex shapes; `inside` is false for the strokes of +, x and *, which
/// are as thick as `stroke` says.
std::vector<Dots> marker_shapes(Marker marker, double stroke);

/// The dashes and gaps of a line in px; empty for a solid one.
std::vector<double> dashes(LineStyle style);

}  // namespace gradus::plot
