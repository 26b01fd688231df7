// Pictures of data: their numbers, names and looks.
#include "gradus/view/data_figures.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "gradus/core/ops/creation.hpp"
#include "gradus/plot/html.hpp"
#include "tests/message_of.hpp"

namespace gradus::view {
namespace {

using Labels = std::vector<int64_t>;
using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;

Tensor labels(const Labels& values) { return from_data(values, {std::ssize(values)}); }

/// Five rows of three columns.
const Tensor& rows() {
  static const Tensor x = from_data(Numbers{0, 10, 5, 1, 12, 5, 2, 11, 5, 3, 15, 5, 4, 20, 5}, {5, 3});
  return x;
}

const Tensor& kinds() {
  static const Tensor y = labels({0, 1, 0, 1, 1});
  return y;
}

template <class Trace>
const Trace& trace(const plot::Axes& axes, size_t index) {
  return std::get<Trace>(axes.traces.at(index));
}

TEST(ScatterByClass, ShowsTheChosenColumns) {
  const plot::Figure figure = scatter_by_class(
      rows(), kinds(),
      {.title = "t", .columns = {1, 0}, .feature_names = {"a", "b_", "c"}, .class_names = {"no", "yes"}});
  const plot::Axes& axes = figure.axes();
  ASSERT_EQ(axes.traces.size(), 2U);
  EXPECT_EQ(trace<plot::Scatter>(axes, 0).x, (Numbers{10, 11}));
  EXPECT_EQ(trace<plot::Scatter>(axes, 0).y, (Numbers{0, 2}));
  EXPECT_EQ(trace<plot::Scatter>(axes, 1).x, (Numbers{12, 15, 20}));
  EXPECT_EQ(trace<plot::Scatter>(axes, 1).options.label, "yes");
  EXPECT_NE(trace<plot::Scatter>(axes, 0).options.color, trace<plot::Scatter>(axes, 1).options.color);
  EXPECT_NE(trace<plot::Scatter>(axes, 0).options.marker, trace<plot::Scatter>(axes, 1).options.marker);
  EXPECT_EQ(axes.x.label, "b_");
  EXPECT_EQ(axes.title, "t");
}

TEST(ScatterByClass, ThreeColumnsMakeABox) {
  const plot::Figure figure = scatter_by_class(rows(), kinds(), {.columns = {0, 1, 2}});
  ASSERT_TRUE(figure.is_3d());
  EXPECT_EQ(std::get<plot::Scatter3D>(figure.axes3d().traces.at(1)).y, (Numbers{12, 15, 20}));
  EXPECT_EQ(figure.axes3d().z.label, "$x_{3}$");
}

TEST(ScatterByClass, ClassesAreNotNeeded) {
  const plot::Figure figure = scatter_by_class(rows());
  ASSERT_EQ(figure.axes().traces.size(), 1U);
  EXPECT_EQ(trace<plot::Scatter>(figure.axes(), 0).x.size(), 5U);
  EXPECT_EQ(trace<plot::Scatter>(figure.axes(), 0).options.label, "");
}

TEST(ScatterByClass, ClassesWithoutRowsAreLeftOut) {
  const plot::Figure figure =
      scatter_by_class(rows(), labels({0, 2, 2, 0, 0}), {.class_names = {"a", "b", "c"}});
  ASSERT_EQ(figure.axes().traces.size(), 2U);
  EXPECT_EQ(trace<plot::Scatter>(figure.axes(), 1).options.label, "c");
  EXPECT_EQ(trace<plot::Scatter>(figure.axes(), 1).options.color, plot::cycle_color(2));
}

TEST(Distributions, ClassesShareTheirBins) {
  const plot::Figure figure = distributions(rows(), kinds(), {.bins = 2});
  const plot::Axes& axes = figure.axes(0, 1);  // of the second column, from 10 to 20
  const auto first = plot::bins_of(trace<plot::Histogram>(axes, 0));
  const auto second = plot::bins_of(trace<plot::Histogram>(axes, 1));
  EXPECT_EQ(first.edges, (Numbers{10, 15, 20}));
  EXPECT_EQ(second.edges, first.edges);
  EXPECT_EQ(first.heights, (Numbers{2, 0}));
  EXPECT_EQ(second.heights, (Numbers{1, 2}));
  EXPECT_EQ(axes.legend, plot::Legend::right);
  EXPECT_EQ(figure.axes(0, 0).legend, plot::Legend::none);
  EXPECT_TRUE(figure.axes(1, 1).hidden);  // three columns in a grid of four

  const plot::Figure dense = distributions(rows(), kinds(), {.bins = 2, .density = true});
  EXPECT_EQ(plot::bins_of(trace<plot::Histogram>(dense.axes(0, 1), 0)).heights, (Numbers{.2, 0}));
}

TEST(Distributions, BoxesHaveTheClassesQuartiles) {
  const plot::Figure figure =
      distributions(rows(), labels({0, 2, 0, 2, 2}), {.class_names = {"a", "b", "c"}, .box = true});
  const plot::Axes& axes = figure.axes(0, 1);
  ASSERT_EQ(axes.traces.size(), 2U);  // no row is of b
  const auto& box = trace<plot::BoxPlot>(axes, 1);
  EXPECT_EQ(box.at, 2);
  EXPECT_EQ(plot::figures_of(box).median, 15);
  EXPECT_EQ(axes.x.tick_labels, (Texts{"a", "b", "c"}));
}

TEST(Distributions, AVectorIsOneColumn) {
  const plot::Figure figure = distributions(rows().select(1, 0));
  EXPECT_EQ(figure.options().columns, 1);
  EXPECT_EQ(figure.axes().x.label, "$x$");
  EXPECT_EQ(trace<plot::Histogram>(figure.axes(), 0).values, (Numbers{0, 1, 2, 3, 4}));
}

TEST(Correlation, IsPearsons) {
  const plot::Figure figure = correlation(rows(), {.feature_names = {"a", "b", "c"}});
  const auto& cells = trace<plot::Heatmap>(figure.axes(), 0);
  ASSERT_EQ(cells.values.size(), 9U);
  // cov(a, b) = 4.6, var(a) = 2, var(b) = 13.04 for all five rows, by hand.
  const double expected = 4.6 / std::sqrt(2 * 13.04);
  EXPECT_NEAR(cells.values[1], expected, 1e-14);
  EXPECT_NEAR(cells.values[3], expected, 1e-14);
  EXPECT_EQ(cells.values[0], 1);
  for (const size_t cell : {2U, 5U, 6U, 7U, 8U}) {  // c is 5 everywhere
    EXPECT_TRUE(std::isnan(cells.values[cell])) << cell;
  }
  EXPECT_EQ(cells.options.min, -1);
  EXPECT_EQ(cells.options.max, 1);
  EXPECT_EQ(cells.options.row_labels, (Texts{"a", "b", "c"}));
  EXPECT_TRUE(cells.options.numbers);

  const Tensor large = from_data(Numbers{1e200, -1e200, 3e200, -3e200, 2e200, -2e200}, {3, 2});
  EXPECT_NEAR(trace<plot::Heatmap>(correlation(large).axes(), 0).values[1], -1, 1e-14);
}

TEST(PairPlot, HasHistogramsOnTheDiagonalAndPointsBeside) {
  const plot::Figure figure = pair_plot(rows(), kinds(), {.class_names = {"no", "yes"}, .bins = 2});
  EXPECT_EQ(figure.options().rows, 3);
  const auto& points = trace<plot::Scatter>(figure.axes(1, 0), 1);  // b up, a across
  EXPECT_EQ(points.x, (Numbers{1, 3, 4}));
  EXPECT_EQ(points.y, (Numbers{12, 15, 20}));
  const auto& mirrored = trace<plot::Scatter>(figure.axes(0, 1), 1);
  EXPECT_EQ(mirrored.x, points.y);
  EXPECT_EQ(mirrored.y, points.x);
  EXPECT_EQ(plot::bins_of(trace<plot::Histogram>(figure.axes(1, 1), 1)).heights, (Numbers{1, 2}));
  EXPECT_EQ(figure.axes(0, 2).legend, plot::Legend::right);
  EXPECT_EQ(figure.axes(2, 1).x.label, "$x_{2}$");
  EXPECT_EQ(figure.axes(1, 0).y.label, "$x_{2}$");
  EXPECT_EQ(figure.axes(1, 1).y.label, "");
  EXPECT_EQ(figure.axes(0, 1).x.min, figure.axes(2, 1).x.min);
}

TEST(PairPlot, ACornerLeavesTheUpperTriangleOut) {
  const plot::Figure figure = pair_plot(rows(), kinds(), {.corner = true});
  EXPECT_TRUE(figure.axes(0, 1).hidden);
  EXPECT_TRUE(figure.axes(0, 1).traces.empty());
  EXPECT_EQ(figure.axes(2, 0).traces.size(), 2U);
  EXPECT_EQ(figure.axes(0, 2).legend, plot::Legend::top_right);
}

TEST(DataFigures, AllBecomePagesAlsoForTwoRows) {
  const Tensor x = from_data(Numbers{0, 1, 0, 3}, {2, 2}), y = labels({4, 9});
  for (const plot::Figure& figure :
       {scatter_by_class(x, y), distributions(x, y), distributions(x, y, {.box = true}), pair_plot(x, y),
        pair_plot(x, y, {.corner = true}), pair_plot(x), correlation(x), scatter_by_class(rows())}) {
    EXPECT_NE(plot::plotly_json(figure).find("\"data\""), std::string::npos);
  }
}

TEST(DataFigures, WhatDoesNotFitIsAnError) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(message_of([&] {
              distributions(from_data(Numbers{0, nan}, {2}));
            }),
            "distributions: x holds nan in row 1 (counted from 0)");
  EXPECT_EQ(message_of([&] {
              distributions(zeros({2, 61}));
            }),
            "distributions: x has 61 columns, more than 60; choose some by index_select(x, 1, ...)");
  EXPECT_EQ(message_of([&] { distributions(rows(), {.bins = -1}); }),
            "distributions: bins = -1 must be 0 to 1000");
  EXPECT_EQ(message_of([&] {
              pair_plot(zeros({3, 9}));
            }),
            "pair_plot: x must have 2 to 8 columns, got (3, 9); choose some by index_select(x, 1, ...)");
  EXPECT_EQ(message_of([&] {
              pair_plot(rows(), labels({0, 1}));
            }),
            "pair_plot: y must have one class for each of 5 rows, got (2,)");
  EXPECT_EQ(message_of([&] {
              pair_plot(rows(), kinds(), {.class_names = {"a", "b", "c"}, .bins = 5000});
            }),
            "pair_plot: bins = 5000 must be 0 to 1000");
  EXPECT_EQ(message_of([&] {
              pair_plot(rows(), labels({0, 1, 7, 7, 0}), {.class_names = {"a", "b"}});
            }),
            "pair_plot: 2 class_names for the classes {0, 1, 7}");
  EXPECT_EQ(message_of([&] {
              correlation(zeros({1, 3}));
            }),
            "correlation: two rows and two columns are needed, got (1, 3)");
  EXPECT_EQ(message_of([&] { correlation(zeros({4, 3})); }), "correlation: no column of x varies");
  EXPECT_EQ(message_of([&] { correlation(rows(), {.feature_names = {"a"}}); }),
            "correlation: 1 feature_names for 3 columns");
  EXPECT_EQ(message_of([&] {
              scatter_by_class(rows(), kinds(), {.columns = {0, 3}});
            }),
            "scatter_by_class: column 3 is not among the 3 of x (counted from 0)");
  EXPECT_EQ(message_of([&] {
              scatter_by_class(rows(), kinds(), {.columns = {1, 1}});
            }),
            "scatter_by_class: columns names one twice");
  EXPECT_EQ(message_of([&] { scatter_by_class(rows(), kinds(), {.columns = {1}}); }),
            "scatter_by_class: columns must name two or three, got 1");
}

}  // namespace
}  // namespace gradus::view
