#include "gradus/plot/scene/facets.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "gradus/plot/scene/marks.hpp"
#include "gradus/plot/scene/polygons.hpp"
#include "gradus/plot/scene/scene3d.hpp"

namespace gradus::plot {
namespace {

// Lines and markers on a surface are drawn a little nearer, so that it does not swallow half of them.
constexpr double line_lift = 0.006, marker_lift = 0.012;

bool finite(const Vec3& v) { return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z); }

bool in_box(const Vec3& p) {
  constexpr double low = -1e-9, high = 1 + 1e-9;
  return p.x >= low && p.x <= high && p.y >= low && p.y <= high && p.z >= low && p.z <= high;
}

Vec3 rgb_of(Color c) { return {1.0 * c.red, 1.0 * c.green, 1.0 * c.blue}; }

// Brighter than 1 goes towards white.
Vec3 lit(const Vec3& color, double light) {
  if (light <= 1) return color * light;
  return color + (Vec3{255, 255, 255} - color) * (light - 1);
}

struct Pen {
  Color color;
  double width = 1;
  LineStyle style = LineStyle::solid;
  double opacity = 1;
};

class Builder {
 public:
  explicit Builder(const Panel& panel) : panel_(panel), projection_(panel.box.projection) {
    const Vec3 light = projection_.towards_eye() * 0.55 - projection_.right() * 0.4 + Vec3{0, 0, 0.75};
    light_ = unit(light);
  }

  std::vector<Facet> build() {
    for (std::size_t i = 0; i < panel_.space->traces.size(); ++i) {
      look_ = panel_.looks[i];
      std::visit([this](const auto& trace) { add(trace); }, panel_.space->traces[i]);
    }
    return std::move(facets_);
  }

 private:
  // ---- traces

  void add(const Surface& t) {
    const std::size_t columns = t.x.size(), rows = t.y.size();
    std::vector<Corner> corners;
    corners.reserve(t.z.size());
    std::pair<double, double> range{0, 1};
    if (t.options.map) range = color_range(t);
    for (std::size_t i = 0; i < t.z.size(); ++i) {
      const double part = (t.z[i] - range.first) / (range.second - range.first);
      const Color color =
          t.options.map && std::isfinite(part) ? map_color(*t.options.map, part) : look_.color;
      corners.push_back({place_of(panel_, t.x[i % columns], t.y[i / columns], t.z[i]), rgb_of(color)});
    }
    light_surface(corners, columns, rows, t.options.map.has_value());
    for (std::size_t r = 0; r + 1 < rows; ++r) {
      for (std::size_t c = 0; c + 1 < columns; ++c) {
        const std::size_t i = r * columns + c;
        add_cell(corners[i], corners[i + 1], corners[i + columns + 1], corners[i + columns],
                 t.options.opacity);
      }
    }
  }

  void light_surface(std::vector<Corner>& corners, std::size_t columns, std::size_t rows, bool mapped) const {
    std::vector<Vec3> space;
    space.reserve(corners.size());
    for (const Corner& corner : corners) space.push_back(projection_.in_space(corner.place));
    for (std::size_t i = 0; i < corners.size(); ++i) {
      const std::size_t r = i / columns, c = i % columns;
      const auto neighbour = [&](bool there, std::size_t at) {
        return there && finite(space[at]) ? space[at] : space[i];
      };
      const Vec3 across = neighbour(c + 1 < columns, i + 1) - neighbour(c > 0, i - 1);
      const Vec3 along = neighbour(r + 1 < rows, i + columns) - neighbour(r > 0, i - columns);
      Vec3 normal = unit(cross(across, along));
      if (!finite(normal)) continue;
      if (dot(normal, projection_.towards_eye()) < 0) normal = normal * -1;
      const double facing = std::max(0.0, dot(normal, light_));
      corners[i].color = lit(corners[i].color, mapped ? 0.8 + 0.25 * facing : 0.66 + 0.45 * facing);
    }
  }

  // The shorter way across a cell is the smoother one.
  void add_cell(const Corner& a, const Corner& b, const Corner& c, const Corner& d, double opacity) {
    if (!finite(a.place) || !finite(b.place) || !finite(c.place) || !finite(d.place)) return;
    if (std::abs(a.place.z - c.place.z) <= std::abs(b.place.z - d.place.z)) {
      add_shape({a, b, c}, opacity);
      add_shape({a, c, d}, opacity);
    } else {
      add_shape({a, b, d}, opacity);
      add_shape({b, c, d}, opacity);
    }
  }

