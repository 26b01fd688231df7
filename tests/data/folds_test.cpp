#include "gradus/data/folds.hpp"

#include <gtest/gtest.h>

#include "gradus/core/ops/creation.hpp"
#include "gradus/data/class_weights.hpp"
#include "gradus/data/shuffle_split.hpp"
#include "support.hpp"

namespace gradus::data {
namespace {

using nlohmann::json;
using Ints = std::vector<int64_t>;
using Parts = std::vector<Ints>;

const json& content() {
  static const json all = golden("splits.json");
  return all;
}

/// What one way to split does with the options and rows of a case.
struct Case {
  const json& c;

  template <class T>
  T option(const char* key, T otherwise) const {
    return c.at("options").value(key, otherwise);
  }
  template <class T>
  std::optional<T> maybe(const char* key) const {
    if (!c.at("options").contains(key)) return std::nullopt;
    const json& value = c.at("options").at(key);
    if (value.is_number_integer()) return T(value.get<int64_t>());
    if constexpr (std::is_same_v<T, SplitSize>) return T(value.get<double>());
    return std::nullopt;
  }
  int64_t n() const { return c.at("rows").get<int64_t>(); }
  Ints labels() const { return content().at("labels").at(c.at("rows").get<std::string>()).get<Ints>(); }
  Ints groups() const { return content().at("groups").at(c.at("rows").get<std::string>()).get<Ints>(); }

