#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gradus/io/column_builder.hpp"
#include "gradus/io/csv.hpp"
#include "gradus/io/csv_scanner.hpp"
#include "gradus/io/csv_text.hpp"

namespace gradus::io {

/// What read_csv, parse_csv, CsvReader and csv_types have in common: names, columns, rows and errors.
class CsvParser {
 public:
  /// Reads the header. `source` names the text in errors.
  CsvParser(CsvText text, CsvOptions options, std::string source);
  CsvParser(const CsvParser&) = delete;
  CsvParser& operator=(const CsvParser&) = delete;
  ~CsvParser() = default;

  /// The next rows, at most `most_rows`; nothing after the last.
  std::optional<Table> next(int64_t most_rows);

  /// The types of the columns, after a look at all rows; next() has none left.
  ColumnTypes types();

 private:
  CsvScanner scanner_of(CsvText& text) const;
  std::vector<std::string> first_row();
  std::vector<std::string> column_names(std::vector<std::string> cells) const;
  void check_names(const std::vector<std::string>& names) const;
  void start_columns(const std::vector<std::string>& names);
  int64_t read_rows(int64_t most_rows);
  bool next_row();
  void read_row();
  [[noreturn]] void fail_ragged(size_t cells);
  int64_t rows_to_reserve(int64_t rows) const;
  void reserve(int64_t rows);
  void restore_texts();
  void end_columns();
  [[noreturn]] void fail_at(int64_t line, size_t column, const std::string& what) const;

  CsvOptions options_;
  std::string source_;
  CellRules rules_;
  CsvText text_;
  CsvScanner scanner_;
  std::vector<ColumnBuilder> columns_;  // those that are read, in the order of the result
  std::vector<std::string> names_;      // of all columns of the file
  std::vector<ColumnBuilder*> fields_;  // by place in the file; nullptr for those that are passed over
  bool row_pending_ = false;            // the scanner stands at a row that has not been read
  int64_t rows_before_ = 0;             // those of the parts before
};

}  // namespace gradus::io
