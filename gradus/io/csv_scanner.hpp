#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gradus::io {

/// Cuts comma-separated text into cells, without knowing what they mean.
class CsvScanner {
 public:
  /// `source` names the text in errors and must live as long as the scanner.
  CsvScanner(std::string_view text, char separator, std::string_view source)
      : text_(text), separator_(separator), source_(source) {}

  /// Passes over `count` lines, whatever they hold.
  void skip_lines(int64_t count);

  /// Goes to the next line that holds a character; false at the end.
  bool next_row();

  /// The next cell of the row; false after its last one. The cell lives until the next call.
  bool next_cell(std::string_view& cell);

  /// Line on which the row began, from 1; lines inside quotes count too.
  int64_t row_line() const { return row_line_; }

  /// Line on which the last cell began, and its place in the row, from 1.
  int64_t cell_line() const { return cell_line_; }
  int64_t cell_column() const { return cell_column_; }

 private:
  std::string_view quoted_cell();
  std::string_view plain_cell();
  bool at_line_end() const;
  void end_line();
  [[noreturn]] void fail_here(const std::string& what) const;

  std::string_view text_;
  char separator_;
  std::string_view source_;
  size_t position_ = 0;
  int64_t line_ = 1;
  int64_t row_line_ = 1;
  int64_t cell_line_ = 1;
  int64_t cell_column_ = 0;
  bool in_row_ = false;
  std::string unquoted_;  // the last quoted cell, where it held doubled quotes
};

}  // namespace gradus::io
