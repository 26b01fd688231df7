// gradus train, predict, evaluate, cluster, pca, describe.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "command.hpp"

namespace gradus::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using Words = std::vector<std::string>;

std::vector<std::string> keys_of(const Json& json) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  return keys;
}

size_t lines_in(const std::string& text) {
  return static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
}

class TableCommand : public testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
    return folder_ / name;
  }

  static CommandResult run(const Words& words, const CommandOptions& options = {}) {
    return gradus_command(words, {"GRADUS_DATA"}, options);
  }

  /// The one JSON line that a run printed.
  static Json json_of(Words words) {
    words.emplace_back("--json");
    const CommandResult result = run(words);
    EXPECT_EQ(result.exit_code, 0) << result.error;
    EXPECT_EQ(lines_in(result.out), 1U);
    return result.exit_code == 0 ? Json::parse(result.out) : Json();
  }

  /// One line on standard error with these words, nothing on standard output, and no new file.
  void expect_failure(int exit_code, const Words& words, const std::string& part) const {
    const auto before = std::distance(fs::directory_iterator(folder_.path()), fs::directory_iterator());
    const CommandResult result = run(words);
    EXPECT_EQ(result.exit_code, exit_code) << part;
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(lines_in(result.error), 1U) << result.error;
    EXPECT_TRUE(result.error.starts_with("gradus: ")) << result.error;
    EXPECT_NE(result.error.find(part), std::string::npos) << result.error;
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path()), fs::directory_iterator()), before)
        << result.error;
  }

  /// Ten people a class, with gaps and a city.
  std::string people() const {
    std::string text = "age,city,bought\n";
    for (int i = 0; i < 20; ++i) {
      text += (i == 3 ? "" : std::to_string(20 + i + (i % 2) * 30)) + "," +
              (i == 5       ? ""
               : i % 3 == 0 ? "Rome"
                            : "Paris") +
              "," + (i % 2 == 1 ? "yes" : "no") + "\n";
    }
    return file("people.csv", text);
  }

  TemporaryFolder folder_;
};

TEST_F(TableCommand, TrainsPredictsAndEvaluates) {
  const CommandResult trained = run({"train", "iris", "--target", "target", "--out", folder_ / "m"});
  EXPECT_EQ(trained.exit_code, 0) << trained.error;
  EXPECT_NE(trained.out.find("accuracy"), std::string::npos) << trained.out;
  EXPECT_NE(trained.out.find("baseline"), std::string::npos);
  const std::string page = content_of(folder_ / "m/report.html");
  EXPECT_NE(page.find("</html>"), std::string::npos);
  EXPECT_NE(page.find("Plotly.newPlot"), std::string::npos);
  EXPECT_EQ(page.find("<script src"), std::string::npos);

  const CommandResult predicted = run({"predict", folder_ / "m", "iris"});
  EXPECT_EQ(predicted.exit_code, 0) << predicted.error;
  EXPECT_EQ(lines_in(predicted.out), 151U);
  EXPECT_TRUE(predicted.out.starts_with(
      "prediction,probability_setosa,probability_versicolor,probability_virginica\nsetosa,0.9"))
      << predicted.out.substr(0, 200);
  EXPECT_EQ(run({"predict", folder_ / "m", "iris", "--out", folder_ / "p.csv"}).out, "");
  EXPECT_EQ(content_of(folder_ / "p.csv"), predicted.out);
  EXPECT_EQ(json_of({"predict", folder_ / "m", "iris"})["predictions"].size(), 150U);

  const CommandResult evaluated = run({"evaluate", folder_ / "m", "iris"});
  EXPECT_EQ(evaluated.exit_code, 0) << evaluated.error;
  EXPECT_NE(evaluated.out.find("accuracy"), std::string::npos);
}

TEST_F(TableCommand, LiveTellsOfEpochs) {
  const std::vector<std::string> words{"train", "iris",     "--target", "target", "--model",
                                       "mlp:4", "--epochs", "3",        "--json"};
  std::vector<std::string> live = words;
  live.emplace_back("--live");
  const CommandResult told = run(live), quiet = run(words);
  EXPECT_EQ(told.exit_code, 0) << told.error;
  EXPECT_EQ(quiet.error.find("epoch"), std::string::npos) << quiet.error;
  EXPECT_NE(told.error.find("epoch 3/3  ["), std::string::npos) << told.error;
  EXPECT_NE(told.error.find("val_loss"), std::string::npos);
  EXPECT_EQ(told.error.find('\033'), std::string::npos);  // no terminal
  EXPECT_EQ(Json::parse(told.out)["measures"], Json::parse(quiet.out)["measures"]);
}

