#include "gradus/plot/check/check_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "gradus/base/error.hpp"

namespace gradus::plot {

void same_length(std::string_view what, std::string_view a_name, const Column& a, std::string_view b_name,
                 const Column& b) {
  if (a.size() == b.size()) return;
  fail(fmt::format("{}: {} and {} have different lengths: {} != {}", what, a_name, b_name, a.size(),
                   b.size()));
}

void some_finite(std::string_view what, std::string_view names,
                 std::initializer_list<const Column*> columns) {
  const std::size_t size = (*columns.begin())->size();
  if (size == 0) fail(fmt::format("{}: {} are empty; a trace needs at least one point", what, names));
  for (std::size_t i = 0; i < size; ++i) {
    if (std::all_of(columns.begin(), columns.end(), [i](const Column* c) { return std::isfinite((*c)[i]); }))
      return;
  }
  fail(fmt::format("{}: no point of {} is finite (all {} hold NaN or infinity)", what, names, size));
}

void between(std::string_view what, std::string_view option, double value, double low, double high) {
  if (value >= low && value <= high) return;
  fail(fmt::format("{}: {} is {}; it has to be from {} to {}", what, option, value, low, high));
}

void finite(std::string_view what, std::string_view name, double value) {
  if (!std::isfinite(value)) fail(fmt::format("{}: {} is {}; it has to be finite", what, name, value));
}

void color_limits(std::string_view what, const std::optional<double>& min, const std::optional<double>& max) {
  if (min) finite(what, "min", *min);
  if (max) finite(what, "max", *max);
  if (min && max && *min >= *max) fail(fmt::format("{}: min {} is not below max {}", what, *min, *max));
}

void one_each(std::string_view what, std::string_view option, std::size_t count, std::size_t wanted,
              std::string_view things) {
  if (count == 0 || count == wanted) return;
  fail(fmt::format("{}: {} holds {} entries for {} {}", what, option, count, wanted, things));
}

void all_between(std::string_view what, std::string_view option, const Column& given, double low,
                 double high) {
  for (const double value : given) between(what, option, value, low, high);
}

void positive(std::string_view what, std::string_view name, double value) {
  if (!(value > 0) || !std::isfinite(value)) {
    fail(fmt::format("{}: {} is {}; it has to be positive", what, name, value));
  }
}

void rising(std::string_view what, std::string_view name, const Column& grid) {
  if (grid.size() < 2) {
    fail(fmt::format("{}: {} has {} coordinates; a grid needs two", what, name, grid.size()));
  }
  for (std::size_t i = 0; i < grid.size(); ++i) {
    finite(what, fmt::format("{}[{}]", name, i), grid[i]);
    if (i > 0 && !(grid[i] > grid[i - 1])) {
      fail(fmt::format("{}: {} does not rise at place {}: {} after {}", what, name, i, grid[i], grid[i - 1]));
    }
  }
}

void heights(std::string_view what, const Column& x, const Column& y, const Column& z) {
  rising(what, "x", x);
  rising(what, "y", y);
  if (z.size() % x.size() != 0 || z.size() / x.size() != y.size()) {
    fail(fmt::format("{}: z holds {} values for a grid of {} x {} points", what, z.size(), y.size(),
                     x.size()));
  }
  some_finite(what, "z", {&z});
}

void check_axis(std::string_view name, const Axis& axis) {
  const auto limit = [&](std::string_view which, const std::optional<double>& value) {
    if (!value) return;
    finite(fmt::format("{} axis", name), which, *value);
    if (axis.scale == Scale::log && *value <= 0) {
      fail(fmt::format("{} axis: {} is {}; a log scale needs positive numbers", name, which, *value));
    }
  };
  if (axis.scale == Scale::symlog && !(axis.linthresh > 1e-290 && axis.linthresh < 1e290)) {
    fail(fmt::format("{} axis: linthresh is {}; a symlog scale needs a positive number", name,
                     axis.linthresh));
  }
  limit("min", axis.min);
  limit("max", axis.max);
  if (axis.min && axis.max && *axis.min >= *axis.max) {
    fail(fmt::format("{} axis: min {} is not below max {}; use .reversed to turn it over", name, *axis.min,
                     *axis.max));
  }
  if (!axis.tick_labels.empty() && axis.tick_labels.size() != axis.ticks.size()) {
    fail(fmt::format("{} axis: {} tick labels for {} ticks", name, axis.tick_labels.size(),
                     axis.ticks.size()));
  }
  for (const double tick : axis.ticks) finite(fmt::format("{} axis", name), "a tick", tick);
}

}  // namespace gradus::plot
