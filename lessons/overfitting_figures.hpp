#pragma once

#include <string>
#include <vector>

#include "lessons/class_figures.hpp"
#include "lessons/lesson.hpp"

namespace gradus::lessons {

struct CurvePoint {
  double loss, accuracy;  // accuracy from 0 to 1
};

/// One training, epoch by epoch.
struct Curves {
  std::vector<CurvePoint> train, valid;
};

/// What the figures are drawn from.
struct OverfittingRun {
  LabelledSet train, test;
  std::vector<std::string> classes;
  Classify classify;  ///< the network without dropout
  Curves plain, dropout;
};

/// Regions on both sets, the curves of both networks, a diagram of dropout, the variance of activations for
/// several initialisations, and fits that are too stiff, right, and too free.
void add_overfitting_pictures(const OverfittingRun& run, Result& result);

}  // namespace gradus::lessons
