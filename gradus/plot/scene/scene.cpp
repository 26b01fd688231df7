#include "gradus/plot/scene/scene.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "gradus/base/error.hpp"
#include "gradus/plot/check/check.hpp"
#include "gradus/plot/scene/color_use.hpp"
#include "gradus/plot/scene/dark_colors.hpp"
#include "gradus/plot/scene/image_grid.hpp"
#include "gradus/plot/scene/layout.hpp"
#include "gradus/plot/scene/marks.hpp"
#include "gradus/plot/scene/markup.hpp"
#include "gradus/plot/scene/ranges.hpp"
#include "gradus/plot/scene/ticks.hpp"

namespace gradus::plot {
namespace {

struct Ranges {
  Range x, y;
  bool tight = false;                           // areas reach to the frame
  bool rests_on_x = false, rests_on_y = false;  // bins stand on that axis, without a margin below 0

  void point(double px, double py) {
    if (!std::isfinite(px) || !std::isfinite(py)) return;
    x.add(px);
    y.add(py);
  }

  void operator()(const Line& t) { points(t.x, t.y); }
  void operator()(const Regions& t) {
    point(t.x.front(), t.y.front());
    point(t.x.back(), t.y.back());
    tight = true;
  }
  void operator()(const Heatmap& t) {
    point(-0.5, -0.5);
    point(static_cast<double>(t.columns) - 0.5, static_cast<double>(t.rows) - 0.5);
    tight = true;
  }
  void operator()(const Arrows& t) {
    points(t.x, t.y);
    for (std::size_t i = 0; i < t.x.size(); ++i) point(t.x[i] + t.dx[i], t.y[i] + t.dy[i]);
  }
  void operator()(const Text& t) { point(t.x, t.y); }
  void operator()(const Box& t) {
    point(t.x - t.width / 2, t.y - t.height / 2);
    point(t.x + t.width / 2, t.y + t.height / 2);
  }
  void operator()(const ReferenceLine& t) {
    if (t.direction == ReferenceLine::Direction::horizontal) y.add(t.at);
    if (t.direction == ReferenceLine::Direction::vertical) x.add(t.at);
  }
  void operator()(const Contours& t) {
    point(t.x.front(), t.y.front());
    point(t.x.back(), t.y.back());
    tight = true;
  }
  void operator()(const Images& t) {
    const ImageGrid grid(t);
    point(-0.5, -0.5 - grid.head());
    point(grid.width() - 0.5, grid.height() - 0.5 - grid.head());
    tight = true;
  }
  void operator()(const Histogram& t) {
    add_marks(t);
    (t.options.horizontal ? rests_on_y : rests_on_x) = true;
  }
  void operator()(const Marked auto& t) { add_marks(t); }

 private:
  void add_marks(const Marked auto& t) {
    for (const Mark& mark : marks_of(t, Look{}, theme_of(Style::paper))) {
      points(mark.x, mark.y);
      points(mark.x2, mark.y2);
    }
  }
  void points(const std::vector<double>& xs, const std::vector<double>& ys) {
    for (std::size_t i = 0; i < xs.size(); ++i) point(xs[i], ys[i]);
  }
};

// What traces take from the cycles.
class Looks {
 public:
  explicit Looks(const Theme& theme) : theme_(theme) {}

  Look operator()(const Line& t) {
    line_ = color(t.options.color);
    return {*line_, t.options.marker.value_or(Marker::circle)};
  }
  Look operator()(const Scatter& t) {
    const Marker marker = t.options.marker ? *t.options.marker : cycle_marker(next_marker_++);
    if (!t.options.colors.empty()) return {t.options.colors.front(), marker};
    if (!t.options.values.empty()) return {map_color(t.options.map, 0.5), marker};
    return {color(t.options.color), marker};
  }
  Look operator()(const Band& t) {
    if (!t.options.color && line_) return {*line_};
    return {color(t.options.color)};
  }
  Look operator()(const Contours& t) { return {t.options.color.value_or(map_color(t.options.map, 0.5))}; }
  Look operator()(const ReferenceLine& t) { return {t.options.color.value_or(colors::grey)}; }
  Look operator()(const Text& t) { return {t.options.color.value_or(theme_.text)}; }
  template <class T>
  Look operator()(const T& t) {
    if constexpr (requires { t.options.color; }) return {color(t.options.color)};
    return {theme_.text};
  }

 private:
  Color color(const std::optional<Color>& given) {
    return given ? *given : theme_.cycle[next_color_++ % theme_.cycle.size()];
  }

