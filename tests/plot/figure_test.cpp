#include "gradus/plot/figure.hpp"

#include <cmath>
#include <limits>
#include <span>

#include "gradus/plot/scene/scene.hpp"
#include "support.hpp"

namespace gradus::plot {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(Figure, HoldsItsDataPlainly) {
  Figure figure({.title = "Loss", .width = 960, .height = 540, .rows = 2, .columns = 3});
  Axes& axes = figure.axes(1, 2);
  Line& first = axes.line({1, 2}, {3, 4}, {.label = "train"});
  for (int i = 0; i < 100; ++i) axes.hline(i);
  first.options.width = 3;  // the reference stays good
  EXPECT_EQ(std::get<Line>(axes.traces.front()).options.width, 3);
  EXPECT_EQ(std::get<Line>(axes.traces.front()).y, (std::vector<double>{3, 4}));
  EXPECT_EQ(axes.traces.size(), 101u);
  EXPECT_EQ(figure.options().width, 960);
}

TEST(Figure, TakesColumnsOfAnyArithmeticType) {
  Figure figure;
  const std::vector<float> floats{1, 2};
  const std::vector<long> longs{3, 4};
  const double doubles[] = {5, 6};
  figure.axes().line(floats, longs);
  const Line& line = figure.axes().line(std::span(doubles), std::span<const float>(floats));
  EXPECT_EQ(line.x, (std::vector<double>{5, 6}));
  EXPECT_EQ(line.y, (std::vector<double>{1, 2}));
}

TEST(Figure, OutsideTheGridIsAnError) {
  Figure figure({.rows = 1, .columns = 2});
  EXPECT_EQ(error_of([&] { figure.axes(1, 0); }), "Figure::axes: (1, 0) is outside the grid of 1 x 2");
  EXPECT_TRUE(contains(error_of([&] { figure.axes(0, -1); }), "outside the grid"));
  EXPECT_TRUE(contains(error_of([] { Figure({.width = 10}); }), "width is 10"));
  EXPECT_TRUE(contains(error_of([] { Figure({.rows = 0}); }), "rows is 0"));
}

TEST(Figure, DifferentLengthsNameBoth) {
  Axes axes;
  EXPECT_EQ(error_of([&] { axes.line({1, 2, 3}, {1, 2}); }), "line: x and y have different lengths: 3 != 2");
  EXPECT_EQ(error_of([&] { axes.scatter({1}, {1, 2}); }), "scatter: x and y have different lengths: 1 != 2");
  EXPECT_EQ(error_of([&] {
              axes.arrows({1}, {1}, {1, 2}, {1});
            }),
            "arrows: x and dx have different lengths: 1 != 2");
  EXPECT_EQ(error_of([&] { axes.bars({1}, {}); }), "bars: x and height have different lengths: 1 != 0");
  EXPECT_EQ(error_of([&] { axes.heatmap(2, 3, {1, 2}); }), "heatmap: 2 values for 2 rows of 3 columns");
  constexpr std::size_t half = (std::size_t{1} << 63) + 1;  // twice that is 2
  EXPECT_EQ(error_of([&] {
              axes.heatmap(half, 2, {1, 2});
            }),
            "heatmap: 2 values for 9223372036854775809 rows of 2 columns");
  EXPECT_TRUE(axes.traces.empty());  // a call that throws leaves nothing behind
}

TEST(Figure, NothingFiniteIsAnError) {
  Axes axes;
  EXPECT_TRUE(contains(error_of([&] {
                         axes.line({1, 2}, {nan, infinity});
                       }),
                       "line: no point of x and y is finite"));
  EXPECT_TRUE(contains(error_of([&] { axes.line({1, nan}, {nan, 1}); }), "no point"));
  EXPECT_TRUE(contains(error_of([&] { axes.scatter({}, {}); }), "empty"));
  EXPECT_TRUE(contains(error_of([&] { axes.heatmap(1, 2, {nan, nan}); }), "heatmap: no point"));
  EXPECT_TRUE(contains(error_of([&] { axes.hline(nan); }), "hline"));
  EXPECT_EQ(error_of([&] { axes.line({1, 2}, {nan, 1}); }), "");
}

TEST(Figure, DataChangedLaterIsCheckedBeforeDrawing) {
  Figure figure;
  figure.axes().line({1, 2}, {1, 2}).y = {nan, nan};
  EXPECT_TRUE(contains(error_of([&] { make_scene(figure); }), "line: no point of x and y is finite"));
}

TEST(Figure, RegionsNeedAGridAndWholeClasses) {
  Axes axes;
  EXPECT_EQ(error_of([&] { axes.regions({0, 1}, {0, 1, 2}, {0, 1, 2, 0, 1, 2}); }), "");
  EXPECT_TRUE(contains(error_of([&] {
                         axes.regions({0, 1}, {0, 1}, {0, 1, 2});
                       }),
                       "3 values for a grid of 2 x 2"));
  EXPECT_TRUE(contains(error_of([&] {
                         axes.regions({0, 1, 5}, {0, 1}, {0, 0, 0, 0, 0, 0});
                       }),
                       "evenly spaced"));
  EXPECT_TRUE(contains(error_of([&] { axes.regions({1, 0}, {0, 1}, {0, 0, 0, 0}); }), "rising"));
  EXPECT_TRUE(contains(error_of([&] { axes.regions({0, 1}, {0, 1}, {0, 0.5, 0, 0}); }), "whole numbers"));
  EXPECT_TRUE(contains(error_of([&] { axes.regions({0, 1}, {0, 1}, {0, -1, 0, 0}); }), "whole numbers"));
}

TEST(Figure, OptionsThatMakeNoSenseAreErrors) {
  Axes axes;
  EXPECT_TRUE(contains(error_of([&] { axes.line({1}, {1}, {.opacity = 1.5}); }), "opacity is 1.5"));
  EXPECT_TRUE(contains(error_of([&] { axes.scatter({1}, {1}, {.size = -1}); }), "size is -1"));
  EXPECT_TRUE(contains(error_of([&] {
                         axes.heatmap(1, 1, {1}, {.row_labels = {"a", "b"}});
                       }),
                       "2 labels for 1 rows"));
  EXPECT_TRUE(contains(error_of([&] { axes.box(0, 0, 0, 1, "x"); }), "box: its size is 0 x 1"));
}

TEST(Colors, MixAndMapsMeetTheirEnds) {
  EXPECT_EQ(mix(colors::black, colors::white, 0), colors::white);
  EXPECT_EQ(mix(colors::black, colors::white, 1), colors::black);
  EXPECT_EQ(map_color(ColorMap::viridis, 0), rgb(0x440154));
  EXPECT_EQ(map_color(ColorMap::viridis, 1), rgb(0xFDE725));
  EXPECT_EQ(map_color(ColorMap::balance, 0.5), colors::white);
  EXPECT_EQ(map_color(ColorMap::greys, 7), colors::black);
  EXPECT_NE(cycle_color(0), cycle_color(1));
  EXPECT_NE(cycle_marker(0), cycle_marker(1));
}

}  // namespace
}  // namespace gradus::plot
