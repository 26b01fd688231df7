#include "gradus/io/csv_scanner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstring>

#include "gradus/base/error.hpp"

namespace gradus::io {

CsvScanner::CsvScanner(CsvText& text, char separator, std::string_view source, int64_t first_line)
    : text_(text), separator_(separator), source_(source), line_(first_line) {
  for (const char c : {separator, '\n', '\r', '"'}) ends_plain_run_[static_cast<unsigned char>(c)] = true;
}

bool CsvScanner::next_row() {
  for (;;) {
    if (at_ == end_) {
      std::string_view window;
      if (!text_.next(window)) return false;
      at_ = window.data();
      end_ = at_ + window.size();
    }
    if (!is_at_line_end()) break;
    end_line();
  }
  row_ = at_;
  row_line_ = line_;
  cell_column_ = 0;
  in_row_ = true;
  return true;
}

void CsvScanner::repeat_row() {
  at_ = row_;
  line_ = row_line_;
  cell_column_ = 0;
  in_row_ = true;
}

bool CsvScanner::next_cell(std::string_view& cell) {
  if (!in_row_) return false;
  cell_line_ = line_;
  ++cell_column_;
  const bool quoted = at_ != end_ && *at_ == '"';
  cell = quoted ? quoted_cell() : plain_cell();
  if (at_ != end_ && *at_ == separator_) {
    ++at_;
  } else {
    end_row();
  }
  return true;
}

template <class T>
bool CsvScanner::next_value(T& value) {
  if (!in_row_) return false;
  const char* first = at_;
  if (separator_ != ' ') {
    while (first != end_ && *first == ' ') ++first;
  }
  const auto [stop, error] = std::from_chars(first, end_, value);
  if (error != std::errc{}) return false;
  if constexpr (std::floating_point<T>) {
    if (!std::isfinite(value)) return false;
  }
  if (stop != end_ && *stop == separator_) {
    at_ = stop + 1;
  } else {
    const char* cell = at_;
    at_ = stop;
    if (!is_at_line_end()) {
      at_ = cell;
      return false;
    }
    end_row();
  }
  ++cell_column_;
  return true;
}

template bool CsvScanner::next_value(int64_t&);
template bool CsvScanner::next_value(double&);

std::string_view CsvScanner::quoted_cell() {
  const char* start = ++at_;
  unquoted_.clear();
  for (;;) {
    const auto* quote = static_cast<const char*>(std::memchr(at_, '"', static_cast<size_t>(end_ - at_)));
    if (quote == nullptr) fail_here("a quote is opened and never closed");
    line_ += std::count(at_, quote, '\n');
    at_ = quote + 1;
    if (at_ == end_ || *at_ != '"') break;
    unquoted_.append(start, at_);  // up to the first of two quotes
    start = ++at_;
  }
  if (at_ != end_ && *at_ != separator_ && !is_at_line_end()) {
    fail_here("text follows a closing quote; inside quotes a quote is written twice");
  }
  const std::string_view rest(start, static_cast<size_t>(at_ - 1 - start));
  if (unquoted_.empty()) return rest;
  unquoted_.append(rest);
  return unquoted_;
}

std::string_view CsvScanner::plain_cell() {
  const char* start = at_;
  while (at_ != end_ && !ends_plain_run_[static_cast<unsigned char>(*at_)]) ++at_;
  if (at_ != end_ && *at_ == '"') fail_here("a quote stands inside a cell that does not begin with one");
  if (at_ != end_ && *at_ != separator_ && !is_at_line_end()) {
    fail_here("a carriage return (CR) stands alone; lines end with LF or with CR and LF");
  }
  return {start, static_cast<size_t>(at_ - start)};
}

bool CsvScanner::is_at_line_end() const {
  if (at_ == end_ || *at_ == '\n') return true;
  return *at_ == '\r' && (at_ + 1 == end_ || at_[1] == '\n');
}

void CsvScanner::end_line() {
  if (at_ != end_ && *at_ == '\r') ++at_;
  if (at_ != end_) ++at_;
  ++line_;
}

void CsvScanner::end_row() {
  if (at_ == end_ && text_.is_cut()) {
    fail_here(fmt::format("the row does not end within {} bytes; is a quote missing?", text_.longest_row()));
  }
  in_row_ = false;
  end_line();
}

void CsvScanner::fail_here(const std::string& what) const {
  fail(fmt::format("read_csv: {}, line {}, column {}: {}", source_, cell_line_, cell_column_, what));
}

}  // namespace gradus::io
