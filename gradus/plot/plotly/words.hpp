#pragma once

#include <string>

#include "gradus/plot/style.hpp"

// Private to plot: colours, dashes and markers in plotly.js's words.
namespace gradus::plot {

std::string css(Color color, double opacity = 1);
const char* plotly_dash(LineStyle style);

/// A marker's name in plotly.js, whether it has an inside, and its size beside a circle's.
struct Symbol {
  const char* name;
  bool filled;
  double scale;
};
Symbol symbol_of(Marker marker);
/// The same in three dimensions, where plotly.js has no triangles and stars.
Symbol symbol_3d_of(Marker marker);
/// A dash there, where it knows names only.
const char* plotly_dash_3d(LineStyle style);

}  // namespace gradus::plot
