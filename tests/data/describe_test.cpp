// What is in a table, and tables from wherever they are.
#include "gradus/data/describe.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <thread>

#include "gradus/data/read_table.hpp"
#include "tests/scratch.hpp"

namespace gradus::data {
namespace {

using Doubles = std::vector<double>;
using Integers = std::vector<int64_t>;
using Texts = std::vector<std::string>;
constexpr double gap = std::numeric_limits<double>::quiet_NaN();

class Describe : public Scratch {};

TEST_F(Describe, Numbers) {
  const io::Table table({{"x", Doubles{3, gap, 1, 2, 10}}, {"n", Integers{4, 4, 5, 4, 9}}}, "t.csv");
  const TableSummary summary = describe(table);
  EXPECT_EQ(summary.rows, 5);
  const ColumnSummary& x = summary.columns[0];
  EXPECT_EQ(x.missing, 1);
  EXPECT_EQ(x.distinct, 4);
  EXPECT_EQ(x.min, 1);
  EXPECT_EQ(x.max, 10);
  EXPECT_EQ(x.mean, 4);
  EXPECT_EQ(x.median, 2.5);
  EXPECT_NEAR(x.std, std::sqrt(50.0 / 3), 1e-12);
  const ColumnSummary& n = summary.columns[1];
  EXPECT_EQ(n.median, 4);
  EXPECT_EQ(n.most[0].text, "4");
  EXPECT_EQ(n.most[0].count, 3);
  EXPECT_TRUE(summary.warnings.empty());
}

TEST_F(Describe, NeitherRoundingNorSizeShowsInTheDeviation) {
  const ColumnSummary same = describe(io::Table({{"x", Doubles(100, 0.1)}}, "t.csv")).columns[0];
  EXPECT_EQ(same.mean, 0.1);
  EXPECT_EQ(same.std, 0);
  for (const double size : {3e-300, 3e200}) {
    const ColumnSummary x = describe(io::Table({{"x", Doubles{-size, 0, size}}}, "t.csv")).columns[0];
    EXPECT_NEAR(x.std / size, 1, 1e-15);
  }
}

TEST_F(Describe, TextHasNoRange) {
  const TableSummary summary = describe(io::Table({{"c", Texts{"b", "a", "", "b"}}}, "t.csv"));
  EXPECT_EQ(summary.columns[0].distinct, 2);
  EXPECT_EQ(summary.columns[0].missing, 1);
  EXPECT_TRUE(std::isnan(summary.columns[0].mean));
  EXPECT_EQ(summary.columns[0].most[0].text, "b");
  EXPECT_EQ(summary.warnings, Texts{"1 row repeats another"});
}

TEST_F(Describe, WarnsOfWhatIsLikelyToGoWrong) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  Doubles same, inf, holes, target;
  Integers rows;
  Texts names, mixed;
  for (int i = 0; i < 30; ++i) {
    same.push_back(7);
    inf.push_back(i == 4 ? infinity : i);
    holes.push_back(i < 20 ? gap : i);
    target.push_back(i * 1.5);
    rows.push_back(i + 1000);
    names.push_back("n" + std::to_string(i));
    mixed.push_back(i == 9 ? "?" : std::to_string(i % 4));
  }
  const io::Table table({{"same", same},
                         {"inf", inf},
                         {"holes", holes},
                         {"rows", rows},
                         {"names", names},
                         {"mixed", mixed, "line 11: \"?\""},
                         {"y", target},
                         {"copy", target}},
                        "t.csv");
  EXPECT_EQ(describe(table, {.target = "y"}).warnings,
            (Texts{"column \"same\" is constant: 7",
                   "column \"inf\" holds infinity, first in row 4 (counted from 0)",
                   "column \"holes\" has no value in 20 of 30 rows",
                   "column \"rows\" counts the rows; --drop it if it only names them",
                   "column \"names\" has 30 different texts in 30 rows, too many to be categories",
                   "column \"mixed\" is text, though 96 % of it are numbers: line 11: \"?\"",
                   "column \"copy\" equals the target \"y\"; --drop it unless it will be known before the "
                   "target is"}));
  EXPECT_EQ(describe(table).warnings.back(), "columns \"y\" and \"copy\" are equal");
  EXPECT_EQ(message_of([&] { describe(table, {.target = "z"}); }).find("t.csv: there is no column \"z\""),
            0U);
}

TEST_F(Describe, WarnsOfARareClass) {
  Texts y(100, "no");
  Doubles x;
  for (int i = 0; i < 100; ++i) x.push_back(i * 0.5);
  y[3] = "yes";
  EXPECT_EQ(
      describe(io::Table({{"x", x}, {"y", y}}, "t.csv"), {.target = "y"}).warnings,
      Texts{"the target \"y\" is yes in 1 of 100 rows only; accuracy alone says little then; train with "
            "--class-weight balanced to make classes count alike"});
}

TEST_F(Describe, WarnsOfTheTargetByOtherNames) {
  Texts y, seen;
  Integers z, law;
  for (int i = 0; i < 12; ++i) {
    y.push_back(i % 3 == 0 ? "yes" : "no");
    z.push_back(i % 3 == 0 ? 1 : 0);
    law.push_back(i % 3 == 0 ? 40 : 20);
    seen.push_back(i == 4 ? "" : y.back());
  }
  EXPECT_EQ(
      describe(io::Table({{"z", z}, {"seen", seen}, {"y", y}}, "t.csv"), {.target = "y"}).warnings.front(),
      "column \"z\" says the same, by other names, as the target \"y\"; --drop it unless it will be known "
      "before the target is");
  for (const std::string& warning :
       describe(io::Table({{"z", z}, {"law", law}}, "t.csv"), {.target = "law"}).warnings)
    EXPECT_EQ(warning.find("other names"), std::string::npos);
  EXPECT_FALSE(same_groups({"y", y}, {"seen", seen}));
}

TEST_F(Describe, TellsOfDecimalCommas) {
  Texts prices, shares;
  for (int i = 0; i < 30; ++i) {
    prices.push_back(std::to_string(1000 + i).insert(1, ".") + "," + std::to_string(i));
    shares.push_back(std::to_string(i) + " %");
  }
  const std::vector<std::string> warnings =
      describe(io::Table({{"price", prices}, {"share", shares}}, "t.csv")).warnings;
  EXPECT_EQ(warnings,
            (Texts{"column \"price\" has 30 different texts in 30 rows, too many to be categories; "
                   "--decimal , reads 1.000,0 as a number",
                   "column \"share\" has 30 different texts in 30 rows, too many to be categories"}));
  EXPECT_EQ(decimal_comma_in({"a", Texts{"-1,5", "+2,25", ""}}), "-1,5");
  EXPECT_EQ(decimal_comma_in({"a", Texts{"1,5,6", "x1,5", ",5", "5,"}}), "");
}

TEST_F(Describe, NumbersAreTheSameWhateverTheirType) {
  EXPECT_TRUE(same_values({"a", Integers{1, 2}}, {"b", Doubles{1, 2}}));
  EXPECT_TRUE(same_values({"a", Integers{1, 2}}, {"b", Texts{"1", "2"}}));
  EXPECT_TRUE(same_values({"a", Doubles{1, gap}}, {"b", Texts{"1", ""}}));
  EXPECT_FALSE(same_values({"a", Integers{1, 2}}, {"b", Doubles{1, gap}}));
  EXPECT_TRUE(holds_whole_numbers({"a", Doubles{1, gap, -3}}));
  EXPECT_FALSE(holds_whole_numbers({"a", Doubles{1, 1.5}}));
  EXPECT_FALSE(holds_whole_numbers({"a", Doubles{gap}}));
  EXPECT_EQ(share_of_numbers({"a", Texts{"1", " 2.5 ", "+3", "x", "", "1e5"}}), 0.8);
}

TEST_F(Describe, ReadsShippedTablesByName) {
  const io::Table iris = read_table("iris");
  EXPECT_EQ(iris.rows(), 150);
  EXPECT_EQ(iris.columns().front().name, "sepal length (cm)");
  EXPECT_EQ(iris.texts("target")[149], "virginica");
  EXPECT_EQ(read_table("breast_cancer").columns().size(), 31U);
  EXPECT_EQ(read_table("wine").columns()[12].name, "proline");
  const io::Table digits = read_table("digits");
  EXPECT_EQ(digits.rows(), 1797);
  EXPECT_EQ(digits.columns()[9].name, "pixel_1_1");
  EXPECT_EQ(digits.integers("target")[1], 1);
}

TEST_F(Describe, ReadsFilesWithAndWithoutAHeader) {
  const io::Table plain = read_table(file("a.csv", "x,y\n1,red\n,blue\n"));
  EXPECT_EQ(plain.column_names(), (Texts{"x", "y"}));
  EXPECT_TRUE(std::isnan(plain.numbers("x")[1]));
  EXPECT_EQ(read_table(file("b.csv", "1,2.5\n3,4\n")).column_names(), (Texts{"0", "1"}));
  EXPECT_EQ(read_table(file("c.csv", "2,2,a,b\n1,2,0\n3,4,1\n")).column_names(),
            (Texts{"x0", "x1", "target"}));
  EXPECT_EQ(read_table(file("d.csv", "x,y\n1,2\n"), {.texts = {"x"}}).texts("x"), Texts{"1"});
}

TEST_F(Describe, FindsOutHowATableIsWritten) {
  TableLayout layout;
  const io::Table table = read_table(file("a.csv", "x;y\n1,5;red\n2,25;blue\n"), {.layout = &layout});
  EXPECT_EQ(table.numbers("x"), (Doubles{1.5, 2.25}));
  EXPECT_EQ(layout.separator, ';');
  EXPECT_EQ(layout.decimal, ',');
  const std::string tabs = file("b.csv", "x\ty\n1\ta,b\n2\tc,d\n");
  EXPECT_EQ(read_table(tabs).texts("y"), (Texts{"a,b", "c,d"}));
  const std::string words = message_of([&] { read_table(tabs, {.separator = ','}); });
  EXPECT_NE(words.find("line 2: 2 cells, the table has 1 col"), std::string::npos) << "what is given counts";
  EXPECT_EQ(read_table(file("c.csv", "1;2\n3;4\n")).column_names(), (Texts{"0", "1"}));
}

TEST_F(Describe, ARowIsNotTakenForScikitLearnsFirstLine) {
  TableLayout layout;
  const std::string people = file("a.csv", "34,5,yes\n28,3,no\n41,2,yes\n");
  EXPECT_EQ(read_table(people, {.layout = &layout}).column_names(), (Texts{"34", "5", "yes"}));
  EXPECT_EQ(layout.number_in_header, "34") << "which can be told";
  const io::Table rows = read_table(people, {.header = false});
  EXPECT_EQ(rows.rows(), 3);
  EXPECT_EQ(rows.texts("2")[0], "yes");
  EXPECT_EQ(read_table(file("b.csv", "34,2,yes\n28,3,no\n")).rows(), 1);
  EXPECT_EQ(read_table(file("c.csv", "2,2,a,b\n1.5,2,0\n3,4,1\n"), {.layout = &layout}).rows(), 2);
  EXPECT_EQ(layout.number_in_header, "");
  const std::string words = message_of([this] { read_table(file("d.csv", "3,2,a,b\n1,2,0\n3,4,1\n")); });
  EXPECT_NE(words.find("promises 3 rows"), std::string::npos) << words;
}

TEST_F(Describe, ReadsPipesWhole) {
  const std::string path = folder_ + "/pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  std::string text = "x;y\n";
  for (int i = 0; i < 100000; ++i) text += "1;2\n";
  std::thread writer([&] { std::ofstream(path) << text; });
  const io::Table table = read_table(path);
  writer.join();
  EXPECT_EQ(table.rows(), 100000);
}

TEST_F(Describe, TakesNumbersOfShippedTablesAsText) {
  const std::string path = file("c.csv", "2,2,a,b\n1,2.5,0\n3,4,1\n");
  const io::Table table = read_table(path, {.texts = {"x1"}});
  EXPECT_EQ(table.texts("x1"), (Texts{"2.5", "4"}));
  EXPECT_EQ(table.numbers("x0")[1], 3);
  EXPECT_EQ(message_of([&] { read_table(path, {.texts = {"z"}}); }),
            "read_table: there is no column \"z\"; known are \"x0\", \"x1\", \"target\"");
}

TEST_F(Describe, SaysWhatCannotBeRead) {
  EXPECT_EQ(message_of([] { read_table("irs"); }),
            "read_table: there is no file irs, and no known table of this name; did you mean \"iris\"?");
  EXPECT_EQ(message_of([] { read_table("no/such.csv"); }), "read_table: there is no file no/such.csv");
  EXPECT_EQ(message_of([this] { read_table(folder_); }),
            "read_table: " + folder_ + " is a folder, not a table");
  EXPECT_EQ(message_of([this] { read_table(file("d.csv", "x,y\n1,2\n"), {.texts = {"z"}}); }),
            "read_table: there is no column \"z\"; known are \"x\", \"y\"");
  for (const char* text :
       {"", "x,y\n", "x,x\n1,2\n", "x,y\n1\n", "x,y\n\"1,2\n", "2,2,a,b\n1,2,7\n3,4,1\n"}) {
    const std::string words = message_of([&] { read_table(file("e.csv", text)); });
    EXPECT_NE(words.find("e.csv"), std::string::npos) << text << words;
  }
}

}  // namespace
}  // namespace gradus::data
