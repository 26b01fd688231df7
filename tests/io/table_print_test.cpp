#include <gtest/gtest.h>

#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "gradus/io/table.hpp"
#include "tests/message_of.hpp"

namespace gradus::io {
namespace {

using Ints = std::vector<int64_t>;
using Doubles = std::vector<double>;
using Texts = std::vector<std::string>;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST(TablePrint, AlignsNumbersRightAndTextLeft) {
  const Table table(
      {{"name", Texts{"Anna", "Борис", ""}}, {"n", Ints{1, -20, 3}}, {"size", Doubles{0.5, nan, 12.25}}});
  EXPECT_EQ(to_string(table),
            "   name       n     size\n"
            "   text   int64  float64\n"
            "0  Anna       1     0.50\n"
            "1  Борис    -20      NaN\n"
            "2             3    12.25\n"
            "[3 rows x 3 columns]");
  std::ostringstream stream;
  stream << table;
  EXPECT_EQ(stream.str(), to_string(table));
}

TEST(TablePrint, ShowsTheDigitsThatAreNeeded) {
  const auto shown = [](Doubles values) {
    std::istringstream lines(to_string(Table({{"x", std::move(values)}})));
    Texts cells;
    for (std::string line, number, cell; std::getline(lines, line);) {
      if (std::istringstream(line) >> number >> cell && line[0] >= '0' && line[0] <= '9')
        cells.push_back(cell);
    }
    return cells;
  };
  EXPECT_EQ(shown({1, 20}), (Texts{"1.0", "20.0"}));
  EXPECT_EQ(shown({1.0 / 3, -2}), (Texts{"0.333333", "-2.000000"}));
  EXPECT_EQ(shown({0.25, nan, -std::numeric_limits<double>::infinity()}), (Texts{"0.25", "NaN", "-inf"}));
  EXPECT_EQ(shown({1e-9, 1500}), (Texts{"1.000000e-09", "1.500000e+03"}));
  EXPECT_EQ(shown({1e300}), Texts{"1.000000e+300"});
}

TEST(TablePrint, LeavesOutRowsInTheMiddle) {
  Ints numbers(1000);
  for (size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<int64_t>(i) * 10;
  const Table table({{"n", numbers}});
  EXPECT_EQ(to_string(table, {.rows = 3}),
            "         n\n"
            "     int64\n"
            "0        0\n"
            "1       10\n"
            "...    ...\n"
            "999   9990\n"
            "[1000 rows x 1 column]");
  EXPECT_EQ(to_string(table.head(2), {.rows = 2}),
            "       n\n"
            "   int64\n"
            "0      0\n"
            "1     10\n"
            "[2 rows x 1 column]");
}

TEST(TablePrint, LeavesOutColumnsThatDoNotFit) {
  std::vector<Column> columns;
  for (int i = 0; i < 30; ++i) columns.push_back({"column" + std::to_string(i), Ints{i}});
  const Table table(std::move(columns));
  EXPECT_EQ(to_string(table, {.width = 40}),
            "   column0  column1  ...  column29\n"
            "     int64    int64  ...     int64\n"
            "0        0        1  ...        29\n"
            "[1 row x 30 columns]");
  EXPECT_EQ(to_string(table, {.width = 1}),
            "   column0  ...\n"
            "     int64  ...\n"
            "0        0  ...\n"
            "[1 row x 30 columns]");
  std::istringstream lines(to_string(table));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80u);
}

TEST(TablePrint, LongAndOddTextsStayOnTheirLine) {
  const Table table({{"t", Texts{std::string(50, 'x'), "a\nb\tc", "\xff"}}});
  EXPECT_EQ(to_string(table),
            "   t\n"
            "   text\n"
            "0  " +
                std::string(29, 'x') +
                "\xe2\x80\xa6\n"
                "1  a?b?c\n"
                "2  ?\n"
                "[3 rows x 1 column]");
}

TEST(TablePrint, EmptyTablesSaySo) {
  EXPECT_EQ(to_string(Table()), "\n\n[0 rows x 0 columns]");
  EXPECT_EQ(to_string(Table({{"a", Ints{}}})), "      a\n  int64\n[0 rows x 1 column]");
  EXPECT_EQ(message_of([] { to_string(Table(), {.rows = 0}); }),
            "to_string: a table cannot be shown in 0 rows of 80 characters");
}

}  // namespace
}  // namespace gradus::io
