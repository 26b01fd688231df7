#include "gradus/plot/scene/polygons.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace gradus::plot {
namespace {

constexpr double slack = 1e-9;

// How far inside the box's side number `side` (0 to 5) a place is; negative outside.
double inside(const Vec3& place, int side) {
  const double value = side / 2 == 0 ? place.x : side / 2 == 1 ? place.y : place.z;
  return (side % 2 == 0 ? value : 1 - value) + slack;
}

Dots turned(const Dots& shape, double angle) {
  Dots result;
  for (const auto& [x, y] : shape) {
    result.emplace_back(x * std::cos(angle) - y * std::sin(angle), x * std::sin(angle) + y * std::cos(angle));
  }
  return result;
}

Dots regular(int corners, double radius, double start) {
  Dots shape;
  for (int i = 0; i < corners; ++i) {
    const double angle = start + 2 * std::numbers::pi * i / corners;
    shape.emplace_back(radius * std::cos(angle), radius * std::sin(angle));
  }
  return shape;
}

// Bars through the middle, none over another.
std::vector<Dots> bars(int count, double start, double stroke) {
  std::vector<Dots> shapes;
  const double half = stroke / 2, apart = half / std::tan(std::numbers::pi / (2 * count));
  for (int i = 0; i < 2 * count; ++i) {
    const Dots bar{{0, 0}, {apart, -half}, {0.5, -half}, {0.5, half}, {apart, half}};
    shapes.push_back(turned(bar, start + std::numbers::pi * i / count));
  }
  return shapes;
}

}  // namespace

std::vector<Corner> clip_to_box(std::vector<Corner> shape) {
  for (int side = 0; side < 6 && !shape.empty(); ++side) {
    const auto out = [side](const Corner& corner) { return inside(corner.place, side) < 0; };
    if (std::none_of(shape.begin(), shape.end(), out)) continue;
    std::vector<Corner> kept;
    for (std::size_t i = 0; i < shape.size(); ++i) {
      const Corner &a = shape[i], &b = shape[(i + 1) % shape.size()];
      const double in_a = inside(a.place, side), in_b = inside(b.place, side);
      if (in_a >= 0) kept.push_back(a);
      if ((in_a < 0) != (in_b < 0)) {
        const double t = in_a / (in_a - in_b);
        kept.push_back({a.place + (b.place - a.place) * t, a.color + (b.color - a.color) * t});
      }
    }
    shape = std::move(kept);
  }
  return shape;
}

bool clip_to_box(Vec3& from, Vec3& to) {
  double enter = 0, leave = 1;
  for (int side = 0; side < 6; ++side) {
    const double a = inside(from, side), b = inside(to, side);
    if (a < 0 && b < 0) return false;
    if (a < 0) enter = std::max(enter, a / (a - b));
    if (b < 0) leave = std::min(leave, a / (a - b));
  }
  if (enter > leave) return false;
  const Vec3 start = from, way = to - from;
  from = start + way * enter;
  to = start + way * leave;
  return true;
}

std::vector<Dots> marker_shapes(Marker marker, double stroke) {
  constexpr double quarter = std::numbers::pi / 4;
  switch (marker) {
    case Marker::circle:
      break;
    case Marker::square:
      return {regular(4, 0.63, quarter)};
    case Marker::triangle:
      return {regular(3, 0.66, -2 * quarter)};
    case Marker::triangle_down:
      return {regular(3, 0.66, 2 * quarter)};
    case Marker::diamond:
      return {regular(4, 0.63, 0)};
    case Marker::plus:
      return bars(2, 0, stroke);
    case Marker::cross:
      return bars(2, quarter, stroke);
    case Marker::star:
      return bars(3, 2 * quarter, stroke);
  }
  return {regular(20, 0.5, 0)};
}

std::vector<double> dashes(LineStyle style) {
  switch (style) {
    case LineStyle::solid:
      break;
    case LineStyle::dashed:
      return {6, 3};
    case LineStyle::dotted:
      return {1.5, 2.5};
    case LineStyle::dash_dotted:
      return {6, 2.5, 1.5, 2.5};
  }
  return {};
}

}  // namespace gradus::plot
