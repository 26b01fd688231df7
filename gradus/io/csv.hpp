#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gradus/io/table.hpp"

namespace gradus::io {

struct CsvOptions {
  char separator = ',';
  int64_t skip_lines = 0;  ///< lines before the table
  bool header = true;      ///< the first row names the columns; otherwise they are called "0", "1", ...
  std::vector<std::string> names = {};                        ///< names to use instead, one a column
  std::map<std::string, ColumnType, std::less<>> types = {};  ///< types demanded; others are inferred
  bool allow_nan = false;  ///< takes NaN, infinity and, as NaN, empty cells of columns of numbers
};

/// Reads a comma-separated file (RFC 4180: quotes, doubled quotes, line breaks inside quotes; LF or CRLF; a
/// byte order mark and lines without any character are skipped; gzip is unpacked).
///
/// A column whose cells are all whole numbers becomes int64, one of numbers float64, any other text; blanks
/// around a number do not count. A header cell without text is called "Unnamed: 0" by its place, as in
/// pandas. What cannot be read is an Error with file, line (counted from 1) and column: ragged rows, unclosed
/// or stray quotes, text where a number is demanded, an empty cell, NaN or infinity among numbers, a number
/// outside float64, names that appear twice, bytes that are not UTF-8, an empty file, a header without rows.
Table read_csv(const std::string& path, const CsvOptions& options = {});

/// The same for text in memory; `source` names it in errors.
Table parse_csv(std::string_view text, const CsvOptions& options = {}, const std::string& source = "text");

}  // namespace gradus::io
