#include <gtest/gtest.h>

#include <vector>

#include "gradus/base/random/generator.hpp"
#include "tests/message_of.hpp"

namespace gradus {
namespace {

TEST(GeneratorState, GoesOnFromWords) {
  Generator generator(5);
  generator.normal();  // keeps one
  for (int i = 0; i < 700; ++i) generator.random32();
  Generator copy;
  copy.set_state(generator.state());
  EXPECT_EQ(copy, generator);
  EXPECT_EQ(copy.normal(), generator.normal());
  EXPECT_EQ(copy.random64(), generator.random64());
  std::vector<uint32_t> words = generator.state();
  words.pop_back();
  EXPECT_EQ(message_of([&] { copy.set_state(words); }), "generator: 629 words are no state of a generator");
  words = generator.state();
  words[624] = 625;  // beyond the words there are
  EXPECT_NE(message_of([&] { copy.set_state(words); }), "no error");
  EXPECT_EQ(copy, generator);
}

TEST(GeneratorState, KnowsWhetherItHasDrawn) {
  Generator generator(5);
  const Generator before = generator;
  EXPECT_TRUE(generator.is_at(before));
  generator.random32();
  EXPECT_FALSE(generator.is_at(before));
  for (int i = 1; i < 624; ++i) generator.random32();
  EXPECT_FALSE(generator.is_at(before));  // at the same place of other words
}

}  // namespace
}  // namespace gradus
