#include "lessons/page/book.hpp"

#include "gradus/plot/gif.hpp"
#include "tests/data/environment.hpp"
#include "tests/scratch.hpp"

namespace gradus::lessons {
namespace {

namespace fs = std::filesystem;

plot::Animation moving_line() {
  plot::Animation animation(plot::Figure({.title = "At rest", .width = 240, .height = 160}));
  plot::Line& line = animation.figure().axes().line({0, 1}, {0, 1});
  animation.add_frame("step 0");
  line.x.push_back(2), line.y.push_back(5);
  animation.figure().set_title("On its way");
  animation.add_frame("step 1");
  return animation;
}

plot::Figure resting_surface() {
  plot::Figure figure({.width = 240, .height = 160});
  figure.axes3d().surface({0, 1}, {0, 1}, {0, 1, 1, 0});
  return figure;
}

/// A lesson with one figure that moves and one, in three dimensions and its cover, that stands still.
Lesson two_kinds() {
  return {
      .name = "two-kinds",
      .title = "Two kinds",
      .summary = "a figure that moves beside one that does not",
      .notebook = "none",
      .spread = "nothing",
      .cover = "rests",
      .run =
          [](const RunOptions&) {
            Result result;
            result.add_picture("moves", "A line that grows.", moving_line);
            result.add_picture("rests", "A saddle.", resting_surface);
            return result;
          },
      .page =
          [] { return Page{.about = "", .mathematics = {}, .numbers = {}, .questions = {}, .notes = {}}; }};
}

class BookOfTwoKinds : public Scratch {
 protected:
  void SetUp() override {
    Scratch::SetUp();
    fs::create_directories(path("share/page"));
    fs::create_directories(path("share/katex"));
    for (const char* name :
         {"share/plotly.min.js", "share/page/book.css", "share/page/book.js", "share/page/later.js"}) {
      file(name, "/* */");
    }
  }

  Drawn add(const std::vector<Format>& formats) const {
    const Lesson lesson = two_kinds();
    lessons::Run run{.lesson = &lesson, .options = lesson.options(), .result = lesson.run(lesson.options())};
    return Book(path("book"), formats).add(run);
  }

  bool has(const std::string& name) const { return fs::exists(path("book/two-kinds/" + name)); }
  std::string content(const std::string& name) const {
    return read_file("test", path("book/two-kinds/" + name));
  }

  Environment share_{"GRADUS_SHARE", path("share")};
};

TEST_F(BookOfTwoKinds, PageHasSliderAndKeysForTheOneThatMoves) {
  const Drawn drawn = add({Format::html});
  EXPECT_EQ(drawn.files, 0U);
  EXPECT_EQ(drawn.problem, "");
  const std::string page = content("index.html");
  const size_t moves =
      page.find("<figure id=\"moves\"><div class=\"plot moving\" role=\"group\" tabindex=\"0\"");
  const size_t rests = page.find("<figure id=\"rests\"><div class=\"plot\" role=\"img\"");
  ASSERT_NE(moves, std::string::npos);
  ASSERT_NE(rests, std::string::npos);
  EXPECT_LT(moves, rests);
  const std::string moving = page.substr(moves, rests - moves);
  const std::string resting = page.substr(rests);
  for (const char* part : {"\"frames\":", "\"sliders\":", "\"step 1\"", "arrow keys"}) {
    EXPECT_NE(moving.find(part), std::string::npos) << part;
    EXPECT_EQ(resting.find(part), std::string::npos) << part;
  }
}

TEST_F(BookOfTwoKinds, ImagesAreTheLastFrameAndTheGif) {
  if (!plot::gif_available()) GTEST_SKIP() << "gnuplot or ffmpeg is not installed";
  const Drawn drawn = add({Format::png, Format::svg, Format::gif});
  EXPECT_EQ(drawn.files, 5U);
  EXPECT_EQ(drawn.problem, "");
  EXPECT_TRUE(content("moves.gif").starts_with("GIF89a"));
  EXPECT_TRUE(content("moves.png").starts_with("\x89PNG"));
  EXPECT_NE(content("moves.svg").find("On its way"), std::string::npos);
  EXPECT_EQ(content("moves.svg").find("At rest"), std::string::npos);
  EXPECT_TRUE(has("rests.png"));
  EXPECT_FALSE(has("rests.gif"));
  EXPECT_TRUE(has("cover.png"));
  EXPECT_TRUE(has("cover-dark.png"));
  EXPECT_FALSE(has("cover.gif"));
  EXPECT_FALSE(has("index.html"));
}

TEST_F(BookOfTwoKinds, PageLinksTheGif) {
  if (!plot::gif_available()) GTEST_SKIP() << "gnuplot or ffmpeg is not installed";
  add({Format::gif, Format::html});
  EXPECT_NE(content("index.html").find("href=\"moves.gif\""), std::string::npos);
  EXPECT_EQ(content("index.html").find("href=\"rests.gif\""), std::string::npos);
}

TEST_F(BookOfTwoKinds, MissingFfmpegLeavesTheRest) {
  if (!plot::gif_available()) GTEST_SKIP() << "gnuplot or ffmpeg is not installed";
  const Environment none("GRADUS_FFMPEG", "no-such-ffmpeg");
  const Drawn drawn = add({Format::png, Format::gif});
  EXPECT_EQ(drawn.problem, "ffmpeg is not installed, so no GIFs were drawn (apt-get install ffmpeg)");
  EXPECT_EQ(drawn.files, 2U);
  EXPECT_TRUE(has("moves.png"));
  EXPECT_FALSE(has("moves.gif"));
}

TEST_F(BookOfTwoKinds, MissingGnuplotIsSaidOnce) {
  const Environment none("GRADUS_GNUPLOT", "no-such-gnuplot");
  const Drawn drawn = add({Format::gif, Format::html});
  EXPECT_EQ(drawn.problem,
            "gnuplot is not installed, so no image files were drawn (apt-get install gnuplot-nox)");
  EXPECT_EQ(drawn.files, 0U);
  EXPECT_TRUE(has("index.html"));
}

TEST_F(BookOfTwoKinds, InterruptBetweenFiguresLeavesNoResult) {
  const Lesson lesson = two_kinds();
  lessons::Run run{.lesson = &lesson, .options = lesson.options(), .result = lesson.run(lesson.options())};
  run.options.progress = [](double) { fail("interrupted"); };
  EXPECT_EQ(message_of([&] { Book(path("book"), {Format::html}).add(run); }), "interrupted");
  EXPECT_FALSE(has("result.json"));
}

}  // namespace
}  // namespace gradus::lessons
