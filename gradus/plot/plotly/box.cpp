#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>
#include <utility>

#include "gradus/plot/plotly/parts.hpp"
#include "gradus/plot/plotly/words.hpp"
#include "gradus/plot/scene/facets.hpp"
#include "gradus/plot/scene/markup.hpp"
#include "gradus/plot/scene/scene3d.hpp"

// A box in plotly.js: the reader can turn it.
namespace gradus::plot {
namespace {

constexpr double diagonal = 1.9;     // of the box, in plotly.js's units
constexpr double point_scale = 0.6;  // its markers are larger than it says

Json xyz(const Vec3& v) { return {{"x", v.x}, {"y", v.y}, {"z", v.z}}; }

// A text that is drawn as shapes: plotly.js knows its tags there, but no entities.
std::string shape_text(const std::string& markup) {
  std::string text = plotly_text(markup);
  constexpr std::pair<std::string_view, std::string_view> entities[] = {
      {"&lt;", "‹"}, {"&gt;", "›"}, {"&amp;", "&"}};
  for (const auto& [entity, sign] : entities) {
    for (std::size_t at = text.find(entity); at != std::string::npos;
         at = text.find(entity, at + sign.size())) {
      text.replace(at, entity.size(), sign);
    }
  }
  return text;
}

Json axis_json(const Scene& scene, const AxisView& view, const Axis& axis, bool hidden) {
  const Theme& theme = *scene.theme;
  const auto end = [&](double v) { return view.log ? std::log10(v) : view.straight(v); };
  Json json{{"type", view.log ? "log" : "linear"},
            {"range", {end(view.reversed ? view.max : view.min), end(view.reversed ? view.min : view.max)}},
            {"visible", !hidden},
            {"showbackground", true},
            {"backgroundcolor", css(theme.wall)},
            {"gridcolor", css(mix(theme.border, theme.wall, 0.14))},
            {"zeroline", false},
            {"showspikes", false},
            {"showline", true},
            {"linecolor", css(theme.border)},
            {"linewidth", 2},
            {"ticks", "outside"},
            {"ticklen", 4},
            {"tickangle", 0},
            {"tickcolor", css(theme.border)}};
  // Letters there are drawn as shapes, without their thin strokes: those of a serif font fall apart.
  const auto font = [&](double size) {
    return Json{{"family", "Arial, Helvetica, sans-serif"},
                {"size", size * scene.options->font_size},
                {"weight", 600}};
  };
  json["tickfont"] = font(0.85);
  json["title"] = {{"text", shape_text(axis.label)}, {"font", font(0.95)}};
  Json places = Json::array(), labels = Json::array();
  for (const Tick& tick : view.ticks) {
    places.push_back(end(tick.at));
    labels.push_back(shape_text(tick.label));
  }
  if (!places.empty()) json.update({{"tickmode", "array"}, {"tickvals", places}, {"ticktext", labels}});
  return json;
}

// Numbers of an axis as it has them there.
std::vector<double> laid(std::vector<double> numbers, const AxisView& view) {
  if (view.linthresh > 0) {
    for (double& number : numbers) number = view.straight(number);
  }
  return numbers;
}

Json annotation(const Scene& scene, const Panel& panel, const Text3D& text, Color color) {
  constexpr const char* across[] = {"left", "center", "right"};
  constexpr const char* upright[] = {"top", "middle", "bottom"};
  return {{"x", panel.x.straight(text.x)},
          {"y", panel.y.straight(text.y)},
          {"z", panel.z.straight(text.z)},
          {"text", plotly_text(text.text)},
          {"xanchor", across[static_cast<int>(text.options.horizontal)]},
          {"yanchor", upright[static_cast<int>(text.options.vertical)]},
          {"textangle", -text.options.angle},
          {"showarrow", false},
          {"font", {{"size", text.options.size * scene.options->font_size}, {"color", css(color)}}}};
}

// As near to the box as its room allows. plotly.js sees 45 degrees from top to bottom.
Json camera(const Panel& panel) {
  const Projection& p = panel.box.projection;
  const double half = std::tan(0.3926990817), aspect = panel.plot.width() / panel.plot.height();
  double distance = 1.4, lift = 0;
  for (int round = 0; round < 100; ++round, distance *= 1.02) {
    double low = 0, high = 0, wide = 0;
    for (unsigned corner = 0; corner < 8; ++corner) {
      const Vec3 place{corner & 1 ? 1.0 : 0.0, corner & 2 ? 1.0 : 0.0, corner & 4 ? 1.0 : 0.0};
      const Vec3 point = p.in_space(place) * diagonal;
      const double size = half * std::max(0.1, distance - dot(point, p.towards_eye()));
      wide = std::max(wide, std::abs(dot(point, p.right())) / size);
      low = std::min(low, dot(point, p.up()) / size);
      high = std::max(high, dot(point, p.up()) / size);
    }
    lift = (low + high) / 2 * half * distance;
    if (wide <= 0.77 * aspect && high - low <= 1.66) break;
  }
  const Vec3 middle = p.up() * lift;
  return {{"eye", xyz(p.towards_eye() * distance + middle)},
          {"center", xyz(middle)},
          {"up", std::abs(panel.space->view.elev) > 89.9 ? xyz(p.up()) : xyz({0, 0, 1})}};
}

class TraceWriter {
 public:
  TraceWriter(const Scene& scene, const Panel& panel, Look look)
      : scene_(scene), panel_(panel), look_(look) {}

