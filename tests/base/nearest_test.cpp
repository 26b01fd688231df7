#include "gradus/base/nearest.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace gradus {
namespace {

const std::vector<std::string> columns{"X1", "X2", "color"};

TEST(DidYouMean, NamesTheNearest) {
  EXPECT_EQ(did_you_mean("colour", columns), "did you mean \"color\"?");
  EXPECT_EQ(did_you_mean("COLOR", columns), "did you mean \"color\"?");
  EXPECT_EQ(did_you_mean("coolr", columns), "did you mean \"color\"?");
  EXPECT_EQ(did_you_mean("x2", columns), "did you mean \"X2\"?");
}

TEST(DidYouMean, ListsTheKnownWhenNoneIsNear) {
  EXPECT_EQ(did_you_mean("price", columns), "known are \"X1\", \"X2\", \"color\"");
  EXPECT_EQ(did_you_mean("", columns), "known are \"X1\", \"X2\", \"color\"");
  EXPECT_EQ(did_you_mean("price", {}), "none are known");
  const std::vector<std::string> many(10, "ab");
  EXPECT_TRUE(did_you_mean("price", many).ends_with("\"ab\" and 2 more"));
}

}  // namespace
}  // namespace gradus
