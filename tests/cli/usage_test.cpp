#include "usage.hpp"

#include <gtest/gtest.h>

namespace gradus::cli {
namespace {

const std::vector<std::string> lessons = {"tensors", "slope", "gradient-1d", "weight-angles", "spiral"};

TEST(NearestNames, FindsSlipsOfTheFinger) {
  EXPECT_EQ(nearest_names("slop", lessons), std::vector<std::string>{"slope"});
  EXPECT_EQ(nearest_names("sloep", lessons), std::vector<std::string>{"slope"});
  EXPECT_EQ(nearest_names("tensor", lessons), std::vector<std::string>{"tensors"});
  EXPECT_EQ(nearest_names("weight_angles", lessons), std::vector<std::string>{"weight-angles"});
}

TEST(NearestNames, FindsNamesThatBeginAlike) {
  EXPECT_EQ(nearest_names("gradient", lessons), std::vector<std::string>{"gradient-1d"});
}

TEST(NearestNames, KeepsSilentWhenNothingIsNear) {
  EXPECT_TRUE(nearest_names("zebra", lessons).empty());
  EXPECT_TRUE(nearest_names("", lessons).empty());
}

TEST(UnknownName, SuggestsOrLists) {
  EXPECT_EQ(unknown_name("lesson", "slop", lessons), "unknown lesson 'slop'; did you mean slope?");
  EXPECT_EQ(unknown_name("format", "bmp", {"png", "html"}), "unknown format 'bmp'; there are: png, html");
}

}  // namespace
}  // namespace gradus::cli
