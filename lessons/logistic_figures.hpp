#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/plot/animation.hpp"

namespace gradus::lessons {

/// Two measurements of each tumour from 0 to 1, worst concave points and worst perimeter.
struct Tumours {
  Tensor x;                          ///< float64 [n, 2]
  Tensor y;                          ///< int64 [n], places in `classes`
  std::vector<std::string> classes;  ///< malignant, benign
};

/// What a training of logistic regression showed.
struct LogisticCourse {
  std::vector<double> epochs, losses;  ///< of as many epochs as a curve needs

  /// The model after an epoch that the notebook shows.
  struct Moment {
    int64_t epoch;
    size_t losses;  ///< that the curve had by then
    std::array<double, 2> w;
    double b;
  };
  std::vector<Moment> moments;
};

/// The probability of class 1 of each row of x [n, 2].
Tensor logistic_probabilities(const Tensor& x, const std::array<double, 2>& w, double b);

plot::Figure tumours_figure(const Tumours& data);

/// A curve over z.
plot::Figure curve_figure(const std::string& title, const std::string& label, const Tensor& z,
                          const Tensor& heights);

/// The sigmoid's derivative by autograd, of all places at once and of each alone, and how far both are from
/// the one by hand.
plot::Figure derivatives_figure(const Tensor& z, const Tensor& by_hand, const Tensor& elementwise,
                                const Tensor& one_by_one);

/// Left the losses over the least one there is, right the probabilities as a surface, with what is true and
/// what is said of each tumour.
plot::Animation logistic_animation(const Tumours& data, const LogisticCourse& as_published,
                                   const LogisticCourse& corrected, double least);

}  // namespace gradus::lessons
