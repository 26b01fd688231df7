#pragma once

#include "gradus/plot/scene/color_use.hpp"
#include "gradus/plot/scene/scene.hpp"

// Private to plot: what both renderers ask of three-dimensional traces.
namespace gradus::plot {

/// Where a point lies in the panel's box.
Vec3 place_of(const Panel& panel, double x, double y, double z);

}  // namespace gradus::plot