  std::vector<Json> take() { return std::move(made_); }

  void operator()(const Scatter3D& t) {
    const Scatter3DOptions& o = t.options;
    const Symbol symbol = symbol_3d_of(look_.marker);
    Json trace = points("markers", t.x, t.y, t.z);
    Json marker{{"symbol", symbol.name}, {"line", {{"width", 0}}}};
    if (o.sizes.empty()) {
      marker["size"] = point_scale * o.size * symbol.scale;
    } else {
      std::vector<double> sizes = o.sizes;
      for (double& size : sizes) size *= point_scale * symbol.scale;
      marker["size"] = packed(sizes);
      marker["sizemode"] = "diameter";
    }
    // Clear colours come out too bright there, so points are mixed with the walls behind them instead.
    const std::vector<Color> colors = point_colors(t, look_.color, colors::grey);
    const auto faded = [&](std::size_t i) {
      return css(mix(colors[i], scene_.theme->wall, o.opacities.empty() ? o.opacity : o.opacities[i]));
    };
    if (o.colors.empty() && o.values.empty() && o.opacities.empty()) {
      marker["color"] = faded(0);
    } else {
      Json list = Json::array();
      for (std::size_t i = 0; i < colors.size(); ++i) list.push_back(faded(i));
      marker["color"] = std::move(list);
    }
    if (o.edge && symbol.filled) marker["line"] = {{"color", css(*o.edge)}, {"width", o.edge_width}};
    trace["marker"] = std::move(marker);
    made_.push_back(std::move(trace));
    if (!o.values.empty() && panel_.color_bar && o.color_bar) add_color_bar(t);
  }

  void operator()(const Line3D& t) {
    const LineOptions& o = t.options;
    Json trace = lifted(t, o.marker ? "lines+markers" : "lines");
    trace["line"] = line(o.width, plotly_dash_3d(o.style));
    trace["opacity"] = o.opacity;
    if (o.marker) {
      const Symbol symbol = symbol_3d_of(*o.marker);
      trace["marker"] = {{"symbol", symbol.name},
                         {"size", point_scale * o.marker_size * symbol.scale},
                         {"color", css(look_.color)}};
    }
    made_.push_back(std::move(trace));
  }

  void operator()(const Surface& t) {
    Json trace{{"type", "surface"}};
    trace.update({{"x", packed(laid(t.x, panel_.x))}, {"y", packed(laid(t.y, panel_.y))}});
    trace["z"] = packed(laid(t.z, panel_.z), t.x.size());
    if (panel_.z.linthresh > 0) trace["surfacecolor"] = packed(t.z, t.x.size());
    trace.update({{"opacity", t.options.opacity}, {"showscale", false}, {"hoverinfo", hover()}});
    if (t.options.map) {
      const auto range = color_range(t);
      trace.update(
          {{"colorscale", color_scale(*t.options.map)}, {"cmin", range.first}, {"cmax", range.second}});
      if (t.options.color_bar && panel_.color_bar) {
        trace["showscale"] = true;
        trace["colorbar"] = color_bar_json(scene_, *panel_.color_bar);
      }
    } else {
      trace["colorscale"] = {{0, css(look_.color)}, {1, css(look_.color)}};
      trace.update({{"cmin", 0}, {"cmax", 1}});
    }
    trace["lighting"] = {
        {"ambient", 0.72}, {"diffuse", 0.5}, {"specular", 0.04}, {"roughness", 0.9}, {"fresnel", 0.05}};
    trace["contours"] = Json::object();
    for (const char* axis : {"x", "y", "z"}) trace["contours"][axis] = {{"highlight", false}};
    made_.push_back(std::move(trace));
  }

