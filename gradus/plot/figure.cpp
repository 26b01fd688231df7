#include "gradus/plot/figure.hpp"

#include <fmt/format.h>

#include <utility>

#include "gradus/base/error.hpp"
#include "gradus/plot/check.hpp"

namespace gradus::plot {

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
