#pragma once

#include <cstddef>
#include <string>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/nn/layers/convolution.hpp"
#include "gradus/nn/module.hpp"
#include "gradus/plot/figure.hpp"

/// What layers of pictures look for, and what they find.
namespace gradus::view {

struct FilterOptions {
  std::string title = {};
  size_t most = 64;   ///< of the pictures, the first
  bool color = true;  ///< filters of three channels as coloured pictures
  int width = 0;      ///< px; 0 chooses
};

/// The filters of a convolution: a picture for each, from blue for its most negative weight over white to
/// red. Filters of three channels are coloured pictures, their weights stretched to 0 ... 1; of others there
/// is a picture for each pair of output and input channel, the inputs of one output in a row.
///
///     plot::Figure figure = view::filters(dynamic_cast<nn::Conv2d&>(model[0]));
plot::Figure filters(const nn::Conv2d& layer, const FilterOptions& options = {});

struct FeatureMapOptions {
  std::string title = {};
  std::string layer = {};  ///< path of the layer to look at; the first convolution if empty
  size_t most = 32;        ///< of its channels, the first
  bool each = true;        ///< every channel from its least to its greatest number; else all on one scale
  bool input = true;       ///< the picture itself on the left
  int width = 0;           ///< px; 0 chooses
};

/// What a layer makes of one picture [channels, h, w], or [1, channels, h, w]: a picture for each channel
/// that comes out. An Error for a layer that is not there or does not give pictures.
plot::Figure feature_maps(nn::Layer& model, const Tensor& picture, const FeatureMapOptions& options = {});

}  // namespace gradus::view
