#pragma once

#include <string>
#include <vector>

#include "lessons/lesson.hpp"

namespace gradus::lessons::backprop {

/// Mean squared error and accuracy of a training, epoch by epoch.
struct Curves {
  std::string name;
  std::vector<double> train_loss = {}, valid_loss = {};
  std::vector<double> train_accuracy = {}, valid_accuracy = {};  ///< in percent
};

/// A tensor of the forward pass, and its shape.
struct Stage {
  std::string formula, shape;
};

/// The clouds, diagrams of both passes, and the curves. `tensors` and `weights` are the tensors of the
/// forward pass in their order: X, Z, A, Z, A and W, b, W, b.
void add_backprop_pictures(const std::vector<Stage>& tensors, const std::vector<Stage>& weights,
                           const std::vector<Curves>& nets, Result& result);

}  // namespace gradus::lessons::backprop
