// gradus train and evaluate --weights, gradus train --class-weight.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "command.hpp"

namespace gradus::test {
namespace {

using Json = nlohmann::ordered_json;
using Words = std::vector<std::string>;

class WeightedTable : public testing::Test {
 protected:
  /// 160 people of whom ten buy, and how many stand behind each row.
  WeightedTable() {
    std::ofstream out(table_);
    out << "age,seen,bought\n";
    for (int i = 0; i < 160; ++i) {
      const bool buys = i % 16 == 5;
      out << 20 + i % 30 + (buys ? 15 : 0) << ',' << i % 5 << ',' << (buys ? "yes" : "no") << '\n';
    }
  }

  Words train(const Words& more) const {
    Words words{"train", table_, "--target", "bought", "--test", "0.25"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }

  static CommandResult run(const Words& words) { return gradus_command(words); }

  static Json json_of(Words words) {
    words.emplace_back("--json");
    const CommandResult result = run(words);
    EXPECT_EQ(result.exit_code, 0) << result.error;
    return result.exit_code == 0 ? Json::parse(result.out) : Json();
  }

  void expect_usage(const Words& more, const std::string& words) const {
    const CommandResult result = run(train(more));
    EXPECT_EQ(result.exit_code, 2) << words;
    EXPECT_NE(result.error.find(words), std::string::npos) << result.error;
    EXPECT_EQ(std::count(result.error.begin(), result.error.end(), '\n'), 1) << result.error;
  }

  TemporaryFolder folder_;
  std::string table_ = folder_ / "people.csv";
};

TEST_F(WeightedTable, BalancedFindsMoreOfARareClass) {
  const Json plain = json_of(train({"--model", "logistic", "--drop", "seen"}));
  const Json balanced =
      json_of(train({"--model", "logistic", "--drop", "seen", "--class-weight", "balanced"}));
  EXPECT_FALSE(plain.contains("class_weight"));
  EXPECT_EQ(balanced["class_weight"], "balanced");
  EXPECT_GT(balanced["measures"]["train"]["recall"], plain["measures"]["train"]["recall"]);
  const CommandResult described = run({"describe", table_, "--target", "bought"});
  EXPECT_NE(described.out.find("warning: the target \"bought\" is yes in 10 of 160 rows only"),
            std::string::npos)
      << described.out;
  EXPECT_NE(described.out.find("--class-weight balanced"), std::string::npos) << described.out;
}

TEST_F(WeightedTable, WeightsAreNoFeatureAndCountRows) {
  const std::string model = folder_ / "m";
  const Json trained = json_of(train({"--model", "logistic", "--weights", "seen", "--out", model}));
  EXPECT_EQ(trained["features"], Json::array({"age"}));
  EXPECT_EQ(trained["weights"], "seen");
  EXPECT_EQ(trained["rows"], 128);
  const Json plain = json_of({"evaluate", model, table_});
  const Json weighed = json_of({"evaluate", model, table_, "--weights", "seen"});
  EXPECT_EQ(plain["rows"], 160);
  EXPECT_FALSE(plain.contains("weights"));
  EXPECT_EQ(weighed["weights"], "seen");
  EXPECT_EQ(weighed["rows"], 128);
  EXPECT_NE(plain["measures"], weighed["measures"]);
  // The model needs no weights to predict.
  EXPECT_EQ(run({"predict", model, table_}).exit_code, 0);

  const CommandResult told =
      run(train({"--model", "logistic", "--weights", "seen", "--class-weight", "balanced", "--out", model}));
  EXPECT_EQ(told.exit_code, 0) << told.error;
  EXPECT_NE(told.out.find(", rows counted by \"seen\", classes balanced\n"), std::string::npos) << told.out;
  EXPECT_NE(told.error.find("32 of 160 rows have the weight 0 and are left out"), std::string::npos)
      << told.error;
  const std::string page = content_of(folder_ / "m/report.html");
  EXPECT_NE(page.find("rows counted by seen"), std::string::npos);
  EXPECT_NE(page.find("classes balanced"), std::string::npos);
}

TEST_F(WeightedTable, WhatTakesNoWeightsSaysSo) {
  expect_usage({"--model", "knn", "--class-weight", "balanced"},
               "--class-weight has no effect on knn; it is for logistic, perceptron, adaline");
  expect_usage({"--model", "ridge", "--class-weight", "balanced"}, "--class-weight has no effect on ridge");
  expect_usage({"--model", "mlp", "--weights", "seen"},
               "--weights has no effect on mlp; it is for logistic, linear, ridge, perceptron, adaline");
  expect_usage({"--class-weight", "even"}, "--class-weight takes the word balanced, not \"even\"");
  expect_usage({"--class-weight", "balanced", "--task", "regression"},
               "--class-weight is for classification");
  expect_usage({"--weights", ""}, "--weights takes the name of a column");
  const CommandResult nameless = run({"evaluate", "model", "table.csv", "--weights", ""});
  EXPECT_EQ(nameless.exit_code, 2);
  EXPECT_NE(nameless.error.find("--weights takes the name of a column"), std::string::npos) << nameless.error;
  const CommandResult unknown = run(train({"--model", "logistic", "--weights", "sen"}));
  EXPECT_EQ(unknown.exit_code, 1);
  EXPECT_NE(unknown.error.find("there is no column \"sen\"; did you mean \"seen\"?"), std::string::npos)
      << unknown.error;
  const std::string help = run({"train", "--help"}).out;
  EXPECT_NE(help.find("--weights COLUMN"), std::string::npos) << help;
  EXPECT_NE(help.find("--class-weight WEIGHT"), std::string::npos) << help;
}

}  // namespace
}  // namespace gradus::test
