// Learners and models of tables in model folders.
#include "gradus/store/learner.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "gradus/base/random/numpy_random.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/data/read_table.hpp"
#include "gradus/learn/kmeans.hpp"
#include "gradus/learn/linear_regression.hpp"
#include "gradus/learn/logistic_regression.hpp"
#include "gradus/learn/mlp.hpp"
#include "gradus/learn/neighbors.hpp"
#include "gradus/learn/pca.hpp"
#include "gradus/learn/perceptron.hpp"
#include "gradus/learn/table/training.hpp"
#include "tests/scratch.hpp"

namespace gradus::store {
namespace {

namespace fs = std::filesystem;
using Texts = std::vector<std::string>;

class LearnerFolder : public Scratch {
 protected:
  LearnerFolder() {
    random::NumpyRandom random(1);
    x = from_data(random.randn(60 * 3), {60, 3});
    std::vector<int64_t> classes;
    std::vector<double> numbers;
    for (int64_t i = 0; i < 60; ++i) {
      classes.push_back(i % 3);
      numbers.push_back(x.data<double>()[i * 3] / 3);
    }
    labels = from_data(classes, {60});
    y = from_data(numbers, {60});
  }

  void replace(const std::string& file, const std::string& from, const std::string& to) const {
    std::string text = read_file("test", file);
    const size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    write_file("test", file, text);
  }

