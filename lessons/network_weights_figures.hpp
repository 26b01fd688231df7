#pragma once

#include <string>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "lessons/lesson.hpp"

namespace gradus::lessons::weights {

/// Points and their classes.
struct Points {
  Tensor x;  ///< float32 [n, 2]
  Tensor y;  ///< float32 [n, 1], 0 or 1
};

/// A layer at one moment.
struct Affine {
  Tensor weight;  ///< [out, 2]
  Tensor bias;    ///< [out]
};

/// What a net made of its points at one moment.
struct Moment {
  int64_t epoch;
  std::vector<Affine> layers;
};

/// The training of one net.
struct Course {
  std::string name;
  std::vector<double> losses;           ///< mean squared error over each epoch
  std::vector<Moment> moments;          ///< the epochs that are drawn
  std::vector<double> first_gradients;  ///< of each layer's weights, untrained: length
};

/// What the figures show: the net that learns, the deep one that does not, and others as deep that do.
struct Story {
  Points points;
  Course shallow, deep;
  std::vector<Course> remedies;
};

void add_network_weights_pictures(const Story& story, Result& result);

}  // namespace gradus::lessons::weights
