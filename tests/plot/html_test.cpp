#include "gradus/plot/html.hpp"

#include <cmath>
#include <cstdlib>
#include <limits>
#include <nlohmann/json.hpp>

#include "gradus/plot/share.hpp"
#include "samples.hpp"
#include "support.hpp"

namespace gradus::plot {
namespace {

using Json = nlohmann::json;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// GRADUS_SHARE for the time of a test.
class Share {
 public:
  explicit Share(const std::string& folder) { ::setenv("GRADUS_SHARE", folder.c_str(), 1); }
  Share(const Share&) = delete;
  Share& operator=(const Share&) = delete;
  ~Share() { ::unsetenv("GRADUS_SHARE"); }
};

Json json_of(const Figure& figure) { return Json::parse(plotly_json(figure)); }

TEST(Plotly, EverySampleIsValidJson) {
  for (const auto& [name, figure] : sample_figures()) {
    const std::string text = plotly_json(figure);
    EXPECT_TRUE(Json::accept(text)) << name;
    EXPECT_EQ(text.find_first_of("<>&"), std::string::npos) << name;
    const Json json = Json::parse(text);
    EXPECT_EQ(json["layout"]["width"], figure.options().width);
    EXPECT_TRUE(json["data"].is_array());
  }
}

TEST(Plotly, SubplotsHaveTheirOwnAxesAndLegends) {
  Figure figure({.columns = 2});
  figure.axes(0, 0).line({1, 2}, {1, 2}, {.label = "a"});
  figure.axes(0, 1).line({1, 2}, {1, 2}, {.label = "b"});
  const Json json = json_of(figure);
  EXPECT_EQ(json["data"][0]["xaxis"], "x");
  EXPECT_EQ(json["data"][1]["xaxis"], "x2");
  EXPECT_EQ(json["data"][1]["legend"], "legend2");
  EXPECT_LT(json["layout"]["xaxis"]["domain"][1].get<double>(),
            json["layout"]["xaxis2"]["domain"][0].get<double>());
}

TEST(Plotly, NanLeavesAGap) {
  Figure figure;
  figure.axes().line({0, 1, 2}, {5, nan, 7});
  const Json trace = json_of(figure)["data"][0];
  EXPECT_EQ(trace["y"], Json::parse("[5.0, null, 7.0]"));
  EXPECT_FALSE(trace.value("connectgaps", false));
}

TEST(Plotly, LogarithmicAxesTakeLogarithms) {
  Figure figure;
  figure.axes().y = {.min = 0.01, .max = 100, .scale = Scale::log};
  figure.axes().line({0, 1}, {1, 10});
  figure.axes().text(0.5, 10, "here");
  const Json layout = json_of(figure)["layout"];
  EXPECT_EQ(layout["yaxis"]["type"], "log");
  EXPECT_NEAR(layout["yaxis"]["range"][0].get<double>(), -2, 1e-12);
  EXPECT_NEAR(layout["annotations"].back()["y"].get<double>(), 1, 1e-12);
}

TEST(Plotly, AnEntryOfTheLegendIsForAllPartsOfItsTrace) {
  Figure figure;
  std::vector<double> heights;
  for (int i = 0; i < 25; ++i) heights.push_back(i % 5 + i / 5);
  figure.axes().contours({0, 1, 2, 3, 4}, {0, 1, 2, 3, 4}, heights, {.label = "heights"});
  figure.axes().line({0, 4}, {0, 4}, {.label = "way"});
  const Json data = json_of(figure)["data"];
  size_t shown = 0, lines = 0;
  for (const Json& trace : data) {
    if (trace["name"] != "heights") continue;
    ++lines;
    shown += trace["showlegend"] == true ? 1 : 0;
    EXPECT_EQ(trace["legendgroup"], data[0]["legendgroup"]);
  }
  EXPECT_GT(lines, 2U);
  EXPECT_EQ(shown, 1U);
  EXPECT_FALSE(data.back().contains("legendgroup"));
}

TEST(Plotly, HostileTextIsShownNotObeyed) {
  Figure figure({.title = "</script><script>alert(1)</script>"});
  figure.axes().line({0, 1}, {0, 1}, {.label = "<b>&amp;</b>"});
  const std::string fragment = html_fragment(figure, "f");
  EXPECT_EQ(fragment.find("<script>alert"), std::string::npos);
  EXPECT_EQ(fragment.find("</script>"), fragment.rfind("</script>"));
  const Json json = json_of(figure);
  EXPECT_EQ(json["data"][0]["name"], "&lt;b&gt;&amp;amp;&lt;/b&gt;");
  EXPECT_EQ(json["layout"]["annotations"][0]["text"], "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;");
  for (const char* text : hostile_texts) {
    Figure other({.title = text});
    other.axes().bar_groups({text, "b"}, {{text, {1, 2}, {}, {}}});
    other.axes().band({0, 1}, {0, 0}, {1, 1}, {.label = text});
    other.axes().annotate(text, 0, 0, 1, 1);
    other.axes().images(1, 1, 2, 1, {0, 1}, {.labels = {text}, .color_bar = true, .color_bar_label = text});
    const std::string json_text = plotly_json(other);
    EXPECT_TRUE(Json::accept(json_text)) << text;
    EXPECT_EQ(json_text.find_first_of("<>&"), std::string::npos) << text;
  }
}

TEST(Plotly, RegionsCarryTheirNames) {
  Figure figure;
  figure.axes().regions({0, 1}, {0, 1}, {0, 1, 1, 0}, {.labels = {"<a>", "b"}});
  const Json json = json_of(figure), &trace = json["data"][0];
  EXPECT_EQ(trace["meta"]["names"][0], "&lt;a&gt;");
  const Json& z = trace["z"];
  EXPECT_EQ(z.front().front(), 0);
  EXPECT_EQ(z.front().back(), 1);
  EXPECT_EQ(z.back().front(), 1);
  EXPECT_EQ(trace["colorscale"], (Json{{0, "rgba(0,0,0,0)"}, {1, "rgba(0,0,0,0)"}}));
  EXPECT_EQ(json["layout"]["images"].size(), 1u);  // what shows
}

// Ten letters for each thousand pixels: cells would take two for each.
TEST(Plotly, RegionsAreSmallPictures) {
  const std::vector<double> grid = linspace(0, 1, 40);
  std::vector<double> classes;
  for (const double y : grid) {
    for (const double x : grid) classes.push_back(std::floor(3 * x) + 4 * std::floor(2 * y));
  }
  Figure figure({.width = 800, .height = 500});
  figure.axes().regions(grid, grid, classes);
  const Json json = json_of(figure);
  EXPECT_TRUE(json["data"].empty());
  EXPECT_LT(json["layout"]["images"][0]["source"].get<std::string>().size(), 10'000u);
}

TEST(Html, IdsAreChecked) {
  const Figure figure;
  for (const char* id : {"", "1a", "a b", "a\"b", "x'><script>"}) {
    EXPECT_TRUE(contains(error_of([&] { html_fragment(figure, id); }), "is no id")) << id;
  }
  EXPECT_TRUE(contains(html_fragment(figure, "loss-1_a"), "<div id=\"loss-1_a\" class=\"gradus-figure\""));
}

TEST(Html, PageWithASharedLibraryNeedsNoAssets) {
  const Share share("/nonexistent");
  const Folder folder;
  Figure figure({.title = "A <page> & \"title\""});
  write_html(figure, folder / "a.html", {.library = "a\"b.js"});
  const std::string page = content_of(folder / "a.html");
  EXPECT_TRUE(contains(page, "<title>A &lt;page&gt; &amp; &quot;title&quot;</title>"));
  EXPECT_TRUE(contains(page, "src=\"a&quot;b.js\""));
  EXPECT_EQ(page.find("http"), std::string::npos);
}

TEST(Html, MissingLibraryIsOneClearSentenceAndNoFile) {
  const Share share("/nonexistent");
  const Folder folder;
  const std::string words = error_of([&] { write_html(Figure(), folder / "a.html"); });
  EXPECT_TRUE(contains(words, "share_file: /nonexistent/plotly.min.js is missing"));
  EXPECT_TRUE(folder.empty());
}

TEST(Html, EmbedsAndCopiesTheLibrary) {
  const Folder assets, folder;
  std::ofstream(assets / "plotly.min.js") << "const Plotly = 1;";
  const Share share(assets.path().string());
  write_html(Figure(), folder / "a.html");
  EXPECT_TRUE(contains(content_of(folder / "a.html"), "<script>const Plotly = 1;</script>"));
  copy_plotly(folder / "plotly.min.js");
  copy_plotly(folder / "plotly.min.js");
  EXPECT_EQ(content_of(folder / "plotly.min.js"), "const Plotly = 1;");
  EXPECT_EQ(error_of([&] { copy_plotly("/nonexistent/a.js"); }),
            "copy_plotly: cannot write /nonexistent/a.js: No such file or directory");
  std::ofstream(assets / "plotly.min.js") << "'</script>'";
  EXPECT_TRUE(
      contains(error_of([&] { write_html(Figure(), folder / "b.html"); }), "cannot stand inside a page"));
}

TEST(Html, UnwritableFolderIsOneClearSentence) {
  EXPECT_EQ(error_of([] { write_html(Figure(), "/nonexistent/a.html", {.library = "x.js"}); }),
            "write_html: cannot write /nonexistent/a.html: No such file or directory");
}

TEST(Share, IsBesideTheProgramUnlessGiven) {
  EXPECT_TRUE(share_dir().ends_with("/share/gradus"));
  const Share share("/some/where");
  EXPECT_EQ(share_dir(), "/some/where");
}

TEST(Share, HoldsWhatPagesNeed) {
  if (!std::filesystem::exists(share_dir() + "/plotly.min.js")) GTEST_SKIP() << "npm was not there at build";
  EXPECT_GT(std::filesystem::file_size(share_file("plotly.min.js")), 1000000u);
  const std::string library = content_of(share_file("plotly.min.js"));
  EXPECT_EQ(library.find("</script"), std::string::npos);
}

}  // namespace
}  // namespace gradus::plot
