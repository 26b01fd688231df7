#include "gradus/plot/check/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include "gradus/base/error.hpp"
#include "gradus/plot/check/check_parts.hpp"

namespace gradus::plot {
namespace {

struct TraceCheck {
  void operator()(const Line& t) const {
    same_length("line", "x", t.x, "y", t.y);
    some_finite("line", "x and y", {&t.x, &t.y});
    between("line", "width", t.options.width, 0, most_px);
    between("line", "marker_size", t.options.marker_size, 0, most_px);
    between("line", "opacity", t.options.opacity, 0, 1);
  }
  void operator()(const Scatter& t) const {
    same_length("scatter", "x", t.x, "y", t.y);
    some_finite("scatter", "x and y", {&t.x, &t.y});
    check_points(t.options, t.x.size());
  }
  void operator()(const Regions& t) const {
    grid_line("x", t.x);
    grid_line("y", t.y);
    if (t.classes.size() != t.x.size() * t.y.size()) {
      fail(fmt::format("regions: classes holds {} values for a grid of {} x {} points", t.classes.size(),
                       t.y.size(), t.x.size()));
    }
    some_finite("regions", "classes", {&t.classes});
    for (const double c : t.classes) {
      if (std::isfinite(c) && (c < 0 || c > 1000 || c != std::floor(c))) {
        fail(fmt::format("regions: a class is {}; classes are whole numbers from 0 to 1000", c));
      }
    }
    between("regions", "strength", t.options.strength, 0, 1);
    const Column& shade = t.options.shade;
    if (shade.empty()) return;
    one_each("regions", "shade", shade.size(), t.classes.size(), "grid points");
    for (const double s : shade) {
      if (std::isfinite(s)) between("regions", "a shade", s, 0, 1);
    }
  }
  void operator()(const Heatmap& t) const {
    // Divided, because the product of any two numbers may wrap.
    if (t.rows == 0 || t.columns == 0 || t.values.size() % t.rows != 0 ||
        t.values.size() / t.rows != t.columns) {
      fail(fmt::format("heatmap: {} values for {} rows of {} columns", t.values.size(), t.rows, t.columns));
    }
    some_finite("heatmap", "the values", {&t.values});
    labels("row_labels", t.options.row_labels.size(), "rows", t.rows);
    labels("column_labels", t.options.column_labels.size(), "columns", t.columns);
    between("heatmap", "decimals", t.options.decimals, -1, 17);
    color_limits("heatmap", t.options.min, t.options.max);
  }
  void operator()(const Arrows& t) const {
    same_length("arrows", "x", t.x, "y", t.y);
    same_length("arrows", "x", t.x, "dx", t.dx);
    same_length("arrows", "x", t.x, "dy", t.dy);
    some_finite("arrows", "x, y, dx and dy", {&t.x, &t.y, &t.dx, &t.dy});
    between("arrows", "width", t.options.width, 0, most_px);
    between("arrows", "head", t.options.head, 0, most_px);
    between("arrows", "opacity", t.options.opacity, 0, 1);
  }
  void operator()(const Text& t) const {
    finite("text", "x", t.x);
    finite("text", "y", t.y);
    finite("text", "angle", t.options.angle);
    between("text", "size", t.options.size, 0.1, 20);
  }
  void operator()(const Box& t) const {
    finite("box", "x", t.x);
    finite("box", "y", t.y);
    if (!(t.width > 0) || !(t.height > 0) || !std::isfinite(t.width * t.height)) {
      fail(fmt::format("box: its size is {} x {}; both have to be positive", t.width, t.height));
    }
    between("box", "edge_width", t.options.edge_width, 0, most_px);
    between("box", "text_size", t.options.text_size, 0.1, 20);
  }
  void operator()(const ReferenceLine& t) const {
    constexpr const char* names[] = {"hline", "vline", "diagonal"};
    const char* name = names[static_cast<int>(t.direction)];
    finite(name, "its place", t.at);
    finite(name, "slope", t.slope);
    between("reference line", "width", t.options.width, 0, most_px);
    between("reference line", "opacity", t.options.opacity, 0, 1);
  }
  void operator()(const Bars& t) const { check_bars(t); }
  void operator()(const Histogram& t) const { check_histogram(t); }
  void operator()(const BoxPlot& t) const { check_box_plot(t); }
  void operator()(const Band& t) const { check_band(t); }
  void operator()(const Fill& t) const { check_fill(t); }
  void operator()(const Contours& t) const { check_contours(t); }
  void operator()(const Images& t) const { check_images(t); }

 private:
  static void grid_line(std::string_view name, const Column& grid) {
    if (grid.size() < 2)
      fail(fmt::format("regions: {} has {} coordinates; a grid needs two", name, grid.size()));
    const double step = (grid.back() - grid.front()) / static_cast<double>(grid.size() - 1);
    for (std::size_t i = 0; i < grid.size(); ++i) {
      const double expected = grid.front() + step * static_cast<double>(i);
      if (!(step > 0) || !(std::abs(grid[i] - expected) <= 0.01 * step)) {
        fail(
            fmt::format("regions: {} is not an evenly spaced rising grid at place {}: {}", name, i, grid[i]));
      }
    }
  }

  static void labels(std::string_view name, std::size_t count, std::string_view of, std::size_t wanted) {
    if (count != 0 && count != wanted) {
      fail(fmt::format("heatmap: {} holds {} labels for {} {}", name, count, wanted, of));
    }
  }
};

}  // namespace

void check(const Trace& trace) { std::visit(TraceCheck{}, trace); }

void check(const Axes& axes) {
  check_axis("x", axes.x);
  check_axis("y", axes.y);
  const bool any_log = axes.x.scale != Scale::linear || axes.y.scale != Scale::linear;
  for (const Trace& trace : axes.traces) {
    check(trace);
    if (any_log) check_linear(trace);
  }
  if (any_log && axes.equal_aspect) fail("axes: equal_aspect needs linear axes, and one is logarithmic");
}

void check(const FigureOptions& options) {
  between("figure", "width", options.width, 50, 20000);
  between("figure", "height", options.height, 50, 20000);
  between("figure", "rows", options.rows, 1, 100);
  between("figure", "columns", options.columns, 1, 100);
  between("figure", "font_size", options.font_size, 4, 200);
}

}  // namespace gradus::plot
