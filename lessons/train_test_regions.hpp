#pragma once

#include <string>
#include <vector>

#include "gradus/plot/figure.hpp"
#include "gradus/view/model.hpp"
#include "lessons/labelled_set.hpp"

namespace gradus::lessons {

/// A figure of two panels, training and test points over the areas that a model gives them, each with the
/// share that is right in its title. The model gives [n, classes].
plot::Figure train_test_regions(const std::string& title, const LabelledSet& train, const LabelledSet& test,
                                const std::vector<std::string>& classes, const view::Model& model);

}  // namespace gradus::lessons
