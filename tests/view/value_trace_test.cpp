// Where numbers in a model come from.
#include "gradus/view/value_trace.hpp"

#include <gtest/gtest.h>

#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/view/skip_lines.hpp"

namespace gradus::view::internal {
namespace {

TEST(ValueTrace, KnowsNumbersWhateverTheirShape) {
  ValueTrace values;
  const Tensor x = tensor({{1.0, -2.0}, {3.0, 0.5}});
  values.note(x, 3);
  EXPECT_EQ(values.stage_of(x.reshape({4})), 3U);
  EXPECT_EQ(values.stage_of(x + 1.0), std::nullopt);
  values.note(zeros({2, 2}), 4);  // one number everywhere tells nothing
  EXPECT_EQ(values.stage_of(zeros({2, 2})), std::nullopt);
}

TEST(ValueTrace, FindsSumsAndTheirPositiveParts) {
  ValueTrace values;
  const Tensor a = tensor({0.1, -0.7, 2.3, 1.1}), b = tensor({-0.4, 0.2, 0.9, -3.0});
  values.note(a, 1);
  values.note(b, 5);
  const auto sum = values.sum_of(b + a);
  ASSERT_TRUE(sum.has_value());
  EXPECT_EQ(sum->stages, (std::array<size_t, 2>{1, 5}));
  EXPECT_FALSE(sum->positive);
  const auto positive = values.sum_of(relu(a + b));
  ASSERT_TRUE(positive.has_value());
  EXPECT_TRUE(positive->positive);
  EXPECT_FALSE(values.sum_of(a - b).has_value());
  EXPECT_FALSE(values.sum_of((a + b).reshape({2, 2})).has_value());
  EXPECT_FALSE(values.sum_of(a * 2.0).has_value());  // of a stage and itself
}

TEST(SkipLines, GoOverEachOtherWhereTheyRunSideBySide) {
  const std::vector<SkipLine> lines =
      leveled({{.from = 1, .to = 8}, {.from = 2, .to = 4}, {.from = 4, .to = 6}});
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0].level, 0U);
  EXPECT_EQ(lines[1].level, 0U);  // begins where the other ends
  EXPECT_EQ(lines[2].level, 1U);
  EXPECT_EQ(lines[2].to, 8U);
}

}  // namespace
}  // namespace gradus::view::internal
