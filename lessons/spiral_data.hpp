#pragma once

#include <string>
#include <vector>

#include "gradus/base/random/numpy_random.hpp"
#include "gradus/core/tensor/tensor.hpp"
#include "gradus/data/scaler.hpp"
#include "gradus/io/table.hpp"
#include "lessons/labelled_set.hpp"
#include "lessons/lesson.hpp"

namespace gradus::lessons {

/// The points of the spiral, columns X1, X2 and color: spiral.csv where it is found, otherwise a table of the
/// same kind, which `result` then says.
io::Table spiral_table(const RunOptions& options, Result& result);

/// The table cut in three and standardised by what the training points say.
struct SpiralSplit {
  std::vector<std::string> classes;
  Tensor first_point;    ///< of the training points, as it came: float64 [2]
  Tensor class_weights;  ///< 1 / count of the class, float64
  data::StandardScaler scaler;
  Tensor x_train, x_test;  ///< float64, standardised
  LabelledSet train, valid, test;
};

/// Stratified 70 : 15 : 15, with scikit-learn's draws.
SpiralSplit split_spiral(const io::Table& table, random::NumpyRandom& rng);

}  // namespace gradus::lessons
