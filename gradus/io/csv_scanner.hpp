#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "gradus/io/csv_text.hpp"

namespace gradus::io {

/// Cuts comma-separated text into cells, without knowing what they mean.
///
///     CsvScanner scanner(text, ',', "table.csv");
///     while (scanner.next_row()) {
///       for (std::string_view cell; scanner.next_cell(cell);) use(cell);
///     }
class CsvScanner {
 public:
  /// `source` names the text in errors; it and the text must live as long as the scanner. `first_line` is the
  /// number of the line at which the text stands.
  CsvScanner(CsvText& text, char separator, std::string_view source, int64_t first_line = 1);

  /// Goes to the next line that holds a character; false at the end. The row before must have ended.
  bool next_row();

  /// Goes back to the beginning of the row.
  void repeat_row();

  /// The next cell of the row; false after its last one. The cell lives until the next call.
  bool next_cell(std::string_view& cell);

  /// Takes the next cell if it is a whole number, or a finite number, and nothing else; otherwise nothing has
  /// happened, and next_cell() gives it.
  bool next_integer(int64_t& value) { return next_value(value); }
  bool next_number(double& value) { return next_value(value); }

  /// True after the last cell of the row.
  bool row_has_ended() const { return !in_row_; }

  /// Line on which the row began, from 1; lines inside quotes count too.
  int64_t row_line() const { return row_line_; }

  /// Line on which the last cell of next_cell() began, and its place in the row, from 1.
  int64_t cell_line() const { return cell_line_; }
  int64_t cell_column() const { return cell_column_; }

  /// How much of the text has been used, from 0 to 1; 0 while that is unknown.
  double progress() const { return text_.progress(static_cast<size_t>(end_ - at_)); }

 private:
  template <class T>
  bool next_value(T& value);
  std::string_view quoted_cell();
  std::string_view plain_cell();
  bool is_at_line_end() const;
  void end_line();
  void end_row();
  [[noreturn]] void fail_here(const std::string& what) const;

  CsvText& text_;
  char separator_;
  std::array<bool, 256> ends_plain_run_{};  // by byte: what a cell without quotes may not just go on with
  std::string_view source_;
  const char* at_ = nullptr;
  const char* end_ = nullptr;  // of the window, which ends with a row
  const char* row_ = nullptr;
  int64_t line_;
  int64_t row_line_ = 1;
  int64_t cell_line_ = 1;
  int64_t cell_column_ = 0;
  bool in_row_ = false;
  std::string unquoted_;  // the last quoted cell, where it held doubled quotes
};

}  // namespace gradus::io
