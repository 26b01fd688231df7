#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "lessons/lesson.hpp"

namespace gradus::lessons::approximation {

/// A net's surface at one epoch, and what its last layer had to do with it.
struct Moment {
  int64_t epoch;
  std::vector<double> surface;         ///< the net's values over the grid, x fastest
  std::array<double, 2> last_weights;  ///< of the layer from two units to the output
  double last_bias;
  std::vector<double> into_last;  ///< [grid places, 2]: what comes into it
};

/// The training of one net.
struct Course {
  std::vector<double> errors;  ///< mean squared error of each epoch
  std::vector<Moment> moments;
};

/// A layer's weights for the diagram: out rows of in columns.
using Weights = std::vector<std::vector<double>>;

struct Story {
  std::vector<double> places;   ///< of the grid, along x and y
  std::vector<double> heights;  ///< of the function over the grid, x fastest
  Course by_hand, modules;
  std::vector<Weights> trained;  ///< of the net by hand
};

void add_function_approximation_pictures(const Story& story, Result& result);

}  // namespace gradus::lessons::approximation
