// Models of tables whose rows and classes count by weights.
#include <algorithm>

#include "gradus/data/read_table.hpp"
#include "tests/learn/support.hpp"

namespace gradus::learn {
namespace {

using Texts = std::vector<std::string>;

/// Two columns, a number and a class (one row in twelve is "yes") that hang on them, and how often each was
/// seen.
io::Table seen() {
  random::NumpyRandom random(8);
  Doubles a = random.randn(200), b = random.randn(200), noise = random.randn(200), y, times;
  Texts kind;
  for (size_t i = 0; i < a.size(); ++i) {
    y.push_back(2 * a[i] - b[i] + noise[i]);
    times.push_back(static_cast<double>(i % 4));
    kind.push_back(i % 12 == 4 ? "yes" : "no");
    if (kind.back() == "yes") a[i] += 1.2;
  }
  return io::Table({{"a", a}, {"b", b}, {"y", y}, {"kind", kind}, {"times", times}}, "seen.csv");
}

TableTrainOptions all_rows(const std::string& target, const std::string& model) {
  return {.target = target, .model = model, .valid = 0, .test = 0};
}

double measured(const SplitMeasures& split, const std::string& name) {
  const auto found = std::find_if(split.measures.begin(), split.measures.end(),
                                  [&](const auto& each) { return each.first == name; });
  return found == split.measures.end() ? -1 : found->second;
}

TEST(TableWeights, AreLearnedFromAndMeasuredBy) {
  const io::Table table = seen();
  TableTrainOptions options = all_rows("y", "linear");
  options.drop = {"kind"};
  options.weights = "times";
  const TableTraining done = train_table(table, options);
  EXPECT_EQ(done.features, (Texts{"a", "b"}));
  EXPECT_EQ(done.rows, 150);
  EXPECT_EQ(done.warnings, Texts{"50 of 200 rows have the weight 0 and are left out"});

  Doubles rows;
  for (size_t i = 0; i < 200; ++i) {
    rows.push_back(table.numbers("a")[i]);
    rows.push_back(table.numbers("b")[i]);
  }
  const Tensor x = from_data(rows, {200, 2}), y = from_data(table.numbers("y"), {200});
  const Tensor w = from_data(table.numbers("times"), {200});
  LinearRegression line;
  line.fit(x, y, w);
  const LinearTerms terms = linear_terms(done.model);
  expect_near(line.coef(), json(terms.coefs.front()), 1e-12, "coef");
  EXPECT_NEAR(terms.intercepts.front(), line.intercept().item(), 1e-12);
  EXPECT_NEAR(measured(done.splits.front(), "r2"), line.score(x, y, w), 1e-12);
  const SplitMeasures again = evaluate_table(done.model, table, "test", "times");
  EXPECT_EQ(again.measures, done.splits.front().measures);
  EXPECT_EQ(again.baseline, done.splits.front().baseline);
  EXPECT_NEAR(again.baseline.back().second, 0, 1e-12);  // r2 of the weighted mean
  EXPECT_NE(evaluate_table(done.model, table, "test").measures, again.measures);
}

TEST(TableWeights, RowsOfWeightZeroAreNotThere) {
  const io::Table table = seen();
  Doubles zero_or_one;
  std::vector<int64_t> kept;
  for (int64_t i = 0; i < 200; ++i) {
    zero_or_one.push_back(i % 3 == 0 ? 0 : 1);
    if (i % 3 != 0) kept.push_back(i);
  }
  for (const char* model : {"logistic", "perceptron", "adaline"}) {
    TableTrainOptions options{.target = "kind", .model = model, .drop = {"y"}, .seed = 3};
    const TableTraining without = train_table(table.without({"times"}).take(kept), options);
    options.weights = "times";
    const TableTraining with = train_table(table.with({"times", zero_or_one}), options);
    EXPECT_EQ(with.model.learner->save(), without.model.learner->save()) << model;
    ASSERT_EQ(with.splits.size(), 2U);
    EXPECT_EQ(with.splits[1].measures, without.splits[1].measures) << model;
  }
}

TEST(TableWeights, BalancedClassesCountAlike) {
  const io::Table table = seen();
  TableTrainOptions options = all_rows("kind", "logistic");
  options.drop = {"y", "times"};
  const TableTraining plain = train_table(table, options);
  ASSERT_EQ(plain.warnings.size(), 1U);
  EXPECT_TRUE(plain.warnings[0].ends_with("; train with --class-weight balanced to make classes count alike"))
      << plain.warnings[0];
  options.balanced = true;
  const TableTraining balanced = train_table(table, options);
  ASSERT_EQ(balanced.warnings.size(), 1U);
  EXPECT_TRUE(balanced.warnings[0].ends_with("; accuracy alone says little then")) << balanced.warnings[0];
  EXPECT_GT(measured(balanced.splits[0], "recall"), measured(plain.splits[0], "recall") + 0.4);
  EXPECT_GT(measured(balanced.splits[0], "balanced_accuracy"),
            measured(plain.splits[0], "balanced_accuracy"));
  for (const char* model : {"logistic", "perceptron", "adaline"}) {
    options.model = model;
    EXPECT_EQ(train_table(table, options).model.learner->params().at("class_weight", model),
              Value("balanced"));
  }
}

TEST(TableWeights, AdviceIsGivenOnlyWhereItCanBeTaken) {
  const io::Table table = seen();
  TableTrainOptions options = all_rows("kind", "knn");
  options.drop = {"y", "times"};
  const std::vector<std::string> warnings = train_table(table, options).warnings;
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_TRUE(warnings[0].ends_with("; accuracy alone says little then")) << warnings[0];

  // The same rarity in numbers concerns nobody.
  std::vector<int64_t> rare(60);
  std::vector<double> x(60);
  for (size_t i = 0; i < rare.size(); ++i) {
    rare[i] = i % 20 == 0;
    x[i] = static_cast<double>(i * i % 17);
  }
  const io::Table numbers({{"x", x}, {"n", rare}});
  EXPECT_EQ(train_table(numbers, all_rows("n", "linear")).warnings, std::vector<std::string>{});
  EXPECT_EQ(train_table(numbers, all_rows("n", "logistic")).warnings.size(), 1U);
}

TEST(TableWeights, AutoComparesWhatTakesThem) {
  const io::Table table = seen();
  const auto compared = [&](const TableTrainOptions& options) {
    Texts models;
    for (const CandidateScore& each : train_table(table, options).candidates) models.push_back(each.model);
    return models;
  };
  EXPECT_EQ(compared({.target = "y", .drop = {"kind"}, .weights = "times"}), (Texts{"linear", "ridge"}));
  EXPECT_EQ(compared({.target = "kind", .drop = {"y", "times"}, .balanced = true}), Texts{"logistic"});
}

TEST(TableWeights, WhatIsNoWeightIsSaid) {
  const io::Table table = seen();
  const auto words = [&](const Doubles& weights) {
    return message_of([&] {
      train_table(table.with({"times", weights}), {.target = "y", .model = "linear", .weights = "times"});
    });
  };
  const std::string column = "seen.csv: column \"times\" ";
  Doubles weights(200, 1);
  weights[7] = -2;
  EXPECT_EQ(words(weights),
            column + "holds -2 in row 7 (counted from 0); weights are finite and not negative");
  weights[7] = std::nan("");
  EXPECT_EQ(words(weights),
            column + "holds a gap in row 7 (counted from 0); weights are finite and not negative");
  EXPECT_EQ(words(Doubles(200, 0)), column + "weighs no row: all of it is 0");
  const auto trained = [&](const TableTrainOptions& options) {
    return message_of([&] { train_table(table, options); });
  };
  EXPECT_EQ(trained({.target = "y", .model = "linear", .weights = "kind"}),
            "seen.csv: column \"kind\" holds text; weights are numbers");
  EXPECT_EQ(trained({.target = "y", .model = "linear", .weights = "y"}),
            "seen.csv: column \"y\" is the target and cannot weigh the rows as well");
  EXPECT_EQ(trained({.target = "y", .model = "linear", .weights = "time"}),
            "seen.csv: there is no column \"time\"; did you mean \"times\"?");
  EXPECT_EQ(trained({.target = "y", .model = "knn", .weights = "times"}),
            "--weights has no effect on knn; it is for logistic, linear, ridge, perceptron, adaline");
  EXPECT_EQ(trained({.target = "kind", .model = "mlp", .balanced = true}),
            "--class-weight has no effect on mlp; it is for logistic, perceptron, adaline");
  EXPECT_EQ(trained({.target = "y", .balanced = true}),
            "seen.csv: --class-weight is for classes, but the target \"y\" is numbers");
}

}  // namespace
}  // namespace gradus::learn
