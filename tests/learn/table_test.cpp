// Models of tables: what is told from columns, how they are learned from, and what is refused.
#include "gradus/learn/table/training.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "gradus/base/threads.hpp"
#include "gradus/data/read_table.hpp"
#include "gradus/learn/table/target.hpp"

#include "gradus/learn/linear_regression.hpp"
#include "gradus/learn/mlp.hpp"
#include "tests/learn/support.hpp"

namespace gradus::learn {
namespace {

using Texts = std::vector<std::string>;

const json& golden_table(const std::string& part) {
  static const json content = json::parse(std::ifstream(GRADUS_GOLDEN_DIR "/table.json"));
  return content.at(part);
}

io::Table flowers() { return data::read_table("iris"); }

TableTrainOptions all_rows(const std::string& target, const std::string& model) {
  return {.target = target, .model = model, .valid = 0, .test = 0};
}

void expect_terms(const LinearTerms& terms, const json& coef, const json& intercept, double tolerance) {
  std::vector<double> all;
  for (const auto& row : terms.coefs) all.insert(all.end(), row.begin(), row.end());
  json wanted = json::array();
  for (const auto& row : coef) {
    if (row.is_array()) {
      for (const auto& value : row) wanted.push_back(value);
    } else {
      wanted.push_back(row);
    }
  }
  expect_near(from_data(all, {std::ssize(all)}), wanted, tolerance, "coef");
  if (intercept.is_null()) return;
  expect_near(from_data(terms.intercepts, {std::ssize(terms.intercepts)}),
              intercept.is_array() ? intercept : json::array({intercept}), tolerance, "intercept");
}

// --- The numbers.

TEST(TableTraining, CoefficientsAreInTheDatasOwnUnits) {
  TableTrainOptions numbers = all_rows("petal width (cm)", "linear");
  numbers.drop = {"target"};
  const auto fit = [&](const TableTrainOptions& options) {
    return linear_terms(train_table(flowers(), options).model);
  };
  expect_terms(fit(numbers), golden_table("linear")["coef"], golden_table("linear")["intercept"], 1e-12);
  EXPECT_EQ(fit(numbers).features, (Texts{"sepal length (cm)", "sepal width (cm)", "petal length (cm)"}));
  numbers.intercept = false;
  expect_terms(fit(numbers), golden_table("no_intercept")["coef"], nullptr, 1e-12);
  EXPECT_EQ(fit(numbers).intercepts, Doubles{0});
  numbers.intercept = true;
  numbers.model = "ridge";
  expect_terms(fit(numbers), golden_table("ridge")["coef"], golden_table("ridge")["intercept"], 1e-10);
}

TEST(TableTraining, LogisticCoefficientsToo) {
  const TableTraining cancer = train_table(data::read_table("breast_cancer"), all_rows("target", "logistic"));
  EXPECT_EQ(cancer.model.class_names, (Texts{"benign", "malignant"}));
  // The goldens converged to 1e-10, ours to 1e-4.
  expect_terms(linear_terms(cancer.model), golden_table("logistic")["coef"],
               golden_table("logistic")["intercept"], 1e-3);
  const LinearTerms softmax = linear_terms(train_table(flowers(), all_rows("target", "logistic")).model);
  EXPECT_EQ(softmax.outputs, (Texts{"setosa", "versicolor", "virginica"}));
  expect_terms(softmax, golden_table("softmax")["coef"], golden_table("softmax")["intercept"], 1e-3);
}

TEST(TableTraining, TermsGiveThePredictions) {
  const io::Table table = flowers();
  for (const char* model : {"linear", "ridge"}) {
    const TableTraining done = train_table(table, all_rows("petal width (cm)", model));  // with categories
    const LinearTerms terms = linear_terms(done.model);
    const Doubles said = done.model.predict(done.model.features(table)).values.to_vector();
    for (int64_t row = 0; row < table.rows(); row += 17) {
      double value = terms.intercepts[0];
      for (size_t j = 0; j < terms.features.size(); ++j) {
        const std::string& name = terms.features[j];
        const double x = name.starts_with("target_")
                             ? (table.texts("target")[static_cast<size_t>(row)] == name.substr(7) ? 1 : 0)
                             : table.numbers(name)[static_cast<size_t>(row)];
        value += terms.coefs[0][j] * x;
      }
      EXPECT_NEAR(value, said[static_cast<size_t>(row)], 1e-10);
    }
  }
}

TEST(TableTraining, BreastCancerReachesItsBar) {
  const TableTraining done = train_table(data::read_table("breast_cancer"), {.target = "target"});
  ASSERT_EQ(done.splits.size(), 2U);
  EXPECT_EQ(done.splits[1].split, "test");
  EXPECT_EQ(done.splits[1].rows, 114);
  EXPECT_EQ(done.splits[1].measures.front().first, "accuracy");
  EXPECT_GE(done.splits[1].measures.front().second, 0.96);
  EXPECT_NEAR(done.splits[1].baseline.front().second, 72.0 / 114, 1e-12);
  EXPECT_EQ(done.candidates.size(), 3U);
}

TEST(TableTraining, ManyTrainingRowsOfNeighboursAreSampled) {
  const int64_t n = 8000;
  Doubles a(n), y(n);
  for (size_t i = 0; i < a.size(); ++i) y[i] = std::sin(a[i] = static_cast<double>(i * 7919 % 8009) / 1000);
  const io::Table table({{"a", a}, {"y", y}}, "waves");
  const TableTraining done = train_table(table, {.target = "y", .model = "knn"});
  EXPECT_EQ(done.splits[0].rows, 5000);
  EXPECT_EQ(done.splits[1].rows, 1600);
  EXPECT_EQ(done.warnings,
            Texts{"the measures of training rows are those of 5000 of 6400, as knn compares each "
                  "row with all"});
  EXPECT_GT(done.splits[0].measures.back().second, 0.99);
}

TEST(TableTraining, ComparesInTheSameFoldsWhateverTheThreads) {
  const io::Table table = data::read_table("wine");
  const auto scores = [&] {
    std::vector<double> all;
    for (const CandidateScore& each : train_table(table, {.target = "target"}).candidates) {
      all.push_back(each.score);
      all.push_back(each.error);
    }
    return all;
  };
  const int before = num_threads();
  set_num_threads(1);
  const std::vector<double> alone = scores();
  set_num_threads(3);
  EXPECT_EQ(scores(), alone);
  set_num_threads(before);
}

TEST(TableTraining, EveryModelLearnsWhatItCan) {
  const io::Table table = flowers();
  for (const char* model : {"logistic", "perceptron", "adaline", "knn", "knn:3", "mlp:16"}) {
    const TableTraining done = train_table(table, {.target = "target", .model = model, .seed = 2});
    // Two of the three classes cannot be parted by a line, so the perceptron does not come to rest.
    const double bar = std::string_view(model) == "perceptron" ? 0.6 : 0.7;
    EXPECT_GT(done.splits.back().measures.front().second, bar) << model;
    EXPECT_EQ(done.model.model, model);
    EXPECT_EQ(train_table(table, {.target = "target", .model = model, .seed = 2}).model.learner->save(),
              done.model.learner->save())
        << "the same seed";
  }
  for (const char* model : {"linear", "ridge", "knn", "mlp:16"}) {
    const TableTraining done = train_table(table, {.target = "petal length (cm)", .model = model});
    EXPECT_EQ(done.splits.back().measures.back().first, "r2");
    EXPECT_GT(done.splits.back().measures.back().second, 0.9) << model;
  }
}

TEST(TableTraining, ManyRowsAreMeasuredInParts) {
  std::vector<int64_t> a, y;
  for (int64_t i = 0; i < 9000; ++i) {
    a.push_back(i % 97);
    y.push_back(i % 97 < 40 ? 0 : 1);
  }
  const io::Table table({{"a", a}, {"y", y}}, "long.csv");
  std::vector<double> told;
  const TableTraining done = train_table(
      table,
      {.target = "y", .model = "logistic", .test = 0, .progress = [&](std::string_view stage, double part) {
         if (stage == "measuring") told.push_back(part);
       }});
  EXPECT_EQ(told, (std::vector<double>{0, 8192.0 / 9000}));
  const SplitMeasures whole = evaluate_table(done.model, table, "train");
  ASSERT_EQ(done.splits[0].measures.size(), whole.measures.size());
  for (size_t i = 0; i < whole.measures.size(); ++i)
    EXPECT_NEAR(done.splits[0].measures[i].second, whole.measures[i].second, 1e-12)
        << whole.measures[i].first;
}

TEST(TableTraining, SplitsAddUp) {
  const TableTraining done =
      train_table(flowers(), {.target = "target", .model = "knn", .valid = 0.1, .test = 0.3});
  ASSERT_EQ(done.splits.size(), 3U);
  EXPECT_EQ(done.splits[0].rows, 90);
  EXPECT_EQ(done.splits[1].rows, 15);
  EXPECT_EQ(done.splits[2].rows, 45);
  EXPECT_EQ(done.shown_split, "test");
  const TableTraining whole = train_table(flowers(), all_rows("target", "knn"));
  ASSERT_EQ(whole.splits.size(), 1U);
  EXPECT_EQ(whole.splits[0].rows, 150);
  EXPECT_EQ(whole.shown_split, "train");
}

// --- What columns mean.

TEST(TableTraining, TellsOfTheEpochsOfTheModelThatIsKept) {
  std::vector<double> losses, validation;
  TableTrainOptions options{.target = "target", .model = "mlp:4", .epochs = 5};
  bool begun = false;
  options.progress = [&](std::string_view stage, double /*part*/) { begun = begun || stage == "training"; };
  options.epoch = [&](const TableEpoch& epoch) {
    EXPECT_TRUE(begun) << "the stage is told before its epochs";
    losses.push_back(epoch.loss);
    if (epoch.validation) validation.push_back(*epoch.validation);
    EXPECT_EQ(epoch.epoch, std::ssize(losses));
    EXPECT_EQ(epoch.epochs, 5);
  };
  const TableTraining done = train_table(flowers(), options);
  EXPECT_EQ(losses, done.model.learner->loss_curve());
  EXPECT_EQ(validation, dynamic_cast<const MLPClassifier&>(*done.model.learner).validation_losses());
  EXPECT_EQ(validation.size(), 5U);
}

TEST(TableTarget, TellsClassesFromNumbers) {
  std::vector<int64_t> few, many;
  Doubles whole, real;
  for (int64_t i = 0; i < 100; ++i) {
    few.push_back(i % 3 + 5);
    many.push_back(i);
    whole.push_back(static_cast<double>(i % 2));
    real.push_back(static_cast<double>(i % 2) + 0.5);
  }
  const io::Table table({{"few", few}, {"many", many}, {"whole", whole}, {"real", real}}, "t.csv");
  EXPECT_EQ(read_target(table, "few").class_names, (Texts{"5", "6", "7"}));
  EXPECT_EQ(read_target(table, "whole").class_names, (Texts{"0", "1"}));
  EXPECT_EQ(read_target(table, "many").task, Task::regression);
  EXPECT_EQ(read_target(table, "real").task, Task::regression);
  EXPECT_EQ(read_target(table, "few", Task::regression).task, Task::regression);
  EXPECT_EQ(read_target(table, "many", Task::classification).class_names.size(), 100U);
  EXPECT_EQ(message_of([&] { read_target(table, "real", Task::classification); }),
            "t.csv: the target \"real\" holds numbers that are not whole, which are no classes");
}

TEST(TableTarget, SaysWhatIsNeitherClassNorNumber) {
  Texts names, mostly;
  for (int i = 0; i < 40; ++i) {
    names.push_back("name " + std::to_string(i));
    mostly.push_back(i == 20 ? "oops" : std::to_string(i));
  }
  const auto words = [](io::Column column) {
    return message_of([&] { read_target(io::Table({std::move(column)}, "t.csv"), "y"); });
  };
  EXPECT_EQ(words({"y", names}),
            "t.csv: the target \"y\" is neither class nor number: it has 40 different texts in 40 rows");
  EXPECT_TRUE(words({"y", mostly, "line 22: \"oops\""})
                  .ends_with("most of it are numbers, but not in line 22: \"oops\""));
  EXPECT_EQ(words({"y", Texts{"a", "a", "a"}}),
            "t.csv: the target \"y\" has one value only, a: there is nothing to learn");
  EXPECT_EQ(words({"y", Doubles{3, 3}}),
            "t.csv: the target \"y\" has one value only, 3: there is nothing to learn");
  EXPECT_EQ(words({"y", Doubles{1, std::nan(""), 3}}),
            "t.csv: the target \"y\" is missing in 1 of 3 rows, first in row 1 (counted from 0); leave such "
            "rows out");
  EXPECT_EQ(words({"y", Texts{"", ""}}), "t.csv: the target \"y\" has no value at all");
  EXPECT_EQ(words({"y", Doubles{1, 2, HUGE_VAL}}),
            "t.csv: the target \"y\" holds infinity in row 2 (counted from 0)");
}

// --- Tables as people have them.

/// Numbers and text with gaps, a name for each row, nothing in one column.
io::Table people(int64_t rows = 120) {
  random::NumpyRandom random(4);
  Doubles age, empty;
  Texts name, city, bought;
  for (int64_t i = 0; i < rows; ++i) {
    const double years = 20 + 50 * random.random_sample();
    const bool paris = random.random_sample() < 0.5;
    age.push_back(i % 9 == 0 ? std::nan("") : years);
    empty.push_back(std::nan(""));
    name.push_back("person " + std::to_string(i));
    city.push_back(i % 11 == 0 ? "" : paris ? "Paris" : "Rome");
    bought.push_back(years + (paris ? 15 : 0) > 50 ? "yes" : "no");
  }
  return io::Table({{"name", name}, {"age", age}, {"city", city}, {"empty", empty}, {"bought", bought}},
                   "people.csv");
}

TEST(TableTraining, GapsAndTextAreNoObstacle) {
  const TableTraining done = train_table(people(), {.target = "bought", .model = "logistic"});
  EXPECT_EQ(done.features, (Texts{"age", "city"}));
  EXPECT_EQ(done.model.preparation->feature_names_out(), (Texts{"age", "city_Paris", "city_Rome"}));
  EXPECT_GT(done.splits.back().measures.front().second, 0.7);
  EXPECT_EQ(
      done.warnings,
      (Texts{"column \"name\" has 120 different texts in 120 rows, too many to be categories; it is left out",
             "column \"empty\" has no value at all; it is left out"}));
}

TEST(TableTraining, AnswersInTheTablesWords) {
  const io::Table table = people();
  const TableModel model = train_table(table, {.target = "bought", .model = "logistic"}).model;
  const io::Table answers = model.answer(table.without({"bought", "name"}));
  EXPECT_EQ(answers.column_names(), (Texts{"prediction", "probability_no", "probability_yes"}));
  for (size_t i = 0; i < 120; ++i) {
    const double yes = answers.numbers("probability_yes")[i];
    EXPECT_EQ(answers.texts("prediction")[i], yes > 0.5 ? "yes" : "no");
    EXPECT_NEAR(yes + answers.numbers("probability_no")[i], 1, 1e-12);
  }
  EXPECT_EQ(model.answer(table.take(std::vector<int64_t>{5, 3})).texts("prediction")[1],
            answers.texts("prediction")[3]);
  const TableModel planes = train_table(table, {.target = "bought", .model = "perceptron"}).model;
  EXPECT_EQ(planes.answer(table).column_names(), Texts{"prediction"});
}

TEST(TableTraining, WhatDoesNotFitIsSaid) {
  const io::Table table = people();
  const TableModel model = train_table(table, {.target = "bought", .model = "logistic"}).model;
  EXPECT_EQ(message_of([&] { model.answer(table.without({"age"})); }),
            "people.csv: there is no column \"age\", which the model learned from; known are \"name\", "
            "\"city\", \"empty\", \"bought\"");
  const Texts elsewhere(120, "Oslo"), maybe(120, "maybe");
  EXPECT_EQ(message_of([&] {
              model.answer(table.with({"city", elsewhere}));
            }),
            "people.csv: OneHotEncoder.transform: column \"city\" holds \"Oslo\" in row 0 (counted from 0), "
            "which is none of its "
            "categories; known are \"Paris\", \"Rome\"");
  EXPECT_EQ(message_of([&] {
              evaluate_table(model, table.with({"bought", maybe}), "test");
            }),
            "people.csv: column \"bought\", row 0 (counted from 0): \"maybe\" is none of the classes that "
            "were learned; "
            "known are \"no\", \"yes\"");
  Doubles ages(120, 30);
  ages[7] = HUGE_VAL;
  EXPECT_EQ(message_of([&] {
              train_table(table.with({"age", ages}), {.target = "bought"});
            }),
            "people.csv: column \"age\" holds infinity in row 7 (counted from 0)");
  EXPECT_EQ(
      message_of([&] {
        train_table(table.select({"name", "bought", "empty"}), {.target = "bought"});
      }),
      "people.csv: no column beside the target \"bought\" varies and can be learned from: column \"name\" "
      "has "
      "120 different texts in 120 rows, too many to be categories; column \"empty\" has no value at all");
  EXPECT_EQ(message_of([&] { train_table(table, {.target = "bougt"}); }),
            "people.csv: there is no column \"bougt\"; did you mean \"bought\"?");
  EXPECT_EQ(message_of([&] { train_table(table, {.target = "bought", .model = "linear"}); }),
            "people.csv: the target \"bought\" holds text, which is no number: \"" +
                table.texts("bought")[0] + "\"");
  EXPECT_EQ(message_of([&] { train_table(table, {.target = "bought", .model = "knn", .test = 0.99}); }),
            "people.csv: of 120 rows, 119 to test and 0 to validate leave fewer than two to learn from");
  Texts mixed;
  for (int i = 0; i < 120; ++i) mixed.push_back(i == 60 ? "abc" : std::to_string(i));
  EXPECT_EQ(message_of([&] {
              train_table(table.with({"age", mixed, "line 62: \"abc\""}), {.target = "bought"});
            }),
            "people.csv: column \"age\" holds numbers, but not in line 62: \"abc\"; mend it, --drop it, or "
            "take it as "
            "categories with --category");
}

TEST(TableTraining, CategoriesAreTakenHoweverTheyLook) {
  Texts code, kind;
  Doubles x;
  for (int i = 0; i < 120; ++i) {
    code.push_back(std::to_string(i % 30));
    kind.push_back(i % 2 == 0 ? "1" : i % 3 == 0 ? "2" : "3+");
    x.push_back(i % 7);
  }
  const io::Table table({{"x", x}, {"code", code}, {"kind", kind, "line 3: \"3+\""}}, "codes.csv");
  TableTrainOptions options{.target = "kind", .model = "logistic", .categories = {"code", "kind"}};
  const TableTraining done = train_table(table, options);
  EXPECT_EQ(done.model.class_names, (Texts{"1", "2", "3+"}));
  EXPECT_EQ(done.model.preparation->feature_names_out().size(), 31U);
  options.categories = {"kind"};
  EXPECT_NE(message_of([&] { train_table(table, options); }).find("column \"code\" holds numbers"),
            std::string::npos);
}

TEST(TableTraining, WarnsOfAColumnThatEqualsTheTarget) {
  const io::Table table = flowers().with({"copy", flowers().numbers("petal width (cm)")});
  const Texts warnings = train_table(table, {.target = "petal width (cm)", .model = "linear"}).warnings;
  EXPECT_EQ(warnings,
            Texts{"column \"copy\" equals the target \"petal width (cm)\"; --drop it unless it will be known "
                  "before the target is"});
}

TEST(TableTraining, ARareClassIsNoAccident) {
  Texts kind(40, "common");
  Doubles x;
  for (int i = 0; i < 40; ++i) x.push_back(i);
  kind[7] = "rare";
  const io::Table table({{"x", x}, {"kind", kind}}, "rare.csv");
  for (const char* model : {"auto", "knn", "logistic", "mlp:4"}) {
    for (int64_t seed = 0; seed < 4; ++seed) {
      const std::string words = message_of([&] {
        const TableTraining done =
            train_table(table, {.target = "kind", .model = model, .test = 0.5, .seed = seed});
        EXPECT_EQ(done.model.answer(table).rows(), 40);
      });
      // The one row may be held out.
      EXPECT_TRUE(words == "no error" || words.find("rare.csv") != std::string::npos) << words;
    }
  }
}

TEST(ModelChoice, ReadsTheWords) {
  EXPECT_EQ(parse_model_choice("mlp").text(), "mlp:64,32");
  EXPECT_EQ(parse_model_choice("mlp:8").numbers, std::vector<int64_t>{8});
  EXPECT_EQ(message_of([] { parse_model_choice("ridgee"); }),
            "unknown model \"ridgee\"; did you mean \"ridge\"?");
  for (const char* wrong : {"mlp:", "mlp:8,", "mlp:a", "mlp:0", "mlp:8;4", "knn:1,2", "linear:3", "", ":"}) {
    EXPECT_NE(message_of([&] { parse_model_choice(wrong); }), "no error") << wrong;
  }
}

}  // namespace
}  // namespace gradus::learn
