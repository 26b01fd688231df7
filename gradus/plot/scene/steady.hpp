#pragma once

#include <vector>

#include "gradus/plot/animation.hpp"

// Private to plot: frames that differ in their data alone.
namespace gradus::plot {

/// The figure at each frame, with ranges, colour ranges, legends and the room for titles that fit all of
/// them. `caller` begins the message of the Error where there is no frame.
std::vector<Figure> steady_frames(const Animation& animation, const char* caller);

}  // namespace gradus::plot
