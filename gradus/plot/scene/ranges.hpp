#pragma once

#include <cmath>
#include <limits>
#include <string_view>

#include "gradus/plot/scene/scene.hpp"

// Private to plot: the ranges of axes and colours.
namespace gradus::plot {

/// Grows to hold what is drawn. Values that are not finite, or not positive on a log scale, are left out.
struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  bool log = false;

  void add(double value) {
    if (!std::isfinite(value) || (log && value <= 0)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  bool empty() const { return low > high; }
};

/// The axis's range: what the user gave, else the data's with a margin, and none where areas reach to the
/// frame (`tight`).
AxisView view_of(const Axis& axis, Range data, bool tight, std::string_view name);

/// The range that colours span: the given ends, else those of the values, opened where they fall together.
std::pair<double, double> color_range(std::string_view what, const std::vector<double>& values,
                                      const std::optional<double>& min, const std::optional<double>& max);

}  // namespace gradus::plot
