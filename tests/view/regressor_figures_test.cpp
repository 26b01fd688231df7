// Pictures of models of numbers.
#include "gradus/view/regressor_figures.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/learn/linear_regression.hpp"
#include "gradus/plot/html.hpp"
#include "tests/message_of.hpp"

namespace gradus::view {
namespace {

using Numbers = std::vector<double>;

Tensor numbers(const Numbers& values) { return from_data(values, {std::ssize(values)}); }

/// y = 3 x - 1 with a residual of 1 in the second row.
const Tensor& places() {
  static const Tensor x = numbers({0, 1, 2});
  return x;
}
const Tensor& targets() {
  static const Tensor y = numbers({-1, 3, 5});
  return y;
}
Tensor slope(const Tensor& x) { return 3 * x - 1; }

template <class Trace>
const Trace& trace(const plot::Axes& axes, size_t index) {
  return std::get<Trace>(axes.traces.at(index));
}

TEST(ViewFit, IsALineOverOneColumn) {
  const plot::Figure figure =
      fit(slope, places(), targets(),
          {.target_name = "$", .residuals = true, .resolution = 5, .x_range = Interval{-1, 3}});
  const plot::Axes& axes = figure.axes();
  ASSERT_EQ(axes.traces.size(), 3U);
  EXPECT_EQ(trace<plot::Line>(axes, 1).x, (Numbers{-1, 0, 1, 2, 3}));
  EXPECT_EQ(trace<plot::Line>(axes, 1).y, (Numbers{-4, -1, 2, 5, 8}));
  EXPECT_EQ(trace<plot::Scatter>(axes, 2).y, (Numbers{-1, 3, 5}));
  const auto& sticks = trace<plot::Line>(axes, 0);
  ASSERT_EQ(sticks.y.size(), 9U);
  EXPECT_EQ(sticks.y[3], 3);  // from the row
  EXPECT_EQ(sticks.y[4], 2);  // to what is predicted
  EXPECT_TRUE(std::isnan(sticks.y[5]));
  EXPECT_EQ(sticks.x[4], 1);
  EXPECT_EQ(axes.x.label, "$x$");
  EXPECT_EQ(axes.y.label, "$$");
}

TEST(ViewFit, IsASurfaceOverTwoColumns) {
  const Tensor x = from_data(Numbers{0, 0, 1, 0, 0, 2, 3, 2}, {4, 2});
  learn::LinearRegression model;
  model.fit(x, numbers({1, 3, -1, 5}));  // 1 + 2 a - b
  const plot::Figure figure = fit(model, x, numbers({1, 3, -1, 6}), {.residuals = true, .resolution = 3});
  const plot::Axes3D& axes = figure.axes3d();
  ASSERT_EQ(axes.traces.size(), 3U);
  const auto& surface = std::get<plot::Surface>(axes.traces[0]);
  for (size_t i = 0; i < 9; ++i) {
    EXPECT_NEAR(surface.z[i], 1 + 2 * surface.x[i % 3] - surface.y[i / 3], 1e-12);
  }
  const auto& sticks = std::get<plot::Line3D>(axes.traces[1]);
  EXPECT_EQ(sticks.z[9], 6);
  EXPECT_NEAR(sticks.z[10], 5, 1e-12);
  EXPECT_EQ(std::get<plot::Scatter3D>(axes.traces[2]).z, (Numbers{1, 3, -1, 6}));
}

TEST(ViewResiduals, AreTrueLessPredicted) {
  const auto model = [](const Tensor& x) { return 2 * x; };
  for (const plot::Figure& figure :
       {predicted_and_residuals(targets(), numbers({0, 2, 4}), {.target_name = "price"}),
        predicted_and_residuals(model, places(), targets(), {.target_name = "price"})}) {
    EXPECT_EQ(trace<plot::Scatter>(figure.axes(0, 0), 1).x, (Numbers{-1, 3, 5}));
    EXPECT_EQ(trace<plot::Scatter>(figure.axes(0, 0), 1).y, (Numbers{0, 2, 4}));
    EXPECT_EQ(trace<plot::Scatter>(figure.axes(0, 1), 1).y, (Numbers{-1, 1, 1}));
    EXPECT_EQ(figure.axes(0, 1).x.label, "price, predicted");
  }
}

TEST(SquaredError, IsTheMeanOverRows) {
  const ErrorOfTwo line = squared_error(places(), targets());
  EXPECT_NEAR(line(-1, 3), 1.0 / 3, 1e-15);
  EXPECT_NEAR(line(0, 0), 35.0 / 3, 1e-14);
  const Tensor x = from_data(Numbers{1, 2, 3, 4}, {2, 2});
  EXPECT_NEAR(squared_error(x, numbers({0, 1}))(1, -1), (1 + 4) / 2.0, 1e-15);
  learn::LinearRegression model;
  model.fit(places().reshape({3, 1}), targets());
  const double best = line(model.intercept().item(), model.coef().item());
  for (const double step : {-0.1, 0.1}) {
    EXPECT_GT(line(model.intercept().item() + step, model.coef().item()), best);
    EXPECT_GT(line(model.intercept().item(), model.coef().item() + step), best);
  }
}

double bowl(double a, double b) { return a * a + 4 * b * b; }

TEST(ErrorSurface, ShowsTheErrorAndTheWay) {
  const Tensor path = from_data(Numbers{4, 2, 2, 1, 0, 0}, {3, 2});
  const plot::Figure figure = error_surface(bowl, {.first_name = "$b$", .path = path, .resolution = 6});
  const plot::Axes& axes = figure.axes();
  const auto& heights = trace<plot::Contours>(axes, 0);
  EXPECT_EQ(heights.x.front(), -1);  // a quarter of the way beyond it
  EXPECT_EQ(heights.x.back(), 5);
  EXPECT_EQ(heights.y.back(), 2.5);
  for (size_t i = 0; i < 36; ++i) EXPECT_EQ(heights.z[i], bowl(heights.x[i % 6], heights.y[i / 6]));
  EXPECT_TRUE(std::is_sorted(heights.options.levels.begin(), heights.options.levels.end()));
  EXPECT_EQ(trace<plot::Line>(axes, 1).x, (Numbers{4, 2, 0}));
  EXPECT_EQ(trace<plot::Line>(axes, 1).y, (Numbers{2, 1, 0}));
  EXPECT_EQ(trace<plot::Scatter>(axes, 2).x, (Numbers{4}));
  EXPECT_EQ(trace<plot::Scatter>(axes, 3).x, (Numbers{0}));
  EXPECT_EQ(axes.x.label, "$b$");
}

TEST(ErrorSurface, MayBeABox) {
  const Tensor path = from_data(Numbers{4, 2, 0, 0}, {2, 2});
  const plot::Figure figure =
      error_surface(bowl, {.path = path, .first = Interval{-5, 5}, .second = Interval{-3, 3}, .box = true});
  const plot::Axes3D& axes = figure.axes3d();
  EXPECT_EQ(std::get<plot::Surface>(axes.traces.at(0)).x.front(), -5);
  EXPECT_EQ(std::get<plot::Line3D>(axes.traces.at(1)).z, (Numbers{32, 0}));
}

TEST(ErrorSurface, MayBeLevelOrHaveHoles) {
  const Interval unit{0, 1};
  const ErrorOfTwo errors[] = {
      [](double, double) { return 3.0; },
      [](double a, double) { return 1 + 1e-16 * a; },
      [](double a, double) { return 1 + 4e-16 * a; },
      [](double a, double b) { return 1 / (a - b); },  // infinite along the diagonal
      [](double a, double) { return a < 0.5 ? std::nan("") : a; },
  };
  for (const ErrorOfTwo& error : errors) {
    for (const bool box : {false, true}) {
      const plot::Figure figure =
          error_surface(error, {.first = unit, .second = unit, .box = box, .resolution = 9});
      EXPECT_NE(plot::plotly_json(figure).find("\"data\""), std::string::npos);
    }
  }
}

TEST(RegressorFigures, AllBecomePages) {
  const Interval unit{0, 1};
  for (const plot::Figure& figure :
       {fit(slope, places(), targets()), predicted_and_residuals(slope, places(), targets()),
        error_surface(bowl, {.first = unit, .second = unit}),
        error_surface(bowl, {.path = zeros({1, 2}), .box = true})}) {
    EXPECT_NE(plot::plotly_json(figure).find("\"data\""), std::string::npos);
  }
}

TEST(RegressorFigures, WhatDoesNotFitIsAnError) {
  EXPECT_EQ(message_of([] {
              fit(slope, zeros({2, 3}), zeros({2}));
            }),
            "fit: x must have one or two columns, got (2, 3); choose two of them and a model that learned "
            "from these");
  EXPECT_EQ(message_of([] { fit(slope, places(), zeros({2})); }),
            "fit: y must have one number for each of 3 rows, got (2,)");
  EXPECT_EQ(message_of([] { fit(slope, places(), targets(), {.resolution = 1}); }),
            "fit: resolution = 1 must be 2 to 2000");
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(message_of([&] {
              predicted_and_residuals(targets(), numbers({1, nan, 2}));
            }),
            "predicted_and_residuals: y_pred holds nan in row 1 (counted from 0)");
  EXPECT_EQ(message_of([] { error_surface(bowl, {}); }),
            "error_surface: give a path, or the range .first = {low, high}");
  EXPECT_EQ(message_of([] {
              error_surface(bowl, {.path = zeros({4, 3})});
            }),
            "error_surface: path must have 2 columns, got (4, 3); each row is a place of the two "
            "coefficients");
  const Interval unit{0, 1};
  EXPECT_EQ(message_of([&] {
              error_surface([](double, double) { return std::nan(""); }, {.first = unit, .second = unit});
            }),
            "error_surface: the error is nowhere finite");
  EXPECT_EQ(message_of([&] { error_surface(nullptr, {.first = unit, .second = unit}); }),
            "error_surface: there is no error to be drawn");
  EXPECT_EQ(message_of([] {
              squared_error(zeros({2, 3}), zeros({2}));
            }),
            "squared_error: x must have one or two columns, got (2, 3)");
}

}  // namespace
}  // namespace gradus::view
