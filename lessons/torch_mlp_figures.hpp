#pragma once

#include <vector>

#include "lessons/lesson.hpp"
#include "lessons/torch_mlp_training.hpp"

namespace gradus::lessons::two_layers {

/// The epochs of each training.
struct Trainings {
  std::vector<Epoch> manual, adam, parameter, linear, trainer;
  std::vector<Epoch> logits;  ///< the trainer's once more, without the last sigmoid
};

/// The clouds, the loss of the three first trainings, loss and accuracy of the others.
void add_torch_mlp_pictures(const Trainings& trainings, Result& result);

}  // namespace gradus::lessons::two_layers
