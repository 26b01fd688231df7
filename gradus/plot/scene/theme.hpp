#pragma once

#include <vector>

#include "gradus/plot/style.hpp"

// Private to plot.
namespace gradus::plot {

/// The colours of a style.
struct Theme {
  Color background, text, border, grid, box, missing, wall;
  std::vector<Color> cycle;
};

const Theme& theme_of(Style style);

/// Dark or light, whichever can be read on this colour.
Color readable_on(Color color);

/// The colour itself, or with as much of the text's in it as letters on the background need.
Color readable_shade(Color color, const Theme& theme);

}  // namespace gradus::plot
