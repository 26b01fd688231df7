#include "gradus/plot/scene.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "gradus/base/error.hpp"
#include "gradus/plot/check.hpp"
#include "gradus/plot/layout.hpp"
#include "gradus/plot/markup.hpp"
#include "gradus/plot/ranges.hpp"

namespace gradus::plot {
namespace {

const Theme paper{colors::white, rgb(0x1A1A1A), rgb(0x262626), rgb(0xE4E4E4),
                  rgb(0xF2F2EE), rgb(0xE8E8E8), rgb(0xF4F4F4), {}};
const Theme dark{rgb(0x15181D),
                 rgb(0xE6E6E6),
                 rgb(0xB8BCC4),
                 rgb(0x30353D),
                 rgb(0x242932),
                 rgb(0x2A2E35),
                 rgb(0x1C2027),
                 {rgb(0x56A8E8), rgb(0xF0833A), rgb(0x2CC295), rgb(0xF2B632), rgb(0xDB94BC), rgb(0x8AD0F5),
                  rgb(0xB0B0B0), rgb(0xF0E442)}};

struct Ranges {
  Range x, y;
  bool tight = false;  // areas reach to the frame

  void point(double px, double py) {
    if (!std::isfinite(px) || !std::isfinite(py)) return;
    x.add(px);
    y.add(py);
  }

  void operator()(const Line& t) { points(t.x, t.y); }
  void operator()(const Scatter& t) { points(t.x, t.y); }
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
    (t.direction == ReferenceLine::Direction::horizontal ? y : x).add(t.at);
  }
  void operator()(const Bars& t) {
    for (std::size_t i = 0; i < t.x.size(); ++i) {
      point(t.x[i] - t.options.width / 2, 0);
      point(t.x[i] + t.options.width / 2, t.height[i]);
    }
  }

 private:
  void points(const std::vector<double>& xs, const std::vector<double>& ys) {
    for (std::size_t i = 0; i < xs.size(); ++i) point(xs[i], ys[i]);
  }
};

std::vector<Look> looks_of(const Axes& axes, const Theme& theme) {
  std::size_t next_color = 0, next_marker = 0;
  std::vector<Look> looks;
  const auto color = [&](const std::optional<Color>& given) {
    return given ? *given : theme.cycle[next_color++ % theme.cycle.size()];
  };
  for (const Trace& trace : axes.traces) {
    Look look{theme.text};
    if (const auto* line = std::get_if<Line>(&trace)) {
      look = {color(line->options.color), line->options.marker.value_or(Marker::circle)};
    } else if (const auto* scatter = std::get_if<Scatter>(&trace)) {
      look.color = color(scatter->options.color);
      look.marker = scatter->options.marker ? *scatter->options.marker : cycle_marker(next_marker++);
    } else if (const auto* arrows = std::get_if<Arrows>(&trace)) {
      look.color = color(arrows->options.color);
    } else if (const auto* bars = std::get_if<Bars>(&trace)) {
      look.color = color(bars->options.color);
    } else if (const auto* reference = std::get_if<ReferenceLine>(&trace)) {
      look.color = reference->options.color.value_or(colors::grey);
    } else if (const auto* text = std::get_if<Text>(&trace)) {
      look.color = text->options.color.value_or(theme.text);
    }
    looks.push_back(look);
  }
  return looks;
}

// Areas first, then in the order of the calls, texts last.
std::vector<std::size_t> order_of(const Axes& axes) {
  std::vector<std::size_t> order(axes.traces.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto layer = [&](std::size_t i) {
      const Trace& trace = axes.traces[i];
      if (std::holds_alternative<Regions>(trace) || std::holds_alternative<Heatmap>(trace)) return 0;
      return std::holds_alternative<Text>(trace) ? 2 : 1;
    };
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
  panel.looks = looks_of(axes, theme);
  panel.order = order_of(axes);
  panel.legend = axes.legend;
  if (legend_labels(panel).empty()) panel.legend = Legend::none;
  return panel;
}

}  // namespace

const Theme& theme_of(Style style) {
  static const Theme full_paper = [] {
    Theme theme = paper;
    for (std::size_t i = 0; i < 8; ++i) theme.cycle.push_back(cycle_color(i));
    return theme;
  }();
  return style == Style::dark ? dark : full_paper;
}

double AxisView::place(double value) const {
  const double part = log ? std::log(value / min) / std::log(max / min) : (value - min) / (max - min);
  return reversed ? 1 - part : part;
}

double AxisView::value(double place) const {
  const double part = reversed ? 1 - place : place;
  return log ? min * std::pow(max / min, part) : min + part * (max - min);
}

std::pair<double, double> color_range(const Heatmap& heatmap) {
  return color_range("heatmap", heatmap.values, heatmap.options.min, heatmap.options.max);
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
    std::string text = std::isfinite(value) ? fmt::format("{:.{}f}", value, decimals) : "";
    if (text.starts_with('-')) text.replace(0, 1, "−");
    texts.push_back(std::move(text));
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

Scene make_scene(const Figure& figure) {
  Scene scene;
  scene.options = &figure.options();
  scene.theme = &theme_of(figure.options().style);
  check(figure.options());
  for (int row = 0; row < figure.options().rows; ++row) {
    for (int column = 0; column < figure.options().columns; ++column) {
      scene.panels.push_back(figure.is_3d(row, column) ? panel_of(figure.axes3d(row, column), *scene.theme)
                                                       : panel_of(figure.axes(row, column), *scene.theme));
    }
  }
  lay_out(scene, figure);
  return scene;
}

}  // namespace gradus::plot
