#pragma once

#include <functional>
#include <string>
#include <vector>

#include "lessons/labelled_set.hpp"
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
  std::function<Tensor(const Tensor& x)> scores;  ///< of the network without dropout: [n, classes]
  Curves plain, dropout;
};

/// Regions on both sets, the curves of both networks, a diagram of dropout, the variance of activations for
/// several initialisations, and fits that are too stiff, right, and too free.
void add_overfitting_pictures(const OverfittingRun& run, Result& result);

}  // namespace gradus::lessons
