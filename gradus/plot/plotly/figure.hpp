#pragma once

#include <string>
#include <vector>

#include "gradus/plot/plotly/parts.hpp"

// Private to plot: a scene as plotly.js takes it.
namespace gradus::plot {

struct PlotlyFigure {
  Json data, layout, config;
  std::vector<std::string> keys;  // one for each of data: the same in each frame of an animation
};

/// `moving`: one frame of many, so areas have fewer cells.
PlotlyFigure plotly_figure(const Scene& scene, bool moving);

/// JSON that can stand inside a script element of any page.
std::string script_safe(const Json& value);

}  // namespace gradus::plot