  const Theme& theme_;
  std::size_t next_color_ = 0, next_marker_ = 0;
  std::optional<Color> line_;  // of the last one
};

std::vector<Look> looks_of(const Axes& axes, const Theme& theme) {
  Looks looks(theme);
  std::vector<Look> result;
  result.reserve(axes.traces.size());
  for (const Trace& trace : axes.traces) result.push_back(std::visit(looks, trace));
  return result;
}

// Where a trace stands among the others: pictures, areas, everything else, texts.
struct Layer {
  int operator()(const Regions&) const { return 0; }
  int operator()(const Heatmap&) const { return 0; }
  int operator()(const Images&) const { return 0; }
  int operator()(const Contours& t) const { return t.options.filled ? 0 : 2; }
  int operator()(const Band&) const { return 1; }
  int operator()(const Fill&) const { return 1; }
  int operator()(const Text&) const { return 3; }
  template <class T>
  int operator()(const T&) const {
    return 2;
  }
};

// By layers, then in the order of the calls.
std::vector<std::size_t> order_of(const Axes& axes) {
  std::vector<std::size_t> order(axes.traces.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto layer = [&](std::size_t i) { return std::visit(Layer{}, axes.traces[i]); };
    return layer(a) < layer(b);
  });
  return order;
}

Panel panel_of(const Axes& axes, const Theme& theme) {
  check(axes);
  Panel panel;
  panel.axes = &axes;
  Ranges ranges;
  ranges.x.log = axes.x.scale == Scale::log;
  ranges.y.log = axes.y.scale == Scale::log;
  for (const Trace& trace : axes.traces) std::visit(ranges, trace);
  panel.x = view_of(axes.x, ranges.x, ranges.tight, "x");
  panel.y = view_of(axes.y, ranges.y, ranges.tight, "y");
  if (ranges.rests_on_x && ranges.y.low == 0 && !axes.y.min) panel.y.min = 0;
  if (ranges.rests_on_y && ranges.x.low == 0 && !axes.x.min) panel.x.min = 0;
  panel.looks = looks_of(axes, theme);
  panel.order = order_of(axes);
  panel.legend = axes.legend;
  if (legend_labels(panel).empty()) panel.legend = Legend::none;
  return panel;
}

}  // namespace

std::optional<Segment> visible_part(const ReferenceLine& line, const Panel& panel) {
  const AxisView &x = panel.x, &y = panel.y;
  if (line.direction == ReferenceLine::Direction::horizontal) return Segment{x.min, line.at, x.max, line.at};
  if (line.direction == ReferenceLine::Direction::vertical) return Segment{line.at, y.min, line.at, y.max};
  const auto height = [&](double at) { return line.at + line.slope * at; };
  double left = x.min, right = x.max;
  if (line.slope != 0) {
    const double a = (y.min - line.at) / line.slope, b = (y.max - line.at) / line.slope;
    left = std::max(left, std::min(a, b)), right = std::min(right, std::max(a, b));
  }
  const double middle = height((left + right) / 2);
  if (!(left < right) || middle < y.min || middle > y.max) return std::nullopt;
  return Segment{left, height(left), right, height(right)};
}

std::vector<std::string> cell_texts(const Heatmap& heatmap) {
  int decimals = heatmap.options.decimals;
  if (decimals < 0) {
    const bool whole = std::all_of(heatmap.values.begin(), heatmap.values.end(),
                                   [](double v) { return !std::isfinite(v) || v == std::round(v); });
    decimals = whole ? 0 : 2;
  }
  std::vector<std::string> texts;
  for (const double value : heatmap.values) {
    texts.push_back(std::isfinite(value) ? with_minus(fmt::format("{:.{}f}", value, decimals)) : "");
  }
  return texts;
}

double number_size(const Heatmap& heatmap, const Panel& panel, const std::vector<std::string>& texts,
                   double font_size) {
  double widest = 1;
  for (const std::string& text : texts) widest = std::max(widest, text_width(text, 1));
  const double across = 0.85 * panel.plot.width() / static_cast<double>(heatmap.columns) / widest;
  const double down = 0.7 * panel.plot.height() / static_cast<double>(heatmap.rows);
  return std::max(1.0, std::min({1.15 * font_size, across, down}));
}

namespace {

GridPlace grid_place(int row, int column, GridSpan span) {
  return {static_cast<std::size_t>(row), static_cast<std::size_t>(column),
          static_cast<std::size_t>(span.rows), static_cast<std::size_t>(span.columns)};
}

// In the order of for_each_plot.
std::vector<Panel> panels_of(const Figure& figure, const Theme& theme) {
  std::vector<Panel> panels;
  for (int row = 0; row < figure.options().rows; ++row) {
    for (int column = 0; column < figure.options().columns; ++column) {
      const std::optional<GridSpan> span = figure.span_at(row, column);
      if (!span) continue;
      panels.push_back(figure.is_3d(row, column) ? panel_of(figure.axes3d(row, column), theme)
                                                 : panel_of(figure.axes(row, column), theme));
      panels.back().grid = grid_place(row, column, *span);
    }
  }
  for (const Figure::Inset& inset : figure.insets()) {
    panels.push_back(panel_of(inset.axes, theme));
    panels.back().grid = grid_place(inset.row, inset.column, {});
    panels.back().inset = inset.place;
  }
  return panels;
}

}  // namespace

Scene make_scene(const Figure& figure) {
  check(figure.options());
  Scene scene;
  if (figure.options().style == Style::dark) scene.own = on_dark_ground(figure);
  if (figure.options().shared_colors) {
    const std::shared_ptr<const Figure> dressed = scene.own;
    scene.color_bar = share_colors(dressed ? *dressed : figure, scene.own);
  }
  const Figure& drawn = scene.own ? *scene.own : figure;
  scene.options = &drawn.options();
  scene.theme = &theme_of(drawn.options().style);
  scene.panels = panels_of(drawn, *scene.theme);
  lay_out(scene, drawn);
  return scene;
}

}  // namespace gradus::plot
