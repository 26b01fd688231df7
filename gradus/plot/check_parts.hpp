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

void check_axis(std::string_view name, const Axis& axis);

}  // namespace gradus::plot
