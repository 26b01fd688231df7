// What separates cells, and how numbers are written.
#include "gradus/io/csv_dialect.hpp"

#include <string>
#include <string_view>

#include "gradus/io/csv.hpp"
#include "tests/io/scratch.hpp"

namespace gradus::io {
namespace {

std::string found(std::string_view text, const CsvHints& known = {}) {
  const CsvDialect how = csv_dialect(CsvText(text), "text", known);
  return {how.separator, how.decimal};
}

TEST(CsvDialect, FindsTheUsualSeparators) {
  EXPECT_EQ(found("a,b,c\n1,2,3\n4,5,6\n"), ",.");
  EXPECT_EQ(found("a;b;c\n1;2;3\n4;5;6\n"), ";.");
  EXPECT_EQ(found("a\tb\tc\n1\t2\t3\n"), "\t.");
  EXPECT_EQ(found("a;b\r\n1;2\r\n"), ";.");
  EXPECT_EQ(found("\xef\xbb\xbf"
                  "a;b\n1;2\n"),
            ";.");
}

TEST(CsvDialect, IsNotMistakenInTexts) {
  // Commas in quotes, in every row and the header.
  EXPECT_EQ(found("\"name, first\";age\n\"Doe, Jane\";3\n\"Roe, Rich\";4\n"), ";.");
  EXPECT_EQ(found("\"a;b\",c\n\"d;e\",1\n"), ",.");
  EXPECT_EQ(found("x,\"a;b\"\n1,\"c;d\"\n"), ",.");
  // Without quotes: texts have commas.
  EXPECT_EQ(found("name, first;age\nDoe, Jane;3\nRoe, Rich;4\n"), ";.");
  EXPECT_EQ(found("what\twhen\nbread, butter\t1\nmilk, eggs\t2\n"), "\t.");
  // Lists inside the cells of a table with commas.
  EXPECT_EQ(found("id,tags\n1,a;b\n2,c\n3,d;e;f\n"), ",.");
  EXPECT_EQ(found("1,a;b,3\n2,c;d,4\n"), ",.");
  EXPECT_EQ(found("a,\tb\n1,\t2\n3,\t4\n"), ",.");
  EXPECT_EQ(found("time,place\n12:30,a b\n"), ",.");
  EXPECT_EQ(found("notes\nfirst; second\nthird\n"), ",.");
}

TEST(CsvDialect, FindsDecimalCommas) {
  EXPECT_EQ(found("a;b\n1,5;2,25\n-3,5;+4e1\n"), ";,");
  EXPECT_EQ(found("1,5;2,5\n3,5;4,5\n"), ";,");
  EXPECT_EQ(found("a\tb\n1,5\t7\n"), "\t,");
  EXPECT_EQ(found("a;b\n1,5e-3;x\n"), ";,");
  // A thousand, a list, a text, or points beside them.
  EXPECT_EQ(found("a;b\n1,234;5\n2,345;6\n"), ";.");
  EXPECT_EQ(found("a;b\n1,234;0,5\n"), ";,");
  EXPECT_EQ(found("a;b\n1,2,3;5\n"), ";.");
  EXPECT_EQ(found("a;b\n1,5;2.5\n"), ";.");
  EXPECT_EQ(found("a;b\nx,y;2\n"), ";.");
}

TEST(CsvDialect, TakesWhatIsKnown) {
  EXPECT_EQ(found("a;b\n1,5;2,5\n", {.separator = ','}), ",.");
  EXPECT_EQ(found("a;b\n1,5;2,5\n", {.decimal = '.'}), ";.");
  EXPECT_EQ(found("a|b\n1|2\n", {.separator = '|'}), "|.");
  EXPECT_EQ(found("a|b\n1,5|2\n", {.separator = '|'}), "|,");
  EXPECT_EQ(found("a\n1,5\n2,5\n", {.decimal = ','}), ";,");  // of one column no comma can separate
}

TEST(CsvDialect, LeavesDamageToTheReader) {
  EXPECT_EQ(found("a;b;c\n1;2\n3;4;5\n"), ";.");
  EXPECT_EQ(found("a,b,c\n1;2\n"), ",.");
  EXPECT_EQ(found("a;b\n\"1;2\n"), ";.");
  EXPECT_EQ(found("x\n1\n2\n"), ",.");
  EXPECT_EQ(found(""), ",.");
  EXPECT_EQ(found("\n\n"), ",.");
}

TEST(CsvDialect, LooksAtTheFirstRowsOnly) {
  std::string text = "a;b\n";
  for (int i = 0; i < 300; ++i) text += "1;2\n";
  EXPECT_EQ(found(text + "1,5;2\n1;2;3\n"), ";.");
}

using CsvDialectFile = Scratch;

TEST_F(CsvDialectFile, IsFoundInFilesToo) {
  const std::string text = "a;b\n1,5;x\n";
  for (const std::string& path : {file("a.csv", text), file("b.csv.gz", gzip(text))}) {
    EXPECT_EQ(csv_dialect(CsvText("read_csv", path), path), (CsvDialect{';', ','}));
  }
}

}  // namespace
}  // namespace gradus::io
