#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "gradus/plot/style.hpp"

// Private to plot: colours, dashes and markers in plotly.js's words.
namespace gradus::plot {

std::string css(Color color, double opacity = 1);
const char* plotly_dash(LineStyle style);

/// The look of a trace's markers: size and outline width in px.
nlohmann::json marker_json(Marker marker, Color color, double size, double opacity, std::optional<Color> edge,
                           double width);

}  // namespace gradus::plot
