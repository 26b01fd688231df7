#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/plot/figure.hpp"
#include "gradus/view/model.hpp"

/// What models of numbers do. An Error for shapes that do not fit and for numbers that are not finite.
///
///     plot::Figure figure = view::fit(model, x, y, {.residuals = true});
///     plot::Figure way = view::error_surface(view::squared_error(x, y), {.path = path});
namespace gradus::view {

struct FitOptions {
  std::string title = {};                       ///<
  std::vector<std::string> feature_names = {};  ///< of the one or two columns
  std::string target_name = {};                 ///< of y; "$y$" if empty
  bool residuals = false;                       ///< a stick from each row to what is predicted for it
  int resolution = 0;                           ///< places along each side, 2 to 2000; 0: 400, or 40 for two
  double margin = 0.05;                         ///< beyond the points, in lengths of their range
  std::optional<Interval> x_range = {};         ///< of the first column, in place of the points' range
  std::optional<Interval> y_range = {};         ///< of the second column
  plot::Legend legend = plot::Legend::automatic;  ///<
};

/// A model of y [n] beside the rows that it is for: a line over one column x [n] or [n, 1], a surface over
/// two columns x [n, 2]. An Error for more columns.
plot::Figure fit(const Model& model, const Tensor& x, const Tensor& y, const FitOptions& options = {});

struct ResidualsOptions {
  std::string title = {};        ///<
  std::string target_name = {};  ///< of y; "$y$" if empty
};

/// Predicted against true numbers, and beside it what is left over: y_true and y_pred [n].
plot::Figure predicted_and_residuals(const Tensor& y_true, const Tensor& y_pred,
                                     const ResidualsOptions& options = {});
plot::Figure predicted_and_residuals(const Model& model, const Tensor& x, const Tensor& y,
                                     const ResidualsOptions& options = {});

/// An error by two coefficients.
using ErrorOfTwo = std::function<double(double first, double second)>;

/// The mean squared error of y = first + second x for one column x [n] or [n, 1], or of y = first x_1 +
/// second x_2 for two columns x [n, 2].
ErrorOfTwo squared_error(const Tensor& x, const Tensor& y);

struct ErrorSurfaceOptions {
  std::string title = {};               ///<
  std::string first_name = "$w_1$";     ///<
  std::string second_name = "$w_2$";    ///<
  std::string error_name = "error";     ///<
  Tensor path = {};                     ///< [k, 2]: where a descent went, from its start to its end
  std::optional<Interval> first = {};   ///< the range of the first coefficient; from the path if not given
  std::optional<Interval> second = {};  ///< likewise
  bool box = false;                     ///< a surface in three dimensions in place of contours
  int resolution = 80;                  ///< places along each side, 2 to 2000
  std::vector<double> levels = {};      ///< of the contours; closer where the error is low if empty
};

/// The error over two coefficients, with the way that a descent took. An Error without a path and ranges, and
/// where the error is nowhere finite.
plot::Figure error_surface(const ErrorOfTwo& error, const ErrorSurfaceOptions& options);

}  // namespace gradus::view
