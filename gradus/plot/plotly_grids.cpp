#include <algorithm>
#include <cmath>

#include "gradus/plot/color_use.hpp"
#include "gradus/plot/markup.hpp"
#include "gradus/plot/plotly_parts_internal.hpp"
#include "gradus/plot/plotly_words.hpp"

// Grids of cells in plotly.js's words: under the pointer they show what they mean.
namespace gradus::plot {
namespace {

// Rows of cells as lists.
template <class Cell>
Json rows_json(std::size_t rows, std::size_t columns, const Cell& cell) {
  Json result = Json::array();
  for (std::size_t r = 0; r < rows; ++r) {
    Json row = Json::array();
    for (std::size_t c = 0; c < columns; ++c) row.push_back(cell(r * columns + c));
    result.push_back(std::move(row));
  }
  return result;
}

}  // namespace

Json regions_json(const Regions& t, const Panel& panel, const Theme& theme, bool moving) {
  // Every frame of an animation holds all cells.
  const double cell = moving ? 3 : 1.5, most = moving ? 160 : 400;
  const auto samples = [&](double px) { return static_cast<std::size_t>(std::clamp(px / cell, 2.0, most)); };
  const std::size_t width = samples(panel.plot.width()), height = samples(panel.plot.height());
  const std::vector<int> classes = smooth_classes(t, width, height);
  const int count = 1 + *std::max_element(classes.begin(), classes.end());
  Json scale = Json::array();
  for (int k = 0; k < count; ++k) {
    const std::string color = css(region_color(t, theme, static_cast<std::size_t>(k)));
    scale.push_back({static_cast<double>(k) / count, color});
    scale.push_back({static_cast<double>(k + 1) / count, color});
  }
  const double dx = (t.x.back() - t.x.front()) / static_cast<double>(width);
  const double dy = (t.y.back() - t.y.front()) / static_cast<double>(height);
  Json json{{"x0", t.x.front() + dx / 2}, {"dx", dx}, {"y0", t.y.front() + dy / 2}, {"dy", dy}};
  json["z"] =
      rows_json(height, width, [&](std::size_t i) { return classes[i] < 0 ? Json() : Json(classes[i]); });
  json.update({{"zmin", -0.5}, {"zmax", count - 0.5}});
  json.update({{"colorscale", scale}, {"showscale", false}, {"hoverinfo", "skip"}});
  if (!t.options.labels.empty()) {  // the fragment's script makes a text for each cell of these
    Json names = Json::array();
    for (const std::string& label : t.options.labels) names.push_back(plotly_text(label));
    json.update({{"meta", {{"names", std::move(names)}}}, {"hoverinfo", "text"}});
  }
  return json;
}

Json heatmap_json(const Heatmap& t) {
  const auto [low, high] = color_range(t);
  Json json{{"zmin", low}, {"zmax", high}, {"colorscale", color_scale(t.options.map)}};
  json["z"] = rows_json(t.rows, t.columns, [&](std::size_t i) {
    return std::isfinite(t.values[i]) ? Json(t.values[i]) : Json();
  });
  json.update({{"hoverinfo", "x+y+z"}, {"hoverongaps", false}});
  return json;
}

}  // namespace gradus::plot
