// Pictures of what classifiers say: confusion, ranks, probabilities. The numbers are counted by hand.
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/data/generators.hpp"
#include "gradus/learn/logistic_regression.hpp"
#include "gradus/learn/perceptron.hpp"
#include "gradus/plot/html.hpp"
#include "gradus/view/classifier_figures.hpp"
#include "tests/message_of.hpp"

namespace gradus::view {
namespace {

using Labels = std::vector<int64_t>;
using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;

Tensor labels(const Labels& values) { return from_data(values, {std::ssize(values)}); }
Tensor numbers(const Numbers& values) { return from_data(values, {std::ssize(values)}); }

template <class Trace>
const Trace& trace(const plot::Axes& axes, size_t index) {
  return std::get<Trace>(axes.traces.at(index));
}

TEST(ViewConfusion, CountsRowsOfEachClass) {
  const plot::Figure figure = confusion(labels({0, 0, 0, 2, 2, 1}), labels({0, 0, 2, 2, 1, 1}),
                                        {.title = "t", .class_names = {"a", "b", "$"}});
  const auto& cells = trace<plot::Heatmap>(figure.axes(), 0);
  EXPECT_EQ(cells.values, (Numbers{2, 0, 1, 0, 1, 0, 0, 1, 1}));
  EXPECT_EQ(cells.options.row_labels, (Texts{"a", "b", "$$"}));
  EXPECT_EQ(figure.axes().title, "t");
}

TEST(ViewConfusion, LabelsMayBeAnyAndNamedOnesMayLackRows) {
  const auto values = [](const plot::Figure& figure) {
    return trace<plot::Heatmap>(figure.axes(), 0).values;
  };
  EXPECT_EQ(values(confusion(labels({-1, 7, 7}), labels({-1, -1, 7}))), (Numbers{1, 0, 1, 1}));
  EXPECT_EQ(values(confusion(labels({0, 2}), labels({0, 2}), {.class_names = {"a", "b", "c"}})),
            (Numbers{1, 0, 0, 0, 0, 0, 0, 0, 1}));
  EXPECT_EQ(values(confusion(labels({0, 0, 1}), labels({0, 1, 1}), {.normalize = metrics::Normalize::truth})),
            (Numbers{.5, .5, 0, 1}));
}

TEST(ViewRoc, GoesThroughTheRatesOfEachThreshold) {
  // By falling score: 1, 0, 1, 0.
  const plot::Figure figure =
      roc(labels({0, 0, 1, 1}), numbers({.1, .6, .3, .9}), {.class_names = {"no", "yes"}});
  ASSERT_EQ(figure.axes().traces.size(), 2U);
  const auto& curve = trace<plot::Line>(figure.axes(), 1);
  EXPECT_EQ(curve.x, (Numbers{0, 0, .5, .5, 1}));
  EXPECT_EQ(curve.y, (Numbers{0, .5, .5, 1, 1}));
  EXPECT_EQ(curve.options.label, "yes (area 0.750)");
}

TEST(ViewRoc, OneCurveForEachClassThatCanBeRanked) {
  const Tensor p = from_data(Numbers{.6, .4, 0, .5, .5, 0, .2, .8, 0}, {3, 3});
  const plot::Figure figure = roc(labels({0, 0, 1}), p, {.class_names = {"a", "b", "$c$"}});
  ASSERT_EQ(figure.axes().traces.size(), 3U);  // chance, a, b: no row is of c
  EXPECT_EQ(trace<plot::Line>(figure.axes(), 1).options.label, "a (area 1.000)");
  EXPECT_EQ(trace<plot::Line>(figure.axes(), 2).options.color, plot::cycle_color(1));
}

TEST(ViewRoc, AsksTheModelForScores) {
  const data::Points moons = data::make_moons({.n_samples = 50, .noise = 0.3}, 1);
  learn::LogisticRegression logistic;
  logistic.fit(moons.x, moons.y);
  const auto curve = [](const plot::Figure& figure, size_t index) {
    return trace<plot::Line>(figure.axes(), index);
  };
  EXPECT_EQ(curve(roc(logistic, moons.x, moons.y), 1),
            curve(roc(moons.y, logistic.predict_proba(moons.x).select(1, 1)), 1));
  learn::Perceptron perceptron;
  perceptron.fit(moons.x, moons.y);
  EXPECT_EQ(curve(precision_recall(perceptron, moons.x, moons.y), 0),
            curve(precision_recall(moons.y, perceptron.decision_function(moons.x)), 0));
  const auto sides = [](const Tensor& x) { return (x.select(1, 0) > 0.0).to(int64); };
  EXPECT_EQ(message_of([&] { roc(sides, moons.x, moons.y); }),
            "roc: the model tells classes alone; a function must give scores [n, classes]");
  EXPECT_EQ(message_of([&] { calibration(perceptron, moons.x, moons.y); }),
            "calibration: the model has no probabilities");
}

TEST(ViewScores, AModelMayTellMoreClassesThanTheRowsHave) {
  const Tensor x = from_data(Numbers{0, 0, 1, 2, 2, 1, 9, 9}, {4, 2});
  learn::LogisticRegression model;
  model.fit(x, labels({3, 8, 8, 9}));
  const Tensor some = x.slice(0, 0, 3), y = labels({3, 8, 8});
  EXPECT_EQ(trace<plot::Heatmap>(confusion(model, some, y, {.class_names = {"a", "b", "c"}}).axes(), 0).rows,
            3U);
  EXPECT_EQ(roc(model, some, y).axes().traces.size(), 3U);  // chance, 3 and 8
  EXPECT_EQ(calibration(model, some, y).axes(0, 0).traces.size(), 3U);
}

TEST(ViewPrecisionRecall, GoesInSteps) {
  const plot::Figure figure = precision_recall(labels({0, 0, 1, 1}), numbers({.1, .6, .3, .9}));
  const auto& curve = trace<plot::Line>(figure.axes(), 0);
  EXPECT_EQ(curve.x, (Numbers{1, 1, 1, .5, .5, .5, .5, 0, 0}));
  EXPECT_EQ(curve.y, (Numbers{.5, .5, 2.0 / 3, 2.0 / 3, .5, .5, 1, 1, 1}));
  EXPECT_EQ(curve.options.label, "1 (average 0.833)");
  EXPECT_EQ(trace<plot::ReferenceLine>(figure.axes(), 1).at, 0.5);
}

TEST(ViewCalibration, ShowsSharesAndCountsOfEachBin) {
  const Tensor y = labels({0, 0, 1, 0, 1, 1}), p = numbers({.1, .2, .2, .7, .8, .9});
  const plot::Figure figure = calibration(y, p, {.n_bins = 2});
  const auto& curve = trace<plot::Line>(figure.axes(0, 0), 1);
  ASSERT_EQ(curve.x.size(), 2U);
  EXPECT_NEAR(curve.x[0], 0.5 / 3, 1e-15);
  EXPECT_NEAR(curve.x[1], 0.8, 1e-15);
  EXPECT_NEAR(curve.y[0], 1.0 / 3, 1e-15);
  EXPECT_NEAR(curve.y[1], 2.0 / 3, 1e-15);
  const auto bins = plot::bins_of(trace<plot::Histogram>(figure.axes(3, 0), 0));
  EXPECT_EQ(bins.edges, (Numbers{0, .5, 1}));
  EXPECT_EQ(bins.heights, (Numbers{3, 3}));
}

TEST(ViewScores, WhatDoesNotFitIsAnError) {
  const Tensor y = labels({0, 1, 1}), s = numbers({.1, .2, .3});
  EXPECT_EQ(message_of([&] {
              roc(labels({0, 1}), s);
            }),
            "roc: y_true must have one class for each of 3 rows, got (2,)");
  EXPECT_EQ(message_of([&] { roc(labels({1, 1, 1}), s); }), "roc: y_true has a single class; two are needed");
  EXPECT_EQ(message_of([&] {
              roc(labels({0, 1, 5}), s);
            }),
            "roc: there are columns for 2 classes, the labels are {0, 1, 5}");
  EXPECT_EQ(message_of([&] {
              roc(y, numbers({0, std::numeric_limits<double>::infinity(), 0}));
            }),
            "roc: y_score holds inf in row 1 (counted from 0)");
  EXPECT_EQ(message_of([&] {
              precision_recall(y, s, {.class_names = {"a", "b", "c"}});
            }),
            "precision_recall: 3 class_names for scores of 2 classes");
  EXPECT_EQ(message_of([&] { calibration(y, s, {.n_bins = 0}); }),
            "calibration: n_bins = 0 must be 1 to 1000");
  EXPECT_EQ(message_of([&] { confusion(y, labels({0})); }),
            "confusion: y_pred must have one class for each of 3 rows, got (1,)");
  EXPECT_EQ(message_of([&] { confusion(Tensor(), y); }), "confusion: y_true is undefined");
  Labels many;
  for (int64_t label = 0; label < 1001; ++label) many.push_back(label);
  EXPECT_EQ(message_of([&] { confusion(labels(many), labels(many)); }),
            "confusion: 1001 classes are more than 1000; are these classes?");
}

TEST(ProbabilitySurface, ShowsTheLargerOfTwoClasses) {
  const Tensor x = from_data(Numbers{0, 0, 1, 2, 2, 1}, {3, 2});
  const Tensor y = labels({3, 8, 8});
  learn::LogisticRegression model;
  model.fit(x, y);
  const plot::Figure figure = probability_surface(model, x, y, {.resolution = 4, .margin = 0, .half = true});
  const plot::Axes3D& axes = figure.axes3d();
  ASSERT_EQ(axes.traces.size(), 4U);
  const auto& surface = std::get<plot::Surface>(axes.traces[0]);
  for (size_t i = 0; i < 16; ++i) {
    const Tensor place = from_data(Numbers{surface.x[i % 4], surface.y[i / 4]}, {1, 2});
    EXPECT_NEAR(surface.z[i], model.predict_proba(place).to_vector()[1], 1e-12);
  }
  EXPECT_EQ(std::get<plot::Plane>(axes.traces[1]).d, 0.5);
  EXPECT_EQ(std::get<plot::Scatter3D>(axes.traces[2]).z, (Numbers{0}));
  EXPECT_EQ(std::get<plot::Scatter3D>(axes.traces[3]).z, (Numbers{1, 1}));
  EXPECT_EQ(axes.z.label, "probability of 8");

  const plot::Figure other = probability_surface(model, x, y, {.of_class = 3, .resolution = 4, .margin = 0});
  const auto& mirrored = std::get<plot::Surface>(other.axes3d().traces[0]);
  for (size_t i = 0; i < 16; ++i) EXPECT_NEAR(mirrored.z[i], 1 - surface.z[i], 1e-12);
  EXPECT_EQ(message_of([&] { probability_surface(model, x, y, {.of_class = 4}); }),
            "probability_surface: of_class = 4 is none of the classes {3, 8}");
}

TEST(ProbabilitySurface, SeveralClassesHaveASurfaceEach) {
  const data::Points blobs = data::make_blobs({.n_samples = 40, .centers = 3, .cluster_std = {2}}, 1);
  learn::LogisticRegression model;
  model.fit(blobs.x, blobs.y);
  const plot::Figure figure = probability_surface(model, blobs.x, blobs.y, {.resolution = 5});
  const plot::Axes3D& axes = figure.axes3d();
  ASSERT_EQ(axes.traces.size(), 6U);
  for (size_t i = 0; i < 25; ++i) {
    double sum = 0;
    for (size_t c = 0; c < 3; ++c) sum += std::get<plot::Surface>(axes.traces[c]).z[i];
    EXPECT_NEAR(sum, 1, 1e-12);
  }
  const Labels y = blobs.y.to_vector<int64_t>();
  const Numbers p = model.predict_proba(blobs.x).to_vector();
  const auto& points = std::get<plot::Scatter3D>(axes.traces[4]);  // of class 1
  for (size_t i = 0, at = 0; i < y.size(); ++i) {
    if (y[i] != 1) continue;
    EXPECT_NEAR(points.z.at(at++), std::max(p[3 * i + 1], 0.01), 1e-12);
  }
  learn::Perceptron none;
  none.fit(blobs.x, blobs.y);
  EXPECT_EQ(message_of([&] { probability_surface(none, blobs.x, blobs.y); }),
            "probability_surface: the model has no probabilities");
}

TEST(ViewScores, AllBecomePages) {
  const data::Points blobs = data::make_blobs({.n_samples = 30, .centers = 3, .cluster_std = {2}}, 1);
  learn::LogisticRegression model;
  model.fit(blobs.x, blobs.y);
  for (const plot::Figure& figure :
       {confusion(model, blobs.x, blobs.y), roc(model, blobs.x, blobs.y),
        precision_recall(model, blobs.x, blobs.y), calibration(model, blobs.x, blobs.y),
        probability_surface(model, blobs.x, blobs.y), decision_regions(model, blobs.x, blobs.y)}) {
    EXPECT_NE(plot::plotly_json(figure).find("\"data\""), std::string::npos);
  }
}

}  // namespace
}  // namespace gradus::view
