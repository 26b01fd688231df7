#pragma once

#include <string>

namespace gradus::gallery {

/// How much two pictures differ to an eye that is some steps away: both are made 80 pixels wide and blurred,
/// so that letters of another font or edges half a pixel beside each other count for little.
struct Difference {
  double mean = 0;   ///< over the picture, 0 to 1
  double worst = 0;  ///< in the tile of 8 x 8 pixels where it is greatest

  /// Small enough for another font: with one of other widths and weights the gallery's pictures differ by up
  /// to 0.008 and 0.052.
  bool alike() const { return mean < 0.012 && worst < 0.055; }
};

/// The difference of two PNG files, given by their bytes; 1 where they have different shapes.
Difference difference(const std::string& a, const std::string& b);

}  // namespace gradus::gallery
