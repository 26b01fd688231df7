#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/plot/figure.hpp"

namespace gradus::lessons {

struct MosaicOptions {
  int64_t columns = 8;
  std::vector<std::string> captions = {};  ///< markup above each picture; none if empty
  plot::ColorMap map = plot::ColorMap::greys;
  std::optional<double> min = {};  ///< the value at the map's start; the least of all if not given
  std::optional<double> max = {};  ///< the value at its end; the greatest of all if not given
  int width = 1000;                ///< of a whole figure, px
};

/// Pictures [n, h, w] side by side, row after row, in one plot.
void draw_mosaic(plot::Axes& axes, const Tensor& pictures, const MosaicOptions& options = {});

/// A figure of nothing else.
plot::Figure mosaic(const std::string& title, const Tensor& pictures, const MosaicOptions& options = {});

/// One training, as learning_figure() shows it.
struct LearningCurve {
  std::string label;
  int64_t steps_an_epoch = 1;
  std::vector<double> losses = {};         ///< one a step
  std::vector<double> test_accuracy = {};  ///< one an epoch
};

/// Left the losses of the steps, pale, with their running mean; right the test accuracy after each epoch,
/// where there were several.
plot::Figure learning_figure(const std::string& title, const std::vector<LearningCurve>& curves);

}  // namespace gradus::lessons
