#pragma once

#include <memory>

#include "gradus/plot/figure.hpp"

// Private to plot.
namespace gradus::plot {

/// A copy of the figure for a dark ground: the colours of the cycle and black, where traces name them,
/// become those of the theme, white outlines, which set markers off a white ground, become dark ones, and
/// colour maps those for a dark ground. Pictures in greys are what they are; viridis, whose violet can be
/// seen as an area, is made lighter for points and lines only.
std::shared_ptr<const Figure> on_dark_ground(const Figure& figure);

}  // namespace gradus::plot
