// CSV files: packed ones, pipes, long ones, those read in parts.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cmath>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "gradus/io/csv.hpp"
#include "gradus/io/csv_scanner.hpp"
#include "gradus/io/csv_text.hpp"
#include "tests/io/scratch.hpp"

namespace gradus::io {
namespace {

using Ints = std::vector<int64_t>;
using Texts = std::vector<std::string>;

class CsvFile : public Scratch {
 protected:
  std::string path(const std::string& content) const { return file("x.csv", content); }
  std::string error_of(const std::string& content, const CsvOptions& options = {}) const {
    const std::string written = path(content);
    return message_of([&] { read_csv(written, options); });
  }
};

/// Numbers, texts with quotes, separators and line breaks, and gaps, some longer than a window of the reader.
std::string varied_text(int64_t rows) {
  std::string text = "n,x,word\n";
  for (int64_t i = 0; i < rows; ++i) {
    text += std::to_string(i) + "," + std::to_string(i) + ".25,";
    if (i % 7 == 0) text += "\"say \"\"" + std::to_string(i) + "\"\", twice\n\r\n\"";
    if (i % 7 == 3) text += "plain";
    if (i % 20011 == 5) text += std::string(300000, 'y');
    text += i % 5 == 0 ? "\r\n" : "\n";
  }
  return text;
}

void expect_equal(const Table& a, const Table& b) {
  ASSERT_EQ(a.column_names(), b.column_names());
  for (const Column& column : a.columns()) {
    ASSERT_TRUE(column.values == b[column.name].values) << column.name;
  }
}

TEST_F(CsvFile, IsReadAsTheSameTextInMemory) {
  const std::string text = varied_text(40000);
  const Table whole = parse_csv(text);
  EXPECT_EQ(whole.rows(), 40000);
  EXPECT_EQ(whole.texts("word")[7], "say \"7\", twice\n\r\n");
  EXPECT_EQ(whole.numbers("x").back(), 39999.25);
  expect_equal(read_csv(path(text)), whole);
  expect_equal(read_csv(path("\xef\xbb\xbf" + text)), whole);
  expect_equal(read_csv(path(gzip(text))), whole);
}

TEST_F(CsvFile, KeepsTheTextOfCellsThatLookedLikeNumbersFarAbove) {
  std::string text = "# a \"line\na,b\n";
  for (int i = 0; i < 100000; ++i) text += "0" + std::to_string(i % 10) + ",1\n";
  text += "x,2\n";
  const CsvOptions options{.skip_lines = 1};
  for (const std::string& content : {text, gzip(text)}) {
    const Table table = read_csv(path(content), options);
    EXPECT_EQ(table.texts("a")[12345], "05");
    EXPECT_EQ(table.texts("a").back(), "x");
    EXPECT_EQ(table.texts("a").size(), 100001u);
    EXPECT_EQ(table.integers("b").back(), 2);
  }
}

TEST_F(CsvFile, APipeIsReadOnce) {
  const std::string pipe = Scratch::path("pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const std::string text = varied_text(3000) + "1,01,z\nx,y,z\n";
  std::thread writer([&] { std::ofstream(pipe, std::ios::binary) << text; });
  const Table table = read_csv(pipe);
  writer.join();
  expect_equal(table, parse_csv(text));
  EXPECT_EQ(table.texts("x")[3000], "01");
}

TEST_F(CsvFile, UnpacksGzip) {
  std::string large = "a\n";
  for (int i = 0; i < 200000; ++i) large += std::to_string(i) + "\n";
  const std::string packed = gzip(large);
  EXPECT_EQ(read_csv(path(packed)).integers("a").back(), 199999);
  EXPECT_EQ(read_csv(path(gzip("a,b\n") + gzip("1,2\n"))).integers("b"), Ints{2}) << "two members";
  const std::string file = Scratch::path("x.csv");
  EXPECT_EQ(error_of(packed.substr(0, packed.size() / 2)),
            "read_csv: " + file + " ends in the middle of its gzip data");
  EXPECT_EQ(error_of(packed.substr(0, 2)), "read_csv: " + file + " ends in the middle of its gzip data");
  std::string changed = packed;
  changed[packed.size() - 6] ^= 1;  // in the checksum
  EXPECT_EQ(error_of(changed), "read_csv: " + file + " is damaged: incorrect data check");
}

TEST_F(CsvFile, ErrorsFarBelowNameTheLine) {
  const std::string text = varied_text(30000);
  const auto lines = std::to_string(std::count(text.begin(), text.end(), '\n') + 1);
  const std::string place = "read_csv: " + Scratch::path("x.csv") + ", line " + lines;
  EXPECT_EQ(error_of(text + "1,2\n"), place + ": 2 cells, the table has 3 columns");
  EXPECT_EQ(error_of(text + "1,\"2\n" + text),
            place +
                ", column 2: text follows a closing quote; inside quotes a "
                "quote is written twice");
  EXPECT_EQ(error_of(text + "1,\"2\n"), place + ", column 2: a quote is opened and never closed");
  EXPECT_EQ(error_of(text + "1,1e400,x\n"),
            place + ", column 2 (x): \"1e400\" is beyond the range of float64");
  EXPECT_EQ(error_of(text + "1,-inf,x\n"),
            place + ", column 2 (x): \"-inf\" is not a finite number; allow_nan reads it");
  EXPECT_EQ(error_of(text + std::string("1,2,\0\n", 6)),
            place + ", column 3 (word): \"?\" is not UTF-8 text");
}

TEST_F(CsvFile, ThatCannotBeReadIsAnError) {
  EXPECT_EQ(message_of([] { read_csv("/no/such/file.csv"); }),
            "read_csv: cannot read /no/such/file.csv: No such file or directory");
  EXPECT_EQ(message_of([&] { read_csv(folder_); }), "read_csv: cannot read " + folder_ + ": Is a directory");
  EXPECT_EQ(message_of([&] { CsvReader reader("/no/such/file.csv"); }),
            "read_csv: cannot read /no/such/file.csv: No such file or directory");
  EXPECT_EQ(error_of(""), "read_csv: " + Scratch::path("x.csv") + " is empty");
  EXPECT_EQ(error_of("a"), "read_csv: " + Scratch::path("x.csv") + " has a header and no rows below it");
}

TEST_F(CsvFile, ComesInParts) {
  const std::string text = varied_text(40000);
  const Table whole = parse_csv(text);
  for (const std::string& content : {text, gzip(text)}) {
    CsvReader reader(path(content));
    int64_t rows = 0;
    while (const std::optional<Table> part = reader.next(7000)) {
      EXPECT_EQ(part->rows(), std::min<int64_t>(7000, 40000 - rows));
      EXPECT_EQ(part->integers("n").front(), rows);
      EXPECT_EQ(part->texts("word").front(), whole.texts("word")[static_cast<size_t>(rows)]);
      EXPECT_EQ(part->numbers("x").back(), static_cast<double>(rows + part->rows()) - 0.75);
      rows += part->rows();
    }
    EXPECT_EQ(rows, 40000);
    EXPECT_FALSE(reader.next(1).has_value());
  }
  EXPECT_EQ(message_of([&] { CsvReader(path("a\n1\n")).next(0); }),
            "CsvReader.next: at least one row has to be read, not 0");
}

TEST_F(CsvFile, TheFirstPartSettlesTheTypes) {
  const std::string text = "n,x,word\n1,1,01\n2,2.5,a\n3,4,5\n4.5,x,6\n";
  CsvReader reader(path(text));
  const std::optional<Table> first = reader.next(2);
  EXPECT_EQ((*first)["n"].type(), ColumnType::int64);
  EXPECT_EQ(first->texts("word"), (Texts{"01", "a"}));
  const std::optional<Table> second = reader.next(1);
  EXPECT_EQ((*second)["x"].type(), ColumnType::float64);
  EXPECT_EQ(second->texts("word"), Texts{"5"});
  EXPECT_EQ(
      message_of([&] { reader.next(1); }),
      "read_csv: " + Scratch::path("x.csv") +
          ", line 5, column 1 (n): \"4.5\" is not a whole number of 64 bits; the rows before made the column "
          "int64: demand its type");
}

TEST_F(CsvFile, TypesAreFoundWithoutKeepingTheRows) {
  const std::string file = path("n,x,y,word,none\n1,1,1,1,\n2,2,NA,a,\n3,2.5,3,5,\n");
  const CsvOptions options{.allow_nan = true};
  const ColumnTypes types = csv_types(file, options);
  EXPECT_EQ(types, (ColumnTypes{{"n", ColumnType::int64},
                                {"x", ColumnType::float64},
                                {"y", ColumnType::float64},
                                {"word", ColumnType::text},
                                {"none", ColumnType::text}}));
  CsvReader reader(file, {.types = types, .allow_nan = true});
  EXPECT_EQ(reader.next(1)->numbers("x"), std::vector<double>{1});
  EXPECT_TRUE(std::isnan(reader.next(1)->numbers("y")[0]));
  EXPECT_EQ(reader.next(1)->texts("word"), Texts{"5"});
  EXPECT_EQ(message_of([&] { csv_types(file); }), "read_csv: " + file +
                                                      ", line 3, column 3 (y): \"NA\" is a missing value "
                                                      "where a number belongs; allow_nan reads it as NaN");
}

TEST_F(CsvFile, ARowWithoutEndIsNotCollectedForEver) {
  const auto error = [&](const std::string& content) {
    CsvText text("read_csv", path(content), 1000);
    CsvScanner scanner(text, ',', "x.csv");
    return message_of([&] {
      while (scanner.next_row()) {
        for (std::string_view cell; scanner.next_cell(cell);) continue;
      }
    });
  };
  std::string rows;
  for (int i = 0; i < 500; ++i) rows += "1,2,3\n";
  EXPECT_EQ(error(rows), "no error");
  EXPECT_EQ(error(rows + std::string(900, 'x') + "\n" + rows), "no error");
  EXPECT_EQ(
      error(rows + std::string(1100, 'x') + "\n"),
      "read_csv: x.csv, line 501, column 1: the row does not end within 1000 bytes; is a quote missing?");
  EXPECT_EQ(error(rows + "a,\"b\n" + rows),
            "read_csv: x.csv, line 501, column 2: a quote is opened and never closed");
  EXPECT_EQ(error(rows + "a,b\"\n" + rows),
            "read_csv: x.csv, line 501, column 2: a quote stands inside a cell that does not begin with one");
}

}  // namespace
}  // namespace gradus::io
