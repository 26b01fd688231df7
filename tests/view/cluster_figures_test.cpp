// Groups of rows as figures.
#include "gradus/view/cluster_figures.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "gradus/core/ops/creation.hpp"
#include "gradus/data/generators.hpp"
#include "gradus/learn/mini_batch_kmeans.hpp"
#include "gradus/metrics/clustering.hpp"
#include "tests/message_of.hpp"

namespace gradus::view {
namespace {

template <class T>
const T& trace(const plot::Figure& figure, size_t i) {
  return std::get<T>(figure.axes().traces.at(i));
}

data::Points blobs() {
  const Tensor centers = from_data(std::vector<double>{0, 0, 8, 0, 4, 7}, {3, 2});
  return data::make_blobs({.n_samples = 60, .center_points = centers, .cluster_std = {0.8}}, 4);
}

learn::KMeans fitted(const Tensor& x, int64_t clusters = 3) {
  learn::KMeans learner({.n_clusters = clusters, .seed = 0});
  learner.fit(x);
  return learner;
}

/// The centre that a place is nearest to, by hand.
double nearest(const std::vector<double>& centers, double x, double y) {
  size_t best = 0;
  const auto distance = [&](size_t k) { return std::hypot(centers[2 * k] - x, centers[2 * k + 1] - y); };
  for (size_t k = 1; k < centers.size() / 2; ++k) {
    if (distance(k) < distance(best)) best = k;
  }
  return static_cast<double>(best);
}

TEST(ClusterRegions, EachPlaceBelongsToTheNearestCentre) {
  const Tensor x = blobs().x;
  const learn::KMeans clusters = fitted(x);
  const plot::Figure figure = cluster_regions(clusters, x, {.title = "three", .resolution = 31});
  const auto& regions = trace<plot::Regions>(figure, 0);
  const std::vector<double> centers = clusters.cluster_centers().to_vector();
  for (size_t i = 0; i < regions.classes.size(); ++i) {
    EXPECT_EQ(regions.classes[i], nearest(centers, regions.x[i % 31], regions.y[i / 31])) << i;
  }
  EXPECT_EQ(figure.axes().title, "three");
  EXPECT_TRUE(figure.axes().equal_aspect);
}

TEST(ClusterRegions, SpokesGoFromRowsToTheirCentres) {
  const Tensor x = blobs().x;
  const learn::KMeans clusters = fitted(x);
  const plot::Figure figure = cluster_regions(clusters, x, {.resolution = 5});
  const auto& spokes = trace<plot::Line>(figure, 1);
  const std::vector<double> rows = x.to_vector(), centers = clusters.cluster_centers().to_vector();
  ASSERT_EQ(spokes.x.size(), 180u);
  for (size_t i = 0; i < 60; ++i) {
    const auto k = static_cast<size_t>(nearest(centers, rows[2 * i], rows[2 * i + 1]));
    EXPECT_EQ(spokes.x[3 * i], rows[2 * i]);
    EXPECT_EQ(spokes.y[3 * i + 1], centers[2 * k + 1]);
    EXPECT_TRUE(std::isnan(spokes.x[3 * i + 2]));
  }
  EXPECT_EQ(trace<plot::Scatter>(figure, 2).x.size(), 60u);
  EXPECT_EQ(trace<plot::Scatter>(figure, 3).x.size(), 3u);
  const plot::Figure bare = cluster_regions(clusters, x, {.resolution = 5, .spokes = false, .points = false});
  EXPECT_EQ(bare.axes().traces.size(), 2u);
}

TEST(ClusterRegions, MoreClustersThanColoursAreToldApart) {
  const Tensor x = blobs().x;
  learn::MiniBatchKMeans clusters({.n_clusters = 10, .seed = 0});
  clusters.fit(x);
  const plot::Figure figure = cluster_regions(clusters, x, {.resolution = 5});
  const auto& regions = trace<plot::Regions>(figure, 0);
  ASSERT_EQ(regions.options.colors.size(), 10u);
  EXPECT_NE(regions.options.colors[0], regions.options.colors[8]);
  EXPECT_EQ(regions.options.colors[0], plot::cycle_color(0));
}

TEST(ClusterRegions, WhatDoesNotFitIsAnError) {
  const Tensor x = blobs().x, wide = zeros({8, 3});
  const learn::KMeans clusters = fitted(x);
  EXPECT_EQ(message_of([&] { cluster_regions(clusters, wide); }),
            "cluster_regions: x must have 2 columns, got (8, 3); choose two columns, or project them, before "
            "clusters are fitted");
  EXPECT_NE(message_of([&] { cluster_regions(learn::KMeans(), x); }).find("fit"), std::string::npos);
  EXPECT_EQ(message_of([&] { cluster_regions(clusters, x, {.feature_names = {"one"}}); }),
            "cluster_regions: 1 feature_names for 2 columns");
  EXPECT_NE(message_of([&] { cluster_regions(clusters, x, {.resolution = 1}); }), "");
}

TEST(Elbow, HoldsTheInertiaOfEachNumberOfClusters) {
  const Tensor x = blobs().x;
  const view::Elbow curve = fit_elbow(x, {.from = 1, .to = 6});
  ASSERT_EQ(curve.clusters, (std::vector<int64_t>{1, 2, 3, 4, 5, 6}));
  // Of one cluster: the squared distances to the mean.
  const std::vector<double> rows = x.to_vector();
  double mean[2] = {0, 0}, sum = 0;
  for (size_t i = 0; i < rows.size(); ++i) mean[i % 2] += rows[i] / 60;
  for (size_t i = 0; i < rows.size(); ++i) sum += (rows[i] - mean[i % 2]) * (rows[i] - mean[i % 2]);
  EXPECT_NEAR(curve.inertia[0], sum, 1e-9 * sum);
  EXPECT_NEAR(curve.inertia[2], metrics::inertia(x, fitted(x).cluster_centers()), 1e-9 * sum);
  EXPECT_EQ(curve.knee(), 3);
  const plot::Figure figure = elbow(curve);
  EXPECT_EQ(trace<plot::Line>(figure, 0).y, curve.inertia);
  EXPECT_EQ(trace<plot::ReferenceLine>(figure, 1).at, 3);
  EXPECT_EQ(elbow(curve, {.mark_knee = false, .log = true}).axes().traces.size(), 1u);
}

TEST(Elbow, AStraightLineHasNoBend) {
  EXPECT_EQ((view::Elbow{{1, 2, 3, 4}, {8, 4, 2, 1}}.knee()), std::nullopt);
  EXPECT_EQ((view::Elbow{{1, 2, 3, 4}, {8, 6, 4, 2}}.knee()), std::nullopt);
  EXPECT_EQ((view::Elbow{{1, 2}, {8, 6}}.knee()), std::nullopt);
  EXPECT_EQ((view::Elbow{{1, 2, 3}, {8, 8, 8}}.knee()), std::nullopt);
  EXPECT_EQ((view::Elbow{{1, 2, 3, 4, 5}, {100, 90, 2, 1, 0}}.knee()), 3);
}

TEST(Elbow, WhatDoesNotFitIsAnError) {
  const Tensor x = blobs().x;
  const std::string bounds = " for 60 rows; 1 <= from <= to <= rows";
  EXPECT_EQ(message_of([&] { fit_elbow(x, {.from = 0, .to = 2}); }),
            "fit_elbow: clusters from 0 to 2" + bounds);
  EXPECT_EQ(message_of([&] { fit_elbow(x, {.from = 3, .to = 2}); }),
            "fit_elbow: clusters from 3 to 2" + bounds);
  EXPECT_EQ(message_of([&] { fit_elbow(x, {.to = 61}); }), "fit_elbow: clusters from 1 to 61" + bounds);
  EXPECT_EQ(message_of([] { elbow({{1, 2}, {3}}); }), "elbow: 1 inertias for 2 numbers of clusters");
}

TEST(Silhouette, BarsAreTheSamplesOfEachClusterInOrder) {
  // Two pairs on a line: of a row a is the distance within its pair, b the mean distance to the other.
  const Tensor x = from_data(std::vector<double>{0, 1, 10, 12}, {4, 1});
  const Tensor labels = from_data(std::vector<int64_t>{5, 5, 7, 7}, {4});
  const plot::Figure figure = silhouette(x, labels, {.cluster_names = {"left", "right"}});
  const auto& left = trace<plot::Fill>(figure, 0);
  const double inner = 1 - 1 / 10.0, outer = 1 - 1 / 11.0;  // rows 1 and 0
  const std::vector<double> expected{0, outer, outer, inner, inner, 0};
  ASSERT_EQ(left.x.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(left.x[i], expected[i], 1e-12) << i;
  EXPECT_EQ(left.y, (std::vector<double>{0, 0, 1, 1, 2, 2}));
  const double third = 1 - 2 / 9.5, fourth = 1 - 2 / 11.5;
  EXPECT_NEAR(trace<plot::ReferenceLine>(figure, 3).at, (inner + outer + third + fourth) / 4, 1e-12);
  EXPECT_EQ(figure.axes().y.ticks, (std::vector<double>{1, 4}));
  EXPECT_EQ(figure.axes().y.tick_labels, (std::vector<std::string>{"left", "right"}));
}

TEST(Silhouette, WhatDoesNotFitIsAnError) {
  const Tensor x = zeros({4, 1}), labels = from_data(std::vector<int64_t>{0, 0, 0, 0}, {4});
  EXPECT_NE(message_of([&] { silhouette(x, labels); }).find("2 to"), std::string::npos);
  EXPECT_EQ(message_of([&] { silhouette(x, zeros({3})); }),
            "silhouette: y must have one class for each of 4 rows, got (3,)");
  EXPECT_NE(message_of([&] { silhouette(x, Tensor()); }), "");
}

}  // namespace
}  // namespace gradus::view
