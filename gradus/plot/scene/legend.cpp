#include <algorithm>
#include <cmath>

#include "gradus/plot/scene/layout.hpp"
#include "gradus/plot/scene/marks.hpp"
#include "gradus/plot/scene/markup.hpp"

namespace gradus::plot {
namespace {

bool overlap(const Rect& a, const Rect& b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

struct Point {
  double x, y;
};

// Whether a trace draws anything inside a rectangle of the panel. Pale regions do not count.
struct Covers {
  const Panel& panel;
  Rect rect;

  Point at(double x, double y) const { return {panel.to_x(x), panel.to_y(y)}; }
  bool piece(Point a, Point b) const {
    const bool known = std::isfinite(a.x) && std::isfinite(a.y) && std::isfinite(b.x) && std::isfinite(b.y);
    return known && passes(rect, {a.x, a.y, b.x, b.y});
  }

  bool operator()(const Line& t) const {
    for (std::size_t i = 0; i + 1 < t.x.size(); ++i) {
      if (piece(at(t.x[i], t.y[i]), at(t.x[i + 1], t.y[i + 1]))) return true;
    }
    return false;
  }
  bool operator()(const Arrows& t) const {
    for (std::size_t i = 0; i < t.x.size(); ++i) {
      if (piece(at(t.x[i], t.y[i]), at(t.x[i] + t.dx[i], t.y[i] + t.dy[i]))) return true;
    }
    return false;
  }
  bool operator()(const Text& t) const {
    const double half = text_width(t.text, 14 * t.options.size) / 2 + 4;
    const Point p = at(t.x, t.y);
    const double shift = t.options.horizontal == HAlign::left    ? half
                         : t.options.horizontal == HAlign::right ? -half
                                                                 : 0;
    return overlap(rect, {p.x + shift - half, p.y - 14, p.x + shift + half, p.y + 14});
  }
  bool operator()(const Box& t) const {
    return overlap(
        rect, around(at(t.x - t.width / 2, t.y - t.height / 2), at(t.x + t.width / 2, t.y + t.height / 2)));
  }
  bool operator()(const ReferenceLine& t) const {
    const std::optional<Segment> part = visible_part(t, panel);
    return part && piece(at(part->x0, part->y0), at(part->x1, part->y1));
  }
  bool operator()(const Contours& t) const { return t.options.filled || marked(t); }
  bool operator()(const Marked auto& t) const { return marked(t); }
  bool operator()(const Regions&) const { return false; }
  bool operator()(const Heatmap&) const { return true; }
  bool operator()(const Images&) const { return true; }

 private:
  bool marked(const auto& t) const {
    const Marks marks = marks_of(t, Look{}, theme_of(Style::paper));
    return std::any_of(marks.begin(), marks.end(),
                       [&](const Mark& mark) { return touches(shown(mark, panel)); });
  }

  bool touches(const Mark& mark) const {
    for (std::size_t i = 0; i < mark.x.size(); ++i) {
      const Point p = at(mark.x[i], mark.y[i]);
      switch (mark.kind) {
        case Mark::Kind::boxes:
          if (overlap(rect, around(p, at(mark.x2[i], mark.y2[i])))) return true;
          break;
        case Mark::Kind::spans:
          if (piece(p, at(mark.x2[i], mark.y2[i]))) return true;
          break;
        case Mark::Kind::points:
          if (near(p, (mark.sizes.empty() ? mark.size : mark.sizes[i]) / 2)) return true;
          break;
        case Mark::Kind::line:
        case Mark::Kind::area:
          if (i + 1 < mark.x.size() && piece(p, at(mark.x[i + 1], mark.y[i + 1]))) return true;
          break;
      }
    }
    return mark.kind == Mark::Kind::area && inside(mark);
  }

  static Rect around(Point a, Point b) {
    return {std::min(a.x, b.x), std::min(a.y, b.y), std::max(a.x, b.x), std::max(a.y, b.y)};
  }

  bool near(Point p, double reach) const {
    return p.x > rect.left - reach && p.x < rect.right + reach && p.y > rect.top - reach &&
           p.y < rect.bottom + reach;
  }

  // Whether the rectangle's middle lies inside an outline: a ray from there crosses it an odd number of
  // times.
  bool inside(const Mark& mark) const {
    const Point middle{(rect.left + rect.right) / 2, (rect.top + rect.bottom) / 2};
    bool odd = false;
    for_each_piece(mark, [&](std::size_t first, std::size_t last) {
      for (std::size_t i = first, before = last; i <= last; before = i++) {
        const Point a = at(mark.x[before], mark.y[before]), b = at(mark.x[i], mark.y[i]);
        if ((a.y > middle.y) == (b.y > middle.y)) continue;
        if (middle.x < a.x + (middle.y - a.y) / (b.y - a.y) * (b.x - a.x)) odd = !odd;
      }
    });
    return odd;
  }
};

double entry_width(const Panel& panel, double font_size) {
  double widest = 0;
  for (const std::string& label : legend_labels(panel))
    widest = std::max(widest, text_width(label, font_size));
  return widest + 3.4 * font_size;
}

bool taken(const Panel& panel, const Covers& covers) {
  if (panel.space != nullptr) return box_touches(panel.box, covers.rect);
  for (const Rect& inset : panel.insets) {
    if (overlap(inset, covers.rect)) return true;
  }
  return std::any_of(panel.axes->traces.begin(), panel.axes->traces.end(),
                     [&](const Trace& trace) { return std::visit(covers, trace); });
}

}  // namespace

LegendSize legend_size(const Panel& panel, double font_size, bool flat) {
  const std::vector<std::string> labels = legend_labels(panel);
  const auto count = static_cast<double>(labels.size());
  const double entry = entry_width(panel, font_size), line = 1.35 * font_size;
  if (!flat) return {entry, line * count + 0.5 * font_size};
  const auto columns = static_cast<double>(legend_columns(panel, font_size));
  return {entry * columns, line * std::ceil(count / columns) + 0.25 * font_size};
}

std::size_t legend_columns(const Panel& panel, double font_size) {
  const std::size_t count = legend_labels(panel).size();
  // Before the plot has its place it is nothing wide: one row.
  if (count == 0 || panel.plot.width() <= 0) return std::max<std::size_t>(count, 1);
  const double fitting = std::floor(panel.plot.width() / (1.03 * entry_width(panel, font_size)));
  const auto columns = static_cast<std::size_t>(std::clamp(fitting, 1.0, static_cast<double>(count)));
  const std::size_t rows = (count + columns - 1) / columns;
  return (count + rows - 1) / rows;
}

Rect corner_place(const Rect& plot, LegendSize size, Legend corner, double font_size) {
  const double gap = 0.6 * font_size;
  const bool left = corner == Legend::top_left || corner == Legend::bottom_left;
  const bool top = corner == Legend::top_left || corner == Legend::top_right;
  const double x = left ? plot.left + gap : plot.right - gap - size.width;
  const double y = top ? plot.top + gap : plot.bottom - gap - size.height;
  return {x, y, x + size.width, y + size.height};
}

bool corner_is_free(const Panel& panel, Legend corner, double font_size) {
  const LegendSize size = legend_size(panel, font_size, false);
  if (size.width > 0.7 * panel.plot.width() || size.height > 0.7 * panel.plot.height()) return false;
  const Rect place = corner_place(panel.plot, size, corner, font_size);
  const double spare = 0.6 * font_size;  // the renderers' letters may be wider than expected
  return !taken(panel,
                {panel, {place.left - spare, place.top - spare, place.right + spare, place.bottom + spare}});
}

Legend emptiest_corner(const Panel& panel, double font_size) {
  for (const Legend corner : legend_corners) {
    if (corner_is_free(panel, corner, font_size)) return corner;
  }
  return Legend::right;
}

}  // namespace gradus::plot
