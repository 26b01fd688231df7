#include "gradus/plot/figure.hpp"

#include <fmt/format.h>

#include <utility>

#include "gradus/base/error.hpp"
#include "gradus/plot/check.hpp"

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

Bars& Axes::bars(Values xs, Values heights, BarOptions options) {
  return add(*this, Bars{take(xs), take(heights), std::move(options)});
}

Figure::Figure(FigureOptions options) : options_(std::move(options)) {
  check(options_);
  places_.resize(static_cast<std::size_t>(options_.rows) * static_cast<std::size_t>(options_.columns));
}

std::size_t Figure::index(int row, int column) const {
  if (row < 0 || row >= options_.rows || column < 0 || column >= options_.columns) {
    fail(fmt::format("Figure::axes: ({}, {}) is outside the grid of {} x {}", row, column, options_.rows,
                     options_.columns));
  }
  return static_cast<std::size_t>(row) * static_cast<std::size_t>(options_.columns) +
         static_cast<std::size_t>(column);
}

const Axes& Figure::flat_axes(int row, int column) const {
  const Place& place = places_[index(row, column)];
  if (place.axes3d) {
    fail(fmt::format("Figure::axes: the plot ({}, {}) has three dimensions; use axes3d", row, column));
  }
  return place.axes;
}

Axes& Figure::axes(int row, int column) { return const_cast<Axes&>(flat_axes(row, column)); }

const Axes& Figure::axes(int row, int column) const { return flat_axes(row, column); }

Axes3D& Figure::axes3d(int row, int column) {
  Place& place = places_[index(row, column)];
  if (place.axes3d) return *place.axes3d;
  if (!place.axes.traces.empty()) {
    fail(fmt::format("Figure::axes3d: the plot ({}, {}) has {} traces in two dimensions already", row, column,
                     place.axes.traces.size()));
  }
  return place.axes3d.emplace();
}

const Axes3D& Figure::axes3d(int row, int column) const {
  const Place& place = places_[index(row, column)];
  if (!place.axes3d) {
    fail(fmt::format("Figure::axes3d: the plot ({}, {}) has two dimensions; use axes", row, column));
  }
  return *place.axes3d;
}

bool Figure::is_3d(int row, int column) const { return places_[index(row, column)].axes3d.has_value(); }

}  // namespace gradus::plot
