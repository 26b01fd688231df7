#include "gradus/io/column_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

namespace gradus::io {
namespace {

std::string_view without_blanks(std::string_view cell) {
  const size_t first = cell.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return cell.substr(first, cell.find_last_not_of(" \t") - first + 1);
}

/// from_chars knows no plus sign.
std::string_view without_plus(std::string_view cell) {
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

/// Bytes of the UTF-8 sequence that starts here, 0 when it is not well-formed (Unicode 15, table 3-7).
size_t sequence_length(std::string_view rest) {
  const auto at = [&](size_t i) { return static_cast<unsigned char>(rest[i]); };
  const unsigned char lead = at(0);
  if (lead == 0) return 0;
  if (lead < 0x80) return 1;
  const size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || rest.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((at(i) & 0xc0) != 0x80) return 0;
  }
  const bool overlong = (lead == 0xe0 && at(1) < 0xa0) || (lead == 0xf0 && at(1) < 0x90);
  const bool surrogate = lead == 0xed && at(1) > 0x9f;
  const bool beyond = lead == 0xf4 && at(1) > 0x8f;
  return overlong || surrogate || beyond ? 0 : length;
}

}  // namespace

bool is_text(std::string_view bytes) {
  while (!bytes.empty()) {
    const size_t length = sequence_length(bytes);
    if (length == 0) return false;
    bytes.remove_prefix(length);
  }
  return true;
}

std::string shown(std::string_view cell) {
  constexpr size_t longest = 40;
  std::string text = "\"";
  while (!cell.empty() && text.size() <= longest) {
    const size_t length = sequence_length(cell);
    const bool printable = length > 1 || (length == 1 && cell[0] >= ' ' && cell[0] != '\x7f');
    text += printable ? cell.substr(0, length) : "?";
    cell.remove_prefix(std::max<size_t>(length, 1));
  }
  return text + (cell.empty() ? "\"" : "...\"");
}

std::string ColumnBuilder::add(std::string_view cell, int64_t line) {
  if (type_ != ColumnType::text) {
    if (add_number(cell, line)) {
      ++rows_as_numbers_;
      return "";
    }
    if (demanded_) {
      return fmt::format("{} is not a {}", shown(cell),
                         type_ == ColumnType::int64 ? "whole number of 64 bits" : "number");
    }
    type_ = ColumnType::text;
    first_text_ = fmt::format("line {}: {}", line, shown(cell));
  }
  if (!is_text(cell)) return fmt::format("{} is not UTF-8 text", shown(cell));
  texts_.emplace_back(cell);
  return "";
}

bool ColumnBuilder::add_number(std::string_view cell, int64_t line) {
  const std::string_view number = without_plus(without_blanks(cell));
  if (type_ == ColumnType::int64 && add_integer(number)) return true;
  if (type_ == ColumnType::int64 && demanded_) return false;
  double value = std::numeric_limits<double>::quiet_NaN();
  if (number.empty()) {
    if (!allow_nan_) note(line, "the cell is empty where a number belongs; allow_nan reads it as NaN");
    add_float(value);
    return true;
  }
  const std::errc error = parse(number, value);
  if (error == std::errc::invalid_argument) return false;
  any_number_ = true;
  const bool too_large =
      has_digit(number) && (std::isinf(value) || (error != std::errc{} && std::isnan(value)));
  if (too_large) {
    note(line, fmt::format("{} is beyond the range of float64", shown(cell)));
  } else if (!std::isfinite(value) && !allow_nan_) {
    note(line, fmt::format("{} is not a finite number; allow_nan reads it", shown(cell)));
  }
  add_float(value);
  return true;
}

bool ColumnBuilder::add_integer(std::string_view cell) {
  int64_t value = 0;
  if (parse(cell, value) != std::errc{}) return false;
  any_number_ = true;
  integers_.push_back(value);
  return true;
}

void ColumnBuilder::add_float(double value) {
  if (type_ == ColumnType::int64) {
    type_ = ColumnType::float64;
    numbers_.assign(integers_.begin(), integers_.end());
    integers_ = {};
  }
  numbers_.push_back(value);
}

void ColumnBuilder::note(int64_t line, std::string what) {
  if (!problem_) problem_ = Problem{line, std::move(what)};
}

void ColumnBuilder::end() {
  if (!demanded_ && !any_number_) type_ = ColumnType::text;
  if (type_ == ColumnType::text) problem_.reset();
}

Column ColumnBuilder::finish() {
  Column column{std::move(name_), {}, std::move(first_text_)};
  if (type_ == ColumnType::int64) {
    column.values = std::move(integers_);
  } else if (type_ == ColumnType::float64) {
    column.values = std::move(numbers_);
  } else if (restored_.empty()) {
    column.values = std::move(texts_);
  } else {
    restored_.insert(restored_.end(), std::make_move_iterator(texts_.begin()),
                     std::make_move_iterator(texts_.end()));
    column.values = std::move(restored_);
  }
  return column;
}

}  // namespace gradus::io
