#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"

namespace gradus::learn {
class Classifier;
class Regressor;
}  // namespace gradus::learn

namespace gradus::nn {
class Layer;
}  // namespace gradus::nn

/// Pictures of learning: from data, models and histories to figures.
namespace gradus::view {

/// What the numbers of a net or a function mean where classes are asked for: [n, k] for k classes, [n] or
/// [n, 1] for two. Whole numbers [n] are always the classes themselves.
enum class Output : uint8_t {
  automatic,     ///< probabilities where a Sequential ends in Sigmoid or Softmax, else scores
  scores,        ///< softmax of a row, or the sigmoid of its one number, makes probabilities
  probabilities  ///< of each class, or of the second of two
};

/// What a model says of rows as classes.
struct ClassAnswer {
  std::vector<int64_t> labels;        ///< all classes there are, ascending
  std::vector<int64_t> places;        ///< of each row's class among the labels
  std::vector<double> probabilities;  ///< [rows * labels], row by row; empty where the model has none

  /// The probability of a row's own class; 1 where the model has none.
  double certainty(size_t row) const;
  /// The label that each row gets.
  std::vector<int64_t> given() const;
};

/// What speaks for classes, row by row.
struct ClassScores {
  std::vector<int64_t> labels;  ///< all classes there are, ascending
  Tensor values;                ///< [n, labels], or [n] for the second of two
};

/// What a figure may ask a model: a learner, a net, or a function of rows. Figures take it by value, so that
/// each of these can be handed to them as it is:
///
///     view::decision_regions(forest, x, y);                     // a learn::Classifier
///     view::decision_regions(net, x, y);                        // an nn::Layer, in eval() and NoGrad
///     view::decision_regions({net, view::Output::probabilities}, x, y);
///     view::decision_regions([&](const Tensor& rows) { return kmeans.predict(rows); }, x, y);
///
/// It refers to the learner or net, which must outlive it. A net is asked in the type of its parameters, and
/// all of its modules are then in the mode they were in, also after an Error; a function is asked in the type
/// it is given.
class Model {
 public:
  Model(const learn::Classifier& classifier);
  Model(const learn::Regressor& regressor);
  Model(nn::Layer& net, Output output = Output::automatic);
  template <class F>
  requires(!std::derived_from<std::remove_cvref_t<F>, Model> &&
           !std::derived_from<std::remove_cvref_t<F>, learn::Classifier> &&
           !std::derived_from<std::remove_cvref_t<F>, learn::Regressor> &&
           !std::derived_from<std::remove_cvref_t<F>, nn::Layer> &&
           std::is_invocable_r_v<Tensor, F&, const Tensor&>)
      Model(F function, Output output = Output::automatic)
      : ask_(std::move(function)), output_(output) {}

  /// What it returns for rows x [n, d], without gradients: predict() of a learner, which is the class of a
  /// Classifier. An Error in the name of `op` unless it has n rows.
  Tensor operator()(std::string_view op, const Tensor& x) const;

  /// One number for each row, finite: [n] or [n, 1] of what it returns.
  std::vector<double> numbers(std::string_view op, const Tensor& x) const;

  /// The class of each row. `known` are the labels that the data has, ascending: a net or a function with k
  /// columns tells 0 ... k-1, or these where they are k others. An Error for numbers that are not finite, for
  /// probabilities outside [0, 1], for known labels that the model does not have, and for a Regressor.
  ClassAnswer classes(std::string_view op, const Tensor& x, const std::vector<int64_t>& known) const;

  /// What speaks for each class: probabilities where it has them, else the decision_function() of a learner.
  /// An Error for what tells classes alone.
  ClassScores scores(std::string_view op, const Tensor& x, const std::vector<int64_t>& known) const;

 private:
  std::function<Tensor(const Tensor&)> ask_;
  const learn::Classifier* classifier_ = nullptr;
  bool is_regressor_ = false;
  Output output_ = Output::automatic;
};

/// The labels of k columns of scores: 0 ... k-1, or those known (ascending) where they are k others; an Error
/// in the name of `op` where they are neither.
std::vector<int64_t> labels_of_columns(std::string_view op, int64_t k, const std::vector<int64_t>& known);

/// From low to high, both included.
struct Interval {
  double low, high;
};

/// The interval of values, made wider by `margin` of its length at both ends; of one value, half a unit (or
/// more, where that is nothing beside it) to both sides. An Error in the name of `op` for no values, for
/// numbers that are not finite, and where the length is beyond float64.
Interval interval_of(std::string_view op, const std::vector<double>& values, double margin);

/// Evenly spaced places over an interval, both ends included: float64 [resolution]. An Error in the name of
/// `op` for no interval, and unless the resolution is 2 to 2000.
Tensor make_places(std::string_view op, const Interval& interval, int resolution);

/// The points of a regular grid, for heights, regions and contours: `model(op, grid.points)` has the order
/// that these traces take.
struct Grid {
  std::vector<double> x, y;  ///< coordinates, evenly spaced and rising
  Tensor points;             ///< [y.size() * x.size(), 2], x fastest
};

/// resolution x resolution places over two intervals, corners included. An Error in the name of `op` unless
/// the resolution is 2 to 2000.
Grid make_grid(std::string_view op, const Interval& x, const Interval& y, int resolution, DType type);

}  // namespace gradus::view
