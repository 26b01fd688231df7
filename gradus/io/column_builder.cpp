#include "gradus/io/column_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include "gradus/io/utf8.hpp"

namespace gradus::io {
namespace {

std::string_view without_blanks(std::string_view cell) {
  const size_t first = cell.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return cell.substr(first, cell.find_last_not_of(" \t") - first + 1);
}

/// The cell without what may stand around a number: blanks, and a plus sign, which from_chars does not know.
std::string_view number_in(std::string_view cell) {
  cell = without_blanks(cell);
  const bool plus = cell.size() > 1 && cell[0] == '+' && cell[1] != '-' && cell[1] != '+';
  return plus ? cell.substr(1) : cell;
}

template <class T>
std::errc parse(std::string_view cell, T& value) {
  const char* end = cell.data() + cell.size();
  const auto [stop, error] = std::from_chars(cell.data(), end, value);
  return stop == end ? error : std::errc::invalid_argument;
}

bool has_digit(std::string_view cell) { return cell.find_first_of("0123456789") != std::string_view::npos; }

}  // namespace

MissingWords::MissingWords(std::span<const std::string> words) {
  for (const std::string& word : words) {
    if (word.empty()) continue;
    words_.push_back(word);
    begins_[static_cast<unsigned char>(word[0])] = true;
  }
}

bool MissingWords::contains(std::string_view cell) const {
  if (cell.empty()) return true;
  return begins_[static_cast<unsigned char>(cell[0])] &&
         std::find(words_.begin(), words_.end(), cell) != words_.end();
}

std::string ColumnBuilder::add(std::string_view cell, int64_t line) {
  if (type_ != ColumnType::text) {
    if (add_number(cell, line)) return "";
    if (settled_) return misfit(cell);
    become_text();
    first_text_ = fmt::format("line {}: {}", line, shown(cell));
  }
  if (!is_text(cell)) return fmt::format("{} is not UTF-8 text", shown(cell));
  texts_.emplace_back(text_of(cell));
  return "";
}

bool ColumnBuilder::add_number(std::string_view cell, int64_t line) {
  const std::string_view number = number_in(cell);
  if (type_ == ColumnType::int64 && add_integer(number)) return true;
  if (type_ == ColumnType::int64 && settled_) return false;
  double value = std::numeric_limits<double>::quiet_NaN();
  const std::errc error = parse_float(number, value);
  if (error == std::errc::invalid_argument) {
    if (!is_missing(cell)) return false;
    add_missing(cell, line);
    return true;
  }
  any_number_ = true;
  const bool too_large =
      has_digit(number) && (std::isinf(value) || (error != std::errc{} && std::isnan(value)));
  if (too_large) {
    note(line, fmt::format("{} is beyond the range of float64", shown(cell)));
  } else if (!std::isfinite(value) && !rules_.allow_nan) {
    note(line, fmt::format("{} is not a finite number; allow_nan reads it", shown(cell)));
  }
  add_float(value);
  return true;
}

bool ColumnBuilder::add_integer(std::string_view number) {
  int64_t value = 0;
  if (parse(number, value) != std::errc{}) return false;
  any_number_ = true;
  integers_.push_back(value);
  return true;
}

void ColumnBuilder::add_missing(std::string_view cell, int64_t line) {
  const bool empty = without_blanks(cell).empty();
  any_blanks_ |= !rules_.missing.contains(cell);
  if (!rules_.allow_nan && empty) {
    note(line, "the cell is empty where a number belongs; allow_nan reads it as NaN");
  } else if (!rules_.allow_nan) {
    note(line,
         fmt::format("{} is a missing value where a number belongs; allow_nan reads it as NaN", shown(cell)));
  }
  add_float(std::numeric_limits<double>::quiet_NaN());
}

std::errc ColumnBuilder::parse_float(std::string_view number, double& value) const {
  if (rules_.decimal == '.') return parse(number, value);
  if (number.find('.') != std::string_view::npos) return std::errc::invalid_argument;
  std::string with_point(number);
  std::replace(with_point.begin(), with_point.end(), rules_.decimal, '.');
  return parse(std::string_view(with_point), value);
}

bool ColumnBuilder::is_missing(std::string_view cell) const {
  return rules_.missing.contains(without_blanks(cell));
}

std::string ColumnBuilder::misfit(std::string_view cell) const {
  std::string what = shown(cell) + " is not a number";
  if (type_ == ColumnType::int64 && is_missing(cell)) {
    what = without_blanks(cell).empty() ? "the cell is empty" : shown(cell) + " is a missing value";
    what += "; a column of int64 has none, one of float64 reads it as NaN";
  } else if (type_ == ColumnType::int64) {
    what = shown(cell) + " is not a whole number of 64 bits";
  }
  if (!inferred_) return what;
  return fmt::format("{}; the rows before made the column {}: demand its type", what, io::name(type_));
}

std::string_view ColumnBuilder::text_of(std::string_view cell) const {
  return rules_.missing.contains(cell) ? std::string_view() : cell;
}

void ColumnBuilder::add_float(double value) {
  if (type_ == ColumnType::int64) {
    type_ = ColumnType::float64;
    numbers_.reserve(std::max(reserved_, integers_.size()));
    numbers_.assign(integers_.begin(), integers_.end());
    integers_ = {};
  }
  numbers_.push_back(value);
}

/// Cells that were missing values are "" as text; others have to be seen again.
void ColumnBuilder::become_text() {
  const size_t rows = integers_.size() + numbers_.size();
  lost_texts_ = any_number_ || any_blanks_ ? rows : 0;
  type_ = ColumnType::text;
  integers_ = {};
  numbers_ = {};
  texts_.reserve(std::max(reserved_, rows));
  texts_.resize(rows);
}

void ColumnBuilder::note(int64_t line, std::string what) {
  if (!problem_) problem_ = Problem{line, std::move(what)};
}

void ColumnBuilder::reserve(size_t rows) {
  reserved_ = rows;
  if (type_ == ColumnType::int64) integers_.reserve(rows);
  if (type_ == ColumnType::float64) numbers_.reserve(rows);
  if (type_ == ColumnType::text) texts_.reserve(rows);
}

void ColumnBuilder::end() {
  if (!settled_ && !any_number_ && type_ != ColumnType::text) become_text();
  if (type_ == ColumnType::text) problem_.reset();
}

Column ColumnBuilder::finish() {
  Column column{name_, {}, std::exchange(first_text_, {})};
  if (type_ == ColumnType::int64) {
    column.values = std::exchange(integers_, {});
  } else if (type_ == ColumnType::float64) {
    column.values = std::exchange(numbers_, {});
  } else {
    column.values = std::exchange(texts_, {});
  }
  inferred_ = inferred_ || !settled_;
  settled_ = true;
  lost_texts_ = 0;
  reserved_ = 0;
  return column;
}

void ColumnBuilder::drop() {
  integers_.clear();
  numbers_.clear();
  texts_.clear();
  lost_texts_ = 0;
}

}  // namespace gradus::io
