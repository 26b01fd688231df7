#include "lessons/numbers.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace gradus::lessons {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(Number, Float32HasNineDigits) {
  EXPECT_EQ(number(0.1F).dump(), "0.100000001");
  EXPECT_EQ(number(3.07F).dump(), "3.06999993");
  EXPECT_EQ(number(-4.96059656e-05F).dump(), "-4.96059656e-05");
  EXPECT_EQ(number(5.0F).dump(), "5");
  EXPECT_EQ(number(-0.0F).dump(), "-0.0");
  EXPECT_EQ(number(16777216.0F).dump(), "16777216");
}

TEST(Number, Float32SurvivesTheWayThroughText) {
  for (const float value : {1.0F / 3, 1.17549435e-38F, 3.40282347e+38F, 1e-45F, 0.99999994F}) {
    EXPECT_EQ(static_cast<float>(value_of(Json::parse(number(value).dump()))), value);
  }
}

TEST(Number, Float64IsTheShortestText) {
  EXPECT_EQ(number(0.1).dump(), "0.1");
  EXPECT_EQ(number(2.552882324525421).dump(), "2.552882324525421");
  EXPECT_EQ(number(0.0).dump(), "0.0");
  EXPECT_EQ(number(1.0 / 3).dump(), "0.3333333333333333");
}

TEST(Number, NonFiniteNumbersAreTexts) {
  EXPECT_EQ(number(infinity), "inf");
  EXPECT_EQ(number(-infinity), "-inf");
  EXPECT_EQ(number(std::nan("")), "nan");
  EXPECT_EQ(number(std::nanf("")), "nan");
  EXPECT_EQ(value_of("-inf"), -infinity);
  EXPECT_TRUE(std::isnan(value_of("nan")));
}

TEST(Compare, FindsTheLargestDifference) {
  const Json reference = {{"a", {1.0, 2.0}}, {"b", {{"c", "text"}}}};
  const Json ours = {{"b", {{"c", "text"}}}, {"a", {1.0, 2.002}}, {"more", 1}};
  const Comparison found = compare(ours, reference);
  EXPECT_EQ(found.compared, 3);
  EXPECT_NEAR(found.largest_difference, 0.001, 1e-5);
  EXPECT_EQ(found.where, "/a/1");
  EXPECT_TRUE(found.unequal.empty());
}

TEST(Compare, NamesWhatIsMissingOrOther) {
  const Json reference = {{"a", {1, 2}}, {"b", "x"}, {"c", 1}, {"d", "nan"}};
  const Json ours = {{"a", {1, 2, 3}}, {"b", "y"}, {"d", "nan"}};
  const Comparison found = compare(ours, reference);
  EXPECT_EQ(found.unequal, (std::vector<std::string>{"/a", "/b", "/c"}));
  EXPECT_EQ(found.largest_difference, 0);
}

TEST(Compare, TakesRoundingNoiseForEqualAndNullForNothing) {
  const Json reference = {{"noise", 6e-16}, {"small", 2e-14}, {"unknown", nullptr}};
  const Comparison found = compare({{"noise", -2e-16}, {"small", 1e-14}, {"unknown", 3}}, reference);
  EXPECT_EQ(found.compared, 2);
  EXPECT_EQ(found.largest_difference, 0.5);
  EXPECT_EQ(found.where, "/small");
  EXPECT_TRUE(found.unequal.empty());
}

TEST(RelativeDifference, KnowsItsEdges) {
  EXPECT_EQ(relative_difference(0, 0), 0);
  EXPECT_EQ(relative_difference(infinity, infinity), 0);
  EXPECT_EQ(relative_difference(std::nan(""), std::nan("")), 0);
  EXPECT_EQ(relative_difference(1, infinity), infinity);
  EXPECT_EQ(relative_difference(0, 1e-300), 1);
}

}  // namespace
}  // namespace gradus::lessons
