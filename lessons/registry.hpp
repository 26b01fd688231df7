#pragma once

#include <string_view>
#include <vector>

#include "lessons/lesson.hpp"

namespace gradus::lessons {

/// Each lesson is defined in the file of its name.
Lesson adaline_gd();
Lesson adaline_sgd();
Lesson autoencoder();
Lesson backprop_mlp();
Lesson cats();
Lesson cats_module();
Lesson circles();
Lesson damped_sine();
Lesson four_pixels();
Lesson function_approximation();
Lesson gradient_1d();
Lesson kmeans();
Lesson linear_regression();
Lesson logistic_regression();
Lesson mnist();
Lesson mnist_cnn();
Lesson network_weights();
Lesson optimisers();
Lesson overfitting();
Lesson pca();
Lesson perceptron();
Lesson perceptron_hinge();
Lesson rate_schedules();
Lesson regularisation();
Lesson slope();
Lesson spiral();
Lesson tensors();
Lesson torch_mlp();
Lesson weight_angles();

/// All lessons, in the order of learning.
const std::vector<Lesson>& all();

/// A chapter of the book: its title and the name of the lesson that begins it.
struct Chapter {
  std::string_view title, first;
};

/// The chapters, in the order of learning; the first one begins with the first lesson.
const std::vector<Chapter>& chapters();

/// The chapter of one of the lessons of all().
const Chapter& chapter_of(const Lesson& lesson);

/// The lesson of that name; nullptr when there is none.
const Lesson* find(std::string_view name);

}  // namespace gradus::lessons
