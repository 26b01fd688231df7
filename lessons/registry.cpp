#include "lessons/registry.hpp"

namespace gradus::lessons {

const std::vector<Lesson>& all() {
  static const std::vector<Lesson> lessons = {
      tensors(),
      gradient_1d(),
      slope(),
      linear_regression(),
      logistic_regression(),
      kmeans(),
      pca(),
      perceptron(),
      weight_angles(),
      perceptron_hinge(),
      adaline_gd(),
      adaline_sgd(),
      four_pixels(),
      backprop_mlp(),
      function_approximation(),
      network_weights(),
      optimisers(),
      rate_schedules(),
      torch_mlp(),
      circles(),
      damped_sine(),
      spiral(),
      overfitting(),
      regularisation(),
      autoencoder(),
      cats(),
      cats_module(),
      mnist(),
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
