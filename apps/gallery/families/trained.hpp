#pragma once

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/data/points.hpp"
#include "gradus/nn/layers.hpp"
#include "gradus/train/history.hpp"
#include "gradus/view/layer_recorder.hpp"
#include "gradus/view/loss_landscape.hpp"

// Networks that pictures of several families look at; each is trained once, when it is first asked for, and
// always in the same way.
namespace gradus::gallery {

/// Rows of two classes, one around the other, and a network of 2, 4, 3 and 2 units that learned to tell them
/// apart.
struct Circles {
  nn::Sequential model;
  Tensor x, y;
  train::History history;
  view::LayerRecorder recorder;
  view::WeightPath path;

  Circles();

 private:
  Circles(const data::Points& rows, const data::Points& valid);
};
Circles& circles();

/// Pictures of bars in four directions, and a convolutional network that learned to name the direction.
struct BarPictures {
  nn::Sequential model;
  Tensor x, y;

  BarPictures();
};
BarPictures& bar_pictures();

}  // namespace gradus::gallery
