#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "command.hpp"

namespace gradus::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

/// Files whose names begin with a point: what a broken write would leave.
std::vector<std::string> hidden_files(const fs::path& folder) {
  std::vector<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().filename().string().starts_with(".")) found.push_back(entry.path().string());
  }
  return found;
}

TEST(Run, JsonAloneIsOneObjectAndDrawsNothing) {
  const TemporaryFolder folder;
  const CommandResult result = gradus_command({"run", "slope", "--epochs", "3", "--seed", "5", "--json"});
  EXPECT_EQ(result.exit_code, 0) << result.error;
  EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), 1);
  const Json numbers = Json::parse(result.out);
  EXPECT_EQ(numbers["lesson"], "slope");
  EXPECT_EQ(numbers["seed"], 5);
  EXPECT_EQ(numbers["epochs"], 3);
  EXPECT_EQ(numbers["data"], "real");
  EXPECT_EQ(numbers["figures"], Json({"data", "predictions"}));
  EXPECT_FALSE(fs::exists("out"));
}

TEST(Run, SeveralLessonsMakeAnArrayInTheirOrder) {
  for (const char* jobs : {"1", "3"}) {
    const CommandResult result =
        gradus_command({"run", "slope", "tensors", "weight-angles", "slope", "--json", "--jobs", jobs});
    EXPECT_EQ(result.exit_code, 0) << result.error;
    const Json list = Json::parse(result.out);
    ASSERT_EQ(list.size(), 3u);
    EXPECT_EQ(list[0]["lesson"], "slope");
    EXPECT_EQ(list[1]["lesson"], "tensors");
    EXPECT_EQ(list[2]["lesson"], "weight-angles");
  }
}

TEST(Run, SameNumbersWhateverTheJobs) {
  const std::vector<std::string> words = {"run",    "tensors", "slope",  "gradient-1d",
                                          "--seed", "9",       "--json", "--jobs"};
  std::vector<std::string> one = words, three = words;
  one.emplace_back("1");
  three.emplace_back("3");
  EXPECT_EQ(gradus_command(one).out, gradus_command(three).out);
}

TEST(Run, WritesPagesNumbersAndAnIndex) {
  const TemporaryFolder folder;
  const CommandResult result = gradus_command(
      {"run", "slope", "weight-angles", "--out", folder / "book", "--formats", "html", "--jobs", "2"});
  EXPECT_EQ(result.exit_code, 0) << result.error;
  const std::string index = content_of(folder / "book/index.html");
  for (const char* lesson : {"slope", "weight-angles"}) {
    EXPECT_NE(index.find(std::string("href=\"") + lesson + "/index.html\""), std::string::npos);
    const std::string page = content_of(folder / ("book/" + std::string(lesson) + "/index.html"));
    EXPECT_NE(page.find("</html>"), std::string::npos);
    EXPECT_EQ(page.find("http://"), std::string::npos);
    EXPECT_EQ(page.find("https://"), std::string::npos);
    EXPECT_EQ(Json::parse(content_of(folder / ("book/" + std::string(lesson) + "/result.json")))["lesson"],
              lesson);
  }
  for (const char* asset :
       {"plotly.min.js", "book.css", "book.js", "later.js", "lessons.js", "katex/katex.min.js"}) {
    EXPECT_TRUE(fs::exists(folder / ("book/assets/" + std::string(asset)))) << asset;
  }
  EXPECT_TRUE(hidden_files(folder.path()).empty());

  // A later run joins the same book.
  EXPECT_EQ(gradus_command({"run", "tensors", "--out", folder / "book", "--formats", "html"}).exit_code, 0);
  const std::string joined = content_of(folder / "book/index.html");
  EXPECT_NE(joined.find("href=\"tensors/index.html\""), std::string::npos);
  EXPECT_NE(joined.find("href=\"slope/index.html\""), std::string::npos);
}

