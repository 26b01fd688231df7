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
/// decision_regions(), probability_surface() and confusion() can also draw into the axes of a larger figure,
/// which come first then:
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

struct ProbabilitySurfaceOptions {
  std::string title = {};                       ///<
  std::vector<std::string> feature_names = {};  ///< of both columns
  std::vector<std::string> class_names = {};    ///<
  std::optional<int64_t> of_class = {};  ///< the label whose probability is shown; none: the larger one of
                                         ///< two, or all classes of more, each in its colour
  int resolution = 100;                  ///< places along each side, 2 to 2000
  double margin = 0.08;                  ///< beyond the points, in lengths of their range
  std::optional<Interval> x_range = {};  ///< of the first column, in place of the points' range
  std::optional<Interval> y_range = {};  ///< of the second column
  bool points = true;                    ///< draws the rows
  bool half = false;                     ///< draws the plane of probability 1/2
  plot::Legend legend = plot::Legend::automatic;  ///<
};

/// The probability of a class over the plane of two features, with the rows x [n, 2] at 1 where their class y
/// [n] is the one and at 0 elsewhere; of several classes each row is at the probability of its own, and
/// surfaces end at 0.01. An Error for a model without probabilities.
plot::Figure probability_surface(const Model& model, const Tensor& x, const Tensor& y,
                                 const ProbabilitySurfaceOptions& options = {});
void probability_surface(plot::Axes3D& axes, const Model& model, const Tensor& x, const Tensor& y,
                         const ProbabilitySurfaceOptions& options = {});

struct ConfusionOptions {
  std::string title = {};                                   ///<
  std::vector<std::string> class_names = {};                ///<
  metrics::Normalize normalize = metrics::Normalize::none;  ///< shares in place of counts
};

/// How many rows of each class (down) were taken for which (across): y_true and y_pred [n].
plot::Figure confusion(const Tensor& y_true, const Tensor& y_pred, const ConfusionOptions& options = {});
plot::Figure confusion(const Model& model, const Tensor& x, const Tensor& y,
                       const ConfusionOptions& options = {});
void confusion(plot::Axes& axes, const Tensor& y_true, const Tensor& y_pred,
               const ConfusionOptions& options = {});
void confusion(plot::Axes& axes, const Model& model, const Tensor& x, const Tensor& y,
               const ConfusionOptions& options = {});

struct ScoreCurveOptions {
  std::string title = {};                         ///<
  std::vector<std::string> class_names = {};      ///<
  plot::Legend legend = plot::Legend::automatic;  ///<
};

/// The receiver operating characteristic with the area under it: of the larger of two classes y_true [n] by
/// scores [n] or [n, 2], or of each of k classes against the rest by scores [n, k]. Classes that no row has,
/// or all have, are left out; an Error where that leaves none.
plot::Figure roc(const Tensor& y_true, const Tensor& y_score, const ScoreCurveOptions& options = {});
/// By the model's probabilities, else by its decision_function().
plot::Figure roc(const Model& model, const Tensor& x, const Tensor& y, const ScoreCurveOptions& options = {});

/// Precision against recall with the average precision, for the same scores; dotted is what chance reaches,
/// the share of the class.
plot::Figure precision_recall(const Tensor& y_true, const Tensor& y_score,
                              const ScoreCurveOptions& options = {});
plot::Figure precision_recall(const Model& model, const Tensor& x, const Tensor& y,
                              const ScoreCurveOptions& options = {});

struct CalibrationFigureOptions {
  std::string title = {};                                         ///<
  std::vector<std::string> class_names = {};                      ///<
  int64_t n_bins = 10;                                            ///< 1 to 1000
  metrics::BinStrategy strategy = metrics::BinStrategy::uniform;  ///< of the curve's bins
  plot::Legend legend = plot::Legend::automatic;                  ///<
};

/// The reliability diagram: how often what was predicted with about this probability came true, and below how
/// many rows have such a probability. Probabilities [n] or [n, k] as for roc().
plot::Figure calibration(const Tensor& y_true, const Tensor& y_prob,
                         const CalibrationFigureOptions& options = {});
plot::Figure calibration(const Model& model, const Tensor& x, const Tensor& y,
                         const CalibrationFigureOptions& options = {});

}  // namespace gradus::view
