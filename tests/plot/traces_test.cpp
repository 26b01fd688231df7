#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "gradus/plot/gnuplot/script.hpp"
#include "gradus/plot/html.hpp"
#include "gradus/plot/scene/contour.hpp"
#include "gradus/plot/scene/marks.hpp"
#include "samples.hpp"
#include "support.hpp"

namespace gradus::plot {
namespace {

using Json = nlohmann::json;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Json json_of(const Figure& figure) { return Json::parse(plotly_json(figure)); }
std::string script_of(const Figure& figure) {
  return gnuplot_script(make_scene(figure), ImageFormat::png, 1).commands;
}

TEST(Band, GoesThereAndBackBetweenGaps) {
  const Band band{{0, 1, 2, 3, 4}, {0, 1, nan, 3, 4}, {5, 6, 7, 8, 9}, {.edge_width = 1}};
  const Marks marks = marks_of(band, Look{}, theme_of(Style::paper));
  ASSERT_EQ(marks.size(), 2u);
  std::vector<std::pair<std::size_t, std::size_t>> pieces;
  for_each_piece(marks[0], [&](std::size_t a, std::size_t b) { pieces.emplace_back(a, b); });
  EXPECT_EQ(pieces, (std::vector<std::pair<std::size_t, std::size_t>>{{0, 3}, {5, 8}}));
  EXPECT_EQ(std::vector<double>(marks[0].y.begin(), marks[0].y.begin() + 4),
            (std::vector<double>{5, 6, 1, 0}));
}

TEST(Band, HasTheColorOfTheLineBeforeItAndLiesBelow) {
  Figure figure;
  Axes& axes = figure.axes();
  axes.line({0, 1}, {0, 1});
  axes.line({0, 1}, {1, 0});
  axes.band({0, 1}, {0, 0}, {1, 1});
  axes.band({0, 1}, {0, 0}, {1, 1}, {.color = colors::green});
  axes.scatter({0}, {0});
  const Panel panel = make_scene(figure).panels[0];
  EXPECT_EQ(panel.looks[2].color, cycle_color(1));
  EXPECT_EQ(panel.looks[3].color, colors::green);
  EXPECT_EQ(panel.looks[4].color, cycle_color(2));  // bands take none from the cycle
  EXPECT_EQ(panel.order, (std::vector<std::size_t>{2, 3, 0, 1, 4}));
}

TEST(Marks, AreasAndBoxesRestOnALogarithmicAxis) {
  Figure figure;
  figure.axes().y.scale = Scale::log;
  figure.axes().bars({1, 2}, {10, 100}, {.errors = {20, 1}});
  const Scene scene = make_scene(figure);
  const Panel& panel = scene.panels[0];
  const Marks marks = marks_of(std::get<Bars>(panel.axes->traces[0]), Look{}, theme_of(Style::paper));
  const Mark boxes = shown(marks[0], panel), errors = shown(marks[1], panel);
  EXPECT_EQ(boxes.y[0], panel.y.min);
  EXPECT_GT(panel.y.min, 0);
  EXPECT_TRUE(std::isnan(errors.y[0]));  // from -10: not on this axis
  EXPECT_EQ(script_of(figure).find("nan"), std::string::npos);
}

// A circle is one closed line at the right distance, whatever the grid.
TEST(Contours, FollowACircle) {
  const std::vector<double> grid = linspace(-2, 2, 41);
  std::vector<double> z;
  for (const double y : grid) {
    for (const double x : grid) z.push_back(x * x + y * y);
  }
  const LevelLines lines = level_lines({grid, grid, z, {}}, 2);
  ASSERT_GT(lines.x.size(), 50u);
  EXPECT_EQ(lines.x.front(), lines.x.back());
  EXPECT_EQ(lines.y.front(), lines.y.back());
  for (std::size_t i = 0; i < lines.x.size(); ++i)
    EXPECT_NEAR(std::hypot(lines.x[i], lines.y[i]), std::sqrt(2.0), 2e-3);
}

TEST(Contours, OpenLinesRunFromBorderToBorder) {
  const LevelLines lines = level_lines({{0, 1, 2}, {0, 3}, {0, 1, 2, 0, 1, 2}, {}}, 0.25);
  EXPECT_EQ(lines.x, (std::vector<double>{0.25, 0.25}));
  EXPECT_EQ(lines.y, (std::vector<double>{0, 3}));
}

TEST(Contours, SaddlesPartByTheirMiddleAndCornersThatAreNotFiniteHaveNoLines) {
  const auto ends = [](std::vector<double> z) {
    const LevelLines lines = level_lines({{0, 1}, {0, 1}, std::move(z), {}}, 1);
    return lines.x.size();
  };
  EXPECT_EQ(ends({2, 0, 0, 2}), 5u);  // two pieces and the gap between them
  EXPECT_EQ(ends({0, 2, 2, 0}), 5u);
  EXPECT_EQ(ends({2, 0, 0, nan}), 0u);
  const LevelLines high =
      level_lines({{0, 1}, {0, 1}, {4, 0, 0, 4}, {}}, 1);  // the high corners hang together
  EXPECT_NEAR(std::abs(high.x[0] - high.x[1]), 0.25, 1e-12);
  const LevelLines low = level_lines({{0, 1}, {0, 1}, {1.2, 0, 0, 1.2}, {}}, 1);
  EXPECT_NEAR(std::abs(low.x[0] - low.x[1]), 1.0 / 6, 1e-12);
}

TEST(Contours, HaveOneEntryInALegend) {
  Figure figure;
  figure.axes().contours({0, 1, 2}, {0, 1}, {0, 1, 2, 3, 4, 5}, {.label = "loss", .levels = {1, 2, 3}});
  const Json json = json_of(figure);
  EXPECT_EQ(json["data"].size(), 3u);
  EXPECT_EQ(std::count_if(json["data"].begin(), json["data"].end(),
                          [](const Json& trace) { return trace["showlegend"].get<bool>(); }),
            1);
}

TEST(Contours, LevelsAreRoundUnlessTheyAreGiven) {
  Contours contours{{0, 1}, {0, 1}, {0, 1, 1, 2}, {.count = 4}};
  EXPECT_EQ(levels_of(contours), (std::vector<double>{0.5, 1, 1.5}));
  contours.options.levels = {-1, 0.3};
  EXPECT_EQ(levels_of(contours), (std::vector<double>{-1, 0.3}));
  contours.options.levels.clear();
  contours.z = {3, 3, 3, 3};
  EXPECT_FALSE(levels_of(contours).empty());
}

TEST(ReferenceLines, DiagonalsStayInsideThePlot) {
  Figure figure;
  figure.axes().x = {.min = 0, .max = 1};
  figure.axes().y = {.min = 0, .max = 1};
  const ReferenceLine& steep = figure.axes().diagonal(4, -1);
  const ReferenceLine& flat = figure.axes().diagonal(0, 0.5);
  const ReferenceLine& outside = figure.axes().diagonal(1, 3);
  const Scene scene = make_scene(figure);
  const std::optional<Segment> part = visible_part(steep, scene.panels[0]);
  ASSERT_TRUE(part);
  EXPECT_DOUBLE_EQ(part->x0, 0.25);
  EXPECT_DOUBLE_EQ(part->y0, 0);
  EXPECT_DOUBLE_EQ(part->x1, 0.5);
  EXPECT_DOUBLE_EQ(part->y1, 1);
  EXPECT_EQ(visible_part(flat, scene.panels[0])->x1, 1);
  EXPECT_FALSE(visible_part(outside, scene.panels[0]));
  EXPECT_EQ(error_of([&] { script_of(figure), json_of(figure); }), "");
}

TEST(Scatter, OptionsOfEachPointReachBothRenderers) {
  Figure figure;
  figure.axes().scatter({0, 1, 2, 3}, {0, nan, 2, 3},
                        {.sizes = {5, 6, 7, 8}, .opacities = {0, 0.5, 1, 1}, .values = {1, 2, nan, 4}});
  const Json json = json_of(figure);
  const Json& marker = json["data"][0]["marker"];
  EXPECT_EQ(marker["size"], Json::parse("[5.0, 6.0, 7.0, 8.0]"));
  EXPECT_EQ(marker["opacity"], Json::parse("[0.0, 0.5, 1.0, 1.0]"));
  EXPECT_EQ(marker["color"][0], "#440154");  // the least value; viridis begins there
  EXPECT_EQ(marker["color"][2], "#808080");  // NaN
  EXPECT_EQ(marker["color"][3], "#fde725");
  EXPECT_EQ(json["data"][1]["marker"]["cmax"], 4.0);  // brings the colour bar
  EXPECT_TRUE(make_scene(figure).panels[0].color_bar);
  const std::string script = script_of(figure);
  EXPECT_TRUE(contains(script, "using 1:2:3:4:5 with points pt variable ps variable"));
  EXPECT_TRUE(contains(script, "\n0 0 "));
  EXPECT_TRUE(contains(script, std::to_string(0xFFu << 24 | 0x440154u)));  // clear
}

TEST(Traces, LegendsKeepTheOrderOfTheCalls) {
  Figure figure;
  figure.axes().line({0, 1}, {0, 1}, {.label = "line"});
  figure.axes().hline(0.5, {.label = "reference"});
  figure.axes().band({0, 1}, {0, 0}, {1, 1}, {.label = "band"});
  const Json json = json_of(figure);
  EXPECT_EQ(json["data"][0]["name"], "band");  // drawn first
  EXPECT_EQ(json["data"][0]["legendrank"], 3);
  EXPECT_EQ(json["data"][1]["legendrank"], 1);
  EXPECT_EQ(json["layout"]["shapes"][0]["legendrank"], 2);
  const std::string script = script_of(figure);
  EXPECT_LT(script.find("title 'line'"), script.find("title 'reference'"));
  EXPECT_LT(script.find("title 'reference'"), script.find("title 'band'"));
}

TEST(Traces, MarksInPlotlysWords) {
  Figure figure;
  Axes& axes = figure.axes();
  axes.fill({0, 1, 1, nan, 2, 3, 3}, {0, 0, 1, nan, 0, 0, 1}, {.label = "f", .opacity = 0.5});
  axes.bars({0, 1}, {2, 3}, {.base = {1, 0}, .errors = {0.5, nan}});
  axes.bars({0, 1}, {2, 3}, {.horizontal = true});
  const Json data = json_of(figure)["data"];
  EXPECT_EQ(data[0]["fill"], "toself");
  EXPECT_TRUE(data[0]["x"][3].is_null());
  EXPECT_EQ(data[0]["showlegend"], true);
  EXPECT_EQ(data[1]["base"], Json::parse("[1.0, 0.0]"));
  EXPECT_EQ(data[2]["error_y"]["array"], Json::parse("[0.5, null]"));
  EXPECT_FALSE(data[2].contains("error_x"));
  EXPECT_EQ(data[2]["showlegend"], false);
  EXPECT_EQ(data[3]["orientation"], "h");
  EXPECT_EQ(data[3]["x"], Json::parse("[2.0, 3.0]"));
  EXPECT_FALSE(data[3].contains("base"));
}

TEST(Traces, MarksInGnuplotsWords) {
  Figure figure;
  Axes& axes = figure.axes();
  axes.fill({0, 1, 1, nan, 2, 3, 3}, {0, 0, 1, nan, 0, 0, 1}, {.edge = colors::black});
  axes.bars({0, 1}, {2, nan}, {.errors = {0.5, nan}});
  axes.contours({0, 1}, {0, 1}, {0, 1, 1, 2}, {.levels = {1}});
  const std::string script = script_of(figure);
  EXPECT_TRUE(contains(script, "<< EOD\n0 0\n1 0\n1 1\n0 0\nEOD"));
  EXPECT_TRUE(contains(script, "<< EOD\n2 0\n3 0\n3 1\n2 0\nEOD"));
  EXPECT_TRUE(contains(script, "with vectors heads nofilled"));
  EXPECT_TRUE(contains(script, "<< EOD\n0 2 -0.4 0.4 0 2\n\nEOD"));
  EXPECT_EQ(script.find("nan"), std::string::npos);
}

TEST(Traces, WhatMakesNoSenseIsAnError) {
  Axes axes;
  EXPECT_EQ(error_of([&] {
              axes.band({1, 2}, {1, 2}, {1});
            }),
            "band: x and high have different lengths: 2 != 1");
  EXPECT_TRUE(contains(error_of([&] { axes.band({1}, {nan}, {1}); }), "band: no point of x, low and high"));
  EXPECT_TRUE(contains(error_of([&] { axes.fill({1}, {1}, {.opacity = 2}); }), "fill: opacity is 2"));
  EXPECT_TRUE(contains(error_of([&] { axes.diagonal(nan); }), "diagonal: slope is nan"));
  EXPECT_EQ(error_of([&] {
              axes.contours({0, 1}, {0, 1}, {1, 2, 3});
            }),
            "contours: z holds 3 values for a grid of 2 x 2 points");
  EXPECT_TRUE(contains(error_of([&] {
                         axes.contours({0, 1}, {0, 1}, {nan, nan, nan, nan});
                       }),
                       "contours: no point of z is finite"));
  EXPECT_TRUE(contains(error_of([&] {
                         axes.contours({0, 1}, {0, 1}, {1, 2, 3, 4}, {.levels = {2, 1}});
                       }),
                       "levels does not rise"));
  EXPECT_TRUE(contains(error_of([&] {
                         axes.contours({0, 1}, {0, 1}, {1, 2, 3, 4}, {.width = 0});
                       }),
                       "nothing to draw"));
  EXPECT_EQ(error_of([&] {
              axes.scatter({1, 2}, {1, 2}, {.values = {1}});
            }),
            "scatter: values holds 1 entries for 2 points");
  EXPECT_EQ(error_of([&] {
              axes.regions({0, 1}, {0, 1}, {0, 1, 1, 0}, {.shade = {1}});
            }),
            "regions: shade holds 1 entries for 4 grid points");
  EXPECT_TRUE(contains(error_of([&] {
                         axes.regions({0, 1}, {0, 1}, {0, 1, 1, 0}, {.shade = {1, 1, 1, 2}});
                       }),
                       "regions: a shade is 2"));
  EXPECT_TRUE(contains(error_of([&] { axes.annotate("x", 0, nan, 0, 0); }), "arrows: no point"));
  EXPECT_TRUE(axes.traces.empty());
}

TEST(Traces, PixelsAndDiagonalsNeedLinearAxes) {
  const auto words = [](const auto& add) {
    Figure figure;
    figure.axes().x.scale = Scale::log;
    add(figure.axes());
    return error_of([&] { make_scene(figure); });
  };
  EXPECT_TRUE(contains(words([](Axes& a) { a.diagonal(); }), "a diagonal needs linear axes"));
  EXPECT_TRUE(contains(words([](Axes& a) { a.image(1, 1, 1, {1}); }), "images and filled contours need"));
  EXPECT_TRUE(contains(words([](Axes& a) {
                         a.contours({1, 2}, {1, 2}, {1, 2, 3, 4}, {.filled = true});
                       }),
                       "images and filled contours need"));
  EXPECT_EQ(words([](Axes& a) { a.contours({1, 2}, {1, 2}, {1, 2, 3, 4}); }), "");
}

}  // namespace
}  // namespace gradus::plot
