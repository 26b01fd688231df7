#include "gradus/base/error.hpp"
#include "gradus/plot/check/check.hpp"
#include "gradus/plot/check/check_parts.hpp"

namespace gradus::plot {
namespace {

void three_columns(std::string_view what, const Column& x, const Column& y, const Column& z) {
  same_length(what, "x", x, "y", y);
  same_length(what, "x", x, "z", z);
  some_finite(what, "x, y and z", {&x, &y, &z});
}

struct Trace3DCheck {
  void operator()(const Scatter3D& t) const {
    three_columns("scatter", t.x, t.y, t.z);
    check_points(t.options, t.x.size());
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
  const bool any_log =
      axes.x.scale != Scale::linear || axes.y.scale != Scale::linear || axes.z.scale != Scale::linear;
  for (const Trace3D& trace : axes.traces) {
    check(trace);
    if (any_log && std::holds_alternative<Plane>(trace)) {
      fail("axes3d: a plane needs linear axes, and one is logarithmic");
    }
  }
}

}  // namespace gradus::plot
