#include "gradus/plot/animation.hpp"

#include <limits>
#include <nlohmann/json.hpp>

#include "gradus/plot/html.hpp"
#include "gradus/plot/scene/scene.hpp"
#include "gradus/plot/scene/steady.hpp"
#include "support.hpp"

namespace gradus::plot {
namespace {

using Json = nlohmann::json;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// Three frames of a growing line beside a surface that rises; the second has a title of its own.
Animation rising() {
  Animation animation(Figure({.width = 640, .height = 320, .columns = 2}));
  Line& line = animation.figure().axes(0, 0).line({0}, {1}, {.label = "loss"});
  animation.figure().axes(0, 0).line({0, 2}, {0, 0});
  Surface& surface =
      animation.figure().axes3d(0, 1).surface({0, 1}, {0, 1}, {0, 0, 0, 0}, {.map = ColorMap::viridis});
  for (int k = 0; k < 3; ++k) {
    animation.figure().set_title(k == 1 ? "second" : "");
    animation.add_frame("epoch " + std::to_string(k));
    line.x.push_back(k + 1);
    line.y.push_back(1.0 / (k + 2));
    for (double& z : surface.z) z += 5;
  }
  return animation;
}

TEST(Animation, KeepsWhatChangedAndGivesEachFigureBack) {
  const Animation animation = rising();
  ASSERT_EQ(animation.frames().size(), 3u);
  EXPECT_EQ(animation.frames()[0].changes.size(), 3u);  // the first has all traces
  EXPECT_EQ(animation.frames()[2].changes.size(), 2u);  // the second line stays as it is
  const Figure second = animation.figure_at(1);
  EXPECT_EQ(second.options().title, "second");
  EXPECT_EQ(std::get<Line>(second.axes(0, 0).traces[0]).x, (std::vector<double>{0, 1}));
  EXPECT_EQ(std::get<Line>(second.axes(0, 0).traces[1]).x, (std::vector<double>{0, 2}));
  EXPECT_EQ(std::get<Surface>(second.axes3d(0, 1).traces[0]).z, (std::vector<double>{5, 5, 5, 5}));
  EXPECT_EQ(error_of([&] { animation.figure_at(3); }), "figure_at: there is no frame 3; the animation has 3");
}

TEST(Animation, RangesColorsAndLegendsStayTheSame) {
  const std::vector<Figure> figures = steady_frames(rising(), "test");
  const Scene first = make_scene(figures.front());
  for (const Figure& figure : figures) {
    const Scene scene = make_scene(figure);
    EXPECT_EQ(scene.panels[0].x.max, first.panels[0].x.max);
    EXPECT_EQ(scene.panels[0].y.min, first.panels[0].y.min);
    EXPECT_EQ(scene.panels[0].plot.top, first.panels[0].plot.top);  // the title keeps its room
    EXPECT_EQ(scene.panels[0].legend, first.panels[0].legend);
    EXPECT_EQ(scene.panels[1].z.max, first.panels[1].z.max);
    EXPECT_EQ(scene.panels[1].box.projection.scale(), first.panels[1].box.projection.scale());
    EXPECT_GT(std::get<Surface>(figure.axes3d(0, 1).traces[0]).options.max, 10);
  }
  EXPECT_GE(first.panels[1].z.max, 10);
}

TEST(Animation, LegendLeavesACornerThatFillsUpLater) {
  Animation animation((Figure()));
  Line& line = animation.figure().axes().line({0, 1}, {0.05, 0.05}, {.label = "line"});
  animation.figure().axes().y = {.min = 0, .max = 1};
  animation.add_frame("a");
  line.y = {0.95, 0.5};
  animation.add_frame("b");
  EXPECT_EQ(make_scene(animation.figure_at(0)).panels[0].legend, Legend::top_right);
  EXPECT_EQ(steady_frames(animation, "test")[0].axes().legend, Legend::top_right);
  line.y = {0.95, 0.95};
  animation.add_frame("c");
  for (const Figure& figure : steady_frames(animation, "test"))
    EXPECT_EQ(figure.axes().legend, Legend::right);
}

TEST(Animation, LegendsLookAgainWhenOneOfThemTakesRoomBesideItsPlot) {
  Animation animation(Figure({.width = 1000, .height = 460, .columns = 2}));
  Axes& points = animation.figure().axes(0, 0);
  points.x = points.y = {.min = -1, .max = 1};
  for (int k = 0; k < 6; ++k) points.scatter({0}, {-0.1 * k}, {.label = "cluster " + std::to_string(k)});
  points.scatter({0.424, -0.9, -0.9, 0.9}, {0.605, 0.9, -0.9, -0.9});
  Line& line = animation.figure().axes(0, 1).line({0, 1}, {1, 0}, {.label = "falling"});
  animation.add_frame("a");
  line.y = {0, 1};
  animation.add_frame("b");
  EXPECT_EQ(make_scene(animation.figure_at(0)).panels[0].legend, Legend::top_right);
  for (const Figure& figure : steady_frames(animation, "test")) {
    EXPECT_EQ(figure.axes(0, 0).legend, Legend::right);
    EXPECT_EQ(figure.axes(0, 1).legend, Legend::right);
  }
}

TEST(Animation, FramesThatCannotBeDrawnAreErrors) {
  EXPECT_EQ(error_of([] { steady_frames(Animation(Figure()), "write_gif"); }),
            "write_gif: the animation has no frame; call add_frame");
  EXPECT_TRUE(
      contains(error_of([] { Animation(Figure(), {.frames_per_second = 0}); }), "frames_per_second is 0"));
  Animation animation((Figure()));
  Line& line = animation.figure().axes().line({0, 1}, {0, 1});
  animation.add_frame("a");
  line.y = {nan, nan};
  EXPECT_TRUE(contains(error_of([&] { animation.add_frame("b"); }), "line: no point of x and y is finite"));
  animation.figure().axes().traces.clear();
  animation.figure().axes().scatter({0, 1}, {0, 1});
  EXPECT_EQ(error_of([&] { animation.add_frame("c"); }),
            "add_frame: trace 0 of plot 0 is of another kind than in an earlier frame");
  EXPECT_EQ(animation.frames().size(), 1u);
}

TEST(AnimationHtml, FramesHoldOnlyWhatChanges) {
  const Json json = Json::parse(plotly_json(rising()));
  ASSERT_EQ(json["frames"].size(), 3u);
  ASSERT_EQ(json["data"].size(), 3u);
  EXPECT_EQ(json["frames"][1]["traces"], Json::parse("[0, 2]"));
  const Json& line = json["frames"][2]["data"][0];
  EXPECT_EQ(line["x"], Json::parse("[0.0, 1.0, 2.0]"));
  EXPECT_FALSE(line.contains("line"));
  const Json& surface = json["frames"][2]["data"][1];
  EXPECT_EQ(surface.size(), 1u);  // z alone
  EXPECT_EQ(surface["z"]["dtype"], "f4");
  EXPECT_EQ(surface["z"]["shape"], "2, 2");
  EXPECT_EQ(surface["z"]["bdata"], "AAAgQQAAIEEAACBBAAAgQQ==");  // 10 in single precision, four times
  EXPECT_EQ(json["layout"]["sliders"][0]["steps"].size(), 3u);
  EXPECT_EQ(json["layout"]["sliders"][0]["steps"][2]["label"], "epoch 2");
  EXPECT_EQ(json["layout"]["updatemenus"][0]["buttons"].size(), 2u);
}

TEST(AnimationHtml, BeginsWithTheLastFrame) {
  const Json json = Json::parse(plotly_json(rising()));
  EXPECT_EQ(json["layout"]["sliders"][0]["active"], 2);
  EXPECT_EQ(json["data"][0]["x"], json["frames"][2]["data"][0]["x"]);
  EXPECT_EQ(json["layout"]["annotations"], json["frames"][2]["layout"]["annotations"]);
}

TEST(AnimationHtml, TitlesChangeWithTheFrames) {
  const Json json = Json::parse(plotly_json(rising()));
  const auto has = [&](int frame, const char* text) {
    const Json& notes = json["frames"][frame]["layout"]["annotations"];
    return std::any_of(notes.begin(), notes.end(), [&](const Json& note) { return note["text"] == text; });
  };
  EXPECT_TRUE(has(1, "second"));
  EXPECT_FALSE(has(2, "second"));
}

TEST(AnimationHtml, PicturesChangeWithTheFrames) {
  Animation animation((Figure()));
  Contours& contours =
      animation.figure().axes().contours({0, 1}, {0, 1}, {0, 0, 1, 1}, {.levels = {0.5}, .filled = true});
  animation.add_frame("one");
  contours.z = {1, 1, 0, 0};
  animation.add_frame("two");
  const Json json = Json::parse(plotly_json(animation));
  const auto source = [&](int frame) { return json["frames"][frame]["layout"]["images"].at(0)["source"]; };
  EXPECT_TRUE(source(1) == json["layout"]["images"].at(0)["source"]) << "the page begins with the last frame";
  EXPECT_TRUE(source(0) != source(1));
}

TEST(AnimationHtml, TracesMayComeAndGo) {
  Animation animation((Figure()));
  Axes& axes = animation.figure().axes();
  axes.line({0, 1}, {0, 1});
  animation.add_frame("one");
  axes.scatter({0.5}, {0.5});
  animation.add_frame("two");
  axes.traces.pop_back();
  animation.add_frame("three");
  const Json json = Json::parse(plotly_json(animation));
  ASSERT_EQ(json["data"].size(), 2u);
  EXPECT_EQ(json["data"][1]["visible"], false);
  EXPECT_EQ(json["frames"][0]["data"][0]["visible"], false);
  EXPECT_EQ(json["frames"][1]["data"][0]["visible"], true);
  EXPECT_EQ(json["frames"][2]["data"][0]["visible"], false);
}

TEST(AnimationHtml, HostileTextIsShownNotObeyed) {
  for (const char* text : hostile_texts) {
    Animation animation(Figure({.title = text}));
    Axes3D& axes = animation.figure().axes3d();
    axes.title = axes.x.label = axes.z.label = text;
    axes.scatter({0, 1}, {0, 1}, {0, 1}, {.label = text});
    axes.text(0, 0, 0, text);
    animation.add_frame(text);
    const std::string fragment = html_fragment(animation, "f");
    EXPECT_EQ(fragment.find("</script>"), fragment.rfind("</script>")) << text;
    EXPECT_EQ(fragment.find("<script>touch"), std::string::npos) << text;
    EXPECT_TRUE(Json::accept(plotly_json(animation))) << text;
  }
}

TEST(AnimationHtml, PageBesideASharedLibrary) {
  const Folder folder;
  write_html(rising(), folder / "a.html", {.library = "plotly.min.js"});
  const std::string page = content_of(folder / "a.html");
  EXPECT_TRUE(contains(page, "\"frames\":[{"));
  EXPECT_EQ(page.find("http"), std::string::npos);
  EXPECT_EQ(error_of([] { write_html(rising(), "/nonexistent/a.html", {.library = "x.js"}); }),
            "write_html: cannot write /nonexistent/a.html: No such file or directory");
}

TEST(Plotly3D, TracesStandInTheirScene) {
  Figure figure({.columns = 2});
  figure.axes(0, 0).line({0, 1}, {0, 1});
  Axes3D& axes = figure.axes3d(0, 1);
  axes.surface({0, 1}, {0, 1}, {0, 1, 2, nan}, {.label = "s", .opacity = 0.5});
  axes.scatter({0, 1}, {0, 1}, {0, 1}, {.opacities = {0, 1}});
  axes.arrows({0}, {0}, {0}, {1}, {1}, {1});
  axes.plane(0, 0, 1, 0.5);
  axes.wireframe({0, 1}, {0, 1}, {0, 1, 2, 3});
  axes.text(0, 0, 0, "<here>");
  axes.x.label = "<b> & $x_1$";
  const Json json = Json::parse(plotly_json(figure));
  EXPECT_EQ(json["data"][1]["type"], "surface");
  EXPECT_EQ(json["data"][1]["scene"], "scene2");
  EXPECT_EQ(json["data"][1]["opacity"], 0.5);
  EXPECT_EQ(json["data"][1]["showlegend"], true);
  EXPECT_EQ(json["data"].size(), 8u);  // arrows and planes are two each
  const Json& scene = json["layout"]["scene2"];
  EXPECT_EQ(scene["annotations"][0]["text"], "&lt;here&gt;");
  EXPECT_EQ(scene["xaxis"]["title"]["text"],
            "‹b› & <i>x</i><sub>1</sub>");  // entities would show as they are
  EXPECT_GT(scene["camera"]["eye"]["x"].get<double>(), 0);
  EXPECT_LT(scene["camera"]["eye"]["y"].get<double>(), 0);
  EXPECT_LT(scene["xaxis"]["range"][0].get<double>(), scene["xaxis"]["range"][1].get<double>());
  EXPECT_FALSE(json["layout"].contains("xaxis2"));
}

}  // namespace
}  // namespace gradus::plot
