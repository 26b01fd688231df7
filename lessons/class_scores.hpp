#pragma once

#include <string>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "lessons/numbers.hpp"

namespace gradus::lessons {

/// Precision, recall and F1 of predicted labels, weighted over all classes and for each, as the notebooks
/// lay them out: {"overall": {...}, "class": {name: {...}}}.
Json class_scores(const Tensor& truth, const Tensor& predicted, const std::vector<std::string>& classes);

}  // namespace gradus::lessons
