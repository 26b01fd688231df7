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
      torch_mlp(),
      damped_sine(),
      spiral(),
      overfitting(),
      cats(),
      cats_module(),
      mnist(),
      mnist_cnn(),
      autoencoder(),
      rate_schedules(),
      regularisation(),
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
