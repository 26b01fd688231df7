#include "gradus/metrics/classification.hpp"

#include <limits>

#include "support.hpp"

namespace gradus::metrics {
namespace {

Average average_of(const Case& c, Average otherwise = Average::binary) {
  const auto name = c.option<std::string>("average", "");
  if (name == "macro") return Average::macro;
  if (name == "weighted") return Average::weighted;
  if (name == "micro") return Average::micro;
  return otherwise;
}

ClassOptions class_options(const Case& c) {
  return {.labels = c.option<Ints>("labels", {}),
          .beta = c.option("beta", 1.0),
          .pos_label = c.option<int64_t>("pos_label", 1),
          .zero_division = c.option("zero_division", 0) == 1 ? ZeroDivision::one : ZeroDivision::zero,
          .sample_weight = c.weight()};
}

TEST(Accuracy, EqualsScikitLearn) {
  expect_all_equal("accuracy_score", 54, [](const Case& c) {
    return Doubles{accuracy_score(c.arg(0), c.arg(1),
                                  {.normalize = c.option("normalize", true), .sample_weight = c.weight()})};
  });
  expect_all_equal("balanced_accuracy_score", 47, [](const Case& c) {
    return Doubles{balanced_accuracy_score(
        c.arg(0), c.arg(1), {.adjusted = c.option("adjusted", false), .sample_weight = c.weight()})};
  });
}

TEST(ConfusionMatrix, EqualsScikitLearn) {
  expect_all_equal("confusion_matrix", 113, [](const Case& c) {
    const auto name = c.option<std::string>("normalize", "");
    const Normalize normalize = name == "true"   ? Normalize::truth
                                : name == "pred" ? Normalize::pred
                                : name == "all"  ? Normalize::all
                                                 : Normalize::none;
    const Tensor matrix = confusion_matrix(
        c.arg(0), c.arg(1),
        {.labels = c.option<Ints>("labels", {}), .normalize = normalize, .sample_weight = c.weight()});
    EXPECT_EQ(matrix.size(0), static_cast<int64_t>(c.value.size()));
    EXPECT_EQ(matrix.dtype(), c.value[0][0].is_number_integer() ? int64 : float64);
    return matrix.to_vector();
  });
}

TEST(RaterAgreement, EqualsScikitLearn) {
  expect_all_equal("matthews_corrcoef", 27, [](const Case& c) {
    return Doubles{matthews_corrcoef(c.arg(0), c.arg(1), {.sample_weight = c.weight()})};
  });
  expect_all_equal("cohen_kappa_score", 73, [](const Case& c) {
    const auto name = c.option<std::string>("weights", "");
    const KappaWeights weights = name == "linear"      ? KappaWeights::linear
                                 : name == "quadratic" ? KappaWeights::quadratic
                                                       : KappaWeights::none;
    return Doubles{cohen_kappa_score(
        c.arg(0), c.arg(1),
        {.labels = c.option<Ints>("labels", {}), .weights = weights, .sample_weight = c.weight()})};
  });
}

TEST(PrecisionRecallFscore, EqualsScikitLearn) {
  expect_all_equal("precision_recall_fscore_support", 886, [](const Case& c) {
    if (!c.options.contains("average")) {
      const ClassScores each = precision_recall_fscore_support(c.arg(0), c.arg(1), class_options(c));
      return each.precision + each.recall + each.fscore + each.support;
    }
    const Scores all = precision_recall_fscore_support(c.arg(0), c.arg(1), average_of(c), class_options(c));
    return Doubles{all.precision, all.recall, all.fscore};
  });
}

TEST(PrecisionRecallFscore, OneByOneEqualsScikitLearn) {
  expect_all_equal("precision_score", 31, [](const Case& c) {
    return Doubles{precision_score(c.arg(0), c.arg(1), average_of(c), class_options(c))};
  });
  expect_all_equal("recall_score", 30, [](const Case& c) {
    return Doubles{recall_score(c.arg(0), c.arg(1), average_of(c), class_options(c))};
  });
  expect_all_equal("f1_score", 30, [](const Case& c) {
    return Doubles{f1_score(c.arg(0), c.arg(1), average_of(c), class_options(c))};
  });
  expect_all_equal("fbeta_score", 15, [](const Case& c) {
    return Doubles{fbeta_score(c.arg(0), c.arg(1), c.option("beta", 1.0), Average::binary, class_options(c))};
  });
}

TEST(PrecisionRecallFscore, OfInfiniteBetaIsTheRecall) {
  const Tensor y = tensor({0, 1, 1, 1}), p = tensor({0, 1, 0, 1});
  EXPECT_EQ(fbeta_score(y, p, std::numeric_limits<double>::infinity()), 2.0 / 3);
}

TEST(Classification, ClassesMayBeNamedThatDoNotOccur) {
  const Tensor y_true = tensor({0, 2}), y_pred = tensor({2, 2});
  EXPECT_EQ(confusion_matrix(y_true, y_pred).to_vector<int64_t>(), (Ints{0, 1, 0, 1}));
  const Tensor matrix = confusion_matrix(y_true, y_pred, {.classes = 3});
  EXPECT_EQ(matrix.shape(), (Shape{3, 3}));
  EXPECT_EQ(matrix.to_vector<int64_t>(), (Ints{0, 0, 1, 0, 0, 0, 0, 0, 1}));
  const ClassScores scores = precision_recall_fscore_support(y_true, y_pred, {.classes = 4});
  EXPECT_EQ(scores.labels, (Ints{0, 1, 2, 3}));
  EXPECT_EQ(scores.support, (Doubles{1, 0, 1, 0}));
  EXPECT_EQ(scores.recall, (Doubles{0, 0, 1, 0}));
  EXPECT_EQ(scores.precision, (Doubles{0, 0, 0.5, 0}));
}

TEST(Classification, TakesBoolsAndBytesAsClasses) {
  EXPECT_EQ(accuracy_score(tensor({true, false, true, true}), tensor({1, 0, 0, 1})), 0.75);
  EXPECT_EQ(accuracy_score(tensor({1, 0, 0, 1}).to(uint8), tensor({1, 0, 0, 1}).to(int32)), 1);
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
  const Tensor none = zeros({0}, {.dtype = int64});
  EXPECT_EQ(message_of([&] { accuracy_score(none, none); }), "accuracy_score: there are no labels");
  EXPECT_EQ(message_of([&] { accuracy_score(Tensor(), y); }), "accuracy_score: y_true is undefined");
}

TEST(Classification, RefusesClassesThatDoNotFit) {
  const Tensor y = tensor({0, 1, 2});
  EXPECT_EQ(message_of([&] { confusion_matrix(y, y, {.classes = 2}); }),
            "confusion_matrix: label 2 is not one of 2 classes");
  EXPECT_EQ(message_of([&] {
              confusion_matrix(y, tensor({0, 1, -1}), {.classes = 3});
            }),
            "confusion_matrix: label -1 is not one of 3 classes");
  EXPECT_EQ(message_of([&] { confusion_matrix(y, y, {.classes = 0}); }),
            "confusion_matrix: classes must be at least 1, got 0");
  EXPECT_EQ(message_of([&] { confusion_matrix(y, y, {.classes = 3, .labels = {1}}); }),
            "confusion_matrix: give classes or labels, not both");
  EXPECT_EQ(message_of([&] {
              confusion_matrix(y, y, {.labels = {1, 2, 1}});
            }),
            "confusion_matrix: labels names a class twice: {1, 2, 1}");
  EXPECT_EQ(message_of([&] {
              confusion_matrix(y, y, {.labels = {7, 8}});
            }),
            "confusion_matrix: none of the labels {7, 8} is in y_true");
  EXPECT_EQ(message_of([&] { precision_score(y, y); }),
            "precision_score: Average::binary is for two classes, here are {0, 1, 2}; take macro, micro or "
            "weighted");
  EXPECT_EQ(message_of([&] {
              recall_score(tensor({3, 4}), tensor({3, 4}));
            }),
            "recall_score: pos_label 1 is none of the classes {3, 4}");
}

TEST(Classification, RefusesClassNumbersBeyondMemory) {
  const int64_t huge = int64_t{1} << 62;
  const Tensor y = tensor({0, 1, 2});
  EXPECT_EQ(message_of([&] { confusion_matrix(y, y, {.classes = huge}); }),
            "confusion_matrix: 4611686018427387904 classes are more than 16777216; name those of interest in "
            "labels");
  EXPECT_EQ(
      message_of([&] { precision_recall_fscore_support(y, y, {.classes = huge}); }),
      "precision_recall_fscore_support: 4611686018427387904 classes are more than 16777216; name those of "
      "interest in labels");
  EXPECT_NE(message_of([&] { confusion_matrix(y, y, {.classes = int64_t{1} << 24}); }), "no error");
  // A large label alone is one class more.
  EXPECT_EQ(confusion_matrix(tensor({int64_t{0}, huge}), tensor({huge, huge})).to_vector<int64_t>(),
            (Ints{0, 1, 0, 1}));
}

TEST(Classification, RefusesWeightsThatWeighNothing) {
  const Tensor y = tensor({0, 1, 2});
  const auto error = [&](const Tensor& w) {
    return message_of([&] { accuracy_score(y, y, {.sample_weight = w}); });
  };
  EXPECT_EQ(error(tensor({1.0, 2.0})),
            "accuracy_score: sample_weight must have one weight for each of the 3 rows, got (2,)");
  EXPECT_EQ(error(tensor({1.0, -2.0, 1.0})),
            "accuracy_score: sample_weight[1] is -2; weights are finite and not negative");
  EXPECT_EQ(error(tensor({1.0, 2.0, std::numeric_limits<double>::quiet_NaN()})),
            "accuracy_score: sample_weight[2] is nan; weights are finite and not negative");
  EXPECT_EQ(error(zeros({3})), "accuracy_score: all of sample_weight is 0");
  EXPECT_EQ(error(full({3}, 1e308, {.dtype = float64})),
            "accuracy_score: the numbers are too large: the result is beyond float64");
}

TEST(Classification, RefusesWhatHasNoValue) {
  const Tensor ones = tensor({1, 1, 1});
  EXPECT_EQ(message_of([&] { cohen_kappa_score(ones, ones); }),
            "cohen_kappa_score: both raters name one and the same class, so chance cannot disagree");
  EXPECT_EQ(message_of([&] {
              cohen_kappa_score(tensor({1, 2}), tensor({3, 3}), {.labels = {1, 2}});
            }),
            "cohen_kappa_score: no row has both labels among those given");
  EXPECT_EQ(message_of([&] { balanced_accuracy_score(ones, ones, {.adjusted = true}); }),
            "balanced_accuracy_score: with a single class chance is always right");
  EXPECT_EQ(message_of([&] { fbeta_score(ones, ones, -1); }), "fbeta_score: beta must be at least 0, got -1");
  EXPECT_EQ(message_of([&] { f1_score(ones, ones, Average::macro, {.beta = 2}); }),
            "f1_score: beta is 1, got 2; call fbeta_score");
  const ClassScores scores = precision_recall_fscore_support(ones, ones);
  EXPECT_EQ(message_of([&] { average(scores, Average::micro); }),
            "average: micro averages need the labels; call precision_recall_fscore_support");
}

}  // namespace
}  // namespace gradus::metrics
