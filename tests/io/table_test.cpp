#include "gradus/io/table.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "gradus/base/error.hpp"
#include "tests/message_of.hpp"

namespace gradus::io {
namespace {

Table example() {
  return Table({{"n", std::vector<int64_t>{1, 2, 3}},
                {"x", std::vector<double>{0.5, 1.5, 2.5}},
                {"color", std::vector<std::string>{"c1", "c2", "c1"}}},
               "spiral.csv");
}

TEST(Table, GivesColumnsByNameAndType) {
  const Table table = example();
  EXPECT_EQ(table.rows(), 3);
  EXPECT_TRUE(table.contains("x"));
  EXPECT_FALSE(table.contains("X"));
  EXPECT_EQ(table.numbers("n"), (std::vector<double>{1, 2, 3}));
  EXPECT_EQ(table.numbers("x"), (std::vector<double>{0.5, 1.5, 2.5}));
  EXPECT_EQ(table.integers("n"), (std::vector<int64_t>{1, 2, 3}));
  EXPECT_EQ(table.texts("color"), (std::vector<std::string>{"c1", "c2", "c1"}));
  EXPECT_EQ(Table().rows(), 0);
}

TEST(Table, ErrorsNameTableColumnAndType) {
  const Table table = example();
  EXPECT_EQ(message_of([&] { table["colour"]; }),
            "spiral.csv: there is no column \"colour\"; did you mean \"color\"?");
  EXPECT_EQ(message_of([&] { table.numbers("color"); }),
            "spiral.csv: column \"color\" holds text where numbers belong");
  EXPECT_EQ(message_of([&] { table.integers("x"); }),
            "spiral.csv: column \"x\" is float64, whole numbers were asked for");
  EXPECT_EQ(
      message_of([&] { table.texts("x"); }),
      "spiral.csv: column \"x\" is float64, text was asked for; demand the type when reading the table");
}

TEST(Table, ChoosesRowsAndColumns) {
  const Table table = example().take(std::vector<int64_t>{2, 0, 2});
  EXPECT_EQ(table.integers("n"), (std::vector<int64_t>{3, 1, 3}));
  EXPECT_EQ(table.texts("color"), (std::vector<std::string>{"c1", "c1", "c1"}));
  EXPECT_EQ(table.source(), "spiral.csv");
  EXPECT_EQ(message_of([] { example().take(std::vector<int64_t>{3}); }),
            "spiral.csv: there is no row 3; rows 0 to 2 exist");
  const Table narrow = example().select(std::vector<std::string>{"color", "n"});
  EXPECT_EQ(narrow.column_names(), (std::vector<std::string>{"color", "n"}));
  EXPECT_THROW(example().select(std::vector<std::string>{"z"}), Error);
}

TEST(Table, GainsAndLosesColumns) {
  const Table table =
      example().with({"x", std::vector<int64_t>{7, 8, 9}}).with({"y", std::vector<double>{1, 2, 3}});
  EXPECT_EQ(table.column_names(), (std::vector<std::string>{"n", "x", "color", "y"}));
  EXPECT_EQ(table.integers("x"), (std::vector<int64_t>{7, 8, 9}));
  EXPECT_EQ(table.without({"x", "n"}).column_names(), (std::vector<std::string>{"color", "y"}));
  EXPECT_EQ(table.select({"y"}).column_names(), std::vector<std::string>{"y"});
  EXPECT_EQ(message_of([] { example().without({"colour"}); }),
            "spiral.csv: there is no column \"colour\"; did you mean \"color\"?");
  EXPECT_EQ(message_of([] {
              example().with({"y", std::vector<double>{1}});
            }),
            "spiral.csv: column \"y\" has 1 rows, column \"n\" has 3");
}

TEST(Table, HasHeadAndTail) {
  EXPECT_EQ(example().head(2).integers("n"), (std::vector<int64_t>{1, 2}));
  EXPECT_EQ(example().tail(2).integers("n"), (std::vector<int64_t>{2, 3}));
  EXPECT_EQ(example().tail().rows(), 3);
  EXPECT_EQ(example().head(0).rows(), 0);
  EXPECT_EQ(message_of([] { example().head(-1); }), "spiral.csv: -1 rows were asked for");
}

TEST(Table, CountsMissingValues) {
  EXPECT_EQ((Column{"x", std::vector<double>{1, std::nan(""), INFINITY}}).missing(), 1);
  EXPECT_EQ((Column{"t", std::vector<std::string>{"", " ", "a", ""}}).missing(), 2);
  EXPECT_EQ((Column{"n", std::vector<int64_t>{0, 0}}).missing(), 0);
}

TEST(Table, ColumnsAgreeInLengthAndDifferInName) {
  EXPECT_EQ(message_of([] {
              Table({{"a", std::vector<int64_t>{1}}, {"b", std::vector<double>{1, 2}}});
            }),
            "table: column \"b\" has 2 rows, column \"a\" has 1");
  EXPECT_EQ(message_of([] {
              Table({{"a", std::vector<int64_t>{1}}, {"a", std::vector<double>{1}}});
            }),
            "table: two columns are called \"a\"");
}

}  // namespace
}  // namespace gradus::io
