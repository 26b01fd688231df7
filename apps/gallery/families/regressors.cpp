#include "apps/gallery/families/families.hpp"
#include "apps/gallery/families/numbers.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/learn/linear_regression.hpp"
#include "gradus/learn/neighbors.hpp"
#include "gradus/view/regressor_figures.hpp"

// What models of numbers do.
namespace gradus::gallery {
namespace {

struct Rows {
  Tensor x, y;
};

/// y = 2 x + 1 with noise, of which the gradient's descent below learns the two numbers.
Rows along_a_line() {
  random::NumpyRandom rng(21);
  const std::vector<double> x = rng.uniform(-2, 2, 40);
  return {from_data(x, {40, 1}),
          from_data(each(x, [&](double v) { return 2 * v + 1 + 0.5 * rng.randn(); }), {40})};
}

Rows over_a_plane() {
  random::NumpyRandom rng(22);
  const std::vector<double> x = rng.uniform(-2, 2, 120);
  std::vector<double> y;
  for (size_t i = 0; i < 60; ++i)
    y.push_back(std::sin(1.5 * x[2 * i]) + 0.4 * x[2 * i + 1] + 0.1 * rng.randn());
  return {from_data(x, {60, 2}), from_data(y, {60})};
}

Drawing line() {
  const Rows rows = along_a_line();
  learn::LinearRegression model;
  model.fit(rows.x, rows.y);
  return view::fit(model, rows.x, rows.y, {.title = "A line through noise", .residuals = true});
}

Drawing surface() {
  const Rows rows = over_a_plane();
  learn::KNeighborsRegressor model({.n_neighbors = 6});
  model.fit(rows.x, rows.y);
  return view::fit(model, rows.x, rows.y, {.title = "Six neighbours", .residuals = true});
}

Drawing residuals() {
  const Rows rows = over_a_plane();
  learn::LinearRegression model;
  model.fit(rows.x, rows.y);
  return view::predicted_and_residuals(model, rows.x, rows.y, {.title = "A plane is too simple here"});
}

/// The way of gradient descent on the mean squared error.
Tensor descent(const Rows& rows) {
  const std::vector<double> x = rows.x.to_vector(), y = rows.y.to_vector();
  double bias = -2, slope = -1;
  std::vector<double> path;
  for (int step = 0; step <= 40; ++step) {
    path.insert(path.end(), {bias, slope});
    double down_bias = 0, down_slope = 0;
    for (size_t i = 0; i < x.size(); ++i) {
      const double rest = bias + slope * x[i] - y[i];
      down_bias += 2 * rest / static_cast<double>(x.size());
      down_slope += 2 * rest * x[i] / static_cast<double>(x.size());
    }
    bias -= 0.07 * down_bias;
    slope -= 0.07 * down_slope;
  }
  return from_data(path, {41, 2});
}

Drawing error_surface(bool box) {
  const Rows rows = along_a_line();
  return view::error_surface(view::squared_error(rows.x, rows.y), {.title = "The way to the least error",
                                                                   .first_name = "intercept",
                                                                   .second_name = "slope",
                                                                   .path = descent(rows),
                                                                   .box = box});
}

}  // namespace

Family regressors() {
  return {
      "Regression",
      {{"fit", "view::fit: a model beside its rows, with what is left over.", line},
       {"fit-surface", "The same over two columns.", surface},
       {"residuals", "view::predicted_and_residuals: what a model leaves over.", residuals},
       {"error-contours", "view::error_surface: an error over two coefficients, with the way of a descent.",
        [] { return error_surface(false); }},
       {"error-surface", "The same as a surface.", [] { return error_surface(true); }}}};
}

}  // namespace gradus::gallery