  KFoldOptions k_fold() const {
    return {option<int64_t>("n_splits", 5), option("shuffle", false), option<int64_t>("seed", 0)};
  }
  RepeatedKFoldOptions repeated() const {
    return {option<int64_t>("n_splits", 5), option<int64_t>("n_repeats", 10), option<int64_t>("seed", 0)};
  }
  ShuffleSplitOptions shuffle() const {
    return {option<int64_t>("n_splits", 10), maybe<SplitSize>("test_size"), maybe<SplitSize>("train_size"),
            option<int64_t>("seed", 0)};
  }
};

/// Compares what split(case) gives, split by split, with scikit-learn's; folds may be kept without their
/// training rows.
template <class F>
void expect_equal(const std::string& way, int number, F split) {
  int seen = 0;
  for (const json& c : content().at("cases")) {
    if (c.at("way") != way) continue;
    ++seen;
    auto wanted = c.at("splits").begin();
    for (const SplitIndices& got : split(Case{c})) {
      ASSERT_NE(wanted, c.at("splits").end()) << way << c.at("options");
      if (wanted->size() == 2) {
        EXPECT_EQ(got.train, wanted->at(0).template get<Ints>()) << way << c.at("options");
      }
      EXPECT_EQ(got.test, wanted->back().template get<Ints>()) << way << c.at("options") << c.at("rows");
      ++wanted;
    }
    EXPECT_EQ(wanted, c.at("splits").end()) << way << c.at("options");
  }
  EXPECT_EQ(seen, number) << way;
}

TEST(Folds, DrawAsScikitLearnDoes) {
  expect_equal("KFold", 27, [](const Case& c) { return KFold(c.k_fold()).split(c.n()); });
  expect_equal("RepeatedKFold", 3, [](const Case& c) { return RepeatedKFold(c.repeated()).split(c.n()); });
  expect_equal("LeaveOneOut", 3, [](const Case& c) { return LeaveOneOut().split(c.n()); });
  expect_equal("StratifiedKFold", 18,
               [](const Case& c) { return StratifiedKFold(c.k_fold()).split(c.labels()); });
  expect_equal("RepeatedStratifiedKFold", 3,
               [](const Case& c) { return RepeatedStratifiedKFold(c.repeated()).split(c.labels()); });
  expect_equal("GroupKFold", 15, [](const Case& c) {
    return GroupKFold({.n_splits = c.option<int64_t>("n_splits", 5)}).split(c.groups());
  });
  expect_equal("TimeSeriesSplit", 12, [](const Case& c) {
    return TimeSeriesSplit({.n_splits = c.option<int64_t>("n_splits", 5),
                            .max_train_size = c.maybe<int64_t>("max_train_size"),
                            .test_size = c.maybe<int64_t>("test_size"),
                            .gap = c.option<int64_t>("gap", 0)})
        .split(c.n());
  });
}

TEST(ShuffleSplits, DrawAsScikitLearnDoes) {
  expect_equal("ShuffleSplit", 12, [](const Case& c) { return ShuffleSplit(c.shuffle()).split(c.n()); });
  expect_equal("StratifiedShuffleSplit", 9,
               [](const Case& c) { return StratifiedShuffleSplit(c.shuffle()).split(c.labels()); });
  expect_equal("GroupShuffleSplit", 15, [](const Case& c) {
    const ShuffleSplitOptions options = c.shuffle();
    return GroupShuffleSplit({.n_splits = c.option<int64_t>("n_splits", 5),
                              .test_size = options.test_size,
                              .train_size = options.train_size,
                              .seed = options.seed})
        .split(c.groups());
  });
}

TEST(ThreeWaySplit, DrawsAsTwoCallsOfScikitLearnDo) {
  int seen = 0;
  for (const json& c : content().at("cases")) {
    const auto way = c.at("way").get<std::string>();
    if (way.rfind("three ", 0) != 0) continue;
    ++seen;
    const Case one{c};
    const Ints values = way == "three groups" ? one.groups() : one.labels();
    const ThreeWayOptions options{.validation_size = *one.maybe<SplitSize>("validation_size"),
                                  .test_size = *one.maybe<SplitSize>("test_size"),
                                  .stratify = way == "three stratify",
                                  .groups = way == "three groups" ? values : Ints{}};
    random::NumpyRandom rng(one.option<int64_t>("seed", 0));
    const ThreeWayIndices got = train_validation_test_split(values, options, rng);
    EXPECT_EQ((Parts{got.train, got.validation, got.test}), c.at("splits").at(0).get<Parts>())
        << way << c.at("options");
  }
  EXPECT_EQ(seen, 40);
}

TEST(ThreeWaySplit, SplitsTensorsByTheirRows) {
  const Tensor y = tensor({0, 1, 2, 3, 4, 5, 6, 7, 8, 9}), x = y.reshape({10, 1});
  const ThreeWaySplit parts =
      train_validation_test_split(x, y, {.validation_size = 2, .test_size = 0.3, .shuffle = false}, 0);
  EXPECT_EQ(parts.y_train.to_vector<int64_t>(), (Ints{0, 1, 2, 3, 4}));
  EXPECT_EQ(parts.y_validation.to_vector<int64_t>(), (Ints{5, 6}));
  EXPECT_EQ(parts.x_test.to_vector<int64_t>(), (Ints{7, 8, 9}));
  EXPECT_EQ(parts.x_validation.shape(), (Shape{2, 1}));
}

TEST(ThreeWaySplit, RefusesWhatLeavesASideEmpty) {
  random::NumpyRandom rng(1);
  const auto error = [&](const ThreeWayOptions& options) {
    return message_of([&] { train_validation_test_split(Ints{0, 0, 0, 1, 1, 1}, options, rng); });
  };
  EXPECT_EQ(error({.validation_size = 3, .test_size = 3}),
            "train_validation_test_split: 3 validation and 3 test rows leave none of 6 for training");
  EXPECT_EQ(error({.validation_size = 0, .test_size = 3}),
            "train_validation_test_split: validation_size = 0 is not between 1 and 5");
  EXPECT_EQ(error({.test_size = 1.5}),
            "train_validation_test_split: test_size = 1.5 is not between 0 and 1; give a whole number to "
            "count rows");
  EXPECT_EQ(
      error({.validation_size = 1, .test_size = 4, .stratify = true}),
      "train_validation_test_split: class 0 has a single row; a stratified split needs two of each class");
  EXPECT_EQ(error({.shuffle = false, .stratify = true}),
            "train_validation_test_split: a stratified split is a shuffled one; drop one of the two");
  EXPECT_EQ(error({.groups = {1, 2, 3}}),
            "train_validation_test_split: 3 groups for 6 rows; give one for each row");
  EXPECT_EQ(error({.groups = {1, 1, 1, 2, 2, 2}}),
            "train_validation_test_split: 2 groups cannot be split in three");
  EXPECT_EQ(
      error({.stratify = true, .groups = {1, 1, 2, 2, 3, 3}}),
      "train_validation_test_split: groups are drawn at random and not stratified; drop one of the two");
  EXPECT_EQ(rng, random::NumpyRandom(1)) << "a call that fails draws nothing";
}

TEST(Folds, RefuseWhatCannotBeSplit) {
  EXPECT_EQ(message_of([] { KFold({.n_splits = 1}); }), "KFold: n_splits must be at least 2, got 1");
  EXPECT_EQ(message_of([] { KFold().split(4); }), "KFold: 4 rows are too few for 5 splits");
  EXPECT_EQ(message_of([] { KFold().split(int64_t{1} << 62); }),
            "KFold: 4611686018427387904 values of 8 bytes are more than can be addressed");
  EXPECT_EQ(message_of([] { KFold({.n_splits = 2}).split(4)[2]; }), "Folds: there is no fold 2 of 2");
  EXPECT_EQ(message_of([] {
              StratifiedKFold({.n_splits = 3}).split(Ints{0, 0, 1, 1});
            }),
            "StratifiedKFold: no class has as many rows as there are splits, 3");
  EXPECT_EQ(message_of([] {
              GroupKFold({.n_splits = 3}).split(Ints{0, 0, 1, 1});
            }),
            "GroupKFold: 2 groups are too few for 3 splits");
  EXPECT_EQ(message_of([] { RepeatedKFold({.n_repeats = 0}); }),
            "RepeatedKFold: n_repeats must be 1 to 1000000, got 0");
  EXPECT_EQ(message_of([] { LeaveOneOut().split(1); }), "LeaveOneOut: 1 rows are too few for 2 splits");
  EXPECT_EQ(message_of([] { TimeSeriesSplit().split(5); }),
            "TimeSeriesSplit: 5 rows are too few for 5 splits");
  EXPECT_EQ(
      message_of([] { TimeSeriesSplit({.test_size = int64_t{1} << 62}).split(100); }),
      "TimeSeriesSplit: 100 rows are too few for 5 splits with 4611686018427387904 test rows and a gap of 0");
  EXPECT_EQ(message_of([] { TimeSeriesSplit({.gap = 50}).split(20); }),
            "TimeSeriesSplit: 20 rows are too few for 5 splits with 3 test rows and a gap of 50");
  EXPECT_EQ(message_of([] { TimeSeriesSplit({.gap = -1}); }),
            "TimeSeriesSplit: gap must not be negative, got -1");
}

TEST(ShuffleSplits, RefuseWhatCannotBeSplit) {
  EXPECT_EQ(message_of([] { ShuffleSplit({.n_splits = 0}); }),
            "ShuffleSplit: n_splits must be 1 to 1000000, got 0");
  EXPECT_EQ(message_of([] { ShuffleSplit({.test_size = 5}).split(5); }),
            "ShuffleSplit: test_size = 5 is not between 1 and 4, for 5 rows");
  EXPECT_EQ(message_of([] {
              StratifiedShuffleSplit().split(Ints{0, 0, 0, 1, 1, 1, 2, 2, 2});
            }),
            "StratifiedShuffleSplit: 1 test rows are too few for 3 classes");
  EXPECT_EQ(message_of([] {
              GroupShuffleSplit().split(Ints{4, 4, 4});
            }),
            "GroupShuffleSplit (of groups): 1 rows cannot be split");
}

TEST(SampleWeights, EqualScikitLearns) {
  for (const json& c : content().at("weights")) {
    const auto y = c.at("labels").get<Ints>();
    const Tensor labels = from_data(y, {static_cast<int64_t>(y.size())});
    const Tensor weights = c.contains("given")
                               ? compute_sample_weight(labels, c.at("given").get<std::map<int64_t, double>>())
                               : compute_sample_weight(labels);
    EXPECT_EQ(weights.to_vector(), c.at("value").get<std::vector<double>>());
  }
}

TEST(SampleWeights, RefuseWhatDoesNotFit) {
  const Tensor y = tensor({1, 1, 2});
  EXPECT_EQ(message_of([&] {
              compute_sample_weight(y, {{1, -1}});
            }),
            "compute_sample_weight: the weight of class 1 is -1; weights are finite and not negative");
  EXPECT_EQ(message_of([&] {
              compute_sample_weight(y, {{1, 1}, {3, 1}});
            }),
            "compute_sample_weight: class 3 has a weight but no rows, class 2 has rows but no weight");
  EXPECT_EQ(message_of([&] { compute_sample_weight(zeros({2})); }),
            "compute_sample_weight: labels must be int64 [n] with n > 0, got float32 (2,)");
  EXPECT_EQ(message_of([&] {
              class_weights(tensor({int64_t{0}, int64_t{1} << 62}));
            }),
            "class_weights: classes are numbered from 0 to 16777215, got 4611686018427387904");
}

}  // namespace
}  // namespace gradus::data
