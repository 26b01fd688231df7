#include "gradus/plot/gnuplot.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>

#include "gradus/plot/gnuplot/script.hpp"
#include "samples.hpp"
#include "support.hpp"

namespace gradus::plot {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Figure small() {
  Figure figure({.width = 320, .height = 200});
  figure.axes().line({0, 1, 2}, {0, 1, 0}, {.label = "line"});
  return figure;
}

// The figure with a hostile text everywhere a text can be.
Figure hostile(const std::string& text) {
  Figure figure({.title = text, .width = 2400, .height = 1600, .rows = 2, .columns = 3});
  Axes3D& box = figure.axes3d(0, 2);
  box.title = box.x.label = box.y.label = box.z.label = text;
  box.z.ticks = {0, 1};
  box.z.tick_labels = {text, "fine"};
  box.surface({0, 1}, {0, 1}, {0, 1, 1, 0},
              {.label = text, .map = ColorMap::blues, .color_bar = true, .color_bar_label = text});
  box.text(0.5, 0.5, 0.5, text);
  Axes& axes = figure.axes();
  axes.title = axes.x.label = axes.y.label = text;
  axes.x.ticks = {0, 1};
  axes.x.tick_labels = {text, "fine"};
  axes.line({0, 1}, {0, 1}, {.label = text});
  axes.text(0.5, 0.5, text);
  axes.text(0.5, 0.7, text, {.boxed = true});
  axes.box(0.5, 0.2, 0.2, 0.2, text);
  figure.axes(0, 1).heatmap(1, 2, {1, 2}, {.row_labels = {text}, .numbers = true, .color_bar_label = text});
  Axes& counts = figure.axes(1, 0);
  counts.bar_groups({text, "b"}, {{text, {1, 2}, {1, 1}, {}}, {text, {2, 3}, {}, {}}});
  counts.histogram({1, 2, 3}, {.label = text});
  counts.box_plot(1, {1, 2, 3}, {.label = text});
  counts.annotate(text, 0, 0, 1, 1);
  Axes& areas = figure.axes(1, 1);
  areas.band({0, 1}, {0, 0}, {1, 1}, {.label = text});
  areas.fill({0, 1, 1}, {0, 0, 1}, {.label = text});
  areas.contours({0, 1}, {0, 1}, {0, 1, 1, 2}, {.label = text, .color_bar = true, .color_bar_label = text});
  areas.diagonal(1, 0, {.label = text});
  figure.axes(1, 2).images(2, 1, 2, 1, {0, 1, 1, 0},
                           {.labels = {text, "b"}, .color_bar = true, .color_bar_label = text});
  return figure;
}

// A script without its single-quoted strings: what gnuplot takes as commands.
std::string outside_strings(const std::string& script) {
  std::string result;
  bool inside = false;
  for (const char c : script) {
    if (c == '\'') {
      inside = !inside;
    } else if (!inside) {
      result += c;
    }
    if (c == '\n' && inside) return "a string runs over a line's end: " + script;
  }
  return inside ? "a string has no end: " + script : result;
}

std::string fake_gnuplot(const Folder& folder, const std::string& body) {
  const std::string path = folder / "fake-gnuplot";
  std::ofstream(path) << "#!/bin/sh\n" << body << "\n";
  ::chmod(path.c_str(), 0755);
  return path;
}

std::uint32_t big_endian(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<std::uint8_t>(bytes.at(at + i));
  return value;
}

TEST(GnuplotScript, HostileTextStaysInsideItsStrings) {
  for (const char* text : hostile_texts) {
    const Figure figure = hostile(text);
    const std::string script = gnuplot_script(make_scene(figure), ImageFormat::png, 1).commands;
    EXPECT_NE(script.find("CANARY"), std::string::npos);
    const std::string commands = outside_strings(script);
    EXPECT_EQ(commands.find("CANARY"), std::string::npos) << commands;
    EXPECT_EQ(commands.find('`'), std::string::npos) << commands;
  }
}

TEST(GnuplotScript, NanAndInfinityLeaveGaps) {
  Figure figure;
  figure.axes().line({0, 1, 2, 3}, {5, nan, 7, std::numeric_limits<double>::infinity()});
  figure.axes().scatter({0, 1}, {nan, 6});
  const std::string script = gnuplot_script(make_scene(figure), ImageFormat::png, 1).commands;
  EXPECT_TRUE(contains(script, "<< EOD\n0 5\n\n2 7\n\nEOD"));
  EXPECT_EQ(script.find("nan"), std::string::npos);
  EXPECT_EQ(script.find("inf"), std::string::npos);
}

TEST(GnuplotScript, BoxesAreWallsThenPixelsWithTheirTextsAsLabels) {
  Figure figure({.width = 400, .height = 300});
  Axes3D& axes = figure.axes3d();
  axes.x.label = "first";
  axes.surface({0, 1, 2}, {0, 1}, {0, nan, 1, 1, 2, 3}, {.label = "surface", .opacity = 0.5});
  const Scene scene = make_scene(figure);
  const GnuplotScript script = gnuplot_script(scene, ImageFormat::png, 1);
  const std::size_t walls = script.commands.find("with filledcurves"),
                    pixels = script.commands.find("with rgbalpha");
  ASSERT_NE(pixels, std::string::npos);
  EXPECT_LT(walls, pixels);
  EXPECT_LT(pixels, script.commands.find("keyentry with boxes"));
  EXPECT_TRUE(contains(script.commands, "set label 'first' at screen"));
  EXPECT_EQ(script.commands.find("splot"), std::string::npos);
  EXPECT_EQ(script.commands.find("nan"), std::string::npos);
  const Rect& place = scene.panels[0].plot;
  const double width = std::ceil(place.right) - std::floor(place.left);
  const double height = std::ceil(place.bottom) - std::floor(place.top);
  EXPECT_EQ(static_cast<double>(script.pixels.size()), 4 * width * height);
}

TEST(Gnuplot, MissingProgramIsOneClearSentence) {
  const Folder folder;
  const std::string path = folder / "a.png";
  const GnuplotOptions options{.program = "/nonexistent/gnuplot"};
  EXPECT_FALSE(gnuplot_available(options));
  const std::string words = error_of([&] { write_image(small(), path, options); });
  EXPECT_TRUE(contains(words, "write_image: /nonexistent/gnuplot is not installed or not in PATH"));
  EXPECT_TRUE(folder.empty());
}

TEST(Gnuplot, ProgramComesFromTheEnvironment) {
  ::setenv("GRADUS_GNUPLOT", "no-such-gnuplot", 1);
  EXPECT_FALSE(gnuplot_available());
  ::unsetenv("GRADUS_GNUPLOT");
}

TEST(Gnuplot, FailureQuotesItsOwnWordsAndLeavesNoFile) {
  const Folder folder, programs;
  const std::string program =
      fake_gnuplot(programs, "echo half; echo 'line 7: no such terminal' >&2; exit 1");
  const std::string words = error_of([&] { write_image(small(), folder / "a.png", {.program = program}); });
  EXPECT_TRUE(contains(words, "failed on"));
  EXPECT_TRUE(contains(words, "line 7: no such terminal"));
  EXPECT_TRUE(folder.empty());
}

TEST(Gnuplot, DrawingNothingIsAFailure) {
  const Folder folder, programs;
  const std::string program = fake_gnuplot(programs, "exit 0");
  EXPECT_TRUE(contains(error_of([&] { write_image(small(), folder / "a.png", {.program = program}); }),
                       "drew nothing"));
  EXPECT_TRUE(folder.empty());
}

TEST(Gnuplot, HangingChildIsStopped) {
  const Folder folder, programs;
  const std::string program = fake_gnuplot(programs, "exec sleep 30");
  const auto start = std::chrono::steady_clock::now();
  const std::string words =
      error_of([&] { write_image(small(), folder / "a.png", {.program = program, .time_limit = 0.3}); });
  EXPECT_TRUE(contains(words, "took longer than 0.3 s"));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
  EXPECT_TRUE(folder.empty());
}

TEST(Gnuplot, ChildThatClosesItsErrorsAndHangsIsStopped) {
  const Folder folder, programs;
  const std::string program = fake_gnuplot(programs, "exec 2>&-; exec sleep 30");
  const std::string words =
      error_of([&] { write_image(small(), folder / "a.png", {.program = program, .time_limit = 0.3}); });
  EXPECT_TRUE(contains(words, "took longer than 0.3 s"));
}

TEST(Gnuplot, UnwritableFolderIsOneClearSentence) {
  if (!gnuplot_available()) GTEST_SKIP() << "gnuplot is not installed";
  const std::string words = error_of([] { write_image(small(), "/nonexistent/folder/a.png"); });
  EXPECT_EQ(words, "write_image: cannot write /nonexistent/folder/a.png: No such file or directory");
}

TEST(Gnuplot, FolderInTheFilesPlaceIsAnErrorThatLeavesNothing) {
  if (!gnuplot_available()) GTEST_SKIP() << "gnuplot is not installed";
  const Folder folder;
  std::filesystem::create_directories(folder.path() / "a.png" / "inside");
  EXPECT_TRUE(contains(error_of([&] { write_image(small(), folder / "a.png"); }), "cannot write"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(Gnuplot, OptionsAndEndingsAreChecked) {
  EXPECT_TRUE(
      contains(error_of([] { write_image(small(), "a.jpeg"); }), "ends with none of .png, .svg, .pdf"));
  EXPECT_TRUE(contains(error_of([] { write_image(small(), "a.png", {.scale = 0}); }), "scale is 0"));
  EXPECT_TRUE(
      contains(error_of([] { write_image(small(), "a.png", {.time_limit = 0}); }), "time_limit is 0"));
}

TEST(Gnuplot, PngHasItsSizeAndReplacesTheOldFile) {
  if (!gnuplot_available()) GTEST_SKIP() << "gnuplot is not installed";
  const Folder folder;
  const std::string path = folder / "it's \"a\" $(name).png";
  std::ofstream(path) << "old";
  write_image(small(), path, {.scale = 2});
  const std::string bytes = content_of(path);
  ASSERT_GT(bytes.size(), 1000u);
  EXPECT_EQ(bytes.substr(1, 3), "PNG");
  EXPECT_EQ(big_endian(bytes, 16), 640u);
  EXPECT_EQ(big_endian(bytes, 20), 400u);
  EXPECT_TRUE(contains(bytes.substr(bytes.size() - 12), "IEND"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(Gnuplot, HostileTextRunsNothing) {
  if (!gnuplot_available()) GTEST_SKIP() << "gnuplot is not installed";
  const Folder folder;
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  std::string words;
  for (const char* text : hostile_texts) {
    words += error_of([&] { write_image(hostile(text), folder / "a.png"); });
    words += error_of([&] { write_image(hostile(text), folder / "a.svg"); });
    const std::string svg = content_of(folder / "a.svg");
    if (svg.find("<script") != std::string::npos) words += "a script element in SVG";
  }
  std::filesystem::current_path(before);
  EXPECT_EQ(words, "");
  EXPECT_FALSE(std::filesystem::exists(folder / "CANARY"));
}

TEST(Gnuplot, EverySampleDrawsInEveryFormat) {
  if (!gnuplot_available()) GTEST_SKIP() << "gnuplot is not installed";
  const Folder folder;
  for (const Style style : {Style::paper, Style::dark}) {
    for (const auto& [name, figure] : sample_figures(style)) {
      for (const char* ending : {".png", ".svg", ".pdf"}) {
        if (style == Style::dark && ending != std::string_view(".png")) continue;
        const std::string path = folder / (name + ending);
        EXPECT_EQ(error_of([&, &drawn = figure] { write_image(drawn, path); }), "") << name;
        EXPECT_GT(std::filesystem::file_size(path), 2000u) << path;
      }
    }
  }
  const std::string pdf = content_of(folder / "slope.pdf");
  EXPECT_EQ(pdf.substr(0, 5), "%PDF-");
  EXPECT_TRUE(contains(pdf, "/FontFile"));  // the letters come along
  EXPECT_TRUE(contains(content_of(folder / "slope.svg"), "</svg>"));
}

}  // namespace
}  // namespace gradus::plot
