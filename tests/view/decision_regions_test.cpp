// The classes that a model gives to the plane.
#include <gtest/gtest.h>

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
using Texts = std::vector<std::string>;

const plot::Regions& regions_of(const plot::Figure& figure) {
  return std::get<plot::Regions>(figure.axes().traces.at(0));
}

const plot::Scatter& points_of(const plot::Figure& figure, size_t trace) {
  return std::get<plot::Scatter>(figure.axes().traces.at(trace));
}

TEST(DecisionRegions, ShowTheClassAtEachPlaceOfTheGrid) {
  const Tensor x = from_data(std::vector<double>{0, 10, 4, 30, 2, 20}, {3, 2});
  const Tensor y = from_data(Labels{0, 1, 1}, {3});
  const auto right_half = [](const Tensor& rows) { return (rows.select(1, 0) > 1.5).to(int64); };
  const plot::Figure figure = decision_regions(right_half, x, y,
                                               {.title = "halves",
                                                .feature_names = {"a$", "b"},
                                                .class_names = {"left", "right"},
                                                .resolution = 5,
                                                .margin = 0});
  const plot::Regions& regions = regions_of(figure);
  EXPECT_EQ(regions.x, (std::vector<double>{0, 1, 2, 3, 4}));
  EXPECT_EQ(regions.y, (std::vector<double>{10, 15, 20, 25, 30}));
  const std::vector<double> row{0, 0, 1, 1, 1};
  for (size_t i = 0; i < 25; ++i) EXPECT_EQ(regions.classes[i], row[i % 5]) << i;
  EXPECT_TRUE(regions.options.shade.empty());  // it told no probabilities
  EXPECT_EQ(regions.options.labels, (Texts{"left", "right"}));
  EXPECT_EQ(figure.axes().title, "halves");
  EXPECT_EQ(figure.axes().x.label, "a$$");
  EXPECT_EQ(points_of(figure, 1).x, (std::vector<double>{0}));
  EXPECT_EQ(points_of(figure, 2).y, (std::vector<double>{30, 20}));
  EXPECT_EQ(points_of(figure, 2).options.label, "right");
  EXPECT_NE(points_of(figure, 1).options.marker, points_of(figure, 2).options.marker);
}

TEST(DecisionRegions, TheShadeIsTheProbability) {
  const data::Points blobs = data::make_blobs({.n_samples = 60, .centers = 5, .cluster_std = {2}}, 1);
  learn::LogisticRegression model;
  model.fit(blobs.x, blobs.y);
  const plot::Figure figure = decision_regions(model, blobs.x, blobs.y, {.resolution = 20});
  const plot::Regions& regions = regions_of(figure);
  ASSERT_EQ(figure.axes().traces.size(), 6U);
  for (size_t i = 0; i < 400; i += 7) {  // asked one by one
    const Tensor place = from_data(std::vector<double>{regions.x[i % 20], regions.y[i / 20]}, {1, 2});
    const std::vector<double> p = model.predict_proba(place).to_vector();
    const double most = *std::max_element(p.begin(), p.end());
    EXPECT_EQ(regions.classes[i], model.predict(place).item());
    EXPECT_NEAR(regions.options.shade[i], 0.15 + 0.85 * (most - 0.2) / 0.8, 1e-12);
  }
  EXPECT_TRUE(regions_of(decision_regions(model, blobs.x, blobs.y, {.shade = false})).options.shade.empty());
}

TEST(DecisionRegions, NamesOfClassesThatRowsLackKeepTheirPlaces) {
  const Tensor x = from_data(std::vector<double>{0, 0, 1, 1}, {2, 2});
  const Tensor y = from_data(Labels{0, 2}, {2});
  learn::Perceptron model;
  model.fit(x, y);
  const plot::Figure figure =
      decision_regions(model, x, y, {.class_names = {"a", "b", "c"}, .resolution = 3});
  EXPECT_EQ(regions_of(figure).classes.front(), 0);
  EXPECT_EQ(regions_of(figure).classes.back(), 2);
  EXPECT_EQ(points_of(figure, 2).options.label, "c");
  EXPECT_EQ(points_of(figure, 2).options.color, plot::cycle_color(2));
}

TEST(DecisionRegions, WrongRowsAreMarked) {
  const Tensor x = from_data(std::vector<double>{0, 0, 1, 1, 3, 2}, {3, 2});
  const Tensor y = from_data(Labels{4, 4, 6}, {3});
  const auto always = [](const Tensor& rows) { return full({rows.size(0)}, int64_t{4}); };
  const plot::Figure figure = decision_regions(always, x, y, {.resolution = 2, .mark_wrong = true});
  ASSERT_EQ(figure.axes().traces.size(), 4U);
  EXPECT_EQ(points_of(figure, 3).x, (std::vector<double>{3}));
  EXPECT_EQ(points_of(figure, 3).options.label, "wrong");
  EXPECT_FALSE(plot::plotly_json(figure).empty());
}

TEST(DecisionRegions, WhatDoesNotFitIsAnError) {
  const Tensor y = from_data(Labels{0, 1}, {2});
  const auto none = [](const Tensor& rows) { return zeros({rows.size(0)}, {.dtype = int64}); };
  const auto message = [&](const Tensor& x, const Tensor& labels, const DecisionRegionsOptions& o = {}) {
    return message_of([&] { decision_regions(none, x, labels, o); });
  };
  const Tensor good = from_data(std::vector<double>{0, 1, 2, 3}, {2, 2});
  EXPECT_EQ(
      message(zeros({2, 4}), y),
      "decision_regions: x must have 2 columns, got (2, 4); choose two of them and a model that learned "
      "from these");
  EXPECT_EQ(message(good, zeros({3}, {.dtype = int64})),
            "decision_regions: y must have one class for each of 2 rows, got (3,)");
  EXPECT_EQ(message(good, from_data(std::vector<double>{0, .5}, {2})),
            "decision_regions: classes are whole numbers, but y holds 0.5 in row 1 (counted from 0)");
  EXPECT_EQ(message(good, y, {.class_names = {"a"}}),
            "decision_regions: 1 class_names for the classes {0, 1}");
  EXPECT_EQ(message(good, y, {.feature_names = {"a"}}), "decision_regions: 1 feature_names for 2 columns");
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(message(from_data(std::vector<double>{0, 1, 2, nan}, {2, 2}), y),
            "decision_regions: x holds nan in row 1, column 1 (counted from 0)");
  EXPECT_EQ(message(good, y, {.resolution = 1}), "decision_regions: resolution = 1 must be 2 to 2000");
}

}  // namespace
}  // namespace gradus::view
