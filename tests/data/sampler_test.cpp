#include "gradus/data/sampler.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "gradus/base/random/multinomial.hpp"
#include "gradus/core/ops/creation.hpp"
#include "support.hpp"

namespace gradus::data {
namespace {

using Batches = std::vector<std::vector<int64_t>>;

Batches in_batches(const std::vector<int64_t>& order, size_t size) {
  Batches batches;
  for (size_t i = 0; i < order.size(); i += size) {
    batches.emplace_back(order.begin() + static_cast<std::ptrdiff_t>(i),
                         order.begin() + static_cast<std::ptrdiff_t>(std::min(i + size, order.size())));
  }
  return batches;
}

TEST(ShuffledOrder, IsThatOfPyTorchsLoader) {
  const nlohmann::json content = golden("rng.json");
  for (uint64_t seed : {0u, 1u, 42u, 1234u}) {
    const auto& epochs =
        content.at("torch").at(std::to_string(seed)).at("DataLoader(range(10),4,shuffle) two epochs");
    Generator generator(seed);
    for (const auto& epoch : epochs) {
      EXPECT_EQ(in_batches(shuffled_order(generator, 10), 4), epoch.get<Batches>()) << seed;
    }
  }
}

TEST(ShuffledOrder, CostsFourWordsOfTheStream) {
  Generator generator(3), words(3);
  shuffled_order(generator, 1000);
  for (int i = 0; i < 4; ++i) words.random32();
  EXPECT_EQ(generator, words);
}

TEST(ShuffledOrder, RefusesANegativeNumber) {
  Generator generator(3);
  EXPECT_EQ(message_of([&] { shuffled_order(generator, -1); }),
            "shuffled_order: the number of samples must not be negative, got -1");
}

TEST(Samplers, MoreThanMemoryHoldsIsAnErrorThatDrawsNothing) {
  constexpr int64_t many = int64_t{1} << 62;
  const auto expect_refused = [](const std::string& op, auto&& order) {
    const Generator before = default_generator();
    EXPECT_EQ(message_of(order),
              op + ": 4611686018427387904 values of 8 bytes are more than can be addressed");
    EXPECT_EQ(default_generator(), before) << op;
  };
  expect_refused("shuffled_order", [] { shuffled_order(default_generator(), many); });
  expect_refused("SequentialSampler", [] { SequentialSampler(many).order(); });
  expect_refused("RandomSampler", [] { RandomSampler(many).order(); });
  expect_refused("RandomSampler", [] { RandomSampler(many, {.num_samples = 3}).order(); });
  expect_refused("RandomSampler", [] { RandomSampler(3, {.num_samples = many}).order(); });
  expect_refused("RandomSampler",
                 [] { RandomSampler(3, {.replacement = true, .num_samples = many}).order(); });
  expect_refused("WeightedRandomSampler", [] { WeightedRandomSampler({1, 2}, many).order(); });
}

TEST(Multinomial, DrawsAsPyTorch) {
  const nlohmann::json expected = golden("loaders.json").at("multinomial");
  Generator generator(3);
  std::vector<double> weights(1000);
  for (double& weight : weights) {
    weight = generator.uniform_float64();
    weight *= weight;
    weight *= weight;
    weight *= weight;
  }
  std::vector<int64_t> many(1000), different(300);
  random::fill_multinomial(generator, many, weights, true);
  random::fill_multinomial(generator, different, weights, false);
  EXPECT_EQ(many, expected.at("many").get<std::vector<int64_t>>());
  EXPECT_EQ(different, expected.at("different").get<std::vector<int64_t>>());
  EXPECT_EQ(generator.random32() % (1u << 31), expected.at("next").get<uint32_t>());
}

TEST(Samplers, CheckTheirNumbers) {
  EXPECT_EQ(message_of([] { SequentialSampler(-1); }),
            "SequentialSampler: the number of samples must not be negative, got -1");
  EXPECT_EQ(message_of([] { RandomSampler(0); }),
            "RandomSampler: the number of samples must be positive, got 0");
  EXPECT_EQ(message_of([] { RandomSampler(5, {.num_samples = 0}); }),
            "RandomSampler: num_samples must be positive, got 0");
  const auto error = [](std::vector<double> weights, int64_t n, bool replacement) {
    return message_of([&] { WeightedRandomSampler(std::move(weights), n, {.replacement = replacement}); });
  };
  EXPECT_EQ(error({1}, 0, true), "WeightedRandomSampler: num_samples must be positive, got 0");
  EXPECT_EQ(error({1, -2}, 1, true),
            "WeightedRandomSampler: weights must be finite and not negative, weight 1 is -2");
  EXPECT_EQ(error({1, NAN}, 1, true),
            "WeightedRandomSampler: weights must be finite and not negative, weight 1 is nan");
  EXPECT_EQ(error({INFINITY}, 1, true),
            "WeightedRandomSampler: weights must be finite and not negative, weight 0 is inf");
  EXPECT_EQ(error({1e308, 1e308}, 1, true), "WeightedRandomSampler: the weights are too large to add up");
  EXPECT_EQ(error({0, 0}, 1, true), "WeightedRandomSampler: one weight at least must be positive");
  EXPECT_EQ(error({}, 1, true), "WeightedRandomSampler: one weight at least must be positive");
  EXPECT_EQ(error({1, 0, 2}, 3, false),
            "WeightedRandomSampler: 3 different samples cannot be drawn, 2 weights are positive");
}

TEST(StratifiedSampler, EveryBatchHasTheSharesOfTheClasses) {
  std::vector<int64_t> labels;
  const std::map<int64_t, int64_t> counts{{0, 700}, {5, 250}, {-3, 50}};
  for (const auto& [label, count] : counts) labels.insert(labels.end(), static_cast<size_t>(count), label);
  Generator generator(8);
  StratifiedSampler sampler(labels, {.generator = &generator});
  EXPECT_EQ(sampler.size(), 1000);
  const std::vector<int64_t> first = sampler.order(), second = sampler.order();
  EXPECT_NE(first, second);
  for (const std::vector<int64_t>& order : {first, second}) {
    EXPECT_EQ(std::set<int64_t>(order.begin(), order.end()).size(), 1000u) << "each once";
    for (const std::vector<int64_t>& batch : in_batches(order, 40)) {
      std::map<int64_t, int64_t> seen;
      for (const int64_t index : batch) ++seen[labels.at(static_cast<size_t>(index))];
      for (const auto& [label, count] : counts)
        EXPECT_LE(std::abs(seen[label] - count * 40 / 1000), 2) << label;
    }
  }
  Generator again(8);
  EXPECT_EQ(StratifiedSampler(tensor({0, 1, 1}), {.generator = &again}).size(), 3);
  EXPECT_EQ(message_of([] { StratifiedSampler(zeros({3})); }),
            "StratifiedSampler: the labels must be int64 [n], got float32 (3,)");
}

}  // namespace
}  // namespace gradus::data