TEST(Run, DrawsImageFiles) {
  const TemporaryFolder folder;
  const CommandResult result =
      gradus_command({"run", "weight-angles", "--out", folder / "book", "--formats", "png,svg"});
  if (result.error.find("gnuplot is not installed") != std::string::npos) GTEST_SKIP() << result.error;
  EXPECT_EQ(result.exit_code, 0) << result.error;
  EXPECT_TRUE(content_of(folder / "book/weight-angles/angles.png").starts_with("\x89PNG"));
  EXPECT_NE(content_of(folder / "book/weight-angles/angles.svg").find("</svg>"), std::string::npos);
  EXPECT_FALSE(fs::exists(folder / "book/index.html"));
}

TEST(Run, OnlyGifsOfALessonWhereNothingMovesIsSaid) {
  const TemporaryFolder folder;
  const CommandResult result = gradus_command({"run", "slope", "--out", folder / "book", "--formats", "gif"});
  if (result.error.find("is not installed") != std::string::npos) GTEST_SKIP() << result.error;
  EXPECT_EQ(result.exit_code, 0) << result.error;
  EXPECT_NE(result.out.find("slope: none of its figures moves, so there is no GIF"), std::string::npos);
}

TEST(Run, MissingFfmpegIsNothingToALessonWhereNothingMoves) {
  const TemporaryFolder folder;
  const CommandResult result = gradus_command({"run", "slope", "--out", folder / "book"},
                                              {"GRADUS_FFMPEG=" + (folder / "no-such-ffmpeg")});
  EXPECT_EQ(result.exit_code, 0) << result.error;
  EXPECT_EQ(result.error.find("ffmpeg"), std::string::npos) << result.error;
}

TEST(Run, JsonWithOutDoesBoth) {
  const TemporaryFolder folder;
  const CommandResult result = gradus_command(
      {"run", "slope", "--epochs", "12", "--json", "--out", folder / "book", "--formats", "html"});
  EXPECT_EQ(result.exit_code, 0) << result.error;
  EXPECT_EQ(Json::parse(result.out), Json::parse(content_of(folder / "book/slope/result.json")));
}

TEST(Run, MissingGnuplotLeavesTheHtml) {
  const TemporaryFolder folder;
  const std::string no_gnuplot = "GRADUS_GNUPLOT=" + (folder / "no-such-gnuplot");
  const CommandResult usual = gradus_command({"run", "slope", "--out", folder / "a"}, {no_gnuplot});
  EXPECT_EQ(usual.exit_code, 0);
  EXPECT_NE(usual.error.find("gnuplot"), std::string::npos);
  EXPECT_TRUE(fs::exists(folder / "a/slope/index.html"));
  EXPECT_FALSE(fs::exists(folder / "a/slope/data.png"));

  const CommandResult asked =
      gradus_command({"run", "slope", "--out", folder / "b", "--formats", "png,html"}, {no_gnuplot});
  EXPECT_EQ(asked.exit_code, 1);
  EXPECT_NE(asked.error.find("gnuplot"), std::string::npos);
  EXPECT_TRUE(fs::exists(folder / "b/slope/index.html"));
}

