#include <cmath>

#include "gradus/plot/scene/scene.hpp"

namespace gradus::plot {
namespace {

// The linear part of a symlog scale is as long, from 0 to its end, as 10/9 of a decade (matplotlib's
// linscale 1).
constexpr double linear_part = 10.0 / 9.0;

}  // namespace

double symlog(double value, double linthresh) {
  const double size = std::abs(value) / linthresh;
  const double length = size <= 1 ? linear_part * size : linear_part + std::log10(size);
  return std::copysign(length, value);
}

double from_symlog(double length, double linthresh) {
  const double far = std::abs(length);
  const double size = far <= linear_part ? far / linear_part : std::pow(10.0, far - linear_part);
  return std::copysign(size * linthresh, length);
}

double AxisView::straight(double value) const { return linthresh > 0 ? symlog(value, linthresh) : value; }

double AxisView::place(double value) const {
  const double low = straight(min), high = straight(max);
  const double part =
      log ? std::log(value / min) / std::log(max / min) : (straight(value) - low) / (high - low);
  return reversed ? 1 - part : part;
}

double AxisView::value(double place) const {
  const double part = reversed ? 1 - place : place;
  if (log) return min * std::pow(max / min, part);
  if (linthresh > 0) {
    const double low = straight(min), high = straight(max);
    return from_symlog(low + part * (high - low), linthresh);
  }
  return min + part * (max - min);
}

}  // namespace gradus::plot
