#include "gradus/view/skip_lines.hpp"

#include <algorithm>
#include <cmath>

namespace gradus::view::internal {
namespace {

constexpr double radius = 7;  // of corners

DiagramPoint towards(DiagramPoint from, DiagramPoint to, double length) {
  const double whole = std::hypot(to.x - from.x, to.y - from.y);
  const double share = whole > 0 ? std::min(0.5, length / whole) : 0;
  return {from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)};
}

}  // namespace

std::vector<SkipLine> leveled(std::vector<SkipLine> lines) {
  std::stable_sort(lines.begin(), lines.end(),
                   [](const SkipLine& a, const SkipLine& b) { return a.to - a.from < b.to - b.from; });
  for (auto line = lines.begin(); line != lines.end(); ++line) {
    const auto in_the_way = [&](const SkipLine& other) {
      return other.level == line->level && other.from < line->to && line->from < other.to;
    };
    while (std::any_of(lines.begin(), line, in_the_way)) ++line->level;
  }
  return lines;
}

void draw_way(plot::Axes& axes, const std::vector<DiagramPoint>& corners) {
  std::vector<double> xs = {corners.front().x}, ys = {corners.front().y};
  for (size_t i = 1; i + 1 < corners.size(); ++i) {
    const DiagramPoint corner = corners[i], in = towards(corner, corners[i - 1], radius),
                       out = towards(corner, corners[i + 1], radius);
    for (int k = 0; k <= 6; ++k) {
      const double t = k / 6.0, u = 1 - t;
      xs.push_back(u * u * in.x + 2 * u * t * corner.x + t * t * out.x);
      ys.push_back(u * u * in.y + 2 * u * t * corner.y + t * t * out.y);
    }
  }
  const DiagramPoint end = corners.back();
  const double x = xs.back(), y = ys.back();
  axes.line(std::move(xs), std::move(ys), {.color = plot::colors::grey, .width = 1.3});
  axes.arrow(x, y, end.x, end.y, {.color = plot::colors::grey, .width = 1.3, .head = 8});
}

}  // namespace gradus::view::internal
