#include <gtest/gtest.h>
#include <sys/resource.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "gradus/base/file.hpp"
#include "gradus/io/csv.hpp"
#include "gradus/io/file.hpp"
#include "tests/io/scratch.hpp"

namespace gradus::io {
namespace {

using Ints = std::vector<int64_t>;
using Doubles = std::vector<double>;
using Texts = std::vector<std::string>;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

Table example() {
  return Table({{"n", Ints{1, -2}}, {"x", Doubles{0.1, 3}}, {"the \"word\"", Texts{"a,b", "line\nbreak"}}});
}

TEST(CsvWriter, QuotesWhatHasToBeQuoted) {
  EXPECT_EQ(to_csv(example()), "n,x,\"the \"\"word\"\"\"\n1,0.1,\"a,b\"\n-2,3.0,\"line\nbreak\"\n");
  EXPECT_EQ(to_csv(Table({{"a", Texts{" x ", "", "\r", "1"}}})), "a\n x \n\"\"\n\"\r\"\n1\n")
      << "an empty line would be passed over";
}

TEST(CsvWriter, SignsHeaderAndMissingWordAreChosen) {
  EXPECT_EQ(to_csv(example(), {.separator = ';', .decimal = ',', .header = false}),
            "1;0,1;a,b\n-2;3,0;\"line\nbreak\"\n");
  const Table gaps({{"x", Doubles{nan, 1}}, {"t", Texts{"a", ""}}});
  EXPECT_EQ(to_csv(gaps), "x,t\n,a\n1.0,\n");
  EXPECT_EQ(to_csv(gaps, {.separator = '\t', .missing = "NA"}), "x\tt\nNA\ta\n1.0\tNA\n");
  EXPECT_EQ(
      message_of([] { to_csv(example(), {.decimal = ','}); }),
      "write_csv: the decimal sign and the separator are both a comma; tables with decimal commas often have "
      "';' between cells");
}

TEST(CsvWriter, DoublesComeBackBitForBit) {
  Doubles values{0.1,    -0.0,  5e-324, std::numeric_limits<double>::max(), 1e22, 1.0 / 3, 123456789012345680,
                 1e-307, 2.5e8, 1e100};
  std::mt19937_64 bits(1);
  while (values.size() < 20000) {
    const auto value = std::bit_cast<double>(bits());
    if (std::isfinite(value)) values.push_back(value);
  }
  for (const CsvWriteOptions& options :
       {CsvWriteOptions{}, CsvWriteOptions{.separator = ';', .decimal = ','}}) {
    const std::string text = to_csv(Table({{"x", values}, {"y", Doubles(values.size(), 2)}}), options);
    const Table table = parse_csv(text, {.separator = options.separator, .decimal = options.decimal});
    const Doubles read = table.numbers("x");
    ASSERT_EQ(read.size(), values.size());
    for (size_t i = 0; i < values.size(); ++i) {
      ASSERT_EQ(std::bit_cast<uint64_t>(read[i]), std::bit_cast<uint64_t>(values[i])) << values[i];
    }
    EXPECT_EQ(table["y"].type(), ColumnType::float64) << "2.0, not 2";
  }
}

TEST(CsvWriter, WhatIsWrittenIsRead) {
  const Table table({{"n", Ints{std::numeric_limits<int64_t>::min(), 0, std::numeric_limits<int64_t>::max()}},
                     {"x", Doubles{nan, infinity, -infinity}},
                     {"t", Texts{"\"", "", "ä\t,\r\n\"\""}}});
  const Table read = parse_csv(to_csv(table), {.allow_nan = true});
  EXPECT_EQ(read.integers("n"), table.integers("n"));
  EXPECT_TRUE(std::isnan(read.numbers("x")[0]));
  EXPECT_EQ(read.numbers("x")[1], infinity);
  EXPECT_EQ(read.numbers("x")[2], -infinity);
  EXPECT_EQ(read.texts("t"), table.texts("t"));
  const Table gap({{"x", Doubles{1, nan}}});
  EXPECT_TRUE(std::isnan(parse_csv(to_csv(gap), {.allow_nan = true}).numbers("x")[1]));
}

using CsvWriterFile = Scratch;

TEST_F(CsvWriterFile, WritesFilesAndPackedFiles) {
  Ints numbers(300000);
  for (size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<int64_t>(i * i);
  const Table table({{"n", numbers}});
  for (const char* name : {"a.csv", "a.csv.gz"}) {
    write_csv(table, path(name));
    EXPECT_EQ(read_csv(path(name)).integers("n"), numbers) << name;
    EXPECT_EQ(read_unpacked("test", path(name)), to_csv(table)) << name;
  }
  EXPECT_LT(read_file("test", path("a.csv.gz")).size(), to_csv(table).size() / 2);
  EXPECT_TRUE(read_file("test", path("a.csv.gz")).starts_with("\x1f\x8b"));
  EXPECT_EQ(names(), 2);
}

TEST_F(CsvWriterFile, WhatCannotBeWrittenSaysWhyAndLeavesNothing) {
  const auto error = [](const Table& table, const std::string& to) {
    return message_of([&] { write_csv(table, to); });
  };
  const std::string place = path("a.csv");
  EXPECT_EQ(error(example(), "/dev/full"), "write_csv: cannot write /dev/full: No space left on device");
  EXPECT_EQ(error(example(), path("none/a.csv")),
            "write_csv: cannot write " + path("none/a.csv") + ": No such file or directory");
  EXPECT_EQ(error(example(), "/proc/a.csv").substr(0, 36), "write_csv: cannot write /proc/a.csv:");
  EXPECT_EQ(error(Table({{"t", Texts{"a", "\xff"}}}, "t.csv"), place),
            "write_csv: t.csv, column \"t\", row 1: \"?\" is not UTF-8 text");
  EXPECT_EQ(error(Table({{"\xff", Texts{"a"}}}), place),
            "write_csv: table: the column name \"?\" is not UTF-8 text");
  EXPECT_EQ(error(Table(), place), "write_csv: table has no columns");
  EXPECT_EQ(names(), 0);
}

TEST_F(CsvWriterFile, AFileSizeLimitLeavesTheOldFile) {
  const std::string place = file("a.csv", "n\n1\n");
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit small = before;
  small.rlim_cur = 4096;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const Table large({{"n", Ints(100000, 7)}});
  const std::string words = message_of([&] { write_csv(large, place); });
  ::setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(words, "write_csv: cannot write " + place + ": File too large");
  EXPECT_EQ(read_csv(place).integers("n"), Ints{1});
  EXPECT_EQ(names(), 1);
}

}  // namespace
}  // namespace gradus::io
