#pragma once

#include <functional>
#include <span>
#include <string>

#include "lessons/lesson.hpp"
#include "lessons/spiral_data.hpp"

namespace gradus::lessons {

/// A trained model as the figures need it.
struct Classifier {
  std::string id;  ///< begins the ids of its figures
  std::string title;
  std::function<Tensor(const Tensor& x)> probabilities;  ///< float32 [n, 2] -> [n, classes]
};

/// The points as they come.
void add_spiral_data_picture(const io::Table& table, Result& result);

/// Regions of each model on training and test points, activations, and the confusion of all models.
void add_spiral_pictures(const SpiralSplit& split, std::span<const Classifier> models, Result& result);

}  // namespace gradus::lessons
