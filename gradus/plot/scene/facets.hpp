#pragma once

#include <array>
#include <vector>

#include "gradus/plot/scene/scene.hpp"

// Private to plot: what stands in a box, as coloured triangles on the picture.
namespace gradus::plot {

/// A corner on the picture; `near` is one over the distance from the eye, which is linear across a triangle.
struct FacetCorner {
  double x = 0, y = 0, near = 0;       // px
  float red = 0, green = 0, blue = 0;  // 0 to 255
};

struct Facet {
  std::array<FacetCorner, 3> corners;
  float opacity = 1;
};

/// The traces of a three-dimensional panel, cut off at its box. Texts are not among them.
std::vector<Facet> facets_of(const Panel& panel);

/// The head of an arrow: triangles of a cone, in places of the box. `length` is in px.
std::vector<std::array<Vec3, 3>> arrow_head(const Panel& panel, const Vec3& from, const Vec3& tip,
                                            double length);

/// The corners, in order, of the plane's part inside the box; none where they do not meet.
std::vector<Vec3> plane_outline(const Panel& panel, const Plane& plane);

}  // namespace gradus::plot
