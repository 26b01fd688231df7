#pragma once

#include <span>
#include <string>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/learn/table/training.hpp"
#include "gradus/plot/figure.hpp"

/// Pictures of models of tables.
namespace gradus::view {

/// How much each feature moves the outcome: coefficient times the feature's spread, largest on top, at most
/// `most` of them.
plot::Figure effects(const learn::LinearTerms& terms, std::span<const double> spread, size_t most = 20);

/// A figure for a page.
struct NamedFigure {
  std::string id, caption;
  plot::Figure figure;
};

/// What there is to see of a training, the most important first.
std::vector<NamedFigure> training_figures(const learn::TableTraining& training);

}  // namespace gradus::view