  void add(const Wireframe& t) {
    const Pen pen{look_.color, t.options.width, LineStyle::solid, t.options.opacity};
    const std::size_t columns = t.x.size(), rows = t.y.size();
    const auto every = static_cast<std::size_t>(t.options.every);
    const auto at = [&](std::size_t r, std::size_t c) {
      return place_of(panel_, t.x[c], t.y[r], t.z[r * columns + c]);
    };
    for (std::size_t r = 0; r < rows; ++r) {
      if (r % every != 0 && r + 1 != rows) continue;
      std::vector<Vec3> line;
      for (std::size_t c = 0; c < columns; ++c) line.push_back(at(r, c));
      add_line(line, pen);
    }
    for (std::size_t c = 0; c < columns; ++c) {
      if (c % every != 0 && c + 1 != columns) continue;
      std::vector<Vec3> line;
      for (std::size_t r = 0; r < rows; ++r) line.push_back(at(r, c));
      add_line(line, pen);
    }
  }

  void add(const Line3D& t) {
    std::vector<Vec3> line;
    for (std::size_t i = 0; i < t.x.size(); ++i) line.push_back(place_of(panel_, t.x[i], t.y[i], t.z[i]));
    add_line(line, {look_.color, t.options.width, t.options.style, t.options.opacity});
    if (!t.options.marker) return;
    for (const Vec3& place : line) {
      add_marker(place, *t.options.marker, t.options.marker_size, look_.color, t.options.opacity, {}, 0);
    }
  }

  void add(const Scatter3D& t) {
    const Scatter3DOptions& o = t.options;
    const std::vector<Color> colors = point_colors(t, look_.color, colors::grey);
    for (std::size_t i = 0; i < t.x.size(); ++i) {
      add_marker(place_of(panel_, t.x[i], t.y[i], t.z[i]), look_.marker,
                 o.sizes.empty() ? o.size : o.sizes[i], colors[i],
                 o.opacities.empty() ? o.opacity : o.opacities[i], o.edge, o.edge_width);
    }
  }

  void add(const Arrows3D& t) {
    for (std::size_t i = 0; i < t.x.size(); ++i) {
      const Vec3 from = place_of(panel_, t.x[i], t.y[i], t.z[i]);
      const Vec3 tip = place_of(panel_, t.x[i] + t.dx[i], t.y[i] + t.dy[i], t.z[i] + t.dz[i]);
      if (!finite(from) || !finite(tip)) continue;
      add_line({from, tip}, {look_.color, t.options.width, LineStyle::solid, t.options.opacity});
      for (const auto& side : arrow_head(panel_, from, tip, t.options.head)) {
        const Vec3 color = rgb_of(look_.color);
        add_shape({{side[0], color}, {side[1], color}, {side[2], color}}, t.options.opacity, 2 * line_lift);
      }
    }
  }

  void add(const Plane& t) {
    const std::vector<Vec3> outline = plane_outline(panel_, t);
    if (outline.size() < 3) return;
    std::vector<Corner> shape;
    shape.reserve(outline.size());
    for (const Vec3& place : outline) shape.push_back({place, rgb_of(look_.color)});
    add_shape(std::move(shape), t.options.opacity);
    std::vector<Vec3> line = outline;
    line.push_back(outline.front());
    if (t.options.edge_width > 0) {
      add_line(line, {look_.color, t.options.edge_width, LineStyle::solid, std::max(0.8, t.options.opacity)});
    }
  }

  void add(const Text3D&) {}

  // ---- shapes

  FacetCorner corner(double x, double y, double distance, const Vec3& color) const {
    return {x,
            y,
            1 / distance,
            static_cast<float>(color.x),
            static_cast<float>(color.y),
            static_cast<float>(color.z)};
  }

  void add_facet(const FacetCorner& a, const FacetCorner& b, const FacetCorner& c, double opacity) {
    facets_.push_back({{a, b, c}, static_cast<float>(opacity)});
  }

  // A convex shape in the box.
  void add_shape(std::vector<Corner> shape, double opacity, double lift = 0) {
    const bool whole =
        std::all_of(shape.begin(), shape.end(), [](const Corner& c) { return in_box(c.place); });
    if (!whole) shape = clip_to_box(std::move(shape));
    std::vector<FacetCorner> seen;
    for (const Corner& c : shape) {
      const Seen at = projection_.see(c.place);
      seen.push_back(corner(at.x, at.y, at.distance - lift, c.color));
    }
    for (std::size_t i = 2; i < seen.size(); ++i) add_facet(seen[0], seen[i - 1], seen[i], opacity);
  }

