#include "lessons/registry.hpp"

namespace gradus::lessons {

const std::vector<Lesson>& all() {
  static const std::vector<Lesson> lessons = {
      tensors(),         gradient_1d(), slope(),       perceptron(),   weight_angles(),
      adaline_gd(),      adaline_sgd(), four_pixels(), backprop_mlp(), function_approximation(),
      network_weights(), optimisers(),  torch_mlp(),   circles(),      damped_sine(),
      spiral(),          overfitting(), cats(),        cats_module(),  mnist(),
      mnist_cnn(),
  };
  return lessons;
}

const Lesson* find(std::string_view name) {
  for (const Lesson& lesson : all()) {
    if (lesson.name == name) return &lesson;
  }
  return nullptr;
}

}  // namespace gradus::lessons