TEST_F(TableCommand, JsonHoldsTheNamedKeys) {
  const std::vector<std::string> keys{"task",     "model",    "target",     "rows",    "features",
                                      "measures", "baseline", "parameters", "seconds", "out"};
  const Json trained = json_of({"train", "iris", "--target", "target", "--model", "logistic", "--valid",
                                "0.1", "--out", folder_ / "m"});
  EXPECT_EQ(keys_of(trained), keys);
  EXPECT_EQ(trained["task"], "classification");
  EXPECT_EQ(trained["model"], "logistic");
  EXPECT_EQ(trained["rows"], 150);
  EXPECT_EQ(trained["out"], folder_ / "m");
  EXPECT_EQ(keys_of(trained["measures"]), (std::vector<std::string>{"train", "valid", "test"}));
  EXPECT_GT(trained["measures"]["test"]["accuracy"], 0.9);
  for (const char* name : {"f1", "roc_auc", "log_loss"})
    EXPECT_TRUE(trained["measures"]["test"].contains(name)) << name;
  EXPECT_NEAR(trained["baseline"]["test"]["accuracy"], 1.0 / 3, 1e-12);
  EXPECT_EQ(trained["parameters"]["coefficients"].size(), 3U);
  const Json evaluated = json_of({"evaluate", folder_ / "m", "iris"});
  EXPECT_EQ(keys_of(evaluated), keys);
  EXPECT_EQ(evaluated["parameters"], trained["parameters"]);
  EXPECT_EQ(evaluated["out"], nullptr);
}

TEST_F(TableCommand, JsonAloneWritesNothing) {
  const Json trained = json_of({"train", people(), "--target", "bought", "--model", "knn"});
  EXPECT_EQ(trained["out"], nullptr);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path()), fs::directory_iterator()), 1);
}

TEST_F(TableCommand, ExactLinesHaveAllTheirDigits) {
  std::string text = "a,b,y\n";
  for (int i = 0; i < 12; ++i) {
    const double a = i * 0.25, b = (i * i) % 7;
    text += std::to_string(a) + "," + std::to_string(b) + "," + std::to_string(3 * a - 0.5 * b + 2) + "\n";
  }
  const std::string table = file("line.csv", text);
  const Words words{"train", table, "--target", "y", "--model", "linear", "--valid", "0", "--test", "0"};
  const Json fit = json_of(words);
  EXPECT_EQ(keys_of(fit["measures"]), std::vector<std::string>{"train"});
  EXPECT_NEAR(fit["parameters"]["intercept"], 2, 1e-13);
  EXPECT_NEAR(fit["parameters"]["coefficients"]["a"], 3, 1e-13);
  EXPECT_NEAR(fit["parameters"]["coefficients"]["b"], -0.5, 1e-13);
  Words bare = words;
  bare.insert(bare.end(), {"--no-intercept", "--drop", "b"});
  const Json slope = json_of(bare);
  EXPECT_EQ(slope["parameters"]["intercept"], 0);
  EXPECT_EQ(keys_of(slope["parameters"]["coefficients"]), std::vector<std::string>{"a"});
}

TEST_F(TableCommand, SameSeedSameNumbers) {
  const Words words{"train",    "iris", "--target", "target", "--model", "mlp:8",
                    "--epochs", "20",   "--lr",     "0.01",   "--seed",  "5"};
  Json once = json_of(words), again = json_of(words);
  once.erase("seconds");
  again.erase("seconds");
  EXPECT_EQ(once, again);
}

