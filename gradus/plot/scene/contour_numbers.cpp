#include "gradus/plot/scene/contour_numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>

#include "gradus/plot/scene/color_use.hpp"
#include "gradus/plot/scene/contour.hpp"
#include "gradus/plot/scene/marks.hpp"
#include "gradus/plot/scene/markup.hpp"
#include "gradus/plot/scene/notes.hpp"

namespace gradus::plot {
namespace {

constexpr double spare = 3;  // px around a number

struct Point {
  double x = 0, y = 0;
};

double distance(Point a, Point b) { return std::hypot(b.x - a.x, b.y - a.y); }

// One line of equal height in px, and how far along it each of its points is.
struct Path {
  std::size_t level = 0;
  std::vector<Point> points;
  std::vector<double> along;

  void add(Point p) {
    along.push_back(points.empty() ? 0 : along.back() + distance(points.back(), p));
    points.push_back(p);
  }
  double length() const { return along.back(); }

  Point at(double way) const {
    const auto found = std::upper_bound(along.begin(), along.end(), way);
    const auto next =
        std::clamp<std::size_t>(static_cast<std::size_t>(found - along.begin()), 1, along.size() - 1);
    const double step = along[next] - along[next - 1];
    const double share = step > 0 ? std::clamp((way - along[next - 1]) / step, 0.0, 1.0) : 0;
    const Point a = points[next - 1], b = points[next];
    return {a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)};
  }
};

Rect box_around_middle(const LineNumber& number, double more) {
  const double w = number.width / 2 + more, h = number.height / 2 + more;
  return {-w, -h, w, h};
}

bool holds(const Rect& rect, Point p) {
  return p.x >= rect.left && p.x <= rect.right && p.y >= rect.top && p.y <= rect.bottom;
}

bool overlap(const LineNumber& a, const LineNumber& b) {
  const Rect box = box_around_middle(b, spare);
  for (const Segment& side : a.sides()) {
    if (passes(box, b.seen(side))) return true;
  }
  const Segment middle = a.seen({b.x, b.y, b.x, b.y});
  return holds(box_around_middle(a, spare), {middle.x0, middle.y0});
}

// Finds the place of a number in each line.
class Finder {
 public:
  Finder(const Contours& contours, const Panel& panel, double font_size)
      : panel_(panel), size_(contours.options.number_size * font_size) {
    const std::vector<Tick> levels = level_ticks(contours);
    for (std::size_t k = 0; k < levels.size(); ++k) {
      texts_.push_back(levels[k].label);
      add_paths(k, level_lines(contours, levels[k].at));
    }
    taken_ = panel.insets;
    if (panel.legend != Legend::none) taken_.push_back(panel.legend_place);
  }

  std::vector<LineNumber> find() {
    for (const Path& path : paths_) place(path);
    return std::move(found_);
  }

 private:
  struct Candidate {
    LineNumber number;
    double cost = 0;
  };

  void add_paths(std::size_t level, const LevelLines& lines) {
    bool fresh = true;
    for (std::size_t i = 0; i < lines.x.size(); ++i) {
      const Point p{panel_.to_x(lines.x[i]), panel_.to_y(lines.y[i])};
      if (!std::isfinite(p.x) || !std::isfinite(p.y)) {
        fresh = true;
        continue;
      }
      if (fresh) paths_.push_back({.level = level, .points = {}, .along = {}});
      fresh = false;
      paths_.back().add(p);
    }
  }

