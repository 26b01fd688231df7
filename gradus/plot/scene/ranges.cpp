#include "gradus/plot/scene/ranges.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gradus/base/error.hpp"

namespace gradus::plot {

AxisView view_of(const Axis& axis, Range data, bool tight, std::string_view name) {
  AxisView view;
  view.log = axis.scale == Scale::log;
  if (axis.scale == Scale::symlog) view.linthresh = axis.linthresh;
  view.reversed = axis.reversed;
  view.grid = axis.grid;
  if (data.empty()) data.low = view.log ? 1 : 0, data.high = view.log ? 10 : 1;
  const auto forth = [&](double v) { return view.log ? std::log10(v) : view.straight(v); };
  const auto back = [&](double v) {
    if (view.log) return std::pow(10.0, v);
    return view.linthresh > 0 ? from_symlog(v, view.linthresh) : v;
  };
  double low = forth(data.low), high = forth(data.high);
  double margin = tight ? 0 : 0.05 * (high - low);
  if (high - low <= 1e-12 * std::max(std::abs(low), std::abs(high)))
    margin = std::max(0.5, 0.05 * std::abs(low));
  if (low == 0 && high == 0) margin = 0.5;
  view.min = axis.min.value_or(back(low - margin));
  view.max = axis.max.value_or(back(high + margin));
  if (axis.min && !axis.max && view.max <= view.min) view.max = view.log ? *axis.min * 10 : *axis.min + 1;
  if (axis.max && !axis.min && view.max <= view.min) view.min = view.log ? *axis.max / 10 : *axis.max - 1;
  if (!(view.min < view.max) || !std::isfinite(view.max - view.min) || view.max - view.min < 1e-290) {
    fail(fmt::format("{} axis: cannot draw the range from {} to {}; set .min and .max", name, view.min,
                     view.max));
  }
  return view;
}

std::pair<double, double> color_range(std::string_view what, const std::vector<double>& values,
                                      const std::optional<double>& min, const std::optional<double>& max) {
  Range range;
  for (const double value : values) range.add(value);
  double low = min.value_or(range.low), high = max.value_or(range.high);
  if (!(low < high)) {  // one value everywhere, or a given end beyond all values
    const double step = std::max(1.0, 0.1 * std::abs(min ? low : high));
    if (min) {
      high = low + step;
    } else if (max) {
      low = high - step;
    } else {
      low -= step / 2, high += step / 2;
    }
  }
  if (!std::isfinite(high - low)) {
    fail(fmt::format("{}: cannot colour the range from {} to {}; set .min and .max", what, low, high));
  }
  return {low, high};
}

}  // namespace gradus::plot