TEST_F(TableCommand, DescribesClustersAndFindsComponents) {
  const Json described = json_of({"describe", people(), "--target", "bought"});
  EXPECT_EQ(described["rows"], 20);
  EXPECT_EQ(described["columns"][0]["missing"], 1);
  EXPECT_EQ(described["columns"][1]["type"], "text");
  EXPECT_NE(run({"describe", "iris"}).out.find("petal width (cm)"), std::string::npos);

  const Json clusters = json_of({"cluster", "iris", "-k", "3", "--drop", "target", "--no-scale", "--out",
                                 folder_ / "c.csv", "--report", folder_ / "c.html"});
  EXPECT_NEAR(clusters["inertia"], 78.851441426146, 1e-6);
  EXPECT_EQ(clusters["sizes"].size(), 3U);
  EXPECT_EQ(clusters["labels"].size(), 150U);
  EXPECT_TRUE(content_of(folder_ / "c.csv").find(",target,cluster\n") != std::string::npos);
  EXPECT_NE(content_of(folder_ / "c.html").find("</html>"), std::string::npos);

  const Json components = json_of(
      {"pca", "iris", "-n", "2", "--no-scale", "--out", folder_ / "z.csv"});  // the classes are left out
  EXPECT_NEAR(components["explained_variance_ratio"][0], 0.924618723201727, 1e-9);
  EXPECT_EQ(components["loadings"].size(), 2U);
  EXPECT_TRUE(content_of(folder_ / "z.csv").starts_with("pc1,pc2\n"));
}

TEST_F(TableCommand, LeavesTheClassesOfKnownTablesOutAndSaysSo) {
  const std::string note = "gradus: note: digits: the classes, column \"target\", are left out";
  EXPECT_NE(run({"pca", "digits", "-n", "2"}).error.find(note), std::string::npos);
  EXPECT_EQ(run({"pca", "digits", "-n", "2", "--drop", "target"}).error.find(note), std::string::npos);
  EXPECT_EQ(json_of({"cluster", "iris", "-k", "3"})["features"].size(), 4U);
}

TEST_F(TableCommand, SaysWhoseMeasuresAndTermsTheyAre) {
  const std::string table = people();
  const CommandResult trained = run({"train", table, "--target", "bought", "--model", "logistic", "--drop",
                                     "city", "--out", folder_ / "m"});
  EXPECT_EQ(trained.exit_code, 0) << trained.error;
  const std::string about = "Precision, recall and f1 are those of yes.";
  EXPECT_NE(trained.out.find("from 1 column of"), std::string::npos) << trained.out;
  EXPECT_NE(trained.out.find("\n\n" + about + "\n\n"), std::string::npos) << trained.out;
  EXPECT_NE(trained.out.find(" yes\n(intercept)"), std::string::npos) << trained.out;
  EXPECT_NE(content_of(folder_ / "m/report.html").find(about), std::string::npos);
  EXPECT_NE(run({"evaluate", folder_ / "m", table}).out.find(about), std::string::npos);
  EXPECT_EQ(run({"train", "iris", "--target", "target", "--model", "logistic", "--no-report", "--out",
                 folder_ / "m"})
                .out.find("are those of"),
            std::string::npos);
}

TEST_F(TableCommand, FewRowsMakeFewFolds) {
  const std::string table = file("t.csv", "a,y\n1,2.5\n2,3.5\n3,5.5\n4,6.5\n");
  const CommandResult result = run({"train", table, "--target", "y", "--no-report", "--out", folder_ / "m"});
  EXPECT_EQ(result.exit_code, 0) << result.error;
  EXPECT_NE(result.out.find("compared in 3 folds"), std::string::npos) << result.out;
}

TEST_F(TableCommand, ClustersOfColumnsThatDoNotVary) {
  const std::string table = file("t.csv", "a,same,b\n1,7,x\n2,7,x\n5,7,y\n6,7,y\n");
  const CommandResult result = run({"cluster", table, "-k", "1"});
  EXPECT_EQ(result.exit_code, 0) << result.error;
  EXPECT_EQ(result.error, "gradus: warning: column \"same\" is constant: 7\n");
  EXPECT_TRUE(result.out.starts_with("1 cluster of 4 rows by 4 columns, scaled\n")) << result.out;
}

TEST_F(TableCommand, AnOlderResultIsReplacedWhenDropped) {
  const std::string table = file("t.csv", "a,cluster\n1,x\n2,x\n8,y\n9,y\n");
  expect_failure(1, {"cluster", table, "-k", "2", "--out", folder_ / "c.csv"},
                 "there is a column \"cluster\" already");
  const Json found = json_of({"cluster", table, "-k", "2", "--drop", "cluster", "--out", folder_ / "c.csv"});
  EXPECT_EQ(found["sizes"], Json({2, 2}));
  EXPECT_TRUE(content_of(folder_ / "c.csv").starts_with("a,cluster\n1,")) << content_of(folder_ / "c.csv");
  EXPECT_EQ(run({"cluster", table, "-k", "2"}).exit_code, 0);
}

