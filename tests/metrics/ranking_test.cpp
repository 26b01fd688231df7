#include "gradus/metrics/ranking.hpp"

#include <limits>

#include "support.hpp"

namespace gradus::metrics {
namespace {

std::optional<int64_t> pos_label_of(const Case& c) {
  if (!c.options.contains("pos_label")) return std::nullopt;
  return c.options.at("pos_label").get<int64_t>();
}

CurveOptions curve_options(const Case& c) {
  return {.pos_label = pos_label_of(c),
          .drop_intermediate = c.option("drop_intermediate", true),
          .sample_weight = c.weight()};
}

RocAucOptions auc_options(const Case& c) {
  const auto many = c.option<std::string>("multi_class", "raise");
  const auto average = c.option<std::string>("average", "macro");
  return {.multi_class = many == "ovr"   ? MultiClass::ovr
                         : many == "ovo" ? MultiClass::ovo
                                         : MultiClass::raise,
          .average = average == "weighted" ? RocAverage::weighted
                     : average == "micro"  ? RocAverage::micro
                                           : RocAverage::macro,
          .labels = c.option<Ints>("labels", {}),
          .max_fpr = c.option("max_fpr", 1.0),
          .sample_weight = c.weight()};
}

TEST(Curves, EqualScikitLearns) {
  expect_all_equal("roc_curve", 45, [](const Case& c) {
    const RocCurve curve = roc_curve(c.arg(0), c.arg(1), curve_options(c));
    return curve.fpr + curve.tpr + curve.thresholds;
  });
  expect_all_equal("precision_recall_curve", 24, [](const Case& c) {
    const PrecisionRecallCurve curve = precision_recall_curve(c.arg(0), c.arg(1), curve_options(c));
    return curve.precision + curve.recall + curve.thresholds;
  });
}

TEST(Areas, EqualScikitLearns) {
  expect_all_equal("roc_auc_score", 112,
                   [](const Case& c) { return Doubles{roc_auc_score(c.arg(0), c.arg(1), auc_options(c))}; });
  expect_all_equal("average_precision_score", 25, [](const Case& c) {
    return Doubles{average_precision_score(
        c.arg(0), c.arg(1), {.pos_label = c.option<int64_t>("pos_label", 1), .sample_weight = c.weight()})};
  });
  expect_all_equal("auc", 2,
                   [](const Case& c) { return Doubles{auc(c.arg(0).to_vector(), c.arg(1).to_vector())}; });
}

TEST(TopK, EqualsScikitLearn) {
  expect_all_equal("top_k_accuracy_score", 186, [](const Case& c) {
    return Doubles{top_k_accuracy_score(c.arg(0), c.arg(1),
                                        {.k = c.option<int64_t>("k", 2),
                                         .normalize = c.option("normalize", true),
                                         .labels = c.option<Ints>("labels", {}),
                                         .sample_weight = c.weight()})};
  });
}

TEST(TopK, CountsAsAccuracyDoesForTheBestOfNamedClasses) {
  const Tensor scores = tensor({{0.1, 0.7, 0.2}, {0.6, 0.3, 0.1}, {0.2, 0.3, 0.5}, {0.5, 0.4, 0.1}});
  EXPECT_EQ(top_k_accuracy_score(tensor({1, 0, 1, 1}), scores, {.k = 1, .classes = 3}), 0.5);
  EXPECT_EQ(top_k_accuracy_score(tensor({1, 0, 1, 1}), scores, {.k = 2, .classes = 3}), 1);
}

TEST(Ranking, RefusesOneClass) {
  const Tensor y = ones({3}, {.dtype = int64}), s = tensor({0.1, 0.2, 0.3});
  EXPECT_EQ(message_of([&] { roc_curve(y, s); }),
            "roc_curve: y_true has no negative row, the curve needs both classes");
  EXPECT_EQ(message_of([&] { roc_curve(zeros_like(y), s); }),
            "roc_curve: y_true has no positive row, the curve needs both classes");
  EXPECT_EQ(message_of([&] { roc_auc_score(y, s); }),
            "roc_auc_score: y_true has a single class, 1; the curve needs both");
  EXPECT_EQ(message_of([&] {
              roc_auc_score(tensor({0, 1, 1}), s, {.sample_weight = tensor({0, 1, 1})});
            }),
            "roc_auc_score: y_true has no negative row, the curve needs both classes");
  const Tensor p = tensor({{0.2, 0.3, 0.5}, {0.2, 0.3, 0.5}, {0.2, 0.3, 0.5}});
  EXPECT_EQ(message_of([&] {
              roc_auc_score(tensor({0, 1, 1}), p, {.multi_class = MultiClass::ovr, .labels = {0, 1, 2}});
            }),
            "roc_auc_score: class 2 has no rows, so it has no curve");
  EXPECT_EQ(message_of([&] {
              roc_auc_score(y, p, {.multi_class = MultiClass::ovo, .labels = {0, 1, 2}});
            }),
            "roc_auc_score: y_true has a single class, there is no pair");
}

TEST(Ranking, RefusesClassesThatAreNotClear) {
  const Tensor s = tensor({0.1, 0.2, 0.3});
  EXPECT_EQ(message_of([&] {
              roc_curve(tensor({3, 4, 4}), s);
            }),
            "roc_curve: which of {3, 4} is the positive class? Name it in pos_label");
  EXPECT_EQ(message_of([&] {
              precision_recall_curve(tensor({0, 1, 2}), s);
            }),
            "precision_recall_curve: y_true has more than two classes, {0, 1, 2}; name the positive one in "
            "pos_label");
  EXPECT_EQ(message_of([&] {
              average_precision_score(tensor({3, 4, 4}), s);
            }),
            "average_precision_score: pos_label 1 is none of the classes {3, 4}");
  EXPECT_EQ(
      message_of([&] {
        average_precision_score(tensor({0, 1, 2}), s);
      }),
      "average_precision_score: y_true has more than two classes, {0, 1, 2}; score each against the rest");
  const Tensor p = tensor({{0.2, 0.3, 0.5}, {0.2, 0.3, 0.5}, {0.2, 0.3, 0.5}});
  EXPECT_EQ(message_of([&] {
              roc_auc_score(tensor({0, 1, 2}), p);
            }),
            "roc_auc_score: for more than two classes choose multi_class: ovr or ovo");
  EXPECT_EQ(
      message_of([&] {
        roc_auc_score(tensor({0, 1, 1}), p, {.multi_class = MultiClass::ovr});
      }),
      "roc_auc_score: 2 classes, {0, 1}, for 3 columns of y_score; name the class of each column in labels");
  EXPECT_EQ(message_of([&] {
              roc_auc_score(tensor({0, 1, 5}), p, {.multi_class = MultiClass::ovr, .labels = {0, 1, 2}});
            }),
            "roc_auc_score: label 5 is none of the classes {0, 1, 2}");
  EXPECT_EQ(message_of([&] {
              roc_auc_score(tensor({0, 1, 1}), p.slice(1, 0, 2));
            }),
            "roc_auc_score: of two classes give the scores of the positive one, [n]: y_score.select(1, 1)");
  EXPECT_EQ(message_of([&] {
              top_k_accuracy_score(tensor({0, 1, 1}), p, {.labels = {2, 1, 0}});
            }),
            "top_k_accuracy_score: labels must be in order, got {2, 1, 0}");
  EXPECT_EQ(message_of([&] {
              top_k_accuracy_score(tensor({0, 1, 2}), p, {.k = 0});
            }),
            "top_k_accuracy_score: k must be at least 1, got 0");
}

TEST(Ranking, RefusesScoresThatAreNone) {
  const Tensor y = tensor({0, 1, 1});
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(message_of([&] {
              roc_auc_score(y, tensor({0.1, nan, 0.2}));
            }),
            "roc_auc_score: y_score holds nan in row 1 (counted from 0)");
  EXPECT_EQ(message_of([&] {
              roc_curve(y, tensor({0.1, 0.2}));
            }),
            "roc_curve: y_true has 3 rows, y_score has 2");
  EXPECT_EQ(message_of([&] {
              roc_curve(y, ones({3, 2}));
            }),
            "roc_curve: y_score must be [n], got float32 (3, 2)");
  EXPECT_EQ(message_of([&] {
              roc_auc_score(y, tensor({1, 2, 3}), {.max_fpr = 0});
            }),
            "roc_auc_score: max_fpr must lie in (0, 1], got 0");
  EXPECT_EQ(message_of([&] {
              roc_auc_score(tensor({0, 1, 2}), ones({3, 3}), {.multi_class = MultiClass::ovr});
            }),
            "roc_auc_score: row 0 of y_score has the sum 3; of several classes give probabilities: softmax");
  EXPECT_EQ(message_of([&] {
              auc(Doubles{0, 1, 0.5}, Doubles{0, 1, 1});
            }),
            "auc: x must only rise or only fall; sort the points");
  EXPECT_EQ(message_of([&] { auc(Doubles{0}, Doubles{0}); }),
            "auc: an area needs at least two points, got 1");
  EXPECT_EQ(message_of([&] { auc(Doubles{0, nan}, Doubles{0, 1}); }), "auc: point 1 is (nan, 1), not finite");
}

}  // namespace
}  // namespace gradus::metrics
