#include "gradus/io/csv_scanner.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gradus/base/error.hpp"

namespace gradus::io {

void CsvScanner::skip_lines(int64_t count) {
  for (; count > 0 && position_ < text_.size(); --count) {
    position_ = std::min(text_.find('\n', position_), text_.size() - 1) + 1;
    ++line_;
  }
}

bool CsvScanner::next_row() {
  while (position_ < text_.size() && at_line_end()) end_line();
  row_line_ = line_;
  cell_column_ = 0;
  in_row_ = position_ < text_.size();
  return in_row_;
}

bool CsvScanner::next_cell(std::string_view& cell) {
  if (!in_row_) return false;
  cell_line_ = line_;
  ++cell_column_;
  const bool quoted = position_ < text_.size() && text_[position_] == '"';
  cell = quoted ? quoted_cell() : plain_cell();
  if (position_ < text_.size() && text_[position_] == separator_) {
    ++position_;
  } else {
    in_row_ = false;
    if (position_ < text_.size()) end_line();
  }
  return true;
}

std::string_view CsvScanner::quoted_cell() {
  size_t start = ++position_;
  unquoted_.clear();
  for (;;) {
    const size_t quote = text_.find('"', position_);
    if (quote == std::string_view::npos) fail_here("a quote is opened and never closed");
    line_ += std::count(text_.begin() + static_cast<std::ptrdiff_t>(position_),
                        text_.begin() + static_cast<std::ptrdiff_t>(quote), '\n');
    position_ = quote + 1;
    if (position_ >= text_.size() || text_[position_] != '"') break;
    unquoted_.append(text_, start, position_ - start);  // up to the first of two quotes
    start = ++position_;
  }
  if (position_ < text_.size() && text_[position_] != separator_ && !at_line_end()) {
    fail_here("text follows a closing quote; inside quotes a quote is written twice");
  }
  const std::string_view rest = text_.substr(start, position_ - 1 - start);
  if (unquoted_.empty()) return rest;
  unquoted_.append(rest);
  return unquoted_;
}

std::string_view CsvScanner::plain_cell() {
  const size_t start = position_;
  for (; position_ < text_.size(); ++position_) {
    const char c = text_[position_];
    if (c == separator_ || c == '\n' || (c == '\r' && at_line_end())) break;
    if (c == '"') fail_here("a quote stands inside a cell that does not begin with one");
  }
  return text_.substr(start, position_ - start);
}

bool CsvScanner::at_line_end() const {
  const char c = text_[position_];
  return c == '\n' || (c == '\r' && position_ + 1 < text_.size() && text_[position_ + 1] == '\n');
}

void CsvScanner::end_line() {
  position_ += text_[position_] == '\r' ? 2 : 1;
  ++line_;
}

void CsvScanner::fail_here(const std::string& what) const {
  fail(fmt::format("read_csv: {}, line {}, column {}: {}", source_, cell_line_, cell_column_, what));
}

}  // namespace gradus::io