TEST_F(TableCommand, SharesOfCategoriesAreShares) {
  const Json found = json_of({"cluster", people(), "-k", "4"});
  for (const Json& center : found["centers"]) {
    for (const char* name : {"city_Paris", "city_Rome", "bought_no", "bought_yes"}) {
      EXPECT_GE(center[name], 0) << name;
      EXPECT_LE(center[name], 1) << name;
    }
  }
}

TEST_F(TableCommand, ReplacesAModelButNothingElse) {
  const Words words{"train", "iris", "--target", "target", "--model", "knn", "--no-report", "--out"};
  const auto with = [&](const std::string& out) {
    Words all = words;
    all.push_back(out);
    return all;
  };
  EXPECT_EQ(run(with(folder_ / "m")).exit_code, 0);
  EXPECT_EQ(run(with(folder_ / "m")).exit_code, 0);
  EXPECT_FALSE(fs::exists(folder_ / "m/report.html"));
  fs::create_directory(folder_ / "mine");
  expect_failure(1, with(folder_ / "mine"), "is no model folder, so it is left as it is");
  expect_failure(1, with(file("paper", "text")), "is no model folder, so it is left as it is");
  EXPECT_EQ(content_of(folder_ / "paper"), "text");
}

TEST_F(TableCommand, WarnsAndGoesOn) {
  const std::string table =
      file("t.csv", "a,copy,same,y\n1,2.5,7,2.5\n2,3.5,7,3.5\n3,5.5,7,5.5\n4,6,7,6\n5,9,7,9\n6,8.5,7,8.5\n");
  const CommandResult result = run({"train", table, "--target", "y", "--model", "linear", "--json"});
  EXPECT_EQ(result.exit_code, 0) << result.error;
  EXPECT_NE(result.error.find("warning: column \"copy\" equals the target \"y\""), std::string::npos)
      << result.error;
  EXPECT_NE(result.error.find("warning: column \"same\" is constant: 7"), std::string::npos) << result.error;
  EXPECT_TRUE(Json::parse(result.out).is_object());
}

// --- Bad input.

TEST_F(TableCommand, WrongUsage) {
  expect_failure(2, {"train", "iris"}, "--target");
  expect_failure(2, {"train"}, "DATA");
  expect_failure(2, {"train", "iris", "--target", "target", "--model", "logistc"},
                 "did you mean \"logistic\"?");
  expect_failure(2, {"train", "iris", "--target", "target", "--model", "mlp:0"}, "whole numbers from 1");
  expect_failure(2, {"train", "iris", "--target", "target", "--test", "1"}, "--test takes a share");
  expect_failure(2, {"train", "iris", "--target", "target", "--test", "nan"}, "--test takes a share");
  expect_failure(2, {"train", "iris", "--target", "target", "--test", "0.5", "--valid", "0.5"},
                 "leave no rows");
  expect_failure(2, {"train", "iris", "--target", "target", "--lr", "0"}, "--lr takes a number above 0");
  expect_failure(2, {"train", "iris", "--target", "target", "--epochs", "0"}, "--epochs");
  expect_failure(2, {"train", "iris", "--target", "target", "--model", "knn", "--epochs", "5"},
                 "no effect on knn");
  expect_failure(2, {"train", "iris", "--target", "target", "--model", "ridge", "--task", "classification"},
                 "ridge does regression");
  expect_failure(2, {"train", "iris", "--target", "target", "--task", "clasification"}, "did you mean");
  expect_failure(2, {"train", "iris", "--target", "target", "--out", ""}, "--out");
  expect_failure(2, {"train", "iris", "--target", "target", "--modl", "knn"}, "did you mean \"--model\"?");
  expect_failure(2, {"predict", "m"}, "DATA");
  expect_failure(2, {"cluster", "iris"}, "-k");
  expect_failure(2, {"cluster", "iris", "-k", "0"}, "-k takes a whole number");
  expect_failure(2, {"trian", "iris"}, "did you mean \"train\"?");
  for (const char* word : {"train", "predict", "evaluate", "cluster", "pca", "describe"}) {
    const CommandResult help = run({word, "--help"});
    EXPECT_EQ(help.exit_code, 0);
    EXPECT_NE(help.out.find("--json"), std::string::npos);
    EXPECT_NE(help.out.find("--seed"), std::string::npos);
  }
}