  // Straight pieces between places, broken where one is missing or outside.
  void add_line(const std::vector<Vec3>& places, const Pen& pen) {
    std::vector<Seen> run;
    const auto finish = [&] {
      if (run.size() > 1) add_run(run, pen);
      run.clear();
    };
    for (std::size_t i = 0; i + 1 < places.size(); ++i) {
      Vec3 from = places[i], to = places[i + 1];
      if (!finite(from) || !finite(to) || !clip_to_box(from, to)) {
        finish();
        continue;
      }
      const Seen a = projection_.see(from), b = projection_.see(to);
      if (!run.empty() && std::hypot(run.back().x - a.x, run.back().y - a.y) > 1e-6) finish();
      if (run.empty()) run.push_back(a);
      if (std::hypot(run.back().x - b.x, run.back().y - b.y) > 1e-3) run.push_back(b);
    }
    finish();
  }

  void add_run(const std::vector<Seen>& run, const Pen& pen) {
    const std::vector<double> pattern = dashes(pen.style);
    if (pattern.empty()) return add_stroke(run, pen);
    std::vector<Seen> dash{run.front()};
    std::size_t part = 0;
    double left = pattern[0];
    for (std::size_t i = 0; i + 1 < run.size(); ++i) {
      Seen a = run[i];
      const Seen& b = run[i + 1];
      double length = std::hypot(b.x - a.x, b.y - a.y);
      while (length > left) {
        const double t = left / length;
        a = {a.x + t * (b.x - a.x), a.y + t * (b.y - a.y), a.distance + t * (b.distance - a.distance)};
        length -= left;
        dash.push_back(a);
        if (part % 2 == 0) add_stroke(dash, pen);
        dash = {a};
        part = (part + 1) % pattern.size();
        left = pattern[part];
      }
      left -= length;
      dash.push_back(b);
    }
    if (part % 2 == 0 && dash.size() > 1) add_stroke(dash, pen);
  }

  // A band of the pen's width. Its pieces share their corners, so that a translucent line has no dark joints.
  void add_stroke(const std::vector<Seen>& run, const Pen& pen) {
    const double half = std::max(0.25, pen.width / 2);
    const std::size_t count = run.size();
    std::vector<std::pair<double, double>> normals;
    for (std::size_t i = 0; i + 1 < count; ++i) {
      const double dx = run[i + 1].x - run[i].x, dy = run[i + 1].y - run[i].y, length = std::hypot(dx, dy);
      normals.emplace_back(length > 0 ? -dy / length : 0, length > 0 ? dx / length : 0);
    }
    std::vector<FacetCorner> left, right;
    for (std::size_t i = 0; i < count; ++i) {
      const auto& [ax, ay] = normals[i == 0 ? 0 : i - 1];
      const auto& [bx, by] = normals[i + 1 == count ? count - 2 : i];
      const double along = 1 + ax * bx + ay * by;  // 2 where the line goes straight on
      const double reach = half / std::max(along, 0.5);
      const double x = (ax + bx) * reach, y = (ay + by) * reach;
      const double distance = run[i].distance - line_lift;
      left.push_back(corner(run[i].x + x, run[i].y + y, distance, rgb_of(pen.color)));
      right.push_back(corner(run[i].x - x, run[i].y - y, distance, rgb_of(pen.color)));
    }
    for (std::size_t i = 0; i + 1 < count; ++i) {
      add_facet(left[i], right[i], right[i + 1], pen.opacity);
      add_facet(left[i], right[i + 1], left[i + 1], pen.opacity);
    }
  }

  void add_marker(const Vec3& place, Marker marker, double size, Color color, double opacity,
                  const std::optional<Color>& edge, double edge_width) {
    if (!finite(place) || !in_box(place) || size <= 0 || opacity <= 0) return;
    const Seen at = projection_.see(place);
    const double distance = at.distance - marker_lift;
    const bool edged = edge && edge_width > 0 && has_inside(marker);
    const double outer = edged ? size + edge_width : size,
                 inner = edged ? std::max(0.0, size - edge_width) : size;
    for (const Dots& shape : marker_shapes(marker, std::min(0.5, 1.5 / size))) {
      const auto dot_at = [&](std::size_t i, double scale, const Color& c) {
        const auto& [x, y] = shape[i % shape.size()];
        return corner(at.x + scale * x, at.y + scale * y, distance, rgb_of(c));
      };
      for (std::size_t i = 2; i < shape.size(); ++i) {
        add_facet(dot_at(0, inner, color), dot_at(i - 1, inner, color), dot_at(i, inner, color), opacity);
      }
      if (!edged) continue;
      for (std::size_t i = 0; i < shape.size(); ++i) {
        const FacetCorner a = dot_at(i, inner, *edge), b = dot_at(i + 1, inner, *edge);
        const FacetCorner c = dot_at(i + 1, outer, *edge), d = dot_at(i, outer, *edge);
        add_facet(a, b, c, opacity);
        add_facet(a, c, d, opacity);
      }
    }
  }

