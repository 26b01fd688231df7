#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "gradus/plot/scene.hpp"

// Private to plot: what flat and three-dimensional plots have in common in plotly.js's words.
namespace gradus::plot {

using Json = nlohmann::json;

/// Where a point of the figure, in px, is on plotly.js's paper.
double paper_x(const Scene& scene, double px);
double paper_y(const Scene& scene, double px);

Json legend_json(const Scene& scene, const Panel& panel);
Json color_bar_json(const Scene& scene, const ColorBar& bar);
Json color_scale(ColorMap map);

/// Numbers as plotly.js unpacks them; in rows of `columns` if that is given. What is not finite becomes NaN,
/// a gap.
Json packed(const std::vector<double>& numbers, std::size_t columns = 0);

/// The parts of a three-dimensional panel: its box, and the plotly.js traces of one of its traces, the first
/// of which stands in the legend.
Json box_scene(const Scene& scene, const Panel& panel);
std::vector<Json> box_traces(const Scene& scene, const Panel& panel, std::size_t trace);

}  // namespace gradus::plot
