#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "gradus/plot/pixels/picture.hpp"
#include "gradus/plot/scene/marks.hpp"
#include "gradus/plot/scene/scene.hpp"

// Private to plot: what flat and three-dimensional plots have in common in plotly.js's words.
namespace gradus::plot {

using Json = nlohmann::json;

/// Where a point of the figure, in px, is on plotly.js's paper.
double paper_x(const Scene& scene, double px);
double paper_y(const Scene& scene, double px);

Json legend_json(const Scene& scene, const Panel& panel);
Json color_bar_json(const Scene& scene, const ColorBar& bar);
Json color_scale(ColorMap map);

/// What makes a trace without a point that brings a colour bar.
Json color_bar_trace(const Scene& scene, const ColorBar& bar);

Json marker_json(Look look, double size, double opacity, std::optional<Color> edge, double width);

/// The members of a flat trace that draws a mark.
Json mark_json(const Mark& mark);

/// The members of a trace of cells that do not show, over a picture of regions: under the pointer they name
/// the classes. `moving`: in one frame of many, so with fewer cells.
Json region_names_json(const Regions& regions, const Panel& panel, bool moving);

/// The members of a trace of cells.
Json heatmap_json(const Heatmap& heatmap);

/// A picture in the layout, without its axes.
Json image_json(const Picture& picture, const Panel& panel);

/// Bytes as plotly.js and addresses of data take them.
std::string base64(const std::string& bytes);

/// Numbers as plotly.js unpacks them; in rows of `columns` if that is given. What is not finite becomes NaN,
/// a gap.
Json packed(const std::vector<double>& numbers, std::size_t columns = 0);

/// The parts of a three-dimensional panel: its box, and the plotly.js traces of one of its traces, the first
/// of which stands in the legend.
Json box_scene(const Scene& scene, const Panel& panel);
std::vector<Json> box_traces(const Scene& scene, const Panel& panel, std::size_t trace);

}  // namespace gradus::plot
