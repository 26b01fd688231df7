// Axes that are linear around 0 and logarithmic beyond.
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "gradus/plot/gnuplot/script.hpp"
#include "gradus/plot/html.hpp"
#include "gradus/plot/scene/scene.hpp"
#include "samples.hpp"
#include "support.hpp"

namespace gradus::plot {
namespace {

using Json = nlohmann::json;

std::vector<std::string> labels(const AxisView& view) {
  std::vector<std::string> result;
  for (const Tick& tick : view.ticks) result.push_back(tick.label);
  return result;
}

Figure with(double low, double high, double linthresh, int height = 480) {
  Figure figure({.width = 600, .height = height});
  figure.axes().y = {.min = low, .max = high, .scale = Scale::symlog, .linthresh = linthresh};
  figure.axes().line({0, 1}, {low, high});
  return figure;
}

// matplotlib's SymmetricalLogTransform(10, 2, 1) over linthresh: 0.5, 2, 20 and -200 become
// 0.2778, 1.1111, 2.1111 and -3.1111.
TEST(Symlog, IsLinearThenLogarithmic) {
  EXPECT_NEAR(symlog(0.5, 2), 0.25 / 0.9, 1e-15);
  EXPECT_NEAR(symlog(2, 2), 1 / 0.9, 1e-15);
  EXPECT_NEAR(symlog(20, 2), 1 + 1 / 0.9, 1e-15);
  EXPECT_NEAR(symlog(-200, 2), -2 - 1 / 0.9, 1e-15);
  EXPECT_EQ(symlog(0, 2), 0);
  for (const double value : {-1e30, -3.0, -2.0, -1e-12, 0.0, 1e-300, 0.7, 2.0, 2.0000001, 1e5}) {
    EXPECT_NEAR(from_symlog(symlog(value, 2), 2), value, 1e-13 * std::abs(value));
  }
}

TEST(Symlog, PlacesAndValuesAreInverse) {
  for (const bool reversed : {false, true}) {
    Figure figure = with(-1000, 100, 10);
    figure.axes().y.reversed = reversed;
    const Scene scene = make_scene(figure);
    const Panel& panel = scene.panels[0];
    EXPECT_NEAR(panel.y.place(-1000), reversed ? 1 : 0, 1e-12);
    EXPECT_NEAR(panel.y.place(100), reversed ? 0 : 1, 1e-12);
    for (const double value : {-1000.0, -31.0, -2.0, 0.0, 5.0, 99.0}) {
      EXPECT_NEAR(panel.y.value(panel.y.place(value)), value, 1e-9);
      EXPECT_NEAR(panel.from_y(panel.to_y(value)), value, 1e-9);
    }
    // A decade is as long as any other, on both sides.
    EXPECT_NEAR(panel.to_y(-100) - panel.to_y(-1000), panel.to_y(100) - panel.to_y(10), 1e-9);
  }
}

TEST(Symlog, TicksLieOnTheAxisHoweverLongItIs) {
  const Scene scene = make_scene(with(0.5, 1e10, 1));
  ASSERT_GE(scene.panels[0].y.ticks.size(), 2U);
  for (const Tick& tick : scene.panels[0].y.ticks) EXPECT_GE(tick.at, 0.5) << tick.label;
  for (const double at : scene.panels[0].y.minor) EXPECT_GE(at, 0.5);
}

TEST(Symlog, TicksAreZeroAndDecadesOnBothSides) {
  const Scene scene = make_scene(with(-1000, 100, 1));
  EXPECT_EQ(labels(scene.panels[0].y),
            (std::vector<std::string>{"−$10^{3}$", "−$10^{2}$", "−$10^{1}$", "−$10^{0}$", "0", "$10^{0}$",
                                      "$10^{1}$", "$10^{2}$"}));
  for (const double at : scene.panels[0].y.minor) EXPECT_GT(std::abs(at), 1);
  EXPECT_FALSE(scene.panels[0].y.minor.empty());
  // Numbers that the threshold does not hold start at the first decade beyond it.
  EXPECT_EQ(labels(make_scene(with(0, 500, 3)).panels[0].y),
            (std::vector<std::string>{"0", "$10^{1}$", "$10^{2}$"}));
}

TEST(Symlog, TicksLeaveRoomForTheirNumbers) {
  for (const double linthresh : {1e-12, 1e-6, 1e-2, 1.0, 50.0}) {
    for (const int height : {150, 300, 700}) {
      const Figure figure = with(-1e6, 1e6, linthresh, height);
      const Scene scene = make_scene(figure);
      const Panel& panel = scene.panels[0];
      ASSERT_GE(panel.y.ticks.size(), 3u);
      for (std::size_t i = 1; i < panel.y.ticks.size(); ++i) {
        const double px = panel.to_y(panel.y.ticks[i - 1].at) - panel.to_y(panel.y.ticks[i].at);
        EXPECT_GT(px, scene.options->font_size) << linthresh << ' ' << height;
      }
    }
  }
}

TEST(Symlog, InsideItsLinearPartTicksAreLinear) {
  EXPECT_EQ(labels(make_scene(with(-2, 2, 100)).panels[0].y),
            (std::vector<std::string>{"−2", "−1", "0", "1", "2"}));
  EXPECT_GE(make_scene(with(200, 700, 1)).panels[0].y.ticks.size(), 2u);
}

TEST(Symlog, TheRangeHoldsTheDataWithAMarginInItsOwnMeasure) {
  Figure figure;
  figure.axes().y.scale = Scale::symlog;
  figure.axes().line({0, 1, 2}, {-100, 0, 10000});
  const Scene scene = make_scene(figure);
  const AxisView& y = scene.panels[0].y;
  EXPECT_LT(y.min, -100);
  EXPECT_GT(y.max, 10000);
  EXPECT_NEAR(y.place(-100), 1 - y.place(10000), 1e-9);
  EXPECT_NEAR(y.place(-100), 0.05 / 1.1, 1e-9);
}

TEST(Symlog, ReachesBothRenderersAlongALinearAxis) {
  Figure figure = with(-100, 100, 1);
  figure.axes().scatter({0.5}, {-10});
  figure.axes().bars({0.2}, {10});
  figure.axes().hline(100, {.label = "limit"});
  figure.axes().arrow(0, 1, 0, 10);
  const Json json = Json::parse(plotly_json(figure));
  const double one = 1 / 0.9;
  const Json& axis = json["layout"]["yaxis"];
  EXPECT_EQ(axis["type"], "linear");
  EXPECT_NEAR(axis["range"][0].get<double>(), -2 - one, 1e-12);
  EXPECT_NEAR(axis["tickvals"][0].get<double>(), -2 - one, 1e-12);
  EXPECT_EQ(axis["ticktext"][0], "−10<sup>2</sup>");
  const Json& line = json["data"][0];
  EXPECT_NEAR(line["y"][1].get<double>(), 2 + one, 1e-12);
  EXPECT_EQ(line["customdata"][1], (Json{1.0, 100.0}));  // what the pointer shows
  EXPECT_NEAR(json["data"][1]["y"][0].get<double>(), -1 - one, 1e-12);
  EXPECT_NEAR(json["data"][2]["y"][0].get<double>(), 1 + one, 1e-12);
  EXPECT_NEAR(json["data"][2]["customdata"][0][0].get<double>(), 0.2, 1e-12);
  EXPECT_EQ(json["data"][2]["customdata"][0][1], 10.0);
  EXPECT_NEAR(json["layout"]["shapes"][0]["y0"].get<double>(), 2 + one, 1e-12);
  EXPECT_NEAR(json["layout"]["annotations"][0]["y"].get<double>(), 1 + one, 1e-12);
  EXPECT_NEAR(json["layout"]["annotations"][0]["ay"].get<double>(), one, 1e-12);
  const std::string script = gnuplot_script(make_scene(figure), ImageFormat::png, 1).commands;
  EXPECT_TRUE(contains(script, "set yrange [-3.111"));
  EXPECT_TRUE(contains(script, "'−10^{2}' -3.111"));
  EXPECT_TRUE(contains(script, "\n1 3.111"));
  EXPECT_EQ(script.find("logscale"), std::string::npos);
}

TEST(Symlog, StandsInABox) {
  Figure figure;
  Axes3D& box = figure.axes3d();
  box.z = {.min = -100, .max = 100, .scale = Scale::symlog};
  box.scatter({0, 1}, {0, 1}, {0, 100});
  const Scene scene = make_scene(figure);
  EXPECT_NEAR(scene.panels[0].z.place(0), 0.5, 1e-12);
  const Json axis = Json::parse(plotly_json(figure))["layout"]["scene"]["zaxis"];
  EXPECT_NEAR(axis["range"][1].get<double>(), 2 + 1 / 0.9, 1e-12);
  EXPECT_EQ(axis["type"], "linear");
}

TEST(Symlog, WhatMakesNoSenseIsAnError) {
  for (const double linthresh :
       {0.0, -1.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    EXPECT_TRUE(contains(error_of([&] { make_scene(with(-1, 1, linthresh)); }), "y axis: linthresh is"));
  }
  Figure figure = with(-1, 1, 1);
  figure.axes().image(1, 1, 1, {1});
  figure.axes().y.scale = Scale::symlog;
  EXPECT_TRUE(contains(error_of([&] { make_scene(figure); }), "need"));
}

}  // namespace
}  // namespace gradus::plot
