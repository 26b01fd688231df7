#pragma once

#include <optional>

#include "gradus/plot/animation.hpp"
#include "gradus/plot/figure.hpp"

// Private to plot.
namespace gradus::plot {

/// The figure for a telephone's window: 400 px wide, its plots one under another, or in pairs where they are
/// more than four, or than three pictures. Nothing for what would not fit: diagrams, tables of many numbers,
/// plots that span others, and grids that grow too long.
std::optional<Figure> narrow(const Figure& figure);

/// The same for an animation; nothing where there are more than six plots above its controls.
std::optional<Animation> narrow(const Animation& animation);

}  // namespace gradus::plot
