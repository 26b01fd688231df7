#include "gradus/plot/plotly/parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "gradus/plot/plotly/words.hpp"
#include "gradus/plot/scene/color_use.hpp"
#include "gradus/plot/scene/markup.hpp"

namespace gradus::plot {
std::string base64(const std::string& bytes) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t k) {
      return i + k < bytes.size() ? static_cast<std::uint8_t>(bytes[i + k]) : std::uint8_t{0};
    };
    const std::uint32_t three = std::uint32_t{byte(0)} << 16 | std::uint32_t{byte(1)} << 8 | byte(2);
    for (unsigned k = 0; k < 4; ++k) {
      text += i + k <= bytes.size() ? letters[three >> (18 - 6 * k) & 63] : '=';
    }
  }
  return text;
}

double paper_x(const Scene& scene, double px) { return px / scene.options->width; }

double paper_y(const Scene& scene, double px) { return 1 - px / scene.options->height; }

Json legend_json(const Scene& scene, const Panel& panel) {
  const Rect& place = panel.legend_place;
  const bool flat = panel.legend == Legend::below;
  const bool right = panel.legend == Legend::top_right || panel.legend == Legend::bottom_right;
  const bool bottom = panel.legend == Legend::bottom_left || panel.legend == Legend::bottom_right;
  return {{"x", paper_x(scene, flat    ? (place.left + place.right) / 2
                               : right ? place.right
                                       : place.left)},
          {"y", paper_y(scene, bottom ? place.bottom : place.top)},
          {"xanchor", flat    ? "center"
                      : right ? "right"
                              : "left"},
          {"yanchor", bottom ? "bottom" : "top"},
          {"orientation", flat ? "h" : "v"},
          {"traceorder", "normal"},  // traces of several parts are groups, and stand as close as others
          {"bgcolor", css(scene.theme->background, 0.85)},
          {"bordercolor", css(scene.theme->grid)},
          {"borderwidth", flat ? 0 : 1}};
}

Json color_bar_json(const Scene& scene, const ColorBar& bar) {
  Json places = Json::array(), labels = Json::array();
  for (const Tick& tick : bar.ticks) {
    places.push_back(tick.at);
    labels.push_back(plotly_text(tick.label));
  }
  return {{"x", paper_x(scene, bar.place.left)},
          {"xanchor", "left"},
          {"xpad", 0},
          {"y", paper_y(scene, (bar.place.top + bar.place.bottom) / 2)},
          {"yanchor", "middle"},
          {"ypad", 0},
          {"len", bar.place.height()},
          {"lenmode", "pixels"},
          {"thickness", bar.place.width()},
          {"thicknessmode", "pixels"},
          {"outlinecolor", css(scene.theme->border)},
          {"outlinewidth", 1},
          {"ticks", "inside"},
          {"ticklen", 4},
          {"tickcolor", css(scene.theme->border)},
          {"tickmode", "array"},
          {"tickvals", places},
          {"ticktext", labels}};
}

Json color_scale(ColorMap map) {
  Json scale = Json::array();
  for (int i = 0; i <= 32; ++i) scale.push_back({i / 32.0, css(map_color(map, i / 32.0))});
  return scale;
}

// Colours that change at the bar's steps only.
Json stepped_scale(const ColorBar& bar) {
  Json scale = Json::array();
  const std::vector<Color> colors = step_colors(bar.map, {bar.min, bar.max}, bar.steps);
  const auto place = [&](std::size_t i) {
    return i == 0 ? 0 : i > bar.steps.size() ? 1 : (bar.steps[i - 1] - bar.min) / (bar.max - bar.min);
  };
  for (std::size_t i = 0; i < colors.size(); ++i) {
    scale.push_back({place(i), css(colors[i])});
    scale.push_back({place(i + 1), css(colors[i])});
  }
  return scale;
}

Json color_bar_trace(const Scene& scene, const ColorBar& bar) {
  Json trace{
      {"mode", "markers"}, {"x", {nullptr}}, {"y", {nullptr}}, {"hoverinfo", "skip"}, {"showlegend", false}};
  Json scale = bar.steps.empty() ? color_scale(bar.map) : stepped_scale(bar);
  trace["marker"] = {{"color", {bar.min}},
                     {"cmin", bar.min},
                     {"cmax", bar.max},
                     {"showscale", true},
                     {"colorscale", std::move(scale)},
                     {"colorbar", color_bar_json(scene, bar)}};
  return trace;
}

// Single precision: what a page draws it with, in a third of the letters.
Json packed(const std::vector<double>& numbers, std::size_t columns) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  std::string bytes;
  bytes.reserve(4 * numbers.size());
  for (const double number : numbers) {
    constexpr double most = std::numeric_limits<float>::max();
    const double held = std::isfinite(number) ? std::clamp(number, -most, most) : nan;
    const auto bits = std::bit_cast<std::uint32_t>(static_cast<float>(held));
    for (unsigned k = 0; k < 4; ++k)
      bytes += static_cast<char>(static_cast<std::uint8_t>(bits >> (8 * k) & 0xFF));
  }
  Json json{{"dtype", "f4"}, {"bdata", base64(bytes)}};
  if (columns > 0) json["shape"] = fmt::format("{}, {}", numbers.size() / columns, columns);
  return json;
}

}  // namespace gradus::plot
