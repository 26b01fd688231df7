#include "gradus/metrics/classification.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/creation.hpp"
#include "tests/message_of.hpp"

namespace gradus::metrics {
namespace {

using nlohmann::json;
using Doubles = std::vector<double>;
using Ints = std::vector<int64_t>;

Tensor labels(const json& values) {
  const Ints ints = values.get<Ints>();
  return from_data(ints, {static_cast<int64_t>(ints.size())});
}

void expect_near(const Doubles& got, const Doubles& wanted) {
  ASSERT_EQ(got.size(), wanted.size());
  for (size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], wanted[i], 1e-14) << i;
}

TEST(Classification, EqualsScikitLearn) {
  std::ifstream file(GRADUS_GOLDEN_DIR "/data.json");
  const json cases = json::parse(file).at("scores");
  for (const json& c : cases) {
    const Tensor y_true = labels(c.at("true")), y_pred = labels(c.at("predicted"));
    EXPECT_EQ(accuracy_score(y_true, y_pred), c.at("accuracy").get<double>());
    Ints confusion;
    for (const json& entry : c.at("confusion")) {
      for (const json& count : entry) confusion.push_back(count.get<int64_t>());
    }
    EXPECT_EQ(confusion_matrix(y_true, y_pred).to_vector<int64_t>(), confusion);
    const ClassScores each = precision_recall_fscore(y_true, y_pred);
    const json& wanted = c.at("each");
    expect_near(each.precision, wanted[0].get<Doubles>());
    expect_near(each.recall, wanted[1].get<Doubles>());
    expect_near(each.f1, wanted[2].get<Doubles>());
    EXPECT_EQ(each.support, wanted[3].get<Ints>());
    for (const auto& [key, how] :
         {std::pair("macro", Average::macro), std::pair("weighted", Average::weighted),
          std::pair("micro", Average::micro)}) {
      const Scores scores = precision_recall_fscore(y_true, y_pred, how);
      expect_near({scores.precision, scores.recall, scores.f1}, c.at(key).get<Doubles>());
    }
  }
  EXPECT_EQ(cases.size(), 6u);
}

TEST(Classification, ClassesMayBeNamedThatDoNotOccur) {
  const Tensor y_true = tensor({0, 2}), y_pred = tensor({2, 2});
  EXPECT_EQ(confusion_matrix(y_true, y_pred).to_vector<int64_t>(), (Ints{0, 1, 0, 1}));
  const Tensor matrix = confusion_matrix(y_true, y_pred, {.classes = 3});
  EXPECT_EQ(matrix.shape(), (Shape{3, 3}));
  EXPECT_EQ(matrix.to_vector<int64_t>(), (Ints{0, 0, 1, 0, 0, 0, 0, 0, 1}));
  const ClassScores scores = precision_recall_fscore(y_true, y_pred, {.classes = 4});
  EXPECT_EQ(scores.labels, (Ints{0, 1, 2, 3}));
  EXPECT_EQ(scores.support, (Ints{1, 0, 1, 0}));
  EXPECT_EQ(scores.recall, (Doubles{0, 0, 1, 0}));
  EXPECT_EQ(scores.precision, (Doubles{0, 0, 0.5, 0}));
}

TEST(Classification, TakesBoolsAsClasses) {
  EXPECT_EQ(accuracy_score(tensor({true, false, true, true}), tensor({1, 0, 0, 1})), 0.75);
}

TEST(Classification, RefusesWhatAreNoLabels) {
  const Tensor y = tensor({0, 1, 2});
  EXPECT_EQ(
      message_of([&] {
        accuracy_score(y, zeros({3, 2}));
      }),
      "accuracy_score: y_pred must be labels (int64), got float32 (3, 2); of scores take argmax(scores, 1)");
  EXPECT_EQ(message_of([&] {
              accuracy_score(y.reshape({3, 1}), y);
            }),
            "accuracy_score: y_true must have one dimension, got int64 (3, 1)");
  EXPECT_EQ(message_of([&] {
              confusion_matrix(y, tensor({0, 1}));
            }),
            "confusion_matrix: 3 true labels, 2 predicted ones");
  EXPECT_EQ(message_of([&] {
              precision_recall_fscore(y, tensor({0, 1, -1}));
            }),
            "precision_recall_fscore: y_pred holds the label -1; labels count from 0");
  EXPECT_EQ(message_of([&] { confusion_matrix(y, y, {.classes = 2}); }),
            "confusion_matrix: label 2 is not one of 2 classes");
  const Tensor none = zeros({0}, {.dtype = int64});
  EXPECT_EQ(message_of([&] { accuracy_score(none, none); }), "accuracy_score: there are no labels");
  EXPECT_EQ(message_of([&] { accuracy_score(Tensor(), y); }), "accuracy_score: y_true is undefined");
  EXPECT_EQ(message_of([&] { average(precision_recall_fscore(y, y), Average::micro); }),
            "average: micro averages need the labels; call precision_recall_fscore");
}

}  // namespace
}  // namespace gradus::metrics
