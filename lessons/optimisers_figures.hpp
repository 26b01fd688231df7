#pragma once

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "lessons/lesson.hpp"

namespace gradus::lessons::descents {

/// The way of one optimiser: where it was before each step, and where it ended.
struct Path {
  std::string title;
  double rate;
  std::vector<double> x, y, losses;
};

/// The loss that an optimiser ends with at each of several rates, infinite where it flew away.
struct RateScan {
  std::string title;
  std::vector<double> rates, losses;
};

struct Story {
  std::function<double(double, double)> loss;
  std::array<double, 2> minimum;
  std::vector<Path> paths;
};

/// `scan_rates` is computed when its figure is drawn.
void add_optimisers_pictures(const Story& story, const std::function<std::vector<RateScan>()>& scan_rates,
                             Result& result);

}  // namespace gradus::lessons::descents
