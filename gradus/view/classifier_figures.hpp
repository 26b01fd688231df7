#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/metrics/classification.hpp"
#include "gradus/metrics/probability.hpp"
#include "gradus/plot/figure.hpp"
#include "gradus/view/model.hpp"

/// What classifiers do. Classes are whole numbers; `class_names` has one for each class, ascending, or for
/// each of 0, 1, ... An Error for shapes that do not fit, for numbers that are not finite, and for other
/// numbers of names.
///
///     plot::Figure figure = view::decision_regions(model, x, y, {.class_names = iris.target_names});
///     figure.axes().title = "what it has learned";
///     plot::write_image(figure, "regions.png");
///
/// Those of one plot can also be drawn into the axes of a larger figure, which come first then:
/// `view::decision_regions(figure.axes(0, 1), model, x, y)`.
namespace gradus::view {

struct DecisionRegionsOptions {
  std::string title = {};                         ///<
  std::vector<std::string> feature_names = {};    ///< of both columns
  std::vector<std::string> class_names = {};      ///<
  int resolution = 200;                           ///< places along each side, 2 to 2000
  double margin = 0.08;                           ///< beyond the points, in lengths of their range
  std::optional<Interval> x_range = {};           ///< of the first column, in place of the points' range
  std::optional<Interval> y_range = {};           ///< of the second column
  bool shade = true;                              ///< areas fade where the model is unsure
  bool points = true;                             ///< draws the rows
  bool mark_wrong = false;                        ///< crosses on the rows that the model takes for others
  plot::Legend legend = plot::Legend::automatic;  ///<
};

/// The class that a model gives to each place of the plane, and the rows x [n, 2] by their classes y [n]. The
/// shade is the probability of the class, from weak at 1 / classes to full at 1; models without probabilities
/// have even areas. An Error for more columns: choose two, and a model that learned from them.
plot::Figure decision_regions(const Model& model, const Tensor& x, const Tensor& y,
                              const DecisionRegionsOptions& options = {});
void decision_regions(plot::Axes& axes, const Model& model, const Tensor& x, const Tensor& y,
                      const DecisionRegionsOptions& options = {});

}  // namespace gradus::view