  Tensor x, labels, y;
};

TEST_F(LearnerFolder, EveryLearnerComesBackWithEveryBit) {
  std::vector<std::unique_ptr<learn::Estimator>> learners;
  const auto classifier = [&](auto learner) {
    learner.fit(x, labels);
    learners.push_back(learner.clone());
  };
  const auto regressor = [&](auto learner) {
    learner.fit(x, y);
    learners.push_back(learner.clone());
  };
  classifier(learn::LogisticRegression());
  classifier(learn::Perceptron());
  classifier(learn::Adaline());
  classifier(learn::KNeighborsClassifier());
  classifier(learn::MLPClassifier({.hidden_layer_sizes = {4, 3}, .max_iter = 5}));
  regressor(learn::LinearRegression());
  regressor(learn::Ridge());
  regressor(learn::KNeighborsRegressor());
  regressor(learn::MLPRegressor({.hidden_layer_sizes = {4}, .max_iter = 5, .early_stopping = true}));
  learners.push_back(learn::KMeans({.n_clusters = 3}).fit(x).clone());
  learners.push_back(learn::PCA().fit(x).clone());
  for (const auto& learner : learners) {
    save_learner(path(learner->kind()), *learner, {.class_names = {"a", "b", "c"}, .target = "kind"});
    const LoadedLearner loaded = load_learner(path(learner->kind()));
    EXPECT_EQ(loaded.learner->save(), learner->save()) << learner->kind();
    EXPECT_EQ(loaded.class_names, (Texts{"a", "b", "c"}));
    EXPECT_EQ(loaded.target, "kind");
    EXPECT_EQ(loaded.preparation, nullptr);
  }
  EXPECT_EQ(message_of([&] { save_learner(path("none"), learn::Ridge()); }),
            "save_learner: the Ridge is not fitted");
  EXPECT_FALSE(fs::exists(path("none")));
}

TEST_F(LearnerFolder, AModelOfATableSaysTheSameAfterwards) {
  const io::Table table = data::read_table("iris");
  for (const char* target : {"target", "petal width (cm)"}) {
    for (const char* model : {"knn", "mlp:8"}) {
      const learn::TableModel kept = learn::train_table(table, {.target = target, .model = model}).model;
      save_table_model(path("m"), kept, {{"report.html", "<p>hello"}}, {.overwrite = true});
      const learn::TableModel found = load_table_model(path("m"));
      const Tensor rows = kept.features(table);
      EXPECT_EQ(found.predict(found.features(table)).values.to_vector(),
                kept.predict(rows).values.to_vector());
      EXPECT_EQ(found.model, model);
      EXPECT_EQ(found.target, target);
      EXPECT_EQ(found.class_names, kept.class_names);
      EXPECT_EQ(found.baseline, kept.baseline);
      EXPECT_EQ(read_file("test", path("m/report.html")), "<p>hello");
    }
  }
}

TEST_F(LearnerFolder, BrokenFoldersAreOneSentence) {
  const io::Table table = data::read_table("iris");
  const learn::TableModel model = learn::train_table(table, {.target = "target", .model = "logistic"}).model;
  const auto fresh = [&] { save_table_model(path("m"), model, {}, {.overwrite = true}); };
  const auto words = [&] { return message_of([&] { load_table_model(path("m")); }); };
  fresh();
  replace(path("m/manifest.json"), "\"version\": 1", "\"version\": 2");
  EXPECT_NE(words().find("it is of version 2"), std::string::npos) << words();
  for (const char* file : {"architecture.json", "weights.safetensors", "preparation.json", "model.json"}) {
    fresh();
    write_file("test", path("m/") + file, read_file("test", path("m/") + file) + " ");
    EXPECT_NE(words().find(std::string(file) + " was changed"), std::string::npos) << words();
    fs::remove(path("m/") + file);
    EXPECT_NE(words().find(std::string(file) + " is missing"), std::string::npos) << words();
  }
  EXPECT_NE(message_of([&] { load_table_model(path("nowhere")); }).find("there is no such folder"),
            std::string::npos);
}

TEST_F(LearnerFolder, PartsThatDoNotBelongTogether) {
  const io::Table table = data::read_table("iris");
  const learn::TableModel model = learn::train_table(table, {.target = "target", .model = "logistic"}).model;
  const auto words = [&](const learn::TableModel& broken) {
    save_table_model(path("m"), broken, {}, {.overwrite = true});
    return message_of([&] { load_table_model(path("m")); });
  };
  learn::TableModel broken = model;
  broken.class_names.pop_back();
  broken.baseline.pop_back();
  EXPECT_TRUE(words(broken).ends_with("class 2 has no name"));
  broken = model;
  broken.task = learn::Task::regression;
  EXPECT_TRUE(words(broken).ends_with("a LogisticRegression does no regression"));
  broken = model;
  broken.baseline = {1};
  EXPECT_TRUE(words(broken).ends_with("the baseline does not fit the classes"));
  save_learner(path("plain"), *model.learner);
  EXPECT_TRUE(message_of([&] {
                load_table_model(path("plain"));
              }).ends_with("was kept without a table's model around it"));
  EXPECT_EQ(message_of([&] { load_model(path("plain")); }),
            "load_model: " + path("plain") + ": the folder holds a learner, not a network");
}

TEST_F(LearnerFolder, WeightsThatAreMissingOrTooMany) {
  learn::Ridge ridge;
  ridge.fit(x, y);
  FolderContent content{.kind = "learner"};
  save_learner(path("m"), ridge);
  content = read_folder(path("m"));
  ASSERT_EQ(content.weights.size(), 2U);
  FolderContent fewer = content;
  fewer.weights.pop_back();
  write_folder(path("fewer"), fewer);
  EXPECT_NE(message_of([&] { load_learner(path("fewer")); }).find("is missing"), std::string::npos);
  content.weights.push_back({"more", x});
  write_folder(path("more"), content);
  EXPECT_EQ(message_of([&] { load_learner(path("more")); }),
            "load_learner: " + path("more") +
                ": weights.safetensors holds a tensor that the learner has not: \"more\"");
}

TEST_F(LearnerFolder, FilesBesideTheModelHaveNamesOfTheirOwn) {
  learn::Ridge ridge;
  ridge.fit(x, y);
  save_learner(path("m"), ridge);
  for (const char* name : {"manifest.json", "weights.safetensors", "a/b", "", ".hidden", ".."}) {
    FolderContent content = read_folder(path("m"));
    content.files[name] = "x";
    EXPECT_EQ(message_of([&] { write_folder(path("n"), content); }),
              std::string("write_folder: \"") + name + "\" is no name for a file beside the model");
  }
  EXPECT_FALSE(fs::exists(path("n")));
}

}  // namespace
}  // namespace gradus::store
