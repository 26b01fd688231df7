#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gradus/io/table.hpp"

namespace gradus::io {

using ColumnTypes = std::map<std::string, ColumnType, std::less<>>;

struct CsvOptions {
  char separator = ',';
  char decimal = '.';      ///< the decimal sign; ',' for 1,5
  int64_t skip_lines = 0;  ///< lines before the table
  bool header = true;      ///< the first row names the columns; otherwise they are called "0", "1", ...
  std::vector<std::string> names = {};    ///< names to use instead, one a column
  std::vector<std::string> columns = {};  ///< read these only, in this order; all unless given
  ColumnTypes types = {};                 ///< types demanded; others are inferred
  bool allow_nan = false;  ///< takes NaN, infinity and, as NaN, missing values in columns of numbers
  /// The words that stand for a missing value, besides the empty cell (pandas' list).
  std::vector<std::string> missing = {"#N/A", "#N/A N/A", "#NA",     "-1.#IND", "-1.#QNAN", "-NaN",
                                      "-nan", "1.#IND",   "1.#QNAN", "<NA>",    "N/A",      "NA",
                                      "NULL", "NaN",      "None",    "n/a",     "nan",      "null"};
};

/// Reads a comma-separated file (RFC 4180: quotes, doubled quotes, line breaks inside quotes; LF or CRLF; a
/// byte order mark and lines without any character are skipped; gzip is unpacked).
///
/// A column whose cells are all whole numbers becomes int64, one of numbers float64, any other text; blanks
/// around a number do not count. A missing value is NaN in a column of numbers, which is float64 then, and ""
/// in one of text. A header cell without text is called "Unnamed: 0" by its place, as in pandas. What cannot
/// be read is an Error with file, line (counted from 1) and column: ragged rows, unclosed or stray quotes,
/// text where a number is demanded, a missing value, NaN or infinity among numbers, a number outside float64,
/// names that appear twice, bytes that are not UTF-8, an empty file, a header without rows.
Table read_csv(const std::string& path, const CsvOptions& options = {});

/// The same for text in memory; `source` names it in errors.
Table parse_csv(std::string_view text, const CsvOptions& options = {}, const std::string& source = "text");

/// Reads a file of any size in tables of some rows each, with read_csv's rules and errors. The first table
/// settles the types: a later cell that does not fit is an Error, which csv_types() avoids.
///
///     io::CsvReader reader("measurements.csv.gz");
///     while (std::optional<io::Table> part = reader.next(100000)) use(*part);
class CsvReader {
 public:
  explicit CsvReader(const std::string& path, CsvOptions options = {});
  CsvReader(CsvReader&&) noexcept;
  CsvReader& operator=(CsvReader&&) noexcept;
  ~CsvReader();

  /// The next rows, at most `most_rows`; nothing after the last.
  std::optional<Table> next(int64_t most_rows);

 private:
  std::unique_ptr<class CsvParser> parser_;
};

/// The types that read_csv gives the columns, found by reading the whole file without keeping it: demanded of
/// a CsvReader (`options.types = csv_types(path, options)`) they fit every part.
ColumnTypes csv_types(const std::string& path, const CsvOptions& options = {});

struct CsvWriteOptions {
  char separator = ',';
  char decimal = '.';
  bool header = true;        ///< the first row names the columns
  std::string missing = {};  ///< stands for NaN and for text without a character
};

/// Writes a table that read_csv reads again: rows end with LF; names and texts are put in quotes where they
/// have to be; float64 with the fewest digits that give the same number again, and always as `1.0`, never
/// `1`. Packed with gzip when the name ends in .gz. The file appears whole or not at all. An Error when it
/// cannot be written, or for a table without columns and text that is not UTF-8.
void write_csv(const Table& table, const std::string& path, const CsvWriteOptions& options = {});

/// The text that write_csv writes.
std::string to_csv(const Table& table, const CsvWriteOptions& options = {});

}  // namespace gradus::io
