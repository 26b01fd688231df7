// linear-regression, logistic-regression, kmeans, pca and perceptron-hinge with other seeds, epochs and data
// than their goldens have, and beside the library's learners.
#include <fmt/format.h>

#include <fstream>

#include "lessons/registry.hpp"
#include "tests/data/environment.hpp"
#include "tests/scratch.hpp"

namespace gradus::lessons {
namespace {

class Classics : public Scratch {
 protected:
  /// A table for linear-regression: twenty points round a line.
  void write_sales() const {
    std::string table = "radio,sales\n";
    for (int i = 0; i < 20; ++i) table += fmt::format("{},{}\n", i, 3 + 0.5 * i + i % 3);
    file("advertising.csv", table);
  }

  Result run(std::string_view name, uint32_t seed, int64_t epochs) const {
    RunOptions options = find(name)->options();
    options.seed = seed;
    options.epochs = epochs;
    options.data_dir = folder_;
    return find(name)->run(options);
  }

  std::vector<int64_t> epochs_of(std::string_view name, int64_t epochs,
                                 const std::string& run_name = "") const {
    std::vector<int64_t> found;
    for (const Json& checkpoint : run(name, 0, epochs).checkpoints) {
      if (run_name.empty() || checkpoint.at("run") == run_name) found.push_back(checkpoint.at("epoch"));
    }
    return found;
  }
};

TEST_F(Classics, AnySeedAndAnyEpochsGiveNumPysNumbers) {
  write_sales();
  std::ifstream stream(fmt::format("{}/classics.json", GRADUS_GOLDEN_DIR));
  const Json cases = Json::parse(stream);
  ASSERT_EQ(cases.size(), 6U);
  for (const Json& reference : cases) {
    const auto name = reference.at("lesson").get<std::string>();
    RunOptions options = find(name)->options();
    options.seed = reference.at("seed").get<uint32_t>();
    options.epochs = reference.at("epochs").get<int64_t>();
    const Comparison found =
        compare(to_json(*find(name), options, run(name, options.seed, options.epochs)), reference);
    EXPECT_TRUE(found.unequal.empty()) << name << " " << found.unequal.front();
    EXPECT_LE(found.largest_difference, 1e-9) << name << " " << found.where;
    EXPECT_GT(found.compared, 5) << name;
  }
}

/// The number that stands behind these words.
double number_behind(const std::string& printed, const std::string& words) {
  const size_t at = printed.find(words);
  EXPECT_NE(at, std::string::npos) << words << " in " << printed;
  return at == std::string::npos ? 1 : std::stod(printed.substr(at + words.size()));
}

TEST_F(Classics, HandsAndLearnersAgree) {
  write_sales();
  const auto expect_close = [&](std::string_view name, uint32_t seed, const std::string& words) {
    const Lesson& lesson = *find(name);
    EXPECT_LE(number_behind(run(name, seed, std::min<int64_t>(lesson.epochs, 300)).printed, words), 1e-9)
        << name;
  };
  expect_close("linear-regression", 0, "b 3.900000; ");
  for (const uint32_t seed : {0U, 1U, 7U}) {
    expect_close("kmeans", seed, "centres within ");
    expect_close("pca", seed, "components within ");
  }
  expect_close("logistic-regression", 0, "autograd and hand differ by ");
  expect_close("perceptron-hinge", 0, "does the same: within ");
}

TEST_F(Classics, NoTrainingByHandIsBetterThanTheLearnersSolution) {
  const Result result = run("logistic-regression", 0, 2000);
  const double least = number_behind(result.printed, "learn::LogisticRegression: loss ");
  EXPECT_GT(result.final.at("corrected").at("loss_during_last_epoch"), least);
  EXPECT_LE(number_behind(result.printed, "the gradient by hand is "), 1e-3);
}

TEST_F(Classics, CheckpointsFollowTheTable) {
  write_sales();
  using Epochs = std::vector<int64_t>;
  EXPECT_EQ(epochs_of("linear-regression", 1), (Epochs{0}));
  EXPECT_EQ(epochs_of("linear-regression", 63), (Epochs{0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 62}));
  const Epochs lines = epochs_of("linear-regression", 6002);
  EXPECT_EQ(Epochs(lines.end() - 5, lines.end()), (Epochs{1000, 2000, 3000, 6000, 6001}));
  EXPECT_EQ(epochs_of("logistic-regression", 28, "corrected"), (Epochs{0, 1, 2, 3, 4, 5, 10, 25, 27}));
  EXPECT_EQ(epochs_of("logistic-regression", 1, "as_published"), (Epochs{0}));
  EXPECT_EQ(epochs_of("perceptron-hinge", 62),
            (Epochs{0, 1, 2, 3, 4, 6, 8, 10, 12, 14, 20, 30, 40, 50, 60, 61}));
  EXPECT_EQ(epochs_of("kmeans", 3, "corrected"), Epochs(12, 2));
}

TEST_F(Classics, MadeUpSalesAreNamedAsSuch) {
  const Environment data("GRADUS_DATA", folder_), cache("XDG_CACHE_HOME", folder_);
  const Result result = run("linear-regression", 0, 5);
  EXPECT_EQ(result.data, DataSource::generated);
  ASSERT_EQ(result.notes.size(), 1U);
  EXPECT_NE(result.notes[0].find("gradus data get advertising"), std::string::npos);
  EXPECT_EQ(result.values.at("n"), 200);
  EXPECT_NEAR(result.final.at("lstsq_w").get<double>(), 0.2, 0.05);
}

TEST_F(Classics, TablesOfAnotherKindAreRefused) {
  const auto words = [&](const std::string& table) {
    file("advertising.csv", table);
    return message_of([&] { static_cast<void>(run("linear-regression", 0, 5)); });
  };
  EXPECT_NE(words("TV,sales\n1,2\n3,4\n").find("radio"), std::string::npos);
  EXPECT_EQ(words("radio,sales\n1,2\n"), path("advertising.csv") + ": two rows or more are needed");
  EXPECT_NE(words("radio,sales\n1,2\n3,\n").find("line 3, column 2 (sales)"), std::string::npos);
  EXPECT_NE(words("radio,sales\n1,2\n3,many\n"), "no error");
  // All markets alike: no line is steeper or flatter than another.
  EXPECT_EQ(words("radio,sales\n1,2\n1,4\n"),
            path("advertising.csv") + ": all values of radio are 1, so no line is best");
}

}  // namespace
}  // namespace gradus::lessons
