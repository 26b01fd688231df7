#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gradus/base/dtype.hpp"
#include "gradus/base/shape.hpp"
#include "gradus/nn/module.hpp"
#include "gradus/plot/figure.hpp"

namespace gradus::view {

struct ArchitectureOptions {
  std::string title = {};
  int64_t most_units = 12;  ///< of a layer that are drawn, 2 or more; of wider ones the first and the last
  bool weights = true;      ///< weights as width and colour of the lines between units; else all alike
  bool values = false;      ///< writes weights and biases beside lines and units, of small networks
  std::vector<std::string> inputs = {}, outputs = {};  ///< names of the first and the last units, markup
  std::optional<DType> dtype = {};  ///< of the input; that of the first parameter if not given
  int width = 0, height = 0;        ///< px; 0 chooses
};

/// A diagram of a model for inputs of this shape, without the dimension of rows: {2}, {1, 28, 28}.
///
/// Where all its layers with weights are Linear and follow each other, units are circles, and lines between
/// them show the weights: the wider and stronger the larger beside the largest of the layer, red for positive
/// and blue for negative ones. Other models are drawn as blocks whose height, depth and length grow with what
/// comes out of each layer, with its shape and count of parameters; they stand in the order in which they
/// run. Where numbers go past some of them, as in residual networks, a line goes around, and joins the others
/// in a circle with a plus where they are added; this is told from the numbers that layers get and give.
///
///     plot::write_image(view::architecture(model, {2}), "model.png");
///
/// It runs the model once on made-up numbers, or zeros where it takes whole ones. An Error for an input that
/// does not fit, and for options that do not.
plot::Figure architecture(nn::Layer& model, const Shape& input, const ArchitectureOptions& options = {});

}  // namespace gradus::view
