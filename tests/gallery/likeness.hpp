#pragma once

#include <string>

namespace gradus::gallery {

/// How much two pictures differ to an eye that is some steps away: both are made 80 pixels wide and blurred,
/// so that letters of another font or edges half a pixel beside each other count for little.
struct Difference {
  double mean = 0;   ///< over the picture, 0 to 1
  double worst = 0;  ///< in the tile of 8 x 8 pixels where it is greatest

  /// Small enough for other fonts and other versions of a renderer.
  bool alike() const { return mean < 0.012 && worst < 0.1; }
};

/// The difference of two PNG files, given by their bytes; 1 where they have different shapes.
Difference difference(const std::string& a, const std::string& b);

}  // namespace gradus::gallery