  const Panel& panel_;
  const Projection& projection_;
  Vec3 light_;
  Look look_;
  std::vector<Facet> facets_;
};

}  // namespace

std::vector<Facet> facets_of(const Panel& panel) { return Builder(panel).build(); }

std::vector<std::array<Vec3, 3>> arrow_head(const Panel& panel, const Vec3& from, const Vec3& tip,
                                            double length) {
  const Projection& p = panel.box.projection;
  const Vec3 origin = p.in_space({0, 0, 0}), size = p.in_space({1, 1, 1}) - origin;
  const Vec3 start = p.in_space(from), end = p.in_space(tip), way = unit(end - start);
  const double whole = std::sqrt(dot(end - start, end - start));
  if (whole <= 0) return {};
  const double head = std::min(length / p.scale(), 0.6 * whole), radius = 0.32 * head;
  const Vec3 side = unit(cross(way, std::abs(way.z) < 0.9 ? Vec3{0, 0, 1} : Vec3{1, 0, 0}));
  const Vec3 other = cross(way, side), base = end - way * head;
  const auto place = [&](const Vec3& s) {
    const Vec3 from_corner = s - origin;
    return Vec3{from_corner.x / size.x, from_corner.y / size.y, from_corner.z / size.z};
  };
  constexpr int sides = 12;
  const auto rim = [&](int i) {
    const double angle = 2 * std::numbers::pi * i / sides;
    return place(base + side * (radius * std::cos(angle)) + other * (radius * std::sin(angle)));
  };
  std::vector<std::array<Vec3, 3>> triangles;
  for (int i = 0; i < sides; ++i) {
    triangles.push_back({place(end), rim(i), rim(i + 1)});
    triangles.push_back({place(base), rim(i + 1), rim(i)});
  }
  return triangles;
}

// Where it cuts the twelve edges of the box, in order around the middle of these points.
std::vector<Vec3> plane_outline(const Panel& panel, const Plane& plane) {
  const AxisView &x = panel.x, &y = panel.y, &z = panel.z;
  const auto value = [](const AxisView& axis, bool high) {
    return high != axis.reversed ? axis.max : axis.min;
  };
  const auto height = [&](unsigned corner) {
    return plane.a * value(x, corner & 1) + plane.b * value(y, corner & 2) + plane.c * value(z, corner & 4) -
           plane.d;
  };
  const auto place = [](unsigned corner) {
    return Vec3{corner & 1 ? 1.0 : 0.0, corner & 2 ? 1.0 : 0.0, corner & 4 ? 1.0 : 0.0};
  };
  std::vector<Vec3> points;
  for (unsigned corner = 0; corner < 8; ++corner) {
    for (const unsigned bit : {1u, 2u, 4u}) {
      if (corner & bit) continue;
      const double a = height(corner), b = height(corner | bit);
      if (!std::isfinite(a - b) || a == b || (a > 0) == (b > 0)) continue;
      points.push_back(place(corner) + (place(corner | bit) - place(corner)) * (a / (a - b)));
    }
  }
  if (points.size() < 3) return {};
  Vec3 middle;
  for (const Vec3& point : points) middle = middle + point * (1.0 / static_cast<double>(points.size()));
  // In places the plane is flat again, with a normal of its own.
  const Vec3 normal = unit({plane.a * (x.max - x.min) * (x.reversed ? -1 : 1),
                            plane.b * (y.max - y.min) * (y.reversed ? -1 : 1),
                            plane.c * (z.max - z.min) * (z.reversed ? -1 : 1)});
  const Vec3 first = unit(points.front() - middle), second = cross(normal, first);
  const auto angle = [&](const Vec3& p) {
    return std::atan2(dot(p - middle, second), dot(p - middle, first));
  };
  std::sort(points.begin(), points.end(), [&](const Vec3& a, const Vec3& b) { return angle(a) < angle(b); });
  return points;
}

}  // namespace gradus::plot
