#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "gradus/plot/axes.hpp"
#include "gradus/plot/scene/marks.hpp"
#include "support.hpp"

// Histograms and box plots show what numpy computes.
namespace gradus::plot {
namespace {

using Json = nlohmann::json;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

const Json& golden() {
  static const Json all = Json::parse(std::ifstream(GRADUS_GOLDEN_DIR "/plot.json"));
  return all;
}

void expect_near(const std::vector<double>& ours, const std::vector<double>& theirs) {
  ASSERT_EQ(ours.size(), theirs.size());
  for (std::size_t i = 0; i < ours.size(); ++i)
    EXPECT_NEAR(ours[i], theirs[i], 1e-12 * (1 + std::abs(theirs[i])));
}

TEST(Histogram, BinsAreThoseOfNumpy) {
  for (const Json& one : golden()["histograms"]) {
    const Json& given = one["options"];
    HistogramOptions options{.density = given.value("density", false)};
    if (given["bins"].is_number()) options.bins = given["bins"];
    if (given["bins"].is_array()) options.edges = given["bins"].get<std::vector<double>>();
    if (given.contains("range")) options.from = given["range"][0], options.to = given["range"][1];
    if (given.contains("weights")) options.weights = given["weights"].get<std::vector<double>>();
    const HistogramBins bins = bins_of({one["values"].get<std::vector<double>>(), options});
    SCOPED_TRACE(given.dump());
    expect_near(bins.edges, one["edges"].get<std::vector<double>>());
    expect_near(bins.heights, one["heights"].get<std::vector<double>>());
  }
}

TEST(Histogram, LeavesOutWhatIsNotFiniteOrOutside) {
  const double infinity = std::numeric_limits<double>::infinity();
  const HistogramBins bins =
      bins_of({{nan, 0, 1, 2, infinity, 7, -infinity}, {.bins = 2, .from = 0, .to = 2}});
  EXPECT_EQ(bins.heights, (std::vector<double>{1, 2}));  // 2 lies in the last bin, which is closed
  EXPECT_EQ(bins_of({{5, 6}, {.from = 8}}).heights, (std::vector<double>{0}));
  EXPECT_EQ(bins_of({{5, 6}, {.to = 2}}).heights, (std::vector<double>{0}));
}

TEST(Histogram, CumulativeBinsHoldAllBeforeThem) {
  const std::vector<double> values = {0, 0, 1, 2, 3, 3, 3, 4};
  HistogramOptions options{.bins = 4, .cumulative = true};
  EXPECT_EQ(bins_of({values, options}).heights, (std::vector<double>{2, 3, 4, 8}));
  options.density = true;
  EXPECT_EQ(bins_of({values, options}).heights, (std::vector<double>{0.25, 0.375, 0.5, 1}));
}

TEST(Histogram, ManyValuesFarApartMakeNoEndlessBins) {
  std::vector<double> values(1000, 0);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = 1e-9 * static_cast<double>(i);
  values.push_back(1e9);
  EXPECT_LE(bins_of({values, {}}).heights.size(), 1000u);
}

TEST(Histogram, StandsOnItsAxis) {
  Figure figure({.columns = 2});
  figure.axes(0, 0).histogram({1, 2, 2, 3});
  figure.axes(0, 1).histogram({1, 2, 2, 3}, {.horizontal = true});
  const Scene scene = make_scene(figure);
  EXPECT_EQ(scene.panels[0].y.min, 0);
  EXPECT_LT(scene.panels[0].x.min, 1);
  EXPECT_EQ(scene.panels[1].x.min, 0);
}

TEST(BoxPlot, FiguresAreThoseOfNumpy) {
  for (const Json& one : golden()["boxes"]) {
    std::vector<double> values = one["values"];
    values.push_back(nan);
    const BoxPlotFigures f = figures_of({0, values, {}});
    expect_near({f.low, f.first, f.median, f.third, f.high, f.mean},
                {one["low"], one["first"], one["median"], one["third"], one["high"], one["mean"]});
    expect_near(f.outliers, one["outliers"].get<std::vector<double>>());
  }
}

TEST(BoxPlot, LiesDown) {
  const BoxPlot upright{3, {1, 2, 3, 4, 50}, {.mean = true}};
  BoxPlot lying = upright;
  lying.options.horizontal = true;
  const Theme& theme = theme_of(Style::paper);
  const Marks a = marks_of(upright, Look{}, theme), b = marks_of(lying, Look{}, theme);
  ASSERT_EQ(a.size(), 5u);  // whiskers, box, median, mean, outliers
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].x, b[i].y);
    EXPECT_EQ(a[i].y2, b[i].x2);
  }
  EXPECT_EQ(a.back().y, (std::vector<double>{50}));
}

