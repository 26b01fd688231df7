#include "gradus/plot/scene/layout.hpp"

#include <nlohmann/json.hpp>

#include "gradus/plot/animation.hpp"
#include "gradus/plot/gnuplot/script.hpp"
#include "gradus/plot/html.hpp"
#include "gradus/plot/scene/steady.hpp"
#include "samples.hpp"
#include "support.hpp"

// Spans, insets and colours that plots share.
namespace gradus::plot {
namespace {

using Json = nlohmann::json;

TEST(Spans, TakeTheRoomOfThePlacesTheyCover) {
  Figure figure({.rows = 2, .columns = 3});
  figure.span(0, 0, {.columns = 2});
  figure.span(0, 2, {.rows = 2});
  figure.axes(0, 0).line({0, 1}, {0, 1});
  figure.axes3d(1, 1).line({0, 1}, {0, 1}, {0, 1});
  const Scene scene = make_scene(figure);
  ASSERT_EQ(scene.panels.size(), 4u);
  const Rect wide = scene.panels[0].plot, tall = scene.panels[1].plot, small = scene.panels[2].plot,
             box = scene.panels[3].plot;
  EXPECT_DOUBLE_EQ(wide.left, small.left);
  EXPECT_GT(wide.right, box.left);
  EXPECT_LT(wide.right, tall.left);
  EXPECT_DOUBLE_EQ(tall.top, wide.top);
  EXPECT_DOUBLE_EQ(tall.bottom, small.bottom);
  const Json layout = Json::parse(plotly_json(figure))["layout"];
  EXPECT_TRUE(layout.contains("xaxis3"));
  EXPECT_TRUE(layout.contains("scene4"));
  EXPECT_FALSE(layout.contains("xaxis5"));
}

TEST(Spans, MeetNoOtherPlot) {
  Figure figure({.rows = 2, .columns = 3});
  figure.axes(1, 1).line({0, 1}, {0, 1});
  EXPECT_EQ(error_of([&] { figure.span(0, 0, {.rows = 2, .columns = 2}); }),
            "Figure::span: (1, 1) has a plot of its own or is covered already");
  EXPECT_EQ(error_of([&] { figure.span(0, 2, {.columns = 2}); }),
            "Figure::span: 1 x 2 places from (0, 2) do not fit in the grid of 2 x 3");
  EXPECT_TRUE(contains(error_of([&] { figure.span(0, 0, {.rows = 0}); }), "0 x 1 places"));
  EXPECT_EQ(error_of([&] { figure.axes(0, 1); }), "");  // a span that failed covers nothing
  figure.span(0, 0, {.columns = 2});
  EXPECT_EQ(error_of([&] { figure.axes(0, 1); }),
            "Figure::axes: (0, 1) is covered by the span of another plot");
  EXPECT_TRUE(contains(error_of([&] { figure.span(0, 1, {.columns = 2}); }), "is covered by the span"));
  EXPECT_TRUE(contains(error_of([&] { figure.span(0, 0, {.columns = 3}); }), "spans 1 x 2 places already"));
  EXPECT_EQ(figure.span_at(0, 0)->columns, 2);
  EXPECT_FALSE(figure.span_at(0, 1));
}

TEST(Insets, StandInTheirPlotAndKeepTheLegendAway) {
  Figure figure({.width = 600, .height = 400});
  figure.axes().line({0, 1}, {0, 0.2}, {.label = "line"});
  figure.axes().y = {.min = 0, .max = 1};
  EXPECT_EQ(make_scene(figure).panels[0].legend, Legend::top_right);
  Axes& inset = figure.inset(0, 0, {.left = 0.5, .bottom = 0.5, .width = 0.4, .height = 0.4});
  inset.line({0, 5}, {5, 0});
  for (int i = 0; i < 50; ++i) figure.inset(0, 0, {.left = 0.6}).line({0, 1}, {0, 1});
  EXPECT_EQ(figure.insets().front().axes.traces.size(), 1u);  // the reference stays good
  const Scene scene = make_scene(figure);
  const Rect frame = scene.panels[0].plot, small = scene.panels[1].plot;
  EXPECT_EQ(scene.panels[0].legend, Legend::top_left);
  EXPECT_NEAR(small.left, frame.left + 0.5 * frame.width(), 1e-9);
  EXPECT_NEAR(small.height(), 0.4 * frame.height(), 1e-9);
  const std::string script = gnuplot_script(scene, ImageFormat::png, 1).commands;
  EXPECT_TRUE(contains(script, "set object rectangle from screen"));
  EXPECT_TRUE(Json::parse(plotly_json(figure))["layout"].contains("xaxis2"));
}

TEST(Insets, NeedAFlatPlotAndAPlaceInIt) {
  Figure figure({.columns = 2});
  figure.axes3d(0, 1).line({0, 1}, {0, 1}, {0, 1});
  EXPECT_TRUE(contains(error_of([&] { figure.inset(0, 1); }), "has three dimensions"));
  EXPECT_TRUE(contains(error_of([&] { figure.inset(1, 1); }), "outside the grid"));
  EXPECT_EQ(error_of([&] { figure.inset(0, 0, {.left = 0.8}); }),
            "Figure::inset: 0.36 x 0.36 from (0.8, 0.56) is not inside the plot, from 0 to 1");
  EXPECT_TRUE(figure.insets().empty());
  figure.inset(0, 0, {.width = 0.01});
  EXPECT_TRUE(contains(error_of([&] { make_scene(figure); }), "px large; make it or the figure larger"));
}

TEST(Insets, MoveWithTheFramesOfAnAnimation) {
  Animation animation(Figure({.rows = 2}));
  Figure& figure = animation.figure();
  figure.span(0, 0, {.rows = 2});
  Line& line = figure.axes().line({0, 1}, {0, 1});
  Line& small = figure.inset(0, 0).line({0, 1}, {0, 1});
  animation.add_frame("one");
  line.y = {0, 5}, small.y = {0, 7};
  animation.add_frame("two");
  for (const Figure& frame : steady_frames(animation, "test")) {
    EXPECT_GT(frame.axes().y.max, 5);
    EXPECT_GT(frame.insets().front().axes.y.max, 7);
  }
  EXPECT_EQ(std::get<Line>(animation.figure_at(0).insets().front().axes.traces[0]).y,
            (std::vector<double>{0, 1}));
}

struct LegendBelow {
  std::size_t columns;
  Rect place;
};

LegendBelow legend_below(int width) {
  Figure figure({.width = width, .height = 400});
  for (const char* name : {"right", "unsure", "wrong", "not known"}) {
    figure.axes().line({0, 1}, {0, 1}, {.label = name});
  }
  figure.axes().legend = Legend::below;
  const Scene scene = make_scene(figure);
  return {legend_columns(scene.panels[0], 14), scene.panels[0].legend_place};
}

TEST(Legends, BelowAPlotTakeAsManyRowsAsTheyNeed) {
  const LegendBelow wide = legend_below(800), narrow = legend_below(330);
  EXPECT_EQ(wide.columns, 4u);
  EXPECT_EQ(narrow.columns, 2u);
  EXPECT_GT(narrow.place.height(), 1.5 * wide.place.height());
  EXPECT_LE(narrow.place.bottom, 400);
}

TEST(Legends, AreAsWideAsTheirWords) {
  const auto key_width = [](const char* label) {
    Figure figure;
    figure.axes().line({0, 1}, {0, 1}, {.label = label});
    const std::string script = gnuplot_script(make_scene(figure), ImageFormat::png, 1).commands;
    const std::string start = "set key width ";
    return std::stod(script.substr(script.find(start) + start.size()));
  };
  EXPECT_LT(key_width("iiiiiiiiii"), 1);  // gnuplot thinks letters are half their size wide
  EXPECT_GT(key_width("WWWWWWWWWW"), 5);
}

TEST(SharedColors, GiveAllPlotsOneRangeAndOneBar) {
  Figure figure({.columns = 3, .shared_colors = true});
  figure.axes(0, 0).heatmap(1, 2, {0, 1});
  figure.axes(0, 1).scatter({0, 1}, {0, 1}, {.values = {-3, 2}, .color_bar_label = "loss"});
  figure.axes3d(0, 2).surface({0, 1}, {0, 1}, {0, 1, 2, 5}, {.map = ColorMap::viridis});
  const Scene scene = make_scene(figure);
  ASSERT_TRUE(scene.color_bar);
  EXPECT_EQ(scene.color_bar->min, -3);
  EXPECT_EQ(scene.color_bar->max, 5);
  EXPECT_EQ(scene.color_bar->label, "loss");
  for (const Panel& panel : scene.panels) {
    EXPECT_FALSE(panel.color_bar);
    EXPECT_LT(panel.plot.right, scene.color_bar->place.left);
  }
  EXPECT_LT(scene.color_bar->place.right, 800);
  const Json data = Json::parse(plotly_json(figure))["data"];
  EXPECT_EQ(data[0]["zmin"], -3.0);
  EXPECT_EQ(data.back()["marker"]["showscale"], true);
  EXPECT_FALSE(std::get<Heatmap>(figure.axes(0, 0).traces[0]).options.min);  // the caller's figure stays
}

TEST(SharedColors, NeedOneMapAndSomethingColored) {
  Figure figure({.columns = 2, .shared_colors = true});
  figure.axes(0, 0).line({0, 1}, {0, 1});
  EXPECT_FALSE(make_scene(figure).color_bar);
  figure.axes(0, 0).heatmap(1, 2, {0, 1});
  figure.axes(0, 1).heatmap(1, 2, {0, 1}, {.map = ColorMap::blues});
  EXPECT_TRUE(contains(error_of([&] { make_scene(figure); }), "shared_colors needs one colour map"));
}

TEST(SharedColors, HoldInAllFrames) {
  Animation animation(Figure({.shared_colors = true}));
  Heatmap& map = animation.figure().axes().heatmap(1, 2, {0, 1});
  animation.add_frame("one");
  map.values = {-4, 9};
  animation.add_frame("two");
  for (const Figure& frame : steady_frames(animation, "test")) {
    EXPECT_EQ(make_scene(frame).color_bar->min, -4);
    EXPECT_EQ(make_scene(frame).color_bar->max, 9);
  }
}

}  // namespace
}  // namespace gradus::plot
