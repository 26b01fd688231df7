#include "gradus/plot/axes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "gradus/base/error.hpp"
#include "gradus/plot/check/check.hpp"

namespace gradus::plot {
namespace {

template <class T>
T& add(Axes& axes, T made) {
  Trace trace(std::move(made));
  check(trace);
  return std::get<T>(axes.traces.emplace_back(std::move(trace)));
}

std::vector<double> take(Values& values) { return std::move(values).take(); }

}  // namespace

Line& Axes::line(Values xs, Values ys, LineOptions options) {
  return add(*this, Line{take(xs), take(ys), std::move(options)});
}

Scatter& Axes::scatter(Values xs, Values ys, ScatterOptions options) {
  return add(*this, Scatter{take(xs), take(ys), std::move(options)});
}

Regions& Axes::regions(Values xs, Values ys, Values classes, RegionOptions options) {
  return add(*this, Regions{take(xs), take(ys), take(classes), std::move(options)});
}

Heatmap& Axes::heatmap(std::size_t rows, std::size_t columns, Values values, HeatmapOptions options) {
  Heatmap& added = add(*this, Heatmap{rows, columns, take(values), std::move(options)});
  y.reversed = true;
  return added;
}

Arrows& Axes::arrows(Values xs, Values ys, Values dx, Values dy, ArrowOptions options) {
  return add(*this, Arrows{take(xs), take(ys), take(dx), take(dy), std::move(options)});
}

Arrows& Axes::arrow(double x0, double y0, double x1, double y1, ArrowOptions options) {
  return arrows({x0}, {y0}, {x1 - x0}, {y1 - y0}, std::move(options));
}

Text& Axes::text(double at_x, double at_y, std::string_view text, TextOptions options) {
  return add(*this, Text{at_x, at_y, std::string(text), options});
}

Box& Axes::box(double at_x, double at_y, double width, double height, std::string_view text,
               BoxOptions options) {
  return add(*this, Box{at_x, at_y, width, height, std::string(text), options});
}

ReferenceLine& Axes::hline(double at_y, ReferenceOptions options) {
  return add(*this, ReferenceLine{ReferenceLine::Direction::horizontal, at_y, std::move(options)});
}

ReferenceLine& Axes::vline(double at_x, ReferenceOptions options) {
  return add(*this, ReferenceLine{ReferenceLine::Direction::vertical, at_x, std::move(options)});
}

ReferenceLine& Axes::diagonal(double slope, double at, ReferenceOptions options) {
  return add(*this, ReferenceLine{ReferenceLine::Direction::diagonal, at, std::move(options), slope});
}

Bars& Axes::bars(Values xs, Values heights, BarOptions options) {
  return add(*this, Bars{take(xs), take(heights), std::move(options)});
}

Histogram& Axes::histogram(Values values, HistogramOptions options) {
  return add(*this, Histogram{take(values), std::move(options)});
}

BoxPlot& Axes::box_plot(double at, Values values, BoxPlotOptions options) {
  return add(*this, BoxPlot{at, take(values), std::move(options)});
}

Band& Axes::band(Values xs, Values low, Values high, BandOptions options) {
  return add(*this, Band{take(xs), take(low), take(high), std::move(options)});
}

Fill& Axes::fill(Values xs, Values ys, FillOptions options) {
  return add(*this, Fill{take(xs), take(ys), std::move(options)});
}

Contours& Axes::contours(Values xs, Values ys, Values zs, ContourOptions options) {
  return add(*this, Contours{take(xs), take(ys), take(zs), std::move(options)});
}

Images& Axes::images(std::size_t count, std::size_t rows, std::size_t columns, std::size_t channels,
                     Values pixels, ImageOptions options) {
  Images& added = add(*this, Images{count, rows, columns, channels, take(pixels), std::move(options)});
  y.reversed = equal_aspect = hidden = true;
  return added;
}

Images& Axes::image(std::size_t rows, std::size_t columns, std::size_t channels, Values pixels,
                    ImageOptions options) {
  return images(1, rows, columns, channels, std::move(pixels), std::move(options));
}

Text& Axes::annotate(std::string_view text, double at_x, double at_y, double text_x, double text_y,
                     TextOptions options) {
  options.boxed = true;
  Trace words(Text{text_x, text_y, std::string(text), options});
  check(words);
  arrow(text_x, text_y, at_x, at_y, {.color = options.color.value_or(colors::grey), .width = 1, .head = 8});
  return std::get<Text>(traces.emplace_back(std::move(words)));
}

namespace {

// Names at 0, 1, ... of the axis that places stand on; the first on top where it stands upright.
void name_places(Axes& axes, std::vector<std::string> names, bool horizontal) {
  Axis& axis = horizontal ? axes.y : axes.x;
  axis.ticks.clear();
  axis.ticks.reserve(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) axis.ticks.push_back(static_cast<double>(i));
  axis.tick_labels = std::move(names);
  if (horizontal) axis.reversed = true;
}

// Whether all bars, with their error bars, are on one side of 0.
bool stand_on_zero(const std::vector<Trace>& made) {
  for (const Trace& trace : made) {
    const Bars& bars = std::get<Bars>(trace);
    for (std::size_t i = 0; i < bars.height.size(); ++i) {
      const double error = bars.options.errors.empty() ? 0 : bars.options.errors[i];
      if (bars.height[i] < 0 || bars.height[i] - error < 0) return false;
    }
  }
  return true;
}

}  // namespace

void Axes::bar_groups(std::vector<std::string> names, std::vector<BarSeries> series,
                      BarGroupOptions options) {
  if (names.empty() || series.empty()) {
    fail(fmt::format("bar_groups: {} names and {} series; both need one at least", names.size(),
                     series.size()));
  }
  for (const BarSeries& one : series) {
    if (one.heights.size() == names.size()) continue;
    fail(fmt::format("bar_groups: the series \"{}\" holds {} heights for {} groups", one.label,
                     one.heights.size(), names.size()));
  }
  if (!(options.width > 0 && options.width <= 1)) {
    fail(fmt::format("bar_groups: width is {}; it has to be above 0 and at most 1", options.width));
  }
  const auto count = static_cast<double>(series.size());
  std::vector<double> base(names.size(), 0);
  std::vector<Trace> made;
  made.reserve(series.size());
  for (std::size_t k = 0; k < series.size(); ++k) {
    BarSeries& one = series[k];
    Bars bars{{}, one.heights, {.label = one.label, .color = one.color, .errors = std::move(one.errors)}};
    bars.options.horizontal = options.horizontal;
    bars.options.width = options.stacked ? options.width : options.width / count;
    const double shift =
        options.stacked ? 0 : (static_cast<double>(k) - (count - 1) / 2) * bars.options.width;
    for (std::size_t i = 0; i < names.size(); ++i) bars.x.push_back(static_cast<double>(i) + shift);
    if (options.stacked) {
      bars.options.base = base;
      for (std::size_t i = 0; i < base.size(); ++i) base[i] += one.heights[i];
    }
    made.emplace_back(std::move(bars));
    check(made.back());
  }
  Axis& along = options.horizontal ? x : y;
  if (!along.min && along.scale == Scale::linear && stand_on_zero(made)) along.min = 0;
  std::move(made.begin(), made.end(), std::back_inserter(traces));
  name_places(*this, std::move(names), options.horizontal);
}

void Axes::box_plots(std::vector<std::string> names, std::vector<Values> groups,
                     const BoxPlotOptions& options) {
  if (names.size() != groups.size() || names.empty()) {
    fail(fmt::format("box_plots: {} names for {} groups of values", names.size(), groups.size()));
  }
  std::vector<Trace> made;
  made.reserve(groups.size());
  for (std::size_t i = 0; i < groups.size(); ++i) {
    made.emplace_back(BoxPlot{static_cast<double>(i), take(groups[i]), options});
    check(made.back());
  }
  std::move(made.begin(), made.end(), std::back_inserter(traces));
  name_places(*this, std::move(names), options.horizontal);
}

}  // namespace gradus::plot
