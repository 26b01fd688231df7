#include "gradus/data/sampler.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace gradus::data