  void operator()(const Wireframe& t) {
    std::vector<double> xs, ys, zs;
    const std::size_t columns = t.x.size(), rows = t.y.size();
    const auto every = static_cast<std::size_t>(t.options.every);
    const auto point = [&](std::size_t r, std::size_t c) {
      xs.push_back(t.x[c]), ys.push_back(t.y[r]), zs.push_back(t.z[r * columns + c]);
    };
    const auto gap = [&] {
      constexpr double nan = std::numeric_limits<double>::quiet_NaN();
      xs.push_back(nan), ys.push_back(nan), zs.push_back(nan);
    };
    for (std::size_t r = 0; r < rows; ++r) {
      if (r % every != 0 && r + 1 != rows) continue;
      for (std::size_t c = 0; c < columns; ++c) point(r, c);
      gap();
    }
    for (std::size_t c = 0; c < columns; ++c) {
      if (c % every != 0 && c + 1 != columns) continue;
      for (std::size_t r = 0; r < rows; ++r) point(r, c);
      gap();
    }
    Json trace = points("lines", xs, ys, zs);
    trace["line"] = line(t.options.width, "solid");
    trace.update({{"opacity", t.options.opacity}, {"hoverinfo", "skip"}});
    made_.push_back(std::move(trace));
  }

  void operator()(const Arrows3D& t) {
    std::vector<double> xs, ys, zs;
    Mesh heads;
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t i = 0; i < t.x.size(); ++i) {
      const double end[3] = {t.x[i] + t.dx[i], t.y[i] + t.dy[i], t.z[i] + t.dz[i]};
      xs.insert(xs.end(), {t.x[i], end[0], nan});
      ys.insert(ys.end(), {t.y[i], end[1], nan});
      zs.insert(zs.end(), {t.z[i], end[2], nan});
      const Vec3 from = place_of(panel_, t.x[i], t.y[i], t.z[i]),
                 tip = place_of(panel_, end[0], end[1], end[2]);
      if (!std::isfinite(from.x + from.y + from.z + tip.x + tip.y + tip.z)) continue;
      for (const auto& side : arrow_head(panel_, from, tip, t.options.head)) {
        for (const Vec3& corner : side) heads.add(panel_, corner);
      }
    }
    Json shafts = points("lines", xs, ys, zs);
    shafts["line"] = line(t.options.width, "solid");
    shafts["opacity"] = t.options.opacity;
    made_.push_back(std::move(shafts));
    made_.push_back(mesh(heads, t.options.opacity));
  }

  void operator()(const Plane& t) {
    const std::vector<Vec3> outline = plane_outline(panel_, t);
    Mesh fan, edge;
    for (std::size_t i = 2; i < outline.size(); ++i) {
      fan.add(panel_, outline[0]);
      fan.add(panel_, outline[i - 1]);
      fan.add(panel_, outline[i]);
    }
    made_.push_back(mesh(fan, t.options.opacity));
    for (std::size_t i = 0; i <= outline.size() && !outline.empty(); ++i)
      edge.add(panel_, outline[i % outline.size()]);
    Json trace = points("lines", edge.x, edge.y, edge.z);
    trace["line"] = line(t.options.edge_width, "solid");
    if (t.options.edge_width == 0) trace["visible"] = false;
    made_.push_back(std::move(trace));
  }

  void operator()(const Text3D&) {}

 private:
  // Corners of triangles, three for each, in data units.
  struct Mesh {
    std::vector<double> x, y, z;

    void add(const Panel& panel, const Vec3& place) {
      x.push_back(panel.x.value(place.x));
      y.push_back(panel.y.value(place.y));
      z.push_back(panel.z.value(place.z));
    }
  };

  // Under the pointer: nothing where the numbers of an axis are not those of the data.
  const char* hover() const {
    const bool straight = panel_.x.linthresh <= 0 && panel_.y.linthresh <= 0 && panel_.z.linthresh <= 0;
    return straight ? "x+y+z" : "skip";
  }

  Json points(const char* mode, const std::vector<double>& xs, const std::vector<double>& ys,
              const std::vector<double>& zs) const {
    return {{"type", "scatter3d"},
            {"mode", mode},
            {"x", packed(laid(xs, panel_.x))},
            {"y", packed(laid(ys, panel_.y))},
            {"z", packed(laid(zs, panel_.z))},
            {"hoverinfo", hover()}};
  }

