#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include "gradus/plot/axes.hpp"

// Private to plot: what the checks of flat and three-dimensional axes are made of. `what` is the trace's
// name.
namespace gradus::plot {

using Column = std::vector<double>;

inline constexpr double most_px = 1000;

void same_length(std::string_view what, std::string_view a_name, const Column& a, std::string_view b_name,
                 const Column& b);

/// At least one place has to be finite in all columns, which are equally long.
void some_finite(std::string_view what, std::string_view names, std::initializer_list<const Column*> columns);

void between(std::string_view what, std::string_view option, double value, double low, double high);
void finite(std::string_view what, std::string_view name, double value);

/// The ends of a colour map, where they are given.
void color_limits(std::string_view what, const std::optional<double>& min, const std::optional<double>& max);

/// An option with one entry for each of `wanted` things, or none at all.
void one_each(std::string_view what, std::string_view option, std::size_t count, std::size_t wanted,
              std::string_view things);

void all_between(std::string_view what, std::string_view option, const Column& given, double low,
                 double high);

/// The size of something in data units.
void positive(std::string_view what, std::string_view name, double value);

/// Coordinates of a grid: two at least, each greater than the one before.
void rising(std::string_view what, std::string_view name, const Column& grid);

/// Heights over such a grid, one of them finite at least.
void heights(std::string_view what, const Column& x, const Column& y, const Column& z);

/// The options of points: sizes, opacities, edges and colours, of which there may be one each.
template <class Options>
void check_points(const Options& o, std::size_t points) {
  constexpr std::string_view what = "scatter";
  one_each(what, "colors", o.colors.size(), points, "points");
  one_each(what, "values", o.values.size(), points, "points");
  one_each(what, "sizes", o.sizes.size(), points, "points");
  one_each(what, "opacities", o.opacities.size(), points, "points");
  if (!o.values.empty()) some_finite(what, "values", {&o.values});
  color_limits(what, o.min, o.max);
  between(what, "size", o.size, 0, most_px);
  all_between(what, "one of sizes", o.sizes, 0, most_px);
  between(what, "opacity", o.opacity, 0, 1);
  all_between(what, "one of opacities", o.opacities, 0, 1);
  between(what, "edge_width", o.edge_width, 0, most_px);
}

void check_axis(std::string_view name, const Axis& axis);

}  // namespace gradus::plot
