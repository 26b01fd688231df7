#include "gradus/plot/figure.hpp"

#include <fmt/format.h>

#include <utility>

#include "gradus/base/error.hpp"
#include "gradus/plot/check/check.hpp"

namespace gradus::plot {

Figure::Figure(FigureOptions options) : options_(std::move(options)) {
  check(options_);
  places_.resize(static_cast<std::size_t>(options_.rows) * static_cast<std::size_t>(options_.columns));
}

std::size_t Figure::cell(int row, int column) const {
  if (row < 0 || row >= options_.rows || column < 0 || column >= options_.columns) {
    fail(fmt::format("Figure::axes: ({}, {}) is outside the grid of {} x {}", row, column, options_.rows,
                     options_.columns));
  }
  return static_cast<std::size_t>(row) * static_cast<std::size_t>(options_.columns) +
         static_cast<std::size_t>(column);
}

std::size_t Figure::index(int row, int column) const {
  const std::size_t place = cell(row, column);
  if (places_[place].covered) {
    fail(fmt::format("Figure::axes: ({}, {}) is covered by the span of another plot", row, column));
  }
  return place;
}

void Figure::span(int row, int column, GridSpan size) {
  const std::size_t first = index(row, column);
  if (size.rows < 1 || size.columns < 1 || size.rows > options_.rows - row ||
      size.columns > options_.columns - column) {
    fail(fmt::format("Figure::span: {} x {} places from ({}, {}) do not fit in the grid of {} x {}",
                     size.rows, size.columns, row, column, options_.rows, options_.columns));
  }
  if (places_[first].span.rows != 1 || places_[first].span.columns != 1) {
    fail(fmt::format("Figure::span: the plot ({}, {}) spans {} x {} places already", row, column,
                     places_[first].span.rows, places_[first].span.columns));
  }
  std::vector<std::size_t> covered;
  for (int r = row; r < row + size.rows; ++r) {
    for (int c = column; c < column + size.columns; ++c) {
      const std::size_t at = cell(r, c);
      if (at == first) continue;
      const Place& place = places_[at];
      const bool spans = place.span.rows != 1 || place.span.columns != 1;
      if (place.covered || spans || place.axes3d || !place.axes.traces.empty()) {
        fail(fmt::format("Figure::span: ({}, {}) has a plot of its own or is covered already", r, c));
      }
      covered.push_back(at);
    }
  }
  for (const std::size_t at : covered) places_[at].covered = true;
  places_[first].span = size;
}

std::optional<GridSpan> Figure::span_at(int row, int column) const {
  const Place& place = places_[cell(row, column)];
  if (place.covered) return std::nullopt;
  return place.span;
}

Axes& Figure::inset(int row, int column, InsetPlace place) {
  flat_axes(row, column);
  const bool inside = place.left >= 0 && place.bottom >= 0 && place.width > 0 && place.height > 0 &&
                      place.left + place.width <= 1 && place.bottom + place.height <= 1;
  if (!inside) {
    fail(fmt::format("Figure::inset: {} x {} from ({}, {}) is not inside the plot, from 0 to 1", place.width,
                     place.height, place.left, place.bottom));
  }
  return insets_.emplace_back(Inset{row, column, place, {}}).axes;
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
