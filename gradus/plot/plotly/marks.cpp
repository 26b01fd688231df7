#include <algorithm>
#include <cmath>

#include "gradus/plot/plotly/parts.hpp"
#include "gradus/plot/plotly/words.hpp"

// Marks and pixels of flat plots in plotly.js's words.
namespace gradus::plot {
namespace {

Json line_json(const Mark& mark) {
  Json json{{"x", mark.x}, {"y", mark.y}, {"mode", "lines"}, {"opacity", mark.opacity}};
  json["line"] = {{"color", css(mark.look.color)}, {"width", mark.width}, {"dash", plotly_dash(mark.style)}};
  json["line"]["simplify"] = false;  // or curves turn angular
  return json;
}

Json area_json(const Mark& mark) {
  Json json{{"x", mark.x}, {"y", mark.y}, {"mode", "lines"}, {"fill", "toself"}, {"hoverinfo", "skip"}};
  json["fillcolor"] = css(mark.look.color, mark.opacity);
  json["line"] = {{"width", mark.edge ? mark.width : 0}, {"color", css(mark.edge.value_or(mark.look.color))}};
  return json;
}

Json boxes_json(const Mark& mark) {
  const auto& [near, far] = mark.lying ? std::pair(mark.y, mark.y2) : std::pair(mark.x, mark.x2);
  const auto& [base, top] = mark.lying ? std::pair(mark.x, mark.x2) : std::pair(mark.y, mark.y2);
  std::vector<double> middle, width, length;
  for (std::vector<double>* column : {&middle, &width, &length}) column->reserve(near.size());
  for (std::size_t i = 0; i < near.size(); ++i) {
    middle.push_back((near[i] + far[i]) / 2);
    width.push_back(std::abs(far[i] - near[i]));
    length.push_back(top[i] - base[i]);
  }
  Json json{{"type", "bar"}, {"orientation", mark.lying ? "h" : "v"}, {"width", width}};
  json[mark.lying ? "y" : "x"] = middle;
  json[mark.lying ? "x" : "y"] = length;
  if (std::any_of(base.begin(), base.end(), [](double b) { return b != 0; })) json["base"] = base;
  json["marker"] = {{"color", css(mark.look.color, mark.opacity)}, {"line", {{"width", 0}}}};
  if (mark.edge) json["marker"]["line"] = {{"width", mark.width}, {"color", css(*mark.edge)}};
  return json;
}

// Points that do not show, with error bars.
Json spans_json(const Mark& mark) {
  std::vector<double> x, y, across, up;
  for (std::vector<double>* column : {&x, &y, &across, &up}) column->reserve(mark.x.size());
  for (std::size_t i = 0; i < mark.x.size(); ++i) {
    x.push_back((mark.x[i] + mark.x2[i]) / 2), y.push_back((mark.y[i] + mark.y2[i]) / 2);
    across.push_back(std::abs(mark.x2[i] - mark.x[i]) / 2),
        up.push_back(std::abs(mark.y2[i] - mark.y[i]) / 2);
  }
  Json json{{"x", x}, {"y", y}, {"mode", "markers"}, {"hoverinfo", "skip"}};
  json["marker"] = {{"size", 0.1}, {"color", css(mark.look.color, 0.01)}};
  const Json bars{{"type", "data"},
                  {"color", css(mark.look.color, mark.opacity)},
                  {"thickness", mark.width},
                  {"width", mark.size / 2}};
  json["error_y"] = json["error_x"] = bars;
  json["error_x"]["array"] = across, json["error_y"]["array"] = up;
  const auto flat = [](const std::vector<double>& v) {
    return std::all_of(v.begin(), v.end(), [](double d) { return !(d > 0); });
  };
  if (flat(across)) json.erase("error_x");
  if (flat(up)) json.erase("error_y");
  return json;
}

Json points_json(const Mark& mark) {
  Json json{{"x", mark.x}, {"y", mark.y}, {"mode", "markers"}};
  json["marker"] = marker_json(mark.look, mark.size, mark.opacity, mark.edge, mark.width);
  Json& marker = json["marker"];
  if (!mark.colors.empty()) {
    Json colors = Json::array();
    for (const Color color : mark.colors) colors.push_back(css(color));
    if (!symbol_of(mark.look.marker).filled) marker["line"]["color"] = colors;
    marker["color"] = std::move(colors);
  }
  if (!mark.sizes.empty()) {
    std::vector<double> sizes = mark.sizes;
    for (double& size : sizes) size *= symbol_of(mark.look.marker).scale;
    marker.update({{"size", sizes}, {"sizemode", "diameter"}});
  }
  if (!mark.opacities.empty()) marker["opacity"] = mark.opacities;
  return json;
}

}  // namespace

Json marker_json(Look look, double size, double opacity, std::optional<Color> edge, double width) {
  const Symbol symbol = symbol_of(look.marker);
  Json json{{"symbol", symbol.name},
            {"size", size * symbol.scale},
            {"color", css(look.color)},
            {"opacity", opacity}};
  if (!symbol.filled) {
    json["line"] = {{"color", css(look.color)}, {"width", 1.3}};
  } else if (edge) {
    json["line"] = {{"color", css(*edge)}, {"width", width}};
  } else {
    json["line"] = {{"width", 0}};
  }
  return json;
}

Json mark_json(const Mark& mark) {
  switch (mark.kind) {
    case Mark::Kind::area:
      return area_json(mark);
    case Mark::Kind::boxes:
      return boxes_json(mark);
    case Mark::Kind::spans:
      return spans_json(mark);
    case Mark::Kind::points:
      return points_json(mark);
    case Mark::Kind::line:
      break;
  }
  return line_json(mark);
}

Json image_json(const Picture& picture, const Panel& panel) {
  const bool turned = panel.to_y(picture.first) > panel.to_y(picture.last);
  const bool mirrored = panel.to_x(picture.left) > panel.to_x(picture.right);
  Json json{{"layer", "below"}, {"sizing", "stretch"}, {"xanchor", "left"}, {"yanchor", "top"}};
  json.update({{"x", mirrored ? picture.right : picture.left}, {"sizex", picture.right - picture.left}});
  json.update(
      {{"y", turned ? picture.last : picture.first}, {"sizey", std::abs(picture.last - picture.first)}});
  json["source"] = "data:image/png;base64," + base64(png_of(picture.raster, turned, mirrored));
  return json;
}

}  // namespace gradus::plot
