// Principal components as figures.
#include "gradus/view/pca_figures.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "gradus/base/random/numpy_random.hpp"
#include "gradus/core/ops/creation.hpp"
#include "tests/message_of.hpp"

namespace gradus::view {
namespace {

template <class T>
const T& trace(const plot::Figure& figure, size_t i) {
  return std::get<T>(figure.axes().traces.at(i));
}

// Rows on two axes that are turned by 30 degrees: variances 9 and 1 along them, by construction.
struct Turned {
  Tensor x, y;
  double c = std::sqrt(3) / 2, s = 0.5;

  Turned() {
    std::vector<double> rows;
    std::vector<int64_t> classes;
    for (const double a : {-3.0, 3.0}) {
      for (const double b : {-1.0, 1.0}) {
        rows.insert(rows.end(), {a * c - b * s, a * s + b * c});
        classes.push_back(a > 0 ? 1 : 0);
      }
    }
    x = from_data(rows, {4, 2});
    y = from_data(classes, {4});
  }
};

learn::PCA fitted(const Tensor& x) {
  learn::PCA pca;
  pca.fit(x);
  return pca;
}

TEST(Scree, ShowsSharesAndTheirSum) {
  const plot::Figure figure = scree(fitted(Turned().x), {.level = 0.95});
  const auto& bars = trace<plot::Bars>(figure, 0);
  EXPECT_EQ(bars.x, (std::vector<double>{1, 2}));
  EXPECT_NEAR(bars.height[0], 90, 1e-9);
  EXPECT_NEAR(bars.height[1], 10, 1e-9);
  EXPECT_NEAR(trace<plot::Line>(figure, 1).y[1], 100, 1e-9);
  EXPECT_EQ(trace<plot::ReferenceLine>(figure, 2).at, 95);
  EXPECT_EQ(trace<plot::ReferenceLine>(figure, 2).options.label, "95 %: 2 components");
  const plot::Figure nine = scree(fitted(Turned().x), {.most = 1, .cumulative = false, .level = 0.9});
  EXPECT_EQ(trace<plot::Bars>(nine, 0).x.size(), 1u);
  EXPECT_EQ(trace<plot::ReferenceLine>(nine, 1).options.label, "90 %: 1 component");
}

TEST(Biplot, ShowsScoresAndLoadings) {
  const Turned data;
  const plot::Figure figure =
      biplot(fitted(data.x), data.x, data.y, {.feature_names = {"a", "b"}, .class_names = {"low", "high"}});
  // Two lines through 0, two classes, arrows, two names.
  ASSERT_EQ(figure.axes().traces.size(), 7u);
  const auto& high = trace<plot::Scatter>(figure, 3);
  EXPECT_EQ(high.options.label, "high");
  for (const double score : high.x) EXPECT_NEAR(std::abs(score), 3, 1e-9);
  // Loadings are (3c, -s) and (3s, c) times a common factor, up to the components' signs and the order.
  const auto& arrows = trace<plot::Arrows>(figure, 4);
  const double long_one = std::hypot(3 * data.c, data.s), short_one = std::hypot(3 * data.s, data.c);
  EXPECT_NEAR(std::hypot(arrows.dx[0], arrows.dy[0]), 0.9 * 3, 1e-9);
  EXPECT_NEAR(std::hypot(arrows.dx[1], arrows.dy[1]) / std::hypot(arrows.dx[0], arrows.dy[0]),
              short_one / long_one, 1e-9);
  EXPECT_NEAR(std::abs(arrows.dx[0] / arrows.dy[0]), 3 * data.c / data.s, 1e-9);
  EXPECT_EQ(figure.axes().x.label, "component 1 (90.0 %)");
  EXPECT_EQ(trace<plot::Arrows>(biplot(fitted(data.x), data.x, {.most = 1}), 3).dx.size(), 1u);
}

TEST(Biplot, NamesOfNeighbouringArrowsDoNotTouch) {
  random::NumpyRandom rng(1);
  std::vector<double> rows;
  for (int i = 0; i < 40; ++i) {
    const double t = rng.randn();
    for (int j = 0; j < 4; ++j) rows.push_back(t + 0.05 * rng.randn());
  }
  const Tensor x = from_data(rows, {40, 4});
  const plot::Figure figure = biplot(fitted(x), x);
  std::vector<double> heights;
  for (const plot::Trace& each : figure.axes().traces) {
    if (const auto* text = std::get_if<plot::Text>(&each)) heights.push_back(text->y);
  }
  ASSERT_EQ(heights.size(), 4u);
  std::sort(heights.begin(), heights.end());
  const auto& rows_shown = trace<plot::Scatter>(figure, 2);
  const double reach =
      std::abs(*std::max_element(rows_shown.x.begin(), rows_shown.x.end(),
                                 [](double a, double b) { return std::abs(a) < std::abs(b); }));
  for (size_t i = 1; i < 4; ++i) EXPECT_GT(heights[i] - heights[i - 1], 0.08 * reach);
  const double longest = std::get<plot::Arrows>(figure.axes().traces.at(3)).dx[0];
  EXPECT_GT(longest > 0 ? *figure.axes().x.max : -*figure.axes().x.min, std::abs(longest) + 0.1 * reach);
}

TEST(ComponentPlanes, HoldTheWeights) {
  const Turned data;
  const plot::Figure figure = component_planes(fitted(data.x), {.feature_names = {"a", "b"}});
  const auto& map = trace<plot::Heatmap>(figure, 0);
  EXPECT_EQ(map.rows, 2u);
  EXPECT_NEAR(std::abs(map.values[0]), data.c, 1e-9);
  EXPECT_NEAR(std::abs(map.values[1]), data.s, 1e-9);
  EXPECT_NEAR(map.values[0] * map.values[2] + map.values[1] * map.values[3], 0, 1e-12);
  EXPECT_NEAR(*map.options.max, data.c, 1e-9);  // white is at 0
  EXPECT_EQ(*map.options.min, -*map.options.max);
  const plot::Figure pictures = component_planes(fitted(data.x), {.rows = 1, .columns = 2});
  const auto& images = trace<plot::Images>(pictures, 0);
  EXPECT_EQ(images.count, 2u);
  EXPECT_EQ(images.pixels, map.values);
  EXPECT_EQ(images.options.labels[0], "1: 90.0 %");
}

TEST(Projection, ShowsRowsAlongComponents) {
  const Turned data;
  const plot::Figure plane = projection(fitted(data.x), data.x, data.y, {.components = {1, 0}});
  for (const double score : trace<plot::Scatter>(plane, 0).x) EXPECT_NEAR(std::abs(score), 1, 1e-9);
  for (const double score : trace<plot::Scatter>(plane, 0).y) EXPECT_NEAR(std::abs(score), 3, 1e-9);
  random::NumpyRandom rng(2);
  const Tensor x = from_data(rng.randn(60), {20, 3});
  const plot::Figure box = projection(fitted(x), x, {.components = {0, 1, 2}});
  const auto& dots = std::get<plot::Scatter3D>(box.axes3d().traces.at(0));
  double sum = 0;
  for (const double z : dots.z) sum += z;
  EXPECT_EQ(dots.z.size(), 20u);
  EXPECT_NEAR(sum, 0, 1e-9);  // the mean row lies at 0
}

TEST(PcaFigures, WhatDoesNotFitIsAnError) {
  const Turned data;
  const learn::PCA pca = fitted(data.x);
  const auto of = [](auto call) { return message_of(call); };
  EXPECT_NE(of([&] { scree(learn::PCA()); }), "");
  EXPECT_EQ(of([&] { scree(pca, {.most = 0}); }), "scree: most = 0; 1 or more are shown");
  EXPECT_EQ(of([&] { scree(pca, {.level = 1.5}); }), "scree: level = 1.5; a share is above 0 and at most 1");
  EXPECT_EQ(of([&] {
              scree(fitted(zeros({3, 2})));
            }),
            "scree: the rows do not vary, so no component holds a share");
  EXPECT_EQ(of([&] { biplot(pca, data.x, {.components = {0}}); }), "biplot: 1 components; name two");
  EXPECT_EQ(of([&] {
              biplot(pca, data.x, {.components = {0, 2}});
            }),
            "biplot: component 2 of 2, counted from 0");
  EXPECT_EQ(of([&] { projection(pca, data.x, {.components = {1, 1}}); }), "projection: component 1 twice");
  EXPECT_EQ(
      of([&] {
        projection(pca, zeros({4, 3}));
      }),
      "projection: x must have 2 columns, got (4, 3); these are the features that the PCA was fitted on");
  EXPECT_EQ(of([&] { biplot(pca, data.x, {.feature_names = {"a"}}); }),
            "biplot: 1 feature_names for 2 columns");
  EXPECT_EQ(
      of([&] { component_planes(pca, {.rows = 2, .columns = 2}); }),
      "component_planes: pictures of 2 x 2 pixels, 0 across, for 2 features; rows * columns must be their "
      "number");
  EXPECT_EQ(of([&] { projection(pca, data.x, zeros({3})); }),
            "projection: y must have one class for each of 4 rows, got (3,)");
}

}  // namespace
}  // namespace gradus::view
