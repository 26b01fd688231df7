#include "gradus/io/csv.hpp"

#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include <cmath>
#include <filesystem>
#include <fstream>
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

/// A file that vanishes with the test.
class File {
 public:
  explicit File(const std::string& content) { std::ofstream(path_, std::ios::binary) << content; }
  ~File() { std::filesystem::remove(path_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_ = testing::TempDir() + "gradus_csv_" + std::to_string(getpid()) + ".csv";
};

std::string gzip(std::string content) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY), Z_OK);
  std::string packed(content.size() + 100, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(content.data());
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(packed.size() - stream.avail_out);
  deflateEnd(&stream);
  return packed;
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
            "read_csv: x.csv: a type is given for column \"colour\", which does not exist; did you mean "
            "\"color\"?");
  EXPECT_EQ(error_of("a,b\n1,2\n", {.names = {"x"}}), "read_csv: x.csv has 2 columns, 1 names were given");
  EXPECT_EQ(error_of("a\n1", {.separator = '"'}),
            "read_csv: the separator may not be a quote, a line break, NUL, a letter, a digit or a part of "
            "numbers");
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

TEST(Csv, ReadsFiles) {
  const std::string content = "a,b\n1,x\n2,y\n";
  EXPECT_EQ(read_csv(File(content).path()).texts("b"), (Texts{"x", "y"}));
  std::string large = "a\n";
  for (int i = 0; i < 400000; ++i) large += std::to_string(i) + "\n";
  const Table table = read_csv(File(large).path());
  EXPECT_EQ(table.rows(), 400000);
  EXPECT_EQ(table.integers("a").back(), 399999);
}

TEST(Csv, UnpacksGzip) {
  std::string large = "a\n";
  for (int i = 0; i < 200000; ++i) large += std::to_string(i) + "\n";
  const std::string packed = gzip(large);
  EXPECT_EQ(read_csv(File(packed).path()).rows(), 200000);
  EXPECT_EQ(read_csv(File(gzip("a,b\n") + gzip("1,2\n")).path()).integers("b"), Ints{2});
  const File cut(packed.substr(0, packed.size() / 2));
  EXPECT_EQ(message_of([&] { read_csv(cut.path()); }),
            "read_csv: " + cut.path() + " ends in the middle of its gzip data");
  std::string changed = packed;
  changed[packed.size() - 6] ^= 1;  // in the checksum
  const File damaged(changed);
  EXPECT_EQ(message_of([&] { read_csv(damaged.path()); }),
            "read_csv: " + damaged.path() + " is damaged: incorrect data check");
}

TEST(Csv, FilesThatCannotBeReadAreErrors) {
  EXPECT_EQ(message_of([] { read_csv("/no/such/file.csv"); }),
            "read_csv: cannot read /no/such/file.csv: No such file or directory");
  EXPECT_EQ(message_of([] { read_csv(testing::TempDir()); }),
            "read_csv: cannot read " + testing::TempDir() + ": Is a directory");
}

}  // namespace
}  // namespace gradus::io