TEST_F(TableCommand, TablesThatCannotBeLearnedFrom) {
  const std::string out = folder_ / "m";
  const auto expect = [&](const std::string& text, const std::string& part) {
    expect_failure(1, {"train", file("bad.csv", text), "--target", "y", "--out", out}, part);
  };
  std::string numbers, halfway = "x,y\n", names = "x,y\n";
  for (int i = 0; i < 40; ++i) {
    numbers += std::to_string(i) + "," + std::to_string(i * 1.5) + "\n";
    halfway += (i == 20 ? "oops" : std::to_string(i)) + "," + std::to_string(i * 1.5) + "\n";
    names += std::to_string(i) + ",name" + std::to_string(i) + "\n";
  }
  file("bad.csv", "");
  expect(halfway, "column \"x\" holds numbers, but not in line 22: \"oops\"");
  expect("x,y\n" + numbers + "7,oops\n", "the target \"y\" is neither class nor number");
  expect(names, "the target \"y\" is neither class nor number");
  expect("x,y\n1,2.5\ninf,3\n2,4\n3,1\n", "column \"x\" holds infinity in row 1");
  expect("x,y\n1,2.5\n2,inf\n2,4\n3,1\n", "the target \"y\" holds infinity in row 1");
  expect("x,y\n1,2.5\n2,\n2,4\n3,1\n", "the target \"y\" is missing in 1 of 4 rows, first in row 1");
  expect("x,y\n1,a\n2,a\n3,a\n", "has one value only, a");
  expect("x,y\n1,4\n2,4\n3,4\n", "has one value only, 4");
  expect("x,y\n1,4\n1,5\n1,6\n1,7\n", "no column beside the target \"y\" varies");
  expect("y\n1\n2\n3\n", "no column beside the target \"y\" varies");
  expect("x,z\n1,2\n3,4\n", "there is no column \"y\"");
  expect("x,y\n1,2,3\n", "bad.csv");
  expect("x,y\n", "bad.csv");
  expect_failure(1, {"train", folder_ / "none.csv", "--target", "y"}, "there is no file");
  expect_failure(1, {"train", "iris", "--target", "target", "--drop", "petal"},
                 "there is no column \"petal\"");
  expect_failure(1, {"train", "iris", "--target", "target", "--category", "petal"},
                 "there is no column \"petal\"");
  expect_failure(1, {"train", "iris", "--target", "target", "--model", "linear"},
                 "holds text, which is no number");
  expect_failure(1, {"cluster", file("two.csv", "x\n1\n2\n1\n2\n"), "-k", "3"},
                 "3 clusters are more than the 2 different rows; -k asks for fewer");
  expect_failure(1, {"pca", "iris", "-n", "5", "--drop", "target"}, "more than min(n, d)");
}

TEST_F(TableCommand, NothingIsWrittenOverWhatIsRead) {
  const std::string table = file("points.csv", "x,y\n1,2\n3,4\n5,7\n"), twice = folder_ / "twice";
  const std::string same = (folder_.path() / "." / "points.csv").string();
  expect_failure(1, {"cluster", table, "-k", "2", "--out", same}, "is the table that is read");
  expect_failure(1, {"pca", table, "--report", table}, "is the table that is read");
  expect_failure(1, {"pca", table, "--report", twice, "--out", twice}, "is written twice");
  const std::string model = folder_ / "m";
  ASSERT_EQ(run({"train", table, "--target", "y", "--model", "linear", "--test", "0", "--no-report", "--out",
                 model})
                .exit_code,
            0);
  expect_failure(1, {"predict", model, table, "--out", table}, "is the table that is read");
  expect_failure(1, {"cluster", table, "-k", "2", "--report", folder_ / "r.html", "--out", table + "/c.csv"},
                 "points.csv/c.csv");
  EXPECT_EQ(content_of(table), "x,y\n1,2\n3,4\n5,7\n");
}