  // The best of the places along a line where nothing is in the way.
  void place(const Path& path) {
    const double width = text_width(texts_[path.level], size_) + 2 * spare;
    if (path.length() < 1.8 * width) return;
    std::vector<Candidate> candidates;
    const double step = std::max(width / 5, path.length() / 400);
    const auto count = static_cast<std::size_t>((path.length() - width) / step);
    candidates.reserve(count + 1);
    for (std::size_t i = 0; i <= count; ++i) {
      const double way = width / 2 + static_cast<double>(i) * step;
      if (auto candidate = at(path, way, width)) candidates.push_back(std::move(*candidate));
    }
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.cost < b.cost; });
    for (Candidate& candidate : candidates) {
      if (!is_free(candidate.number, path)) continue;
      found_.push_back(std::move(candidate.number));
      return;
    }
  }

  // The straighter, the flatter and the nearer to the middle of a line, the better; nothing where it bends.
  std::optional<Candidate> at(const Path& path, double way, double width) const {
    const Point from = path.at(way - width / 2), to = path.at(way + width / 2);
    const double chord = distance(from, to), height = 1.15 * size_;
    if (chord < 0.93 * width) return std::nullopt;
    const double dx = (to.x - from.x) / chord, dy = (to.y - from.y) / chord;
    double bend = 0;
    for (int k = 1; k < 8; ++k) {
      const Point p = path.at(way + (k / 8.0 - 0.5) * width);
      bend = std::max(bend, std::abs((p.x - from.x) * dy - (p.y - from.y) * dx));
    }
    if (bend > 0.3 * height) return std::nullopt;
    double angle = std::atan2(-dy, dx);
    if (angle > std::numbers::pi / 2) angle -= std::numbers::pi;
    if (angle < -std::numbers::pi / 2) angle += std::numbers::pi;
    if (std::abs(angle) < 0.02) angle = 0;  // letters stand sharper
    const double off = std::abs(way / path.length() - 0.5);
    const Point middle = path.at(way);
    LineNumber number{.text = texts_[path.level],
                      .level = path.level,
                      .x = (middle.x + (from.x + to.x) / 2) / 2,
                      .y = (middle.y + (from.y + to.y) / 2) / 2,
                      .angle = angle,
                      .width = width,
                      .height = height};
    return Candidate{std::move(number), bend / height + 0.25 * std::abs(angle) + 0.3 * off};
  }

  bool is_free(const LineNumber& number, const Path& own) const {
    const Rect& plot = panel_.plot;
    const Rect inner{plot.left + spare, plot.top + spare, plot.right - spare, plot.bottom - spare};
    for (const Segment& side : number.sides()) {
      if (!holds(inner, {side.x0, side.y0})) return false;
      for (const Rect& rect : taken_) {
        if (passes(rect, side)) return false;
      }
    }
    if (std::any_of(found_.begin(), found_.end(), [&](const LineNumber& f) { return overlap(f, number); }))
      return false;
    const Rect box = box_around_middle(number, 0);
    const double reach = (number.width + number.height) / 2;
    for (const Path& path : paths_) {
      if (&path == &own) continue;
      for (std::size_t i = 1; i < path.points.size(); ++i) {
        const Point a = path.points[i - 1], b = path.points[i];
        if (std::min(a.x, b.x) > number.x + reach || std::max(a.x, b.x) < number.x - reach) continue;
        if (passes(box, number.seen({a.x, a.y, b.x, b.y}))) return false;
      }
    }
    return true;
  }

  const Panel& panel_;
  double size_;
  std::vector<std::string> texts_;
  std::vector<Path> paths_;
  std::vector<Rect> taken_;
  std::vector<LineNumber> found_;
};

}  // namespace

Segment LineNumber::seen(const Segment& px) const {
  const double c = std::cos(angle), s = std::sin(angle);
  const auto along = [&](double px_x, double px_y) { return (px_x - x) * c - (px_y - y) * s; };
  const auto across = [&](double px_x, double px_y) { return (px_x - x) * s + (px_y - y) * c; };
  return {along(px.x0, px.y0), across(px.x0, px.y0), along(px.x1, px.y1), across(px.x1, px.y1)};
}

