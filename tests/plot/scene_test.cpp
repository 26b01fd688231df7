#include "gradus/plot/scene/scene.hpp"

#include <cmath>
#include <limits>

#include "gradus/plot/pixels/raster.hpp"
#include "gradus/plot/scene/color_use.hpp"
#include "gradus/plot/scene/layout.hpp"
#include "support.hpp"

namespace gradus::plot {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string> labels(const AxisView& axis) {
  std::vector<std::string> result;
  for (const Tick& tick : axis.ticks) result.push_back(tick.label);
  return result;
}

TEST(Scene, RangesHoldTheDataWithAMargin) {
  Figure figure;
  figure.axes().line({0, 10}, {-1, nan});
  figure.axes().scatter({0, 10}, {3, 1});
  const Scene scene = make_scene(figure);
  EXPECT_DOUBLE_EQ(scene.panels[0].x.min, -0.5);
  EXPECT_DOUBLE_EQ(scene.panels[0].x.max, 10.5);
  EXPECT_NEAR(scene.panels[0].y.min, -1.2, 1e-12);
  EXPECT_NEAR(scene.panels[0].y.max, 3.2, 1e-12);
}

TEST(Scene, OneValueStillHasARange) {
  Figure figure;
  figure.axes().line({5, 5}, {0, 0});
  const Scene scene = make_scene(figure);
  EXPECT_LT(scene.panels[0].x.min, 5);
  EXPECT_GT(scene.panels[0].x.max, 5);
  EXPECT_LT(scene.panels[0].y.min, 0);
}

TEST(Scene, EmptyAxesAndHugeNumbersDraw) {
  Figure figure({.columns = 2});
  figure.axes(0, 1).line({-1e300, 1e300}, {1e-300, 3e-300}, {.label = "far"});
  EXPECT_EQ(error_of([&] { make_scene(figure); }),
            "y axis: cannot draw the range from 9e-301 to 3.1e-300; set .min and .max");
  figure.axes(0, 1).traces.clear();
  figure.axes(0, 1).line({-1e300, 1e300}, {1e-30, 3e-30});
  EXPECT_EQ(error_of([&] { make_scene(figure); }), "");
}

TEST(Scene, RangesThatMakeNoSenseAreErrors) {
  Figure figure;
  figure.axes().line({1, 2}, {1, 2});
  figure.axes().x.min = 3;
  EXPECT_EQ(error_of([&] { make_scene(figure); }), "");  // the other end follows
  figure.axes().x.max = 2;
  EXPECT_TRUE(contains(error_of([&] { make_scene(figure); }), "x axis: min 3 is not below max 2"));
  figure.axes().x = {.min = -1, .scale = Scale::log};
  EXPECT_TRUE(contains(error_of([&] { make_scene(figure); }), "a log scale needs positive numbers"));
  figure.axes().x = {.ticks = {1, 2}, .tick_labels = {"one"}};
  EXPECT_TRUE(contains(error_of([&] { make_scene(figure); }), "1 tick labels for 2 ticks"));
}

TEST(Scene, TicksAreRoundAndSayWhatTheyMean) {
  Figure figure({.width = 600, .height = 400});
  figure.axes().x = {.min = -1, .max = 1};
  figure.axes().y = {.min = 0, .max = 4e6};
  figure.axes().line({0, 1}, {0, 1});
  const Scene scene = make_scene(figure);
  EXPECT_EQ(labels(scene.panels[0].x), (std::vector<std::string>{"−1.0", "−0.8", "−0.6", "−0.4", "−0.2",
                                                                 "0.0", "0.2", "0.4", "0.6", "0.8", "1.0"}));
  EXPECT_EQ(labels(scene.panels[0].y).at(2), "1.0·$10^{6}$");
  EXPECT_DOUBLE_EQ(scene.panels[0].x.ticks[5].at, 0);
}

TEST(Scene, LogarithmicTicksAreDecades) {
  Figure figure;
  figure.axes().y.scale = Scale::log;
  figure.axes().line({0, 1, 2, 3}, {1e-4, 0, -1, 1});
  const Scene scene = make_scene(figure);
  EXPECT_EQ(labels(scene.panels[0].y),
            (std::vector<std::string>{"$10^{-4}$", "$10^{-3}$", "$10^{-2}$", "$10^{-1}$", "$10^{0}$"}));
  EXPECT_NEAR(scene.panels[0].y.place(1e-2), 0.5, 1e-12);
}

TEST(Scene, LongTickLabelsTurn) {
  Figure figure({.width = 500, .height = 400});
  figure.axes().bars({0, 1, 2, 3}, {1, 2, 3, 4});
  figure.axes().x = {.ticks = {0, 1, 2, 3},
                     .tick_labels = {"short", "logistic regression", "perceptron", "network"}};
  EXPECT_GT(make_scene(figure).panels[0].x.label_angle, 0);
  figure.axes().x.tick_labels = {"a", "b", "c", "d"};
  EXPECT_EQ(make_scene(figure).panels[0].x.label_angle, 0);
}

TEST(Scene, LegendTakesAFreeCornerOrLeavesThePlot) {
  Figure figure;
  figure.axes().line({0, 1}, {0, 1}, {.label = "rising"});
  EXPECT_EQ(make_scene(figure).panels[0].legend, Legend::top_left);
  figure.axes().line({0, 1}, {1, 0}, {.label = "falling"});
  EXPECT_EQ(make_scene(figure).panels[0].legend, Legend::right);
  figure.axes().legend = Legend::none;
  EXPECT_EQ(make_scene(figure).panels[0].legend, Legend::none);
}

TEST(Scene, NoLabelMeansNoLegend) {
  Figure figure;
  figure.axes().legend = Legend::right;
  figure.axes().line({0, 1}, {0, 1});
  EXPECT_EQ(make_scene(figure).panels[0].legend, Legend::none);
}

TEST(Scene, ClassesDifferByColorAndMarker) {
  Figure figure;
  for (int c = 0; c < 3; ++c) figure.axes().scatter({1.0 * c}, {1.0});
  const Scene scene = make_scene(figure);
  const std::vector<Look>& looks = scene.panels[0].looks;
  EXPECT_NE(looks[0].color, looks[1].color);
  EXPECT_NE(looks[0].marker, looks[1].marker);
  EXPECT_NE(looks[1].marker, looks[2].marker);
}

TEST(Scene, EqualAspectMakesSquaresSquare) {
  Figure figure({.width = 900, .height = 400});
  figure.axes().equal_aspect = true;
  figure.axes().regions({-1, 1}, {-2, 2}, {0, 1, 1, 0});
  const Panel panel = make_scene(figure).panels[0];
  EXPECT_DOUBLE_EQ(panel.x.min, -1);  // areas reach to the frame
  EXPECT_NEAR(panel.to_x(1) - panel.to_x(0), panel.to_y(0) - panel.to_y(1), 1e-9);
}

TEST(Scene, PanelsDoNotOverlapAndStayInside) {
  Figure figure({.title = "all", .width = 900, .height = 600, .rows = 2, .columns = 3});
  for (int r = 0; r < 2; ++r) {
    for (int c = 0; c < 3; ++c) {
      figure.axes(r, c).title = "panel";
      figure.axes(r, c).x.label = "x";
      figure.axes(r, c).line({0, 1}, {0, std::pow(10.0, c)}, {.label = "line"});
    }
  }
  const Scene scene = make_scene(figure);
  for (const Panel& panel : scene.panels) {
    EXPECT_GT(panel.plot.left, 0);
    EXPECT_LT(panel.plot.right, 900);
    EXPECT_NEAR(panel.plot.width(), scene.panels[0].plot.width(), 1e-9);
  }
  EXPECT_LT(scene.panels[0].plot.right, scene.panels[1].plot.left);
  EXPECT_LT(scene.panels[0].plot.bottom, scene.panels[3].plot.top);
  EXPECT_DOUBLE_EQ(scene.panels[0].plot.left, scene.panels[3].plot.left);
}

TEST(Scene, TooSmallAFigureIsAnError) {
  Figure figure({.width = 60, .height = 60, .columns = 4});
  EXPECT_TRUE(contains(error_of([&] { make_scene(figure); }), "60 x 60 px leave no room for 1 x 4 plots"));
}

TEST(Scene, HeatmapHasRowZeroOnTopAndItsNumbers) {
  Figure figure;
  const Heatmap& map = figure.axes().heatmap(2, 2, {1, -2, 3, nan}, {.numbers = true});
  const Scene scene = make_scene(figure);
  EXPECT_LT(scene.panels[0].to_y(0), scene.panels[0].to_y(1));
  EXPECT_EQ(cell_texts(map), (std::vector<std::string>{"1", "−2", "3", ""}));
  EXPECT_EQ(color_range(map), (std::pair{-2.0, 3.0}));
  ASSERT_TRUE(scene.panels[0].color_bar);
  EXPECT_GT(scene.panels[0].color_bar->place.left, scene.panels[0].plot.right);
}

TEST(Scene, HeatmapColoursNeedARangeOfNumbers) {
  Axes axes;
  const auto [low, high] = color_range(axes.heatmap(1, 1, {1e300}));
  EXPECT_LT(low, 1e300);
  EXPECT_GT(high, 1e300);
  const Heatmap& wide = axes.heatmap(1, 2, {-1e308, 1e308});
  EXPECT_EQ(error_of([&] { color_range(wide); }),
            "heatmap: cannot colour the range from -1e+308 to 1e+308; set .min and .max");
}

TEST(Raster, RegionsShowTheirClassesAndGaps) {
  Axes axes;
  const Regions& regions =
      axes.regions({0, 1, 2, 3}, {0, 1, 2, 3}, {0, 0, 1, 1, 0, 0, 1, 1, nan, nan, 1, 1, nan, nan, 1, 1});
  const std::vector<int> classes = smooth_classes(regions, 6, 6);
  EXPECT_EQ(classes[0], 0);
  EXPECT_EQ(classes[5], 1);
  EXPECT_EQ(classes[30], -1);
  EXPECT_EQ(classes[35], 1);
  const Theme& theme = theme_of(Style::paper);
  const Raster raster = rasterize(regions, theme, 8, 8);
  EXPECT_EQ(raster.bytes.size(), 3u * 64u);
  EXPECT_EQ(static_cast<std::uint8_t>(raster.bytes[0]), region_color(regions, theme, 0).red);
}

}  // namespace
}  // namespace gradus::plot