  // A little nearer to the eye, or a surface would swallow half of a line that lies on it; the pointer shows
  // the numbers as they are.
  Json lifted(const Line3D& t, const char* mode) const {
    constexpr double lift = 0.012;
    const Projection& p = panel_.box.projection;
    const Vec3 eye = p.towards_eye() * lift, size = p.in_space({1, 1, 1}) - p.in_space({0, 0, 0});
    std::vector<double> xs, ys, zs;
    Json numbers = Json::array();
    for (std::size_t i = 0; i < t.x.size(); ++i) {
      const Vec3 place = place_of(panel_, t.x[i], t.y[i], t.z[i]);
      xs.push_back(panel_.x.value(place.x + eye.x / size.x));
      ys.push_back(panel_.y.value(place.y + eye.y / size.y));
      zs.push_back(panel_.z.value(place.z + eye.z / size.z));
      numbers.push_back({t.x[i], t.y[i], t.z[i]});
    }
    Json trace = points(mode, xs, ys, zs);
    trace["customdata"] = std::move(numbers);
    trace["hovertemplate"] =
        "x: %{customdata[0]:.4~g}<br>y: %{customdata[1]:.4~g}<br>z: %{customdata[2]:.4~g}<extra></extra>";
    return trace;
  }

  Json line(double width, const char* dash) const {
    return {{"color", css(look_.color)}, {"width", std::max(1.0, 1.6 * width)}, {"dash", dash}};
  }

  Json mesh(const Mesh& corners, double opacity) const {
    Json i = Json::array(), j = Json::array(), k = Json::array();
    for (std::size_t c = 0; c + 2 < corners.x.size(); c += 3)
      i.push_back(c), j.push_back(c + 1), k.push_back(c + 2);
    Json trace{{"type", "mesh3d"},
               {"x", packed(laid(corners.x, panel_.x))},
               {"y", packed(laid(corners.y, panel_.y))},
               {"z", packed(laid(corners.z, panel_.z))},
               {"i", i},
               {"j", j},
               {"k", k},
               {"color", css(look_.color)},
               {"opacity", opacity},
               {"hoverinfo", "skip"}};
    trace["lighting"] = {{"ambient", 0.85}, {"diffuse", 0.2}, {"specular", 0}};
    trace["flatshading"] = true;
    return trace;
  }

  // Colours given one by one have no scale: a trace without a point brings it.
  void add_color_bar(const Scatter3D& t) {
    const auto range = color_range(t);
    Json trace{{"type", "scatter3d"}, {"mode", "markers"}, {"x", {nullptr}},
               {"y", {nullptr}},      {"z", {nullptr}},    {"hoverinfo", "skip"}};
    trace["marker"] = {{"color", {range.first}}, {"cmin", range.first},
                       {"cmax", range.second},   {"colorscale", color_scale(t.options.map)},
                       {"showscale", true},      {"colorbar", color_bar_json(scene_, *panel_.color_bar)}};
    made_.push_back(std::move(trace));
  }

  const Scene& scene_;
  const Panel& panel_;
  Look look_;
  std::vector<Json> made_;
};

}  // namespace

Json box_scene(const Scene& scene, const Panel& panel) {
  const Axes3D& axes = *panel.space;
  Json json{{"aspectmode", "manual"}, {"bgcolor", css(scene.theme->background)}};
  json["domain"] = {{"x", {paper_x(scene, panel.plot.left), paper_x(scene, panel.plot.right)}},
                    {"y", {paper_y(scene, panel.plot.bottom), paper_y(scene, panel.plot.top)}}};
  json["aspectratio"] = xyz(unit({axes.box.x, axes.box.y, axes.box.z}) * diagonal);
  json["camera"] = camera(panel);
  json["xaxis"] = axis_json(scene, panel.x, axes.x, axes.hidden);
  json["yaxis"] = axis_json(scene, panel.y, axes.y, axes.hidden);
  json["zaxis"] = axis_json(scene, panel.z, axes.z, axes.hidden);
  Json notes = Json::array();
  for (std::size_t i = 0; i < axes.traces.size(); ++i) {
    const auto* text = std::get_if<Text3D>(&axes.traces[i]);
    if (text != nullptr) notes.push_back(annotation(scene, panel, *text, panel.looks[i].color));
  }
  json["annotations"] = std::move(notes);
  return json;
}

std::vector<Json> box_traces(const Scene& scene, const Panel& panel, std::size_t trace) {
  TraceWriter writer(scene, panel, panel.looks[trace]);
  std::visit(writer, panel.space->traces[trace]);
  return writer.take();
}

}  // namespace gradus::plot
