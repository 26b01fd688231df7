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
      torch_mlp(),
      circles(),
      damped_sine(),
      spiral(),
      autoencoder(),
      cats(),
      cats_module(),
      mnist(),
      mnist_cnn(),
      optimisers(),
      rate_schedules(),
      overfitting(),
      regularisation(),
  };
  return lessons;
}

const std::vector<Chapter>& chapters() {
  static const std::vector<Chapter> chapters = {{.title = "Gradients", .first = "tensors"},
                                                {.title = "Linear models", .first = "linear-regression"},
                                                {.title = "Clustering and reduction", .first = "kmeans"},
                                                {.title = "Perceptrons", .first = "perceptron"},
                                                {.title = "Networks", .first = "four-pixels"},
                                                {.title = "Pictures and convolution", .first = "cats"},
                                                {.title = "Practice", .first = "optimisers"}};
  return chapters;
}

const Chapter& chapter_of(const Lesson& lesson) {
  size_t chapter = 0;
  for (const Lesson& each : all()) {
    if (chapter + 1 < chapters().size() && chapters()[chapter + 1].first == each.name) ++chapter;
    if (each.name == lesson.name) break;
  }
  return chapters()[chapter];
}

const Lesson* find(std::string_view name) {
  for (const Lesson& lesson : all()) {
    if (lesson.name == name) return &lesson;
  }
  return nullptr;
}

}  // namespace gradus::lessons