TEST(Bars, GroupsStandBesideOrOnTopOfEachOther) {
  Axes beside;
  beside.bar_groups({"a", "b"}, {{"one", {1, 2}, {}, {}}, {"two", {3, 4}, {0.5, 5}, {}}});
  const auto& second = std::get<Bars>(beside.traces[1]);
  EXPECT_DOUBLE_EQ(second.options.width, 0.4);
  EXPECT_DOUBLE_EQ(second.x[1], 1.2);
  EXPECT_EQ(beside.x.tick_labels, (std::vector<std::string>{"a", "b"}));
  EXPECT_FALSE(beside.y.min);  // an error bar reaches below 0
  Axes stacked;
  stacked.bar_groups({"a", "b"}, {{"one", {1, 2}, {}, {}}, {"two", {3, 4}, {}, {}}},
                     {.stacked = true, .horizontal = true});
  const auto& upper = std::get<Bars>(stacked.traces[1]);
  EXPECT_EQ(upper.options.base, (std::vector<double>{1, 2}));
  EXPECT_EQ(stacked.x.min, 0);
  EXPECT_TRUE(stacked.y.reversed);
  const Marks marks = marks_of(upper, Look{}, theme_of(Style::paper));
  EXPECT_EQ(marks[0].x2, (std::vector<double>{4, 6}));
}

TEST(Counts, WhatMakesNoSenseIsAnError) {
  Axes axes;
  EXPECT_EQ(error_of([&] {
              axes.histogram({nan, nan});
            }),
            "histogram: no point of the values is finite (all 2 hold NaN or infinity)");
  EXPECT_TRUE(contains(error_of([&] { axes.histogram({}); }), "histogram: the values are empty"));
  EXPECT_TRUE(contains(error_of([&] { axes.histogram({1}, {.bins = -1}); }), "bins is -1"));
  EXPECT_EQ(error_of([&] { axes.histogram({1}, {.from = 2, .to = 2}); }),
            "histogram: from 2 is not below to 2");
  EXPECT_EQ(error_of([&] {
              axes.histogram({1}, {.edges = {0, 1, 1}});
            }),
            "histogram: edges does not rise at place 2: 1 after 1");
  EXPECT_EQ(error_of([&] {
              axes.histogram({1, 2}, {.weights = {1}});
            }),
            "histogram: weights holds 1 entries for 2 values");
  EXPECT_TRUE(contains(error_of([&] { axes.histogram({1}, {.weights = {-1}}); }), "one of weights is -1"));
  EXPECT_TRUE(contains(error_of([&] { axes.box_plot(nan, {1}); }), "box_plot: its place is nan"));
  EXPECT_TRUE(contains(error_of([&] { axes.box_plot(0, {nan}); }), "box_plot: no point"));
  EXPECT_EQ(error_of([&] {
              axes.box_plots({"a", "b"}, {Values{1.0}});
            }),
            "box_plots: 2 names for 1 groups of values");
  EXPECT_EQ(error_of([&] {
              axes.bar_groups({"a", "b"}, {{"one", {1}, {}, {}}});
            }),
            "bar_groups: the series \"one\" holds 1 heights for 2 groups");
  EXPECT_TRUE(contains(error_of([&] { axes.bar_groups({}, {}); }), "0 names and 0 series"));
  EXPECT_EQ(error_of([&] {
              axes.bars({1, 2}, {1, 2}, {.errors = {1}});
            }),
            "bars: errors holds 1 entries for 2 bars");
  EXPECT_TRUE(contains(error_of([&] { axes.bars({1}, {1}, {.errors = {-1}}); }), "one of errors is -1"));
  EXPECT_TRUE(axes.traces.empty());
  EXPECT_TRUE(axes.x.tick_labels.empty());
}

}  // namespace
}  // namespace gradus::plot
