#include <algorithm>
#include <cmath>

#include "gradus/plot/plotly/parts.hpp"
#include "gradus/plot/plotly/words.hpp"
#include "gradus/plot/scene/color_use.hpp"
#include "gradus/plot/scene/markup.hpp"

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

// Cells as large as the pointer is exact; every frame of an animation holds all of them.
Json region_names_json(const Regions& t, const Panel& panel, bool moving) {
  const double cell = moving ? 12 : 5, most = moving ? 60 : 150;
  const auto samples = [&](double px) { return static_cast<std::size_t>(std::clamp(px / cell, 2.0, most)); };
  const std::size_t width = samples(panel.plot.width()), height = samples(panel.plot.height());
  const std::vector<int> classes = smooth_classes(t, width, height);
  const double dx = (t.x.back() - t.x.front()) / static_cast<double>(width);
  const double dy = (t.y.back() - t.y.front()) / static_cast<double>(height);
  Json json{{"x0", t.x.front() + dx / 2}, {"dx", dx}, {"y0", t.y.front() + dy / 2}, {"dy", dy}};
  json["z"] =
      rows_json(height, width, [&](std::size_t i) { return classes[i] < 0 ? Json() : Json(classes[i]); });
  const char* clear = "rgba(0,0,0,0)";
  json["colorscale"] = {{0, clear}, {1, clear}};
  json.update({{"showscale", false}, {"hoverinfo", "text"}});
  Json names = Json::array();  // the fragment's script makes a text for each cell of these
  for (const std::string& label : t.options.labels) names.push_back(plotly_text(label));
  json["meta"] = {{"names", std::move(names)}};
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
