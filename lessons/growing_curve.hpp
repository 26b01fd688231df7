#pragma once

#include <cstdint>
#include <vector>

#include "gradus/plot/axes.hpp"

namespace gradus::lessons {

/// Errors over epochs in a figure that moves: the curve grows, and a dot stands at its end.
///
///     GrowingCurve curve(animation.figure().axes(0, 0), losses);
///     curve.show(epoch);
///     animation.add_frame("...");
class GrowingCurve {
 public:
  /// Draws into `axes`, whose ranges then fit all of `errors`, one an epoch.
  GrowingCurve(plot::Axes& axes, std::vector<double> errors);

  /// The curve up to this epoch.
  void show(int64_t epoch);

 private:
  std::vector<double> errors_;
  plot::Line* curve_;
  plot::Scatter* end_;
};

}  // namespace gradus::lessons
