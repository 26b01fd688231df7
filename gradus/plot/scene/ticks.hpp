#pragma once

#include "gradus/plot/scene/scene.hpp"

// Private to plot: where ticks stand and what they say.
namespace gradus::plot {

/// Round values from min to max, at most `most` steps between them, with labels that tell them apart.
std::vector<Tick> linear_ticks(double min, double max, int most);

/// The text of a number with a minus sign for a hyphen.
std::string with_minus(std::string text);

/// Fills in the ticks of an axis that is `length` px long; `along` tells whether labels stand side by side
/// (x) or above each other (y).
void choose_ticks(AxisView& view, const Axis& axis, double length, bool along, double font_size);

}  // namespace gradus::plot
