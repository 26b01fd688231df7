#pragma once

#include <functional>
#include <string>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/plot/figure.hpp"

namespace gradus::lessons {

/// Points and labels as a model takes them.
struct LabelledSet {
  Tensor x;  ///< float32 [n, 2], standardised
  Tensor y;  ///< int64 [n]
};

/// The class (int64 [n]) that a model gives to each point (float32 [n, 2]).
using Classify = std::function<Tensor(const Tensor& points)>;

/// Points of several classes with the areas that a model gives them behind.
struct RegionPanel {
  std::string title;
  Tensor x;  ///< [n, 2]
  Tensor y;  ///< int64 [n]
};

/// A figure of two panels, training and test points, each with the share that is right in its title.
plot::Figure train_test_regions(const std::string& title, const LabelledSet& train, const LabelledSet& test,
                                const std::vector<std::string>& classes, const Classify& classify);

/// The points x [n, 2] of each class y in its colour and marker.
void scatter_classes(plot::Axes& axes, const Tensor& x, const Tensor& y,
                     const std::vector<std::string>& classes);

/// Draws one panel: 101 x 101 places a tenth beyond the points are classified.
void draw_regions(plot::Axes& axes, const RegionPanel& panel, const std::vector<std::string>& classes,
                  const Classify& classify);

/// How many examples of each class (rows) were taken for which (columns).
void draw_confusion(plot::Axes& axes, const Tensor& truth, const Tensor& predicted,
                    const std::vector<std::string>& classes);

}  // namespace gradus::lessons
