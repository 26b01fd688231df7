// The shipped tables, and where data files are looked for.
#include "gradus/data/find.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <numeric>

#include "environment.hpp"
#include "gradus/data/table_tensors.hpp"
#include "gradus/io/csv.hpp"
#include "gradus/io/labelled_csv.hpp"
#include "support.hpp"

namespace gradus::data {
namespace {

namespace fs = std::filesystem;

class Find : public testing::Test {
 protected:
  Find() {
    for (const char* place : {"given", "env", "cache/gradus", "share/data"})
      fs::create_directories(root_ / place);
  }
  ~Find() override { fs::remove_all(root_); }

  std::string at(const std::string& place) const { return (root_ / place).string(); }
  void put(const std::string& place) const { std::ofstream(root_ / place / "t.csv") << "a\n1\n"; }

  fs::path root_ = fs::path(testing::TempDir()) / ("gradus_find_" + std::to_string(getpid()));
  Environment data_{"GRADUS_DATA", at("env")};
  Environment cache_{"XDG_CACHE_HOME", at("cache")};
  Environment share_{"GRADUS_SHARE", at("share")};
};

TEST_F(Find, LooksInOneFolderAfterTheOther) {
  const FindOptions options{.directory = at("given")};
  EXPECT_FALSE(try_find("t.csv", options).has_value());
  const std::vector<std::pair<const char*, Origin>> last_to_first{{"share/data", Origin::shipped},
                                                                  {"cache/gradus", Origin::cache},
                                                                  {"env", Origin::environment},
                                                                  {"given", Origin::directory}};
  for (const auto& [place, origin] : last_to_first) {
    put(place);
    const Found found = find("t.csv", options);
    EXPECT_EQ(found.origin, origin);
    EXPECT_EQ(found.path, at(place) + "/t.csv");
  }
  EXPECT_EQ(find("t.csv").origin, Origin::environment) << "without a folder given";
}

TEST_F(Find, TheErrorListsThePlaces) {
  EXPECT_EQ(message_of([&] { find("t.csv", {.directory = at("given")}); }),
            "find: t.csv was not found; looked in " + at("given") + ", " + at("env") + ", " +
                at("cache/gradus") + ", " + at("share/data") +
                "; name its folder with --data or $GRADUS_DATA");
  EXPECT_EQ(message_of([&] { find("t.csv", {.directory = at("nowhere")}); }),
            "find: the data folder " + at("nowhere") + " does not exist");
}

TEST_F(Find, TheCacheIsInTheHomeFolderUnlessSaid) {
  const Environment home("HOME", at("home"));
  const Environment no_cache("XDG_CACHE_HOME", "");
  fs::create_directories(root_ / "home/.cache/gradus");
  put("home/.cache/gradus");
  EXPECT_EQ(find("t.csv").path, at("home/.cache/gradus/t.csv"));
}

TEST(ShippedTables, LieBesideTheProgram) {
  const Environment no_data("GRADUS_DATA", ""), no_share("GRADUS_SHARE", ""),
      no_cache("XDG_CACHE_HOME", "/nowhere");
  const Found found = find("iris.csv");
  EXPECT_EQ(found.origin, Origin::shipped);
  EXPECT_EQ(io::read_labelled_csv(found.path).rows, 150);
}

std::string table_path(const char* name) { return std::string(GRADUS_TABLES_DIR) + "/" + name; }

TEST(ShippedTables, HoldWhatTheirReadmeSays) {
  const io::LabelledTable iris = io::read_labelled_csv(table_path("iris.csv"));
  EXPECT_EQ(iris.rows, 150);
  EXPECT_EQ(iris.columns, 4);
  EXPECT_EQ(iris.class_names, (std::vector<std::string>{"setosa", "versicolor", "virginica"}));
  EXPECT_EQ(features(iris)[0].to_vector(), (std::vector<double>{5.1, 3.5, 1.4, 0.2}));
  EXPECT_EQ(labels(iris).to_vector<int64_t>().back(), 2);
  EXPECT_EQ(io::read_labelled_csv(table_path("wine_data.csv")).columns, 13);
  const io::LabelledTable cancer = io::read_labelled_csv(table_path("breast_cancer.csv"));
  EXPECT_EQ(features(cancer).shape(), (Shape{569, 30}));
  EXPECT_EQ(std::accumulate(cancer.labels.begin(), cancer.labels.end(), int64_t{0}), 357) << "benign ones";
  const io::Table digits = io::read_csv(table_path("digits.csv.gz"), {.header = false});
  EXPECT_EQ(digits.rows(), 1797);
  EXPECT_EQ(digits.columns().size(), 65u);
  EXPECT_EQ(digits.numbers("64").front(), 0);
}

TEST(LabelledCsv, TheFirstLineMustAgreeWithTheRest) {
  const std::string path = testing::TempDir() + "gradus_labelled_" + std::to_string(getpid()) + ".csv";
  const auto error = [&](const char* content) {
    std::ofstream(path) << content;
    return message_of([&] { io::read_labelled_csv(path); });
  };
  EXPECT_EQ(error("2,1,a,b\n0.5,0\n1,1\n"), "no error");
  EXPECT_EQ(
      error("3,1,a,b\n0.5,0\n1,1\n"),
      "read_labelled_csv: " + path + ": the first line promises 3 rows of 1 features, 2 rows of 1 follow");
  EXPECT_EQ(error("2,1,a\n0.5,0\n1,1\n"),
            "read_labelled_csv: " + path + ": row 1 has label 1, the first line names 1 classes");
  EXPECT_EQ(error("x,y,color\n0.5,0\n"),
            "read_labelled_csv: " + path +
                ", line 1: it should begin with the numbers of rows and columns; \"x\" is no number of rows");
  EXPECT_EQ(error("2,1,a,b\n0.5,0\n1,\n"),
            "read_csv: " + path +
                ", line 3, column 2 (1): the cell is empty where a number belongs; allow_nan reads "
                "it as NaN");
  EXPECT_EQ(error(""), "read_labelled_csv: " + path + " is empty");
  EXPECT_EQ(error("2,1,a,b\n"), "read_csv: " + path + " is empty");
  fs::remove(path);
}

}  // namespace
}  // namespace gradus::data
