// Other looks of a figure in a page: what a page's script makes of them is the figure drawn that way.
#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "gradus/plot/html.hpp"
#include "samples.hpp"
#include "support.hpp"

namespace gradus::plot {
namespace {

using Json = nlohmann::json;

constexpr FragmentOptions both = {.dark = true, .narrow = true};

/// What the fragment's script draws.
template <class Drawn>
Json drawn(const Drawn& figure, const FragmentOptions& options) {
  const std::string fragment = html_fragment(figure, "f", options);
  const std::string begin = "const figure = ", end = ";\n  const name";
  const size_t from = fragment.find(begin) + begin.size();
  return Json::parse(fragment.substr(from, fragment.find(end, from) - from));
}

/// The change as html.hpp tells it.
Json changed(Json base, const Json& change) {
  if (!change.is_object()) return change;
  if (!base.is_structured()) base = Json::object();
  for (const auto& [name, part] : change.items()) {
    if (base.is_array()) {
      Json& place = base.at(std::stoul(name));
      place = changed(place, part);
    } else if (part.is_null()) {
      base.erase(name);
    } else {
      base[name] = changed(base.value(name, Json()), part);
    }
  }
  return base;
}

Json without_looks(Json figure) {
  figure.erase("looks");
  return figure;
}

Figure two_curves() {
  Figure figure(
      {.title = "One way or the other, and what comes of them in the end", .width = 1100, .columns = 2});
  figure.axes(0, 0).title = "left";
  figure.axes(0, 0).line({0, 1}, {0, 1}, {.label = "a"});
  figure.axes(0, 1).title = "right";
  figure.axes(0, 1).scatter({0, 1}, {1, 0}, {.label = "b", .size = 5});
  return figure;
}

double low(const Json& layout, const char* axis) { return layout[axis]["domain"][0].get<double>(); }

TEST(Looks, ArePartOfAFigureThatIsAskedForThem) {
  const Figure figure = two_curves();
  EXPECT_FALSE(drawn(figure, {}).contains("looks"));
  EXPECT_EQ(without_looks(drawn(figure, both)), Json::parse(plotly_json(figure)));
  EXPECT_EQ(drawn(figure, both)["looks"].size(), 2);
  EXPECT_FALSE(drawn(figure, {.dark = true})["looks"].contains("narrow"));
}

TEST(Looks, HoldNoNumbersOfLinesWithGaps) {
  Figure figure;
  figure.axes().line({0, 1, 2, 3}, {0, std::numeric_limits<double>::quiet_NaN(), 2, 3});
  const Json json = drawn(figure, both);
  ASSERT_TRUE(json["data"][0]["y"][1].is_null());
  for (const char* look : {"dark", "narrow"}) {
    const Json data = json["looks"][look].value("data", Json::object());
    const Json line = data.value("0", Json::object());
    EXPECT_FALSE(line.contains("y")) << look;
  }
}

TEST(Looks, TheDarkOneIsTheDarkFigure) {
  for (auto& [name, figure] : sample_figures()) {
    const Json json = drawn(figure, {.dark = true});
    Figure dark = figure;
    dark.set_style(Style::dark);
    EXPECT_EQ(changed(without_looks(json), json["looks"]["dark"]), Json::parse(plotly_json(dark))) << name;
  }
}

TEST(Looks, TextIsReadOnDarkGroundAndOnNodesThatStayLight) {
  Figure figure({.style = Style::dark});
  figure.axes().box(0, 0, 1, 1, "a node", {.fill = colors::white});
  figure.axes().text(2, 0, "a word", {.color = colors::blue});
  figure.axes().text(2, 1, "on a bar", {.color = colors::black});
  const Json notes = Json::parse(plotly_json(figure))["layout"]["annotations"];
  std::vector<std::string> found;
  for (const Json& note : notes) found.push_back(note["font"].value("color", ""));
  std::ranges::sort(found);
  EXPECT_EQ(found, (std::vector<std::string>{"#000000", "#1a1a1a", "#56a8e8"}));
}

TEST(Looks, TheDarkAnimationIsDarkInEveryFrame) {
  Animation animation(two_curves());
  animation.add_frame("one");
  std::get<Line>(animation.figure().axes(0, 0).traces[0]).y = {1, 0};
  animation.figure().set_title("On its way");
  animation.add_frame("two");
  const Json json = drawn(animation, both);
  Animation dark = animation;
  dark.figure().set_style(Style::dark);
  EXPECT_EQ(changed(without_looks(json), json["looks"]["dark"]), Json::parse(plotly_json(dark)));
  const Json narrow = changed(without_looks(json), json["looks"]["narrow"]);
  EXPECT_EQ(narrow["layout"]["width"], 400);
  EXPECT_EQ(narrow["frames"].size(), 2);
  EXPECT_EQ(narrow["frames"][1]["data"], json["frames"][1]["data"]);
  EXPECT_NE(narrow["frames"][1]["layout"], json["frames"][1]["layout"]);
}

TEST(Looks, TheNarrowOneStacksPlotsOfTheSameNumbers) {
  const Json json = drawn(two_curves(), both);
  const Json narrow = changed(without_looks(json), json["looks"]["narrow"]), &layout = narrow["layout"];
  EXPECT_EQ(layout["width"], 400);
  EXPECT_GT(layout["height"].get<int>(), 2 * 250);
  EXPECT_NEAR(low(layout, "xaxis"), low(layout, "xaxis2"), 1e-12);
  EXPECT_GT(low(layout, "yaxis"), layout["yaxis2"]["domain"][1].get<double>());
  ASSERT_EQ(narrow["data"].size(), 2);
  EXPECT_EQ(narrow["data"][1]["y"], json["data"][1]["y"]);
  EXPECT_EQ(narrow["data"][1]["marker"]["size"], 4);
  EXPECT_NE(layout["annotations"].dump().find("One way or the other, and what comes of<br>them"),
            std::string::npos)
      << layout["annotations"];
}

TEST(Looks, BothGoTogether) {
  Figure figure = two_curves();
  const Json json = drawn(figure, both);
  figure.set_style(Style::dark);
  const Json dark = drawn(figure, both);
  EXPECT_EQ(changed(changed(without_looks(json), json["looks"]["dark"]), json["looks"]["narrow"]),
            changed(without_looks(dark), dark["looks"]["narrow"]));
}

TEST(Looks, LegendsThatFindNoCornerStandBelow) {
  std::vector<double> x, y;
  for (int row = 0; row < 30; ++row) {
    for (int column = 0; column < 30; ++column) {
      x.push_back(column);
      y.push_back(row);
    }
  }
  Figure figure;
  figure.axes().scatter(x, y, {.label = "all over the plane"});
  const Json json = drawn(figure, both);
  EXPECT_EQ(changed(without_looks(json), json["looks"]["narrow"])["layout"]["legend"]["orientation"], "h");
}

TEST(Looks, ManyPlotsStandInPairs) {
  Figure figure({.width = 1500, .height = 300, .columns = 5});
  for (int column = 0; column < 5; ++column) figure.axes(0, column).line({0, 1}, {0, 1});
  const Json json = drawn(figure, both);
  const Json layout = changed(without_looks(json), json["looks"]["narrow"])["layout"];
  EXPECT_NEAR(low(layout, "xaxis"), low(layout, "xaxis3"), 1e-12);
  EXPECT_NEAR(low(layout, "yaxis"), low(layout, "yaxis2"), 1e-12);
  EXPECT_GT(low(layout, "yaxis"), low(layout, "yaxis3"));
}

TEST(Looks, NumbersOfContoursStandInTheirGaps) {
  Figure figure({.width = 900, .height = 500});
  std::vector<double> grid, heights;
  for (int i = 0; i <= 40; ++i) grid.push_back(-2 + 0.1 * i);
  for (const double y : grid) {
    for (const double x : grid) heights.push_back(x * x + 2 * y * y);
  }
  figure.axes().contours(grid, grid, heights, {.numbers = true});
  const Json json = drawn(figure, both), narrow = changed(without_looks(json), json["looks"]["narrow"]);
  // A gap that is as long in px is longer in units of the data.
  const auto points = [](const Json& drawing) {
    size_t count = 0;
    for (const Json& trace : drawing["data"]) count += trace["x"].size();
    return count;
  };
  EXPECT_GT(narrow["layout"]["annotations"].size(), 0U);
  EXPECT_LT(points(narrow), points(json));
}

TEST(Looks, NumbersOfContoursAreReadOnDarkGroundInNarrowWindows) {
  Figure figure({.width = 900, .height = 500});
  std::vector<double> grid, heights;
  for (int i = 0; i <= 40; ++i) grid.push_back(-2 + 0.1 * i);
  for (const double y : grid) {
    for (const double x : grid) heights.push_back(std::sin(3 * x) + std::cos(2 * y));
  }
  figure.axes().contours(grid, grid, heights, {.numbers = true});
  const Json json = drawn(figure, both);
  Json seen = without_looks(json);
  for (const char* look : {"dark", "narrow", "dark narrow"}) seen = changed(seen, json["looks"][look]);
  figure.set_style(Style::dark);
  const Json dark = drawn(figure, both);
  EXPECT_EQ(seen, changed(without_looks(dark), dark["looks"]["narrow"]));
}

TEST(Looks, PixelsWithNumbersHaveANarrowOne) {
  Figure figure;
  figure.axes().image(2, 2, 1, {0, 1, 1, 0});
  figure.axes().text(1, 1, "0");
  EXPECT_TRUE(drawn(figure, both)["looks"].contains("narrow"));
  figure.axes().text(0.5, 2.2, "a caption");
  EXPECT_FALSE(drawn(figure, both)["looks"].contains("narrow"));
}

TEST(Looks, DiagramsAndLargeGridsHaveNoNarrowOne) {
  const auto is_narrow = [](const auto& figure) { return drawn(figure, both)["looks"].contains("narrow"); };
  Figure diagram;
  diagram.axes().box(0, 0, 1, 1, "a box");
  EXPECT_FALSE(is_narrow(diagram));
  Figure words;
  words.axes().hidden = true;
  words.axes().text(0, 0, "a word");
  EXPECT_FALSE(is_narrow(words));
  Figure table;
  table.axes().heatmap(1, 11, std::vector<double>(11, 1.0), {.numbers = true});
  EXPECT_FALSE(is_narrow(table));
  Figure inset;
  inset.axes().line({0, 1}, {0, 1});
  inset.inset(0, 0).line({0, 1}, {0, 1});
  EXPECT_FALSE(is_narrow(inset));
  Figure spanned({.rows = 2, .columns = 2});
  spanned.span(0, 0, {.columns = 2});
  EXPECT_FALSE(is_narrow(spanned));
  EXPECT_FALSE(is_narrow(Figure({.rows = 3, .columns = 4})));
  Animation long_one(Figure({.columns = 7}));
  long_one.add_frame("one");
  EXPECT_FALSE(is_narrow(long_one));
}

}  // namespace
}  // namespace gradus::plot
