#include "gradus/io/csv.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "tests/message_of.hpp"

namespace gradus::io {
namespace {

using Ints = std::vector<int64_t>;
using Doubles = std::vector<double>;
using Texts = std::vector<std::string>;

std::string error_of(std::string_view text, const CsvOptions& options = {}) {
  return message_of([&] { parse_csv(text, options, "x.csv"); });
}

TEST(Csv, InfersTheTypeOfEachColumn) {
  const Table table = parse_csv("n,x,word\n1,2,a\n-3,.5,1\n+4,1e-3,\n");
  EXPECT_EQ(table.rows(), 3);
  EXPECT_EQ(table.column_names(), (Texts{"n", "x", "word"}));
  EXPECT_EQ(table["n"].type(), ColumnType::int64);
  EXPECT_EQ(table.integers("n"), (Ints{1, -3, 4}));
  EXPECT_EQ(table["x"].type(), ColumnType::float64);
  EXPECT_EQ(table.numbers("x"), (Doubles{2, 0.5, 1e-3}));
  EXPECT_EQ(table["word"].type(), ColumnType::text);
  EXPECT_EQ(table.texts("word"), (Texts{"a", "1", ""}));
}

TEST(Csv, ReadsEveryDoubleToTheNearest) {
  const Table table =
      parse_csv("x\n0.1\n1.7976931348623157e308\n5e-324\n123456789012345678901234567890\n1E5\n -0.0 \n");
  EXPECT_EQ(table.numbers("x"),
            (Doubles{0.1, 1.7976931348623157e308, 5e-324, 1.2345678901234568e29, 1e5, -0.0}));
  EXPECT_TRUE(std::signbit(table.numbers("x").back()));
}

TEST(Csv, KeepsTheTextOfCellsThatLookedLikeNumbers) {
  const Table table = parse_csv("a,b,c\n1,01.50,x\n,inf,2\n 3 ,nan,y\nz,w,4\n5,6,7\n");
  EXPECT_EQ(table.texts("a"), (Texts{"1", "", " 3 ", "z", "5"}));
  EXPECT_EQ(table.texts("b"), (Texts{"01.50", "inf", "", "w", "6"})) << "nan is a missing value";
  EXPECT_EQ(table.texts("c"), (Texts{"x", "2", "y", "4", "7"}));
  const Table without_header = parse_csv("1\n2\nz\n", {.header = false});
  EXPECT_EQ(without_header.texts("0"), (Texts{"1", "2", "z"}));
}

TEST(Csv, AColumnWithoutAnyValueIsText) {
  const Table table = parse_csv("a,b\n1,\n2, \n");
  EXPECT_EQ(table.texts("b"), (Texts{"", " "}));
}

TEST(Csv, ReadsQuotedCells) {
  const Table table = parse_csv(
      "\"a\",\"b \"\"two\"\"\"\n\"x, y\",\"line\nbreak\"\n\"\",\"\"\"\"\n\"3\",\"a\"\"b\"\"\"\"c\"\n");
  EXPECT_EQ(table.column_names(), (Texts{"a", "b \"two\""}));
  EXPECT_EQ(table.texts("a"), (Texts{"x, y", "", "3"}));
  EXPECT_EQ(table.texts("b \"two\""), (Texts{"line\nbreak", "\"", "a\"b\"\"c"}));
}

TEST(Csv, AcceptsBothLineEndsAByteOrderMarkAndBlankLines) {
  for (const char* text : {"\xef\xbb\xbf"
                           "a,b\r\n1,x\r\n\r\n2,y",
                           "a,b\n\n\n1,x\n2,y\n\n", "\na,b\n1,x\r\n2,y\n"}) {
    const Table table = parse_csv(text);
    EXPECT_EQ(table.integers("a"), (Ints{1, 2})) << text;
    EXPECT_EQ(table.texts("b"), (Texts{"x", "y"})) << text;
  }
}

TEST(Csv, HeaderSeparatorNamesAndTypesCanBeChosen) {
  EXPECT_EQ(parse_csv("1;2\n3;4", {.separator = ';', .header = false}).integers("1"), (Ints{2, 4}));
  EXPECT_EQ(parse_csv("1\t2", {.separator = '\t', .header = false, .names = {"a", "b"}}).integers("b"),
            (Ints{2}));
  EXPECT_EQ(parse_csv("x\n1", {.names = {"y"}}).integers("y"), (Ints{1}));
  const Table table = parse_csv("zip,n\n01234,1\n00501,2",
                                {.types = {{"zip", ColumnType::text}, {"n", ColumnType::float64}}});
  EXPECT_EQ(table.texts("zip"), (Texts{"01234", "00501"}));
  EXPECT_EQ(table["n"].type(), ColumnType::float64);
  EXPECT_EQ(parse_csv(",TV\n1,2").column_names(), (Texts{"Unnamed: 0", "TV"}));
}

TEST(Csv, TakesNanAndEmptyCellsOnlyWhenTold) {
  EXPECT_EQ(error_of("a,b\n1,2\n3,nan\n"),
            "read_csv: x.csv, line 3, column 2 (b): \"nan\" is not a finite number; allow_nan reads it");
  EXPECT_EQ(error_of("a,b\n1,2\n-inf,3\n"),
            "read_csv: x.csv, line 3, column 1 (a): \"-inf\" is not a finite number; allow_nan reads it");
  EXPECT_EQ(error_of("a,b\n1,2\n,3\n"),
            "read_csv: x.csv, line 3, column 1 (a): the cell is empty where a number "
            "belongs; allow_nan reads it as NaN");
  const Table table = parse_csv("a,b\n1,nan\n,-inf\n", {.allow_nan = true});
  EXPECT_EQ(table.numbers("a")[0], 1);
  EXPECT_TRUE(std::isnan(table.numbers("a")[1]));
  EXPECT_TRUE(std::isnan(table.numbers("b")[0]));
  EXPECT_EQ(table.numbers("b")[1], -std::numeric_limits<double>::infinity());
}

TEST(Csv, ANumberBeyondFloat64IsAnError) {
  const char* message = "read_csv: x.csv, line 3, column 1 (a): \"1e400\" is beyond the range of float64";
  EXPECT_EQ(error_of("a\n1\n1e400\n"), message);
  EXPECT_EQ(error_of("a\n1\n1e400\n", {.allow_nan = true}), message);
  EXPECT_EQ(error_of("a\n1e-400\n"),
            "read_csv: x.csv, line 2, column 1 (a): \"1e-400\" is beyond the range of float64");
}

TEST(Csv, WordsForMissingValuesAreChosen) {
  EXPECT_EQ(error_of("a,b\n1,2\nNA,3\n"),
            "read_csv: x.csv, line 3, column 1 (a): \"NA\" is a missing value where a number belongs; "
            "allow_nan reads it as NaN");
  const Table table = parse_csv("n,x,word\n1,null,NA\n N/A ,2.5,a\n,-1.#IND,\n", {.allow_nan = true});
  EXPECT_EQ(table["n"].type(), ColumnType::float64) << "whole numbers with gaps";
  EXPECT_EQ(table.numbers("n")[0], 1);
  EXPECT_EQ(table["n"].missing(), 2);
  EXPECT_EQ(table["x"].missing(), 2);
  EXPECT_EQ(table.texts("word"), (Texts{"", "a", ""}));
  EXPECT_EQ(table["word"].missing(), 2);

  const CsvOptions question_mark{.allow_nan = true, .missing = {"?"}};
  const Table other = parse_csv("n,word\n?,?\n2,NA\n", question_mark);
  EXPECT_TRUE(std::isnan(other.numbers("n")[0]));
  EXPECT_EQ(other.texts("word"), (Texts{"", "NA"}));
  EXPECT_EQ(parse_csv("n\nNA\n1\n", question_mark).texts("n"), (Texts{"NA", "1"}));
}

TEST(Csv, MissingValuesBeforeTextAreEmpty) {
  const Table table = parse_csv("a,b,c\nNA,NA,1\n,,NA\nx,NA,x\n");
  EXPECT_EQ(table.texts("a"), (Texts{"", "", "x"}));
  EXPECT_EQ(table.texts("b"), (Texts{"", "", ""})) << "a column without any value";
  EXPECT_EQ(table.texts("c"), (Texts{"1", "", "x"}));
}

TEST(Csv, AColumnOfDemandedIntegersHasNoMissingValue) {
  const CsvOptions options{.types = {{"a", ColumnType::int64}}, .allow_nan = true};
  EXPECT_EQ(error_of("a\n1\n\"\"\n", options),
            "read_csv: x.csv, line 3, column 1 (a): the cell is empty; a column of int64 has none, one of "
            "float64 reads it as NaN");
  EXPECT_EQ(
      error_of("a\nNA\n", options),
      "read_csv: x.csv, line 2, column 1 (a): \"NA\" is a missing value; a column of int64 has none, one "
      "of float64 reads it as NaN");
}

TEST(Csv, ReadsDecimalCommas) {
  const CsvOptions options{.separator = ';', .decimal = ','};
  const Table table = parse_csv("x;n;t\n1,5;3;1.5\n-2;+4;1,5\n,25e3; 5 ;6\n", options);
  EXPECT_EQ(table.numbers("x"), (Doubles{1.5, -2, 250}));
  EXPECT_EQ(table.integers("n"), (Ints{3, 4, 5}));
  EXPECT_EQ(table.texts("t"), (Texts{"1.5", "1,5", "6"})) << "a point is no decimal comma";
  EXPECT_EQ(parse_csv("x\ty\n\"1,5\"\t2,0\n", {.separator = '\t', .decimal = ','}).numbers("x"),
            Doubles{1.5});
  EXPECT_EQ(error_of("a\n1", {.decimal = 'x'}), "read_csv: the decimal sign has to be a point or a comma");
}

TEST(Csv, ReadsChosenColumnsOnly) {
  const char* text = "a,b,c\n1,x,2.5\n3,\"y,z\",\n";
  const Table table = parse_csv(text, {.columns = {"b", "a"}});
  EXPECT_EQ(table.column_names(), (Texts{"b", "a"}));
  EXPECT_EQ(table.texts("b"), (Texts{"x", "y,z"}));
  EXPECT_EQ(table.integers("a"), (Ints{1, 3}));
  EXPECT_EQ(parse_csv("1,2\n", {.header = false, .columns = {"1"}}).integers("1"), Ints{2});
  EXPECT_EQ(error_of(text, {.columns = {"a", "B"}}),
            "read_csv: x.csv: there is no column \"B\", which is asked for; did you mean \"b\"?");
  EXPECT_EQ(error_of(text, {.columns = {"a", "a"}}), "read_csv: x.csv: column \"a\" is asked for twice");
  EXPECT_EQ(
      error_of(text, {.columns = {"c"}}),
      "read_csv: x.csv, line 3, column 3 (c): the cell is empty where a number belongs; allow_nan reads it "
      "as NaN")
      << "the place in the file, not among the chosen";
  EXPECT_EQ(error_of("a,b\n1\n", {.columns = {"a"}}),
            "read_csv: x.csv, line 2: 1 cell, the table has 2 columns");
}

TEST(Csv, ReadsASingleRow) {
  const Table table = parse_csv("a,b\n1,x");
  EXPECT_EQ(table.rows(), 1);
  EXPECT_EQ(table.integers("a"), Ints{1});
  EXPECT_EQ(parse_csv("7", {.header = false}).integers("0"), Ints{7});
}

TEST(Csv, LinesBeforeTheTableMayHoldAnything) {
  const Table table = parse_csv("# 5\" \xff\n\n# b\na\n1\n", {.skip_lines = 3});
  EXPECT_EQ(table.integers("a"), Ints{1});
  EXPECT_EQ(error_of("#\n#\na,b\n1\n", {.skip_lines = 2}),
            "read_csv: x.csv, line 4: 1 cell, the table has 2 columns");
  EXPECT_EQ(error_of("a\n1\n", {.skip_lines = 9}), "read_csv: x.csv is empty");
}

TEST(Csv, CarriageReturnsAloneAreErrors) {
  const char* message =
      "read_csv: x.csv, line 1, column 2: a carriage return (CR) stands alone; lines end with LF or with CR "
      "and LF";
  EXPECT_EQ(error_of("a,b\r1,2\r"), message);
  EXPECT_EQ(parse_csv("a,b\r\n1,2\r").integers("b"), Ints{2}) << "a file that was cut";
  EXPECT_EQ(parse_csv("a\n\"x\ry\"\n").texts("a"), Texts{"x\ry"});
}

TEST(Csv, RaggedRowsNameTheLine) {
  EXPECT_EQ(error_of("a,b\n1,2\n3\n"), "read_csv: x.csv, line 3: 1 cell, the table has 2 columns");
  EXPECT_EQ(error_of("a,b\n1,2\n3,4,5\n"), "read_csv: x.csv, line 3: 3 cells, the table has 2 columns");
  EXPECT_EQ(error_of("a,b\n1,2,\n"), "read_csv: x.csv, line 2: 3 cells, the table has 2 columns");
  EXPECT_EQ(error_of("1,2\n3\n", {.header = false}),
            "read_csv: x.csv, line 2: 1 cell, the table has 2 columns");
  EXPECT_EQ(error_of("a,b\n\"1\n2\",3\n4\n"), "read_csv: x.csv, line 4: 1 cell, the table has 2 columns")
      << "line breaks inside quotes count";
}

TEST(Csv, QuotesThatDoNotCloseNameTheLineWhereTheyOpened) {
  EXPECT_EQ(error_of("a,b\n1,\"x\n3,4\n"),
            "read_csv: x.csv, line 2, column 2: a quote is opened and never closed");
  EXPECT_EQ(error_of("a,b\n1,\"x\"y\n"),
            "read_csv: x.csv, line 2, column 2: text follows a closing quote; inside quotes a quote is "
            "written twice");
  EXPECT_EQ(error_of("a,b\n1,x\"y\"\n"),
            "read_csv: x.csv, line 2, column 2: a quote stands inside a cell that does not begin with one");
}

TEST(Csv, TextWhereNumbersBelongNamesTheCell) {
  EXPECT_EQ(error_of("a,b\n1,2\n3,many\n", {.types = {{"b", ColumnType::float64}}}),
            "read_csv: x.csv, line 3, column 2 (b): \"many\" is not a number");
  EXPECT_EQ(error_of("a\n1.5\n", {.types = {{"a", ColumnType::int64}}}),
            "read_csv: x.csv, line 2, column 1 (a): \"1.5\" is not a whole number of 64 bits");
  EXPECT_EQ(
      error_of("a\n99999999999999999999\n", {.types = {{"a", ColumnType::int64}}}),
      "read_csv: x.csv, line 2, column 1 (a): \"99999999999999999999\" is not a whole number of 64 bits");
  EXPECT_EQ(message_of([] { parse_csv("a\n1\n2x\n3\n", {}, "x.csv").numbers("a"); }),
            "x.csv: column \"a\" holds text where numbers belong: line 3: \"2x\"");
}

TEST(Csv, OddNumbersAreText) {
  for (const char* cell :
       {"0x10", "1e", "1,5", "--1", "+-1", "1 2", "1_000", ".", "+", "1.2.3", "1d5", "NAN1"}) {
    const Table table = parse_csv(std::string("a\n1\n") + cell + "\n", {.separator = ';'});
    EXPECT_EQ(table.texts("a"), (Texts{"1", cell}));
  }
}

TEST(Csv, NothingToReadIsAnError) {
  EXPECT_EQ(error_of(""), "read_csv: x.csv is empty");
  EXPECT_EQ(error_of("\r\n\n"), "read_csv: x.csv is empty");
  EXPECT_EQ(error_of("\xef\xbb\xbf"), "read_csv: x.csv is empty");
  EXPECT_EQ(error_of("a,b\n"), "read_csv: x.csv has a header and no rows below it");
  EXPECT_EQ(error_of("a,b\n\n\n"), "read_csv: x.csv has a header and no rows below it");
}

TEST(Csv, NamesAreChecked) {
  EXPECT_EQ(error_of("a,b,a\n1,2,3\n"), "read_csv: x.csv: columns 1 and 3 are both called \"a\"");
  EXPECT_EQ(error_of("X1,color\n1,2\n", {.types = {{"colour", ColumnType::text}}}),
            "read_csv: x.csv: there is no column \"colour\", whose type is given; did you mean "
            "\"color\"?");
  EXPECT_EQ(error_of("a,b\n1,2\n", {.names = {"x"}}), "read_csv: x.csv has 2 columns, 1 names were given");
}

TEST(Csv, SeparatorsAreChecked) {
  for (const char separator : {'"', '\n', '\r', '\0', 'x', '5', '.', '-', '\xe4'}) {
    EXPECT_EQ(error_of("a\n1", {.separator = separator}),
              "read_csv: the separator may not be a quote, a line break, NUL, a letter, a digit or a part of "
              "numbers");
  }
  EXPECT_EQ(parse_csv("a b\n1 2\n", {.separator = ' '}).integers("b"), Ints{2});
  EXPECT_EQ(parse_csv("a|b\n 1| 2\n", {.separator = '|'}).integers("b"), Ints{2});
}

TEST(Csv, BytesThatAreNoTextAreErrors) {
  EXPECT_EQ(error_of("a\nx\xff\n"), "read_csv: x.csv, line 2, column 1 (a): \"x?\" is not UTF-8 text");
  EXPECT_EQ(error_of(std::string_view("a\nx\0y\n", 6)),
            "read_csv: x.csv, line 2, column 1 (a): \"x?y\" is not UTF-8 text");
  EXPECT_EQ(error_of("a,\xc3\n1,2\n"), "read_csv: x.csv, line 1, column 2: \"?\" is not UTF-8 text");
  for (const char* bad :
       {"\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf8\x88", "\xe2\x82"}) {
    EXPECT_NE(error_of(std::string("a\n") + bad), "no error");
  }
  const char* fine = "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80";
  EXPECT_EQ(parse_csv(std::string("a\n") + fine).texts("a"), Texts{fine});
}

TEST(Csv, LongCellsAreShortenedInErrors) {
  const std::string message = error_of("a\n" + std::string(1000, 'x'), {.types = {{"a", ColumnType::int64}}});
  EXPECT_LT(message.size(), 150u);
}

}  // namespace
}  // namespace gradus::io
