#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "lessons/lesson.hpp"

namespace gradus::lessons {

struct NoisyPoints {
  Tensor x, y;  ///< float64 [n, 1]
};

/// The curve of a network at one moment of its training.
struct FitMoment {
  int64_t epoch;
  std::vector<double> y;  ///< at RegularisationRun::places
};

/// What one training left.
struct ReinedTraining {
  std::string name;
  std::vector<double> losses{}, validation{};  ///< of each epoch
  std::vector<FitMoment> fits{};
  std::vector<double> magnitudes{};  ///< of all weights at the end
  int64_t best_epoch = 0;            ///< on the validation points
};

/// The errors after a training with weight decay of this strength.
struct StrengthPoint {
  double strength, train, test;
};

/// What the lesson's figures show.
struct RegularisationRun {
  NoisyPoints train, valid;
  std::vector<double> places{};  ///< where the fits are drawn
  std::vector<ReinedTraining> trainings{};
  std::vector<StrengthPoint> strengths{};
};

/// Adds the figures `fits`, `curves`, `weights` and `strength`.
void add_regularisation_pictures(const RegularisationRun& run, Result& result);

}  // namespace gradus::lessons
