#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "bench/side_by_side.hpp"

namespace bench {

/// The loss of the 2-2-2-2-1 tanh net over a grid of the two weights of one neuron of its first layer.
struct Landscape {
  static constexpr int64_t samples = 500;
  static constexpr int64_t side = 20;  ///< of the grid
  static constexpr int64_t points = side * side;
  static constexpr int64_t layers = 4;
  static constexpr std::array<int64_t, layers + 1> widths = {2, 2, 2, 2, 1};

  std::vector<float> x;                     ///< [samples, 2]
  std::vector<float> y;                     ///< [samples]
  std::vector<std::vector<float>> weights;  ///< of each layer [out, in]
  std::vector<std::vector<float>> biases;
  std::vector<float> neuron;  ///< [points, 2]: what the first neuron's weights become
};

/// Exclusive-or of 500 points, and a start as any.
Landscape make_landscape();

/// All grid points at once; its number is the sum of the losses.
Work batched_landscape(const Landscape& landscape);
/// The same through the function for any model, one place after the other.
Work viewed_landscape(const Landscape& landscape);

}  // namespace bench
