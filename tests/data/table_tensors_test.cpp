#include "gradus/data/table_tensors.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "gradus/core/ops/creation.hpp"
#include "tests/message_of.hpp"

namespace gradus::data {
namespace {

using Ints = std::vector<int64_t>;
using Doubles = std::vector<double>;
using Texts = std::vector<std::string>;

TEST(TableTensors, TakeColumnsOfEitherType) {
  const io::Table table({{"n", Ints{1, 2}}, {"word", Texts{"a", "b"}}, {"x", Doubles{0.5, 1.5}}}, "t.csv");
  EXPECT_EQ(to_tensor(table.without({"word"})).to_vector(), (Doubles{1, 0.5, 2, 1.5}));
  EXPECT_EQ(column(table, "n").dtype(), int64);
  EXPECT_EQ(column(table, "n").to_vector<int64_t>(), (Ints{1, 2}));
  EXPECT_EQ(column(table, "x").to_vector(), (Doubles{0.5, 1.5}));
  EXPECT_EQ(message_of([&] { column(table, "word"); }),
            "t.csv: column \"word\" holds text where numbers belong");
}

TEST(TableTensors, TakeTallTablesByBlocks) {
  Ints rows(1000);
  Doubles halves(1000);
  for (size_t i = 0; i < rows.size(); ++i) {
    rows[i] = static_cast<int64_t>(i);
    halves[i] = static_cast<double>(i) / 2;
  }
  const Tensor x = to_tensor(io::Table({{"n", rows}, {"h", halves}}));
  for (size_t i = 0; i < rows.size(); ++i) {
    ASSERT_EQ(x.data<double>()[2 * i], static_cast<double>(i));
    ASSERT_EQ(x.data<double>()[2 * i + 1], halves[i]);
  }
}

TEST(TableTensors, BecomeTablesAgain) {
  const io::Table table = to_table(tensor({{1.5, 2.0}, {3.0, 4.0}, {5.0, 6.0}}).t().t(), {"a", "b"});
  EXPECT_EQ(table.numbers("a"), (Doubles{1.5, 3, 5}));
  EXPECT_EQ(table.numbers("b"), (Doubles{2, 4, 6}));
  EXPECT_EQ(to_table(tensor({1, 2, 3}), {"class"}).integers("class"), (Ints{1, 2, 3}));
  EXPECT_EQ(to_table(tensor({0, 2, 3}).to(DType::bool_), {"large"}).integers("large"), (Ints{0, 1, 1}));
  EXPECT_EQ(message_of([] {
              to_table(zeros({2, 3}), {"a", "b"});
            }),
            "to_table: a column for each name is needed, [rows, 2]; got (2, 3)");
}

}  // namespace
}  // namespace gradus::data
