// `gradus gallery` from end to end.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "command.hpp"

namespace gradus::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(GalleryCommand, ListsWhatThereIs) {
  const CommandResult all = gradus_command({"gallery", "--list"});
  EXPECT_EQ(all.exit_code, 0) << all.error;
  EXPECT_TRUE(says(all.out, "Lines, points and arrows\n  lines "));
  EXPECT_TRUE(says(all.out, "decision-regions"));
  const CommandResult one = gradus_command({"gallery", "--list", "--json", "surface"});
  const Json list = Json::parse(one.out)["pictures"];
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0]["name"], "surface");
  EXPECT_EQ(list[0]["family"], "Three dimensions");
  EXPECT_FALSE(fs::exists("gallery"));
}

TEST(GalleryCommand, WrongUsageIsSaidWithWhatIsNear) {
  const auto error = [](const std::vector<std::string>& arguments) {
    const CommandResult result = gradus_command(arguments);
    EXPECT_EQ(result.exit_code, 2);
    return result.error;
  };
  EXPECT_EQ(error({"gallery", "surfase"}),
            "gradus: unknown picture \"surfase\"; did you mean \"surface\"? (see 'gradus gallery --help')\n");
  EXPECT_TRUE(says(error({"gallery", "--style", "light"}), "unknown style \"light\""));
  EXPECT_TRUE(says(error({"gallery", "--formats", "jpg"}), "unknown format \"jpg\""));
  EXPECT_TRUE(says(error({"gallery", "--out", ""}), "--out takes the name of a folder"));
  EXPECT_TRUE(says(error({"gallery", "--jobs", "0"}), "--jobs takes a whole number"));
}

TEST(GalleryCommand, DrawsPicturesPagesAndAnIndex) {
  const TemporaryFolder folder;
  const CommandResult result = gradus_command(
      {"gallery", "--out", folder / "g", "--formats", "png,html", "--jobs", "2", "lines", "bars"});
  if (says(result.error, "is not installed")) GTEST_SKIP() << result.error;
  ASSERT_EQ(result.exit_code, 0) << result.error;
  EXPECT_TRUE(says(result.out, "lines: 4 files in "));
  EXPECT_TRUE(says(result.out, "to look at: " + (folder / "g/index.html")));
  for (const char* style : {"paper", "dark"}) {
    for (const char* name : {"lines", "bars"}) {
      const fs::path file = folder.path() / "g" / style / name;
      EXPECT_TRUE(content_of(file.string() + ".png").starts_with("\x89PNG"));
      EXPECT_TRUE(says(content_of(file.string() + ".html"), "../assets/plotly.min.js"));
    }
  }
  EXPECT_TRUE(fs::exists(folder / "g/assets/plotly.min.js"));
  EXPECT_TRUE(says(content_of(folder / "g/index.html"), "dark/bars.png"));
  const CommandResult json = gradus_command(
      {"gallery", "--json", "--out", folder / "g", "--style", "dark", "--formats", "html", "texts"});
  EXPECT_EQ(Json::parse(json.out)["pictures"][0]["files"], 1);
  EXPECT_TRUE(says(content_of(folder / "g/index.html"), "3 pictures"));  // those of both runs
}

TEST(GalleryCommand, WhatCannotBeDrawnIsOneSentence) {
  const TemporaryFolder folder;
  const std::string no_gnuplot = "GRADUS_GNUPLOT=" + (folder / "no-such-gnuplot");
  const CommandResult asked =
      gradus_command({"gallery", "lines", "--out", folder / "a", "--formats", "png"}, {no_gnuplot});
  EXPECT_EQ(asked.exit_code, 1);
  EXPECT_TRUE(says(asked.error, "gradus: gnuplot is not installed"));
  const CommandResult usual =
      gradus_command({"gallery", "lines", "--out", folder / "b", "--style", "paper"}, {no_gnuplot});
  EXPECT_EQ(usual.exit_code, 0);  // the page is there
  EXPECT_TRUE(fs::exists(folder / "b/paper/lines.html"));
  const CommandResult no_folder = gradus_command({"gallery", "lines", "--out", "/proc/no/such"});
  EXPECT_EQ(no_folder.exit_code, 1);
  EXPECT_TRUE(says(no_folder.error, "gradus: cannot make the folder"));
}

TEST(GalleryCommand, InterruptedKeepsWhatIsDoneWithItsIndex) {
  for (const char* jobs : {"1", "2"}) {
    const TemporaryFolder folder;
    const CommandResult result =
        gradus_command({"gallery", "--formats", "html", "--jobs", jobs, "--out", folder / "g"}, {},
                       {.interrupt_when = folder / "g/index.html"});
    EXPECT_EQ(result.exit_code, 130);
    EXPECT_EQ(result.error, "gradus: interrupted; what was finished is kept\n");
    size_t shown = 0;
    const std::string index = content_of(folder / "g/index.html");
    for (const char* style : {"paper", "dark"}) {
      for (const auto& file : fs::directory_iterator(folder.path() / "g" / style)) {
        const std::string name = file.path().filename().string();
        EXPECT_FALSE(name.starts_with(".")) << name;
        if (says(index, std::string(style) + "/" + name)) ++shown;
      }
    }
    EXPECT_GT(shown, 0u);
  }
}

}  // namespace
}  // namespace gradus::test