TEST(Run, UnwritableFolderIsOneSentence) {
  const TemporaryFolder folder;
  std::ofstream(folder / "file") << "not a folder";
  const CommandResult result = gradus_command({"run", "slope", "--out", folder / "file/book"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(std::count(result.error.begin(), result.error.end(), '\n'), 1);
  EXPECT_TRUE(result.error.starts_with("gradus: cannot make the folder")) << result.error;

  fs::create_directory(folder / "locked");
  fs::permissions(folder / "locked", fs::perms::owner_read | fs::perms::owner_exec);
  if (::geteuid() == 0) return;  // root writes anywhere
  EXPECT_EQ(gradus_command({"run", "slope", "--out", folder / "locked"}).exit_code, 1);
}

TEST(Run, MissingShareFolderIsOneSentence) {
  const TemporaryFolder folder;
  const CommandResult result = gradus_command({"run", "slope", "--out", folder / "book", "--formats", "html"},
                                              {"GRADUS_SHARE=" + (folder / "nothing")});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_TRUE(result.error.starts_with("gradus: ")) << result.error;
  EXPECT_TRUE(hidden_files(folder.path()).empty());
  // The numbers need none of it.
  EXPECT_EQ(gradus_command({"run", "slope", "--json"}, {"GRADUS_SHARE=" + (folder / "nothing")}).exit_code,
            0);
}

TEST(Run, InterruptedRunKeepsWhatIsDone) {
  const TemporaryFolder folder;
  const CommandResult result = gradus_command(
      {"run", "slope", "spiral", "--epochs", "1000000000", "--out", folder / "book", "--formats", "html"}, {},
      {.interrupt_when = folder / "book/assets/book.js"});
  EXPECT_EQ(result.exit_code, 130);
  EXPECT_EQ(result.error, "gradus: interrupted; what was finished is kept\n");
  EXPECT_TRUE(hidden_files(folder.path()).empty());
}

TEST(Run, InterruptedRunIndexesWhatIsDoneWhateverTheJobs) {
  for (const char* jobs : {"1", "2", "3"}) {
    const TemporaryFolder folder;
    const CommandResult result =
        gradus_command({"run", "weight-angles", "spiral", "--epochs", "1000000000", "--out", folder / "book",
                        "--formats", "html", "--jobs", jobs},
                       {}, {.interrupt_when = folder / "book/weight-angles/result.json"});
    EXPECT_EQ(result.exit_code, 130) << jobs;
    EXPECT_EQ(result.error, "gradus: interrupted; what was finished is kept\n");
    const std::string index = content_of(folder / "book/index.html");
    EXPECT_NE(index.find("href=\"weight-angles/index.html\""), std::string::npos) << jobs;
    EXPECT_EQ(index.find("href=\"spiral/index.html\""), std::string::npos) << jobs;
    EXPECT_TRUE(hidden_files(folder.path()).empty());
  }
}

TEST(Run, OneLessonThatFailsLeavesTheOthers) {
  const TemporaryFolder folder;
  std::ofstream(folder / "spiral.csv") << "X1,X2\n1,2\n";
  for (const char* jobs : {"1", "2"}) {
    const CommandResult result =
        gradus_command({"run", "weight-angles", "spiral", "slope", "--epochs", "1", "--out", folder / "book",
                        "--formats", "html", "--jobs", jobs, "--data", folder.path().string()});
    EXPECT_EQ(result.exit_code, 1) << jobs;
    EXPECT_TRUE(result.error.starts_with("gradus: spiral: ")) << result.error;
    EXPECT_EQ(std::count(result.error.begin(), result.error.end(), '\n'), 1) << result.error;
    const std::string index = content_of(folder / "book/index.html");
    EXPECT_NE(index.find("href=\"weight-angles/index.html\""), std::string::npos);
    EXPECT_NE(index.find("href=\"slope/index.html\""), std::string::npos);
    EXPECT_EQ(index.find("href=\"spiral/index.html\""), std::string::npos);
  }
}

TEST(Run, MissingSpiralTableIsReplacedAndSaid) {
  const TemporaryFolder folder;
  const CommandResult result =
      gradus_command({"run", "spiral", "--epochs", "2", "--json"},
                     {"GRADUS_DATA=" + folder.path().string(), "XDG_CACHE_HOME=" + folder.path().string()});
  EXPECT_EQ(result.exit_code, 0) << result.error;
  EXPECT_EQ(Json::parse(result.out)["data"], "generated");
  EXPECT_NE(result.error.find("spiral.csv"), std::string::npos);
}

TEST(Run, BrokenSpiralTableIsOneSentence) {
  const TemporaryFolder folder;
  const auto complaint = [&](const std::string& text) {
    std::ofstream(folder / "spiral.csv", std::ios::trunc) << text;
    const CommandResult result =
        gradus_command({"run", "spiral", "--epochs", "1", "--json", "--data", folder.path().string()});
    EXPECT_EQ(result.exit_code, 1) << text;
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(std::count(result.error.begin(), result.error.end(), '\n'), 1) << result.error;
    EXPECT_TRUE(result.error.starts_with("gradus: spiral: ")) << result.error;
    return result.error;
  };
  EXPECT_NE(complaint("").find("spiral.csv"), std::string::npos);
  EXPECT_NE(complaint("X1,X2,color\n").find("spiral.csv"), std::string::npos);
  EXPECT_NE(complaint("X1,X2\n1,2\n").find("color"), std::string::npos);
  EXPECT_NE(complaint("X1,X2,color\n1,2,c1\n1,c2\n").find("line 3"), std::string::npos);
  EXPECT_NE(complaint("X1,X2,color\n1,2,c1\n1,two,c2\n").find("line 3"), std::string::npos);
  EXPECT_NE(complaint("X1,X2,color\n1,2,\"c1\n").find("spiral.csv"), std::string::npos);
  EXPECT_NE(complaint("X1,X2,color\n1,nan,c1\n").find("spiral.csv"), std::string::npos);
  EXPECT_NE(complaint("X1,X2,color\n1,2,c1\n3,4,c2\n5,6,c3\n").find("spiral.csv"), std::string::npos);
}

TEST(Run, PicturesOfAnotherKindAreOneSentence) {
  const TemporaryFolder folder;
  fs::create_directories(folder / "mnist");
  fs::create_directories(folder / "catvnoncat");
  for (const char* name : {"train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz",
                           "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"}) {
    std::ofstream(folder / ("mnist/" + std::string(name))) << "no pictures";
  }
  for (const char* name : {"train_catvnoncat.h5", "test_catvnoncat.h5"}) {
    std::ofstream(folder / ("catvnoncat/" + std::string(name))) << "no pictures";
  }
  for (const char* lesson : {"mnist", "mnist-cnn", "cats", "cats-module"}) {
    const CommandResult result =
        gradus_command({"run", lesson, "--epochs", "1", "--json", "--data", folder.path().string()});
    EXPECT_EQ(result.exit_code, 1) << lesson;
    EXPECT_EQ(result.out, "") << lesson;
    EXPECT_EQ(std::count(result.error.begin(), result.error.end(), '\n'), 1) << result.error;
    EXPECT_TRUE(result.error.starts_with("gradus: " + std::string(lesson) + ": ")) << result.error;
  }
}

TEST(Run, AMissingDataFolderIsOneSentence) {
  const TemporaryFolder folder;
  for (const char* lesson : {"spiral", "logistic-regression", "autoencoder", "rate-schedules"}) {
    const CommandResult result =
        gradus_command({"run", lesson, "--epochs", "1", "--json", "--data", folder / "nowhere"});
    EXPECT_EQ(result.exit_code, 1) << lesson;
    EXPECT_EQ(result.out, "") << lesson;
    EXPECT_NE(result.error.find("nowhere does not exist"), std::string::npos) << result.error;
  }
}

TEST(Run, TablesThatAreShippedAreLookedForInTheDataFolderFirst) {
  const TemporaryFolder folder;
  std::ofstream(folder / "breast_cancer.csv") << "no table\n";
  const CommandResult result = gradus_command(
      {"run", "logistic-regression", "--epochs", "1", "--json", "--data", folder.path().string()});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_NE(result.error.find(folder / "breast_cancer.csv"), std::string::npos) << result.error;
}

TEST(Run, SmallestSpiralTableHasFewerRowsThanAreShown) {
  const TemporaryFolder folder;
  std::ofstream(folder / "spiral.csv") << "X1,X2,color\n1,2,c1\n2,3,c1\n3,4,c1\n4,6,c1\n";
  const CommandResult result =
      gradus_command({"run", "spiral", "--epochs", "1", "--json", "--data", folder.path().string()});
  EXPECT_EQ(result.exit_code, 0) << result.error;
  EXPECT_EQ(Json::parse(result.out)["values"]["head5"].size(), 4u);
}

TEST(Run, AResultThatAnotherProgramWroteDoesNotStopTheIndex) {
  const TemporaryFolder folder;
  fs::create_directories(folder / "book/slope");
  std::ofstream(folder / "book/slope/result.json") << R"({"data": 3})";
  std::ofstream(folder / "book/slope/index.html") << "";
  const CommandResult result =
      gradus_command({"run", "weight-angles", "--out", folder / "book", "--formats", "html"});
  EXPECT_EQ(result.exit_code, 0) << result.error;
  EXPECT_NE(content_of(folder / "book/index.html").find("slope/index.html"), std::string::npos);
}

}  // namespace
}  // namespace gradus::test
