#include "gradus/plot/scene/scene3d.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "gradus/plot/check/check.hpp"
#include "gradus/plot/scene/ranges.hpp"

namespace gradus::plot {
namespace {

struct Ranges3D {
  Range x, y, z;

  void point(double px, double py, double pz) {
    if (!std::isfinite(px) || !std::isfinite(py) || !std::isfinite(pz)) return;
    x.add(px), y.add(py), z.add(pz);
  }

  void operator()(const Scatter3D& t) { points(t.x, t.y, t.z); }
  void operator()(const Line3D& t) { points(t.x, t.y, t.z); }
  void operator()(const Surface& t) { heights(t.x, t.y, t.z); }
  void operator()(const Wireframe& t) { heights(t.x, t.y, t.z); }
  void operator()(const Arrows3D& t) {
    points(t.x, t.y, t.z);
    for (std::size_t i = 0; i < t.x.size(); ++i) point(t.x[i] + t.dx[i], t.y[i] + t.dy[i], t.z[i] + t.dz[i]);
  }
  void operator()(const Plane&) {}
  void operator()(const Text3D& t) { point(t.x, t.y, t.z); }

 private:
  using Column = std::vector<double>;

  void points(const Column& xs, const Column& ys, const Column& zs) {
    for (std::size_t i = 0; i < xs.size(); ++i) point(xs[i], ys[i], zs[i]);
  }
  void heights(const Column& xs, const Column& ys, const Column& zs) {
    for (std::size_t i = 0; i < zs.size(); ++i) point(xs[i % xs.size()], ys[i / xs.size()], zs[i]);
  }
};

// Surfaces reach to the walls, as areas do to the frame of a flat plot.
bool is_area(const Trace3D& trace) {
  return std::holds_alternative<Surface>(trace) || std::holds_alternative<Wireframe>(trace);
}

class Looks3D {
 public:
  explicit Looks3D(const Theme& theme) : theme_(theme) {}

  Look operator()(const Scatter3D& t) {
    const Marker marker = t.options.marker ? *t.options.marker : cycle_marker(next_marker_++);
    if (!t.options.colors.empty()) return {t.options.colors.front(), marker};
    if (!t.options.values.empty()) return {map_color(t.options.map, 0.5), marker};
    return {color(t.options.color), marker};
  }
  Look operator()(const Surface& t) {
    return {t.options.map ? map_color(*t.options.map, 0.5) : color(t.options.color)};
  }
  Look operator()(const Line3D& t) {
    return {color(t.options.color), t.options.marker.value_or(Marker::circle)};
  }
  Look operator()(const Text3D& t) { return {t.options.color.value_or(theme_.text)}; }
  template <class T>
  Look operator()(const T& t) {
    return {color(t.options.color)};
  }

 private:
  Color color(const std::optional<Color>& given) {
    return given ? *given : theme_.cycle[next_color_++ % theme_.cycle.size()];
  }

  const Theme& theme_;
  std::size_t next_color_ = 0, next_marker_ = 0;
};

template <class Trace>
const std::string& label_of(const Trace& trace) {
  static const std::string none;
  return std::visit(
      [](const auto& t) -> const std::string& {
        if constexpr (requires { t.options.label; }) {
          return t.options.label;
        } else {
          return none;
        }
      },
      trace);
}

}  // namespace

Panel panel_of(const Axes3D& axes, const Theme& theme) {
  check(axes);
  Panel panel;
  panel.space = &axes;
  Ranges3D ranges;
  ranges.x.log = axes.x.scale == Scale::log;
  ranges.y.log = axes.y.scale == Scale::log;
  ranges.z.log = axes.z.scale == Scale::log;
  Looks3D looks(theme);
  bool areas = false;
  for (const Trace3D& trace : axes.traces) {
    std::visit(ranges, trace);
    panel.looks.push_back(std::visit(looks, trace));
    panel.order.push_back(panel.order.size());
    areas = areas || is_area(trace);
  }
  panel.x = view_of(axes.x, ranges.x, areas, "x");
  panel.y = view_of(axes.y, ranges.y, areas, "y");
  panel.z = view_of(axes.z, ranges.z, false, "z");
  panel.legend = axes.legend;
  if (legend_labels(panel).empty()) panel.legend = Legend::none;
  return panel;
}

Vec3 place_of(const Panel& panel, double x, double y, double z) {
  return {panel.x.place(x), panel.y.place(y), panel.z.place(z)};
}

const std::string& legend_label(const Trace& trace) { return label_of(trace); }

const std::string& legend_label(const Trace3D& trace) { return label_of(trace); }

std::vector<std::string> legend_labels(const Panel& panel) {
  std::vector<std::string> labels;
  const auto collect = [&](const auto& traces) {
    for (const auto& trace : traces) {
      if (!legend_label(trace).empty()) labels.push_back(legend_label(trace));
    }
  };
  if (panel.axes != nullptr) {
    collect(panel.axes->traces);
  } else {
    collect(panel.space->traces);
  }
  return labels;
}

}  // namespace gradus::plot
