#include "lessons/registry.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>

#include "small_data.hpp"

namespace gradus::lessons {
namespace {

TEST(Registry, NamesAreUniqueAndFound) {
  std::set<std::string_view> names;
  for (const Lesson& lesson : all()) {
    EXPECT_TRUE(names.insert(lesson.name).second) << lesson.name;
    EXPECT_EQ(find(lesson.name), &lesson);
  }
  EXPECT_EQ(find("no-such-lesson"), nullptr);
}

TEST(Registry, EveryChapterBeginsWithALesson) {
  EXPECT_EQ(chapters().front().first, all().front().name);
  for (const Chapter& chapter : chapters()) {
    ASSERT_NE(find(chapter.first), nullptr) << chapter.title;
    EXPECT_EQ(&chapter_of(*find(chapter.first)), &chapter) << chapter.title;
  }
  EXPECT_EQ(chapter_of(*find("pca")).title, "Clustering and reduction");
  EXPECT_EQ(chapter_of(all().back()).title, "Practice");
}

TEST(Registry, PythonWasTimedForEveryLessonAndNoOther) {
  std::ifstream stream(GRADUS_GOLDEN_DIR "/python_seconds.json");
  const Json seconds = Json::parse(stream).at("seconds");
  EXPECT_EQ(seconds.size(), all().size());
  for (const Lesson& lesson : all()) {
    ASSERT_TRUE(seconds.contains(lesson.name)) << lesson.name;
    EXPECT_GT(seconds.at(lesson.name).get<double>(), 0) << lesson.name;
  }
}

TEST(Registry, EveryLessonHasItsWords) {
  for (const Lesson& lesson : all()) {
    EXPECT_FALSE(lesson.title.empty());
    EXPECT_FALSE(lesson.summary.empty());
    EXPECT_FALSE(lesson.spread.empty());
    const Page page = lesson.page();
    EXPECT_FALSE(page.about.empty()) << lesson.name;
    EXPECT_FALSE(page.mathematics.empty()) << lesson.name;
    EXPECT_FALSE(page.numbers.empty()) << lesson.name;
    for (const PrintedNumber& row : page.numbers) {
      EXPECT_TRUE(!lesson.notebook.empty() || row.notebook.empty())
          << lesson.name << " comes from no notebook";
    }
    EXPECT_FALSE(page.questions.empty()) << lesson.name;
  }
}

TEST(Registry, FiguresAreThoseOfTheTable) {
  const std::map<std::string_view, std::vector<std::string>> table = {
      {"linear-regression", {"data", "fit"}},
      {"kmeans", {"points", "clusters", "metrics-compared"}},
      {"pca", {"data", "planes", "projected", "scree"}},
      {"logistic-regression", {"data", "sigmoid", "sigmoid-derivative", "sigmoid-autograd", "training"}},
      {"perceptron-hinge", {"data", "hyperplane", "training"}},
      {"network-weights",
       {"data", "transformations", "landscape", "transformations-12", "landscape-12", "gradient-norms"}},
      {"function-approximation", {"surface", "tanh", "architecture", "training", "landscape", "modules"}},
      {"optimisers", {"surface", "paths", "rates"}},
      {"perceptron", {"unit-step", "blobs", "errors", "regions", "separable-or-not"}},
      {"weight-angles", {"angles"}},
      {"adaline-gd", {"blobs", "rates", "regions", "loss"}},
      {"adaline-sgd", {"regions", "loss", "batch-sizes"}},
      {"gradient-1d", {"gradient", "descent"}},
      {"backprop-mlp", {"blobs", "forward", "backward", "loss", "accuracy"}},
      {"torch-mlp", {"blobs", "loss-manual", "loss-adam", "loss-parameter", "linear", "train-valid"}},
      {"circles",
       {"data", "loss-by-units", "hidden-lines", "hidden-3d", "hidden-5-triples", "relu-widths", "polar"}},
      {"damped-sine",
       {"data", "fit", "staircase", "flipped-data", "flipped-fit", "flipped-staircase", "widths"}},
      {"spiral", {"data", "linear-regions", "numpy-regions", "modules-regions", "activations", "confusion"}},
      {"overfitting", {"regions", "curves", "dropout", "variance-by-init", "fits"}},
      {"four-pixels", {"pictures", "inverted", "digit-binary", "digit-grey", "weights"}},
      {"cats", {"picture-25", "costs", "rates", "predictions", "weights"}},
      {"cats-module", {"loss"}},
      {"tensors", {"graph"}},
      {"slope", {"data", "predictions"}},
      {"mnist", {"samples", "loss", "confusion", "mistakes"}},
      {"mnist-cnn", {"loss", "filters", "feature-maps", "confusion"}},
      {"autoencoder", {"loss", "code", "planes", "reconstructions", "sheet"}},
      {"rate-schedules", {"rates", "losses", "held-out", "valley"}},
      {"regularisation", {"fits", "curves", "weights", "strength"}}};
  const std::map<std::string_view, std::set<std::string>> moving = {
      {"autoencoder", {"code"}},
      {"rate-schedules", {"valley"}},
      {"regularisation", {"fits"}},
      {"linear-regression", {"fit"}},
      {"kmeans", {"clusters"}},
      {"pca", {"planes"}},
      {"logistic-regression", {"training"}},
      {"perceptron-hinge", {"training"}},
      {"optimisers", {"paths"}},
      {"network-weights", {"transformations", "landscape", "transformations-12", "landscape-12"}},
      {"function-approximation", {"training", "landscape", "modules"}}};
  for (const Lesson& lesson : all()) {
    if (!can_run(lesson)) continue;
    RunOptions options = quick_options(lesson);
    options.epochs = 1;
    std::vector<std::string> ids;
    std::set<std::string> moves;
    bool has_cover = false;
    for (const Picture& picture : lesson.run(options).pictures) {
      ids.push_back(picture.id);
      has_cover = has_cover || picture.id == lesson.cover;
      EXPECT_FALSE(picture.caption.empty());
      EXPECT_NO_THROW({
        if (std::holds_alternative<plot::Animation>(picture.draw())) moves.insert(picture.id);
      }) << lesson.name
         << " " << picture.id;
    }
    ASSERT_TRUE(table.contains(lesson.name)) << lesson.name;
    EXPECT_EQ(ids, table.at(lesson.name)) << lesson.name;
    EXPECT_EQ(moves, moving.contains(lesson.name) ? moving.at(lesson.name) : std::set<std::string>())
        << lesson.name;
    EXPECT_TRUE(has_cover) << lesson.name;
  }
}

// The rows of slow lessons are looked for by their own tests, over the real data.
TEST(Registry, EveryRowOfATablePointsAtANumber) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "trains every lesson in full, which the tests of the goldens do under the sanitizer";
#endif
  for (const Lesson& lesson : all()) {
    if (is_slow(lesson)) continue;
    RunOptions options = lesson.options();
    const Json numbers = to_json(lesson, options, lesson.run(options));
    for (const PrintedNumber& row : lesson.page().numbers) {
      EXPECT_TRUE(numbers.contains(Json::json_pointer(row.pointer))) << lesson.name << " " << row.pointer;
    }
  }
}

}  // namespace
}  // namespace gradus::lessons
