#pragma once

#include <cmath>
#include <numbers>
#include <vector>

#include "gradus/base/random/numpy_random.hpp"

namespace gradus::gallery {

inline constexpr double pi = std::numbers::pi;

/// `count` numbers from `from` to `to`.
std::vector<double> spread(double from, double to, int count);

/// f of each number.
template <class F>
std::vector<double> each(const std::vector<double>& xs, const F& f) {
  std::vector<double> ys;
  ys.reserve(xs.size());
  for (const double x : xs) ys.push_back(f(x));
  return ys;
}

/// f(x, y) over a grid, x fastest.
template <class F>
std::vector<double> over_grid(const std::vector<double>& xs, const std::vector<double>& ys, const F& f) {
  std::vector<double> zs;
  zs.reserve(xs.size() * ys.size());
  for (const double y : ys) {
    for (const double x : xs) zs.push_back(f(x, y));
  }
  return zs;
}

}  // namespace gradus::gallery