TEST_F(TableCommand, RowsHeldOutMayHaveOneClass) {
  std::string text = "x,y\n";
  for (int i = 0; i < 40; ++i) text += fmt::format("{},{}\n", i, i == 3 || i == 21 ? "yes" : "no");
  const std::string table = file("rare.csv", text), model = folder_ / "m";
  const CommandResult trained = run({"train", table, "--target", "y", "--model", "logistic", "--out", model});
  EXPECT_EQ(trained.exit_code, 0) << trained.error;
  EXPECT_TRUE(fs::exists(model + "/report.html"));
  // Of a single row nothing is left to learn from when it is held out.
  text = "x,y\n1,yes\n";
  for (int i = 0; i < 9; ++i) text += fmt::format("{},no\n", i);
  file("rare.csv", text);
  bool seen = false;
  for (int seed = 0; seed < 40 && !seen; ++seed) {
    const CommandResult result = run({"train", table, "--target", "y", "--model", "mlp:4", "--epochs", "1",
                                      "--no-report", "--seed", std::to_string(seed), "--out", folder_ / "n"});
    seen = result.exit_code == 1;
    if (!seen) continue;
    EXPECT_NE(result.error.find("rows to learn from are of the class \"no\""), std::string::npos)
        << result.error;
  }
  EXPECT_TRUE(seen);
}

TEST_F(TableCommand, ControlCharactersAreShownAsSuch) {
  const std::string table = file("evil.csv", "\"a\x1b[31m\",\"two\nlines\"\n1,x\n2,y\n3,x\n");
  const CommandResult described = run({"describe", table});
  EXPECT_EQ(described.exit_code, 0);
  EXPECT_EQ(described.out.find('\x1b'), std::string::npos);
  EXPECT_NE(described.out.find("a\\x1b[31m"), std::string::npos) << described.out;
  EXPECT_NE(described.out.find("two\\nlines"), std::string::npos) << described.out;
  const CommandResult failed = run({"train", table, "--target", "q"});
  EXPECT_EQ(failed.error.find('\x1b'), std::string::npos);
  EXPECT_EQ(lines_in(failed.error), 1U);
}

TEST_F(TableCommand, WarnsOfAFeatureWithoutValues) {
  const std::string model = folder_ / "m";
  ASSERT_EQ(
      run({"train", people(), "--target", "bought", "--model", "logistic", "--no-report", "--out", model})
          .exit_code,
      0);
  const CommandResult told = run({"predict", model, file("gone.csv", "age,city\n,Rome\n,Paris\n")});
  EXPECT_EQ(told.exit_code, 0);
  EXPECT_NE(told.error.find("column \"age\" has no value at all; the median of the training rows"),
            std::string::npos)
      << told.error;
}

TEST_F(TableCommand, TablesThatDoNotFitTheModel) {
  const std::string model = folder_ / "m";
  ASSERT_EQ(
      run({"train", people(), "--target", "bought", "--model", "logistic", "--no-report", "--out", model})
          .exit_code,
      0);
  const auto expect = [&](const char* word, const std::string& text, const std::string& part) {
    expect_failure(1, {word, model, file("people.csv", text)}, part);
  };
  expect("predict", "age,town\n30,Paris\n", "there is no column \"city\", which the model learned from");
  expect("predict", "age,city\n30,Oslo\n", "column \"city\" holds \"Oslo\" in row 0");
  expect("predict", "age,city\n30,Rome\n31,Rom\n", "people.csv: ");
  expect("predict", "age,city\n30,Rome\n31,Rom\n", "\"Rom\" in row 1 (counted from 0)");
  expect("predict", "age,city\n30,Paris\nold,Rome\n", "line 3");
  expect("predict", "age,city\n30,Paris\ninf,Rome\n", "column \"age\" holds inf in row 1");
  expect("evaluate", "age,city\n30,Paris\n", "there is no column \"bought\"");
  expect("evaluate", "age,city,bought\n30,Paris,yes\n31,Rome,perhaps\n",
         "row 1 (counted from 0): \"perhaps\" is none of the classes");
  // More columns, another order and gaps are fine.
  const CommandResult result =
      run({"predict", model, file("people.csv", "city,more,age\nParis,x,70\n,y,\n")});
  EXPECT_EQ(result.exit_code, 0) << result.error;
  EXPECT_EQ(lines_in(result.out), 3U);
}

TEST_F(TableCommand, ModelFoldersThatAreNone) {
  const std::string model = folder_ / "m", table = people();
  ASSERT_EQ(
      run({"train", table, "--target", "bought", "--model", "knn", "--no-report", "--out", model}).exit_code,
      0);
  std::string manifest = content_of(folder_ / "m/manifest.json");
  manifest.replace(manifest.find("\"version\": 1"), 12, "\"version\": 8");
  file("m/manifest.json", manifest);
  expect_failure(1, {"predict", model, table}, "it is of version 8");
  expect_failure(1, {"predict", folder_ / "none", table}, "there is no such folder");
  expect_failure(1, {"evaluate", folder_.path().string(), table}, "this is no model folder");
}

