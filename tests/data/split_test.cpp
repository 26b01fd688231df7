#include "gradus/data/split.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "gradus/core/ops/creation.hpp"
#include "support.hpp"

namespace gradus::data {
namespace {

using nlohmann::json;
using Ints = std::vector<int64_t>;

std::optional<SplitSize> size_of(const json& sizes, const char* key) {
  if (!sizes.contains(key)) return std::nullopt;
  const json& size = sizes.at(key);
  return size.is_number_integer() ? SplitSize(size.get<int64_t>()) : SplitSize(size.get<double>());
}

TEST(TrainTestSplit, DrawsAsScikitLearnDoes) {
  const json cases = golden("data.json").at("split");
  for (const json& c : cases.at("cases")) {
    const Ints labels = cases.at("labels").at(c.at("labels").get<std::string>()).get<Ints>();
    random::NumpyRandom rng(c.at("seed").get<int64_t>());
    const SplitOptions options{.test_size = size_of(c.at("size"), "test_size"),
                               .train_size = size_of(c.at("size"), "train_size"),
                               .stratify = c.at("stratify").get<bool>()};
    const SplitIndices split = train_test_split(labels, options, rng);
    EXPECT_EQ(split.train, c.at("train").get<Ints>()) << c.at("labels") << c.at("size") << c.at("seed");
    EXPECT_EQ(split.test, c.at("test").get<Ints>()) << c.at("labels") << c.at("size") << c.at("seed");
  }
  EXPECT_EQ(cases.at("cases").size(), 210u);
}

TEST(TrainTestSplit, WithoutShufflingKeepsTheOrder) {
  random::NumpyRandom rng(1);
  const SplitIndices split = train_test_split(5, {.test_size = 2, .shuffle = false}, rng);
  EXPECT_EQ(split.train, (Ints{0, 1, 2}));
  EXPECT_EQ(split.test, (Ints{3, 4}));
  EXPECT_EQ(rng, random::NumpyRandom(1));
}

TEST(TrainTestSplit, SplitsTensorsByTheirRows) {
  Ints labels(60);
  for (size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<int64_t>(i / 20);
  std::vector<double> features(120);
  std::iota(features.begin(), features.end(), 0.0);
  const Tensor x = from_data(features, {60, 2}), y = from_data(labels, {60});
  const SplitOptions options{.train_size = 0.7, .stratify = true};
  random::NumpyRandom rng(42);
  const SplitIndices rows = train_test_split(labels, options, rng);
  const Split split = train_test_split(x, y, options, 42);
  ASSERT_EQ(split.x_train.shape(), (Shape{42, 2}));
  ASSERT_EQ(split.x_test.shape(), (Shape{18, 2}));
  const Ints y_train = split.y_train.to_vector<int64_t>(), y_test = split.y_test.to_vector<int64_t>();
  for (size_t i = 0; i < rows.train.size(); ++i) {
    EXPECT_EQ(split.x_train.to_vector()[2 * i + 1], 2.0 * static_cast<double>(rows.train[i]) + 1);
    EXPECT_EQ(y_train[i], rows.train[i] / 20);
  }
  for (size_t i = 0; i < rows.test.size(); ++i) EXPECT_EQ(y_test[i], rows.test[i] / 20);
}

TEST(TrainTestSplit, RefusesWhatCannotBeSplit) {
  random::NumpyRandom rng(1);
  const Ints labels{0, 0, 0, 1, 1, 1, 7};
  const auto error = [&](const SplitOptions& options) {
    return message_of([&] { train_test_split(labels, options, rng); });
  };
  EXPECT_EQ(error({.stratify = true}),
            "train_test_split: class 7 has a single row; a stratified split needs two of each class");
  EXPECT_EQ(message_of([&] {
              train_test_split(Ints{0, 0, 1, 1, 2, 2}, {.test_size = 2, .stratify = true}, rng);
            }),
            "train_test_split: 2 test rows are too few for 3 classes");
  EXPECT_EQ(error({.test_size = 1.5}),
            "train_test_split: test_size = 1.5 is not between 0 and 1; give a whole number to count rows");
  EXPECT_EQ(error({.test_size = NAN}),
            "train_test_split: test_size = nan is not between 0 and 1; give a whole number to count rows");
  EXPECT_EQ(error({.train_size = 7}), "train_test_split: train_size = 7 is not between 1 and 6, for 7 rows");
  EXPECT_EQ(error({.test_size = 5, .train_size = 5}),
            "train_test_split: 5 training and 5 test rows are more than the 7 there are");
  EXPECT_EQ(error({.train_size = 0.01}),
            "train_test_split: of 7 rows 0 would be for training and 7 for testing; each side needs one");
  EXPECT_EQ(error({.shuffle = false, .stratify = true}),
            "train_test_split: a stratified split is a shuffled one; drop one of the two");
  EXPECT_EQ(message_of([&] { train_test_split(1, {}, rng); }), "train_test_split: 1 rows cannot be split");
  EXPECT_EQ(message_of([&] {
              train_test_split(zeros({4, 2}), zeros({3}), {}, rng);
            }),
            "train_test_split: x and y differ in their number of rows: (4, 2) and (3,)");
  EXPECT_EQ(message_of([&] {
              train_test_split(zeros({4, 2}), Tensor(), {}, rng);
            }),
            "train_test_split: an undefined tensor was given");
  EXPECT_EQ(message_of([&] {
              train_test_split(zeros({4, 2}), zeros({4}), {.stratify = true}, rng);
            }),
            "train_test_split: to stratify, y must be labels, int64 of one dimension, got float32 (4,)");
  EXPECT_EQ(rng, random::NumpyRandom(1)) << "a call that fails draws nothing";
}

}  // namespace
}  // namespace gradus::data
