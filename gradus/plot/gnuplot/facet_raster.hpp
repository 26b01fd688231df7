#pragma once

#include <string>
#include <vector>

#include "gradus/plot/scene/facets.hpp"

// Private to plot: triangles as pixels.
namespace gradus::plot {

/// Rows of pixels from the bottom up: red, green, blue, opacity.
struct ClearRaster {
  std::size_t width = 0, height = 0;
  std::string bytes;
};

/// What of the facets is inside `place`, with `scale` pixels for each px. In each pixel nearer facets lie
/// over farther ones, whatever their order; edges are smooth.
ClearRaster rasterize(const std::vector<Facet>& facets, const Rect& place, double scale);

}  // namespace gradus::plot