TEST_F(TableCommand, SaysHowATableIsWritten) {
  std::string text = "size;town;price\n";
  for (int i = 0; i < 30; ++i) {
    text += std::to_string(20 + i % 7) + ",5;" + (i % 3 == 0 ? "Rome, Italy" : "Paris, France") + ";" +
            std::to_string(100 + i % 7 * 3) + ",25\n";
  }
  const std::string table = file("european.csv", text);
  const std::string note = "gradus: note: " + table + ": \";\" separates cells, numbers are written 1,5; ";
  const Words words{"train", table, "--target", "price", "--model", "linear", "--json"};
  const CommandResult trained = run(words);
  EXPECT_EQ(trained.exit_code, 0) << trained.error;
  EXPECT_EQ(trained.error, note + "--separator and --decimal say otherwise\n");
  EXPECT_NEAR(Json::parse(trained.out)["parameters"]["coefficients"]["size"], 3, 1e-12);
  const CommandResult told = run({"describe", table, "--separator", ";", "--decimal", ","});
  EXPECT_EQ(told.error, "");
  EXPECT_NE(told.out.find("float64"), std::string::npos);
  EXPECT_EQ(run({"describe", file("t.csv", "a\tb\n1\t2\n"), "--separator", "tab"}).error, "");
  expect_failure(2, {"describe", table, "--separator", ";;"}, "--separator takes one sign");
  expect_failure(2, {"describe", table, "--decimal", "x"}, "--decimal takes");
}

TEST_F(TableCommand, SaysWhenTheFirstLineMayBeARow) {
  std::string text;
  for (int i = 0; i < 20; ++i) text += std::to_string(20 + i) + ",5," + (i % 2 == 0 ? "yes" : "no") + "\n";
  const std::string table = file("bare.csv", text);
  const CommandResult taken = run({"describe", table});
  EXPECT_EQ(taken.exit_code, 0) << taken.error;
  EXPECT_NE(taken.error.find("although 20 is a number; --no-header takes it for a row"), std::string::npos);
  const CommandResult rows = run({"describe", table, "--no-header", "--json"});
  EXPECT_EQ(rows.error, "");
  EXPECT_EQ(Json::parse(rows.out)["rows"], 20);
}

TEST_F(TableCommand, NamesOfColumnsThatWouldBeTheSame) {
  std::string text = "city,city_Rome,y\n";
  for (int i = 0; i < 12; ++i)
    text += std::string(i % 2 == 0 ? "Rome" : "Oslo") + "," + std::to_string(i % 3) + "," +
            (i < 6 ? "a" : "b") + "\n";
  expect_failure(
      1, {"train", file("t.csv", text), "--target", "y"},
      "t.csv: column \"city_Rome\" and the category \"Rome\" of column \"city\" would both be called "
      "\"city_Rome\"; rename or leave out one of the columns");
}

TEST_F(TableCommand, AnInterruptedTrainingLeavesNothing) {
  std::string text = "a,b,y\n";
  for (int i = 0; i < 3000; ++i)
    text += std::to_string(i * 37 % 101) + "," + std::to_string(i * 53 % 89) + "," +
            (i * 7 % 5 < 2 ? "u" : "v") + "\n";
  const std::string table = file("t.csv", text);
  const CommandResult result = run(
      {"train", table, "--target", "y", "--model", "mlp:64", "--epochs", "1000000", "--out", folder_ / "m"},
      {.interrupt_when_caught = true});
  EXPECT_EQ(result.exit_code, 130) << result.error;
  EXPECT_EQ(result.out, "");
  EXPECT_NE(result.error.find("gradus: interrupted; nothing was written\n"), std::string::npos)
      << result.error;
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path()), fs::directory_iterator()), 1);
}

TEST_F(TableCommand, MissingShareFolderIsSaidBeforeTheWork) {
  const CommandResult result =
      gradus_command({"train", people(), "--target", "bought", "--out", folder_ / "m"},
                     {"GRADUS_SHARE=" + (folder_ / "nothing")});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(lines_in(result.error), 1U) << result.error;
  EXPECT_FALSE(fs::exists(folder_ / "m"));
}

}  // namespace
}  // namespace gradus::test
