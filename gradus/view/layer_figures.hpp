#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/nn/module.hpp"
#include "gradus/plot/figure.hpp"
#include "gradus/view/classifier_figures.hpp"

/// What the layers of a network make of points. Classes y [n] are whole numbers; without y all points look
/// alike.
namespace gradus::view {

struct LayerPointsOptions {
  std::string title = {};
  std::vector<std::string> class_names = {};
  int principal = 2;  ///< to how many principal components layers of more than three units come down: 2, 3
  size_t most_plots = 12;  ///< of deeper models the first, the last, and layers evenly between
  int across = 4;          ///< plots side by side
};

/// How each layer moves the points: a plot of the rows x, of what comes into each layer with weights but the
/// first, and of what the model gives. Up to three units are shown as they are (one along a line, the points
/// scattered beside it), more by their principal components.
///
///     plot::Figure figure = view::layer_points(model, x, y);
plot::Figure layer_points(nn::Layer& model, const Tensor& x, const Tensor& y = {},
                          const LayerPointsOptions& options = {});

struct HiddenActivationsOptions {
  std::string title = {};
  std::vector<std::string> class_names = {};
  int64_t layer = 0;      ///< which hidden layer, from 1; 0 takes the first of three units or more
  size_t most_plots = 9;  ///< of more triples that many, evenly picked
};

/// The points in the space of each triple of units of a hidden layer, a box each; of layers wider than 40
/// the first 40 units take part. An Error for a layer of fewer than three units, and for a number that there
/// is not.
plot::Figure hidden_activations(nn::Layer& model, const Tensor& x, const Tensor& y = {},
                                const HiddenActivationsOptions& options = {});

struct HiddenLinesOptions {
  DecisionRegionsOptions regions = {};  ///< of the plot behind the lines
  size_t most_units = 30;               ///< of more units the first
  bool arrows = true;                   ///< to the side where a unit's sum is positive
};

/// Decision regions of a model of two columns, and over them for each unit of its first layer, which is
/// Linear, the line w x + b = 0 where its sum changes sign. An Error for another first layer.
plot::Figure hidden_unit_lines(nn::Layer& model, const Tensor& x, const Tensor& y,
                               const HiddenLinesOptions& options = {});

}  // namespace gradus::view