std::array<Segment, 4> LineNumber::sides() const {
  const double c = std::cos(angle), s = std::sin(angle);
  std::array<Point, 4> corners;
  constexpr std::array<std::array<double, 2>, 4> signs = {{{-1, -1}, {1, -1}, {1, 1}, {-1, 1}}};
  for (std::size_t k = 0; k < 4; ++k) {
    const double along = signs[k][0] * width / 2, across = signs[k][1] * height / 2;
    corners[k] = {x + along * c + across * s, y - along * s + across * c};
  }
  std::array<Segment, 4> result;
  for (std::size_t k = 0; k < 4; ++k) {
    const Point &a = corners[k], &b = corners[(k + 1) % 4];
    result[k] = {a.x, a.y, b.x, b.y};
  }
  return result;
}

std::vector<LineNumber> line_numbers(const Contours& contours, const Panel& panel, double font_size) {
  if (!contours.options.numbers) return {};
  return Finder(contours, panel, font_size).find();
}

void cut_out(const std::vector<LineNumber>& numbers, std::size_t level, const Panel& panel,
             std::vector<double>& x, std::vector<double>& y) {
  constexpr double gap = std::numeric_limits<double>::quiet_NaN();
  for (const LineNumber& number : numbers) {
    if (number.level != level) continue;
    const Rect box = box_around_middle(number, 0);
    std::vector<double> xs, ys;
    xs.reserve(x.size() + 4), ys.reserve(x.size() + 4);
    const auto add = [&](double px, double py) { xs.push_back(px), ys.push_back(py); };
    for (std::size_t i = 0; i < x.size(); ++i) {
      add(x[i], y[i]);
      if (i + 1 == x.size()) break;
      const Segment px{panel.to_x(x[i]), panel.to_y(y[i]), panel.to_x(x[i + 1]), panel.to_y(y[i + 1])};
      const auto covered = part_inside(box, number.seen(px));
      if (!covered || !std::isfinite(px.x0 + px.y0 + px.x1 + px.y1)) continue;
      const auto [from, to] = *covered;
      const auto add_at = [&](double t) {
        add(panel.from_x(px.x0 + t * (px.x1 - px.x0)), panel.from_y(px.y0 + t * (px.y1 - px.y0)));
      };
      if (from > 0) add_at(from);
      if (from <= 0) xs.back() = ys.back() = gap;
      add(gap, gap);
      if (to < 1) add_at(to);
    }
    x = std::move(xs), y = std::move(ys);
  }
}

Marks marks_in(const Contours& contours, Look look, const Theme& theme, const Panel& panel,
               double font_size) {
  Marks marks = marks_of(contours, look, theme);
  const std::vector<LineNumber> numbers = line_numbers(contours, panel, font_size);
  if (numbers.empty()) return marks;
  for (Mark& mark : marks) {
    if (mark.kind == Mark::Kind::line) cut_out(numbers, mark.level, panel, mark.x, mark.y);
  }
  return marks;
}

// In the colour of their lines, as far as it can be read; on areas in the one that can.
std::vector<Note> notes_of(const Contours& contours, const Panel& panel, const Theme& theme,
                           double font_size) {
  const ContourOptions& o = contours.options;
  std::vector<Note> notes;
  const std::vector<LineNumber> numbers = line_numbers(contours, panel, font_size);
  if (numbers.empty()) return notes;
  const auto range = color_range("contours", contours.z, o.min, o.max);
  const std::vector<double> levels = levels_of(contours);
  const auto color = [&](std::size_t level) {
    if (!o.filled) {
      const Color line = o.color.value_or(color_at(o.map, range, levels[level], theme.text));
      return readable_shade(line, theme);
    }
    const std::vector<Color> areas = step_colors(o.map, range, levels);
    return readable_on(mix(mix(areas[level], areas[level + 1], 0.5), theme.background, o.opacity));
  };
  notes.reserve(numbers.size());
  for (const LineNumber& number : numbers) {
    notes.push_back({.text = number.text,
                     .x = panel.from_x(number.x),
                     .y = panel.from_y(number.y),
                     .size = o.number_size * font_size,
                     .color = color(number.level),
                     .angle = number.angle * 180 / std::numbers::pi});
  }
  return notes;
}

}  // namespace gradus::plot
