#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/plot/check.hpp"
#include "gradus/plot/check_parts.hpp"

namespace gradus::plot {
namespace {

// An option that holds one number for each point, or none at all.
template <class T>
void one_a_point(std::string_view what, std::string_view option, const std::vector<T>& given,
                 std::size_t points) {
  if (given.empty() || given.size() == points) return;
  fail(fmt::format("{}: {} holds {} entries for {} points", what, option, given.size(), points));
}

void all_between(std::string_view what, std::string_view option, const Column& given, double low,
                 double high) {
  for (const double value : given) between(what, option, value, low, high);
}

void rising(std::string_view what, std::string_view name, const Column& grid) {
  if (grid.size() < 2) {
    fail(fmt::format("{}: {} has {} coordinates; a grid needs two", what, name, grid.size()));
  }
  for (std::size_t i = 0; i < grid.size(); ++i) {
    finite(what, fmt::format("{}[{}]", name, i), grid[i]);
    if (i > 0 && !(grid[i] > grid[i - 1])) {
      fail(fmt::format("{}: {} does not rise at place {}: {} after {}", what, name, i, grid[i], grid[i - 1]));
    }
  }
}

void heights(std::string_view what, const Column& x, const Column& y, const Column& z) {
  rising(what, "x", x);
  rising(what, "y", y);
  if (z.size() % x.size() != 0 || z.size() / x.size() != y.size()) {
    fail(fmt::format("{}: z holds {} values for a grid of {} x {} points", what, z.size(), y.size(),
                     x.size()));
  }
  some_finite(what, "z", {&z});
}

void three_columns(std::string_view what, const Column& x, const Column& y, const Column& z) {
  same_length(what, "x", x, "y", y);
  same_length(what, "x", x, "z", z);
  some_finite(what, "x, y and z", {&x, &y, &z});
}

struct Trace3DCheck {
  void operator()(const Scatter3D& t) const {
    three_columns("scatter", t.x, t.y, t.z);
    const Scatter3DOptions& o = t.options;
    one_a_point("scatter", "colors", o.colors, t.x.size());
    one_a_point("scatter", "values", o.values, t.x.size());
    one_a_point("scatter", "sizes", o.sizes, t.x.size());
    one_a_point("scatter", "opacities", o.opacities, t.x.size());
    if (!o.values.empty()) some_finite("scatter", "values", {&o.values});
    color_limits("scatter", o.min, o.max);
    between("scatter", "size", o.size, 0, most_px);
    all_between("scatter", "one of sizes", o.sizes, 0, most_px);
    between("scatter", "opacity", o.opacity, 0, 1);
    all_between("scatter", "one of opacities", o.opacities, 0, 1);
    between("scatter", "edge_width", o.edge_width, 0, most_px);
  }
  void operator()(const Line3D& t) const {
    three_columns("line", t.x, t.y, t.z);
    between("line", "width", t.options.width, 0, most_px);
    between("line", "marker_size", t.options.marker_size, 0, most_px);
    between("line", "opacity", t.options.opacity, 0, 1);
  }
  void operator()(const Surface& t) const {
    heights("surface", t.x, t.y, t.z);
    color_limits("surface", t.options.min, t.options.max);
    between("surface", "opacity", t.options.opacity, 0, 1);
  }
  void operator()(const Wireframe& t) const {
    heights("wireframe", t.x, t.y, t.z);
    between("wireframe", "width", t.options.width, 0, most_px);
    between("wireframe", "opacity", t.options.opacity, 0, 1);
    between("wireframe", "every", t.options.every, 1, 1e6);
  }
  void operator()(const Arrows3D& t) const {
    three_columns("arrows", t.x, t.y, t.z);
    same_length("arrows", "x", t.x, "dx", t.dx);
    same_length("arrows", "x", t.x, "dy", t.dy);
    same_length("arrows", "x", t.x, "dz", t.dz);
    some_finite("arrows", "x, y, z, dx, dy and dz", {&t.x, &t.y, &t.z, &t.dx, &t.dy, &t.dz});
    between("arrows", "width", t.options.width, 0, most_px);
    between("arrows", "head", t.options.head, 0, most_px);
    between("arrows", "opacity", t.options.opacity, 0, 1);
  }
  void operator()(const Plane& t) const {
    finite("plane", "a", t.a);
    finite("plane", "b", t.b);
    finite("plane", "c", t.c);
    finite("plane", "d", t.d);
    if (t.a == 0 && t.b == 0 && t.c == 0) fail("plane: a, b and c are all zero; they are its normal");
    between("plane", "opacity", t.options.opacity, 0, 1);
    between("plane", "edge_width", t.options.edge_width, 0, most_px);
  }
  void operator()(const Text3D& t) const {
    finite("text", "x", t.x);
    finite("text", "y", t.y);
    finite("text", "z", t.z);
    finite("text", "angle", t.options.angle);
    between("text", "size", t.options.size, 0.1, 20);
  }
};

}  // namespace

void check(const Trace3D& trace) { std::visit(Trace3DCheck{}, trace); }

void check(const Axes3D& axes) {
  check_axis("x", axes.x);
  check_axis("y", axes.y);
  check_axis("z", axes.z);
  between("axes3d", "elev", axes.view.elev, -90, 90);
  between("axes3d", "azim", axes.view.azim, -3600, 3600);
  for (const double side : {axes.box.x, axes.box.y, axes.box.z}) between("axes3d", "box", side, 0.05, 100);
  const bool any_log = axes.x.scale == Scale::log || axes.y.scale == Scale::log || axes.z.scale == Scale::log;
  for (const Trace3D& trace : axes.traces) {
    check(trace);
    if (any_log && std::holds_alternative<Plane>(trace)) {
      fail("axes3d: a plane needs linear axes, and one is logarithmic");
    }
  }
}

}  // namespace gradus::plot
