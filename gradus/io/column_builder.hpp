#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gradus/io/table.hpp"

namespace gradus::io {

/// Collects the cells of one column and finds its type: int64 while all are whole numbers, then float64, then
/// text, or the type that was demanded.
class ColumnBuilder {
 public:
  ColumnBuilder(std::string name, std::optional<ColumnType> demanded, bool allow_nan)
      : name_(std::move(name)),
        type_(demanded.value_or(ColumnType::int64)),
        demanded_(demanded.has_value()),
        allow_nan_(allow_nan) {}

  const std::string& name() const { return name_; }

  /// Takes the next cell. What is wrong with it comes back as text, "" if nothing: a demanded type that it
  /// does not have, or bytes that are not UTF-8.
  std::string add(std::string_view cell, int64_t line);

  /// Says that all rows were given: a column without a single number is text.
  void end();

  /// How many cells at the start were taken as numbers in a column that turned out to be text: they have to
  /// be given again through restore(), in order.
  int64_t lost_texts() const { return type_ == ColumnType::text ? rows_as_numbers_ : 0; }
  void restore(std::string_view cell) { restored_.emplace_back(cell); }

  /// The first thing that a column of numbers may not hold.
  struct Problem {
    int64_t line;
    std::string what;
  };
  const std::optional<Problem>& problem() const { return problem_; }

  Column finish();

 private:
  bool add_number(std::string_view cell, int64_t line);
  bool add_integer(std::string_view cell);
  void add_float(double value);
  void note(int64_t line, std::string what);

  std::string name_;
  ColumnType type_;
  bool demanded_;
  bool allow_nan_;
  bool any_number_ = false;
  int64_t rows_as_numbers_ = 0;
  std::vector<int64_t> integers_;
  std::vector<double> numbers_;
  std::vector<std::string> texts_;
  std::vector<std::string> restored_;
  std::optional<Problem> problem_;
  std::string first_text_;
};

/// True when the bytes are well-formed UTF-8 without a NUL.
bool is_text(std::string_view bytes);

/// The cell as an error message shows it: in quotes, on one line, not longer than 40 characters.
std::string shown(std::string_view cell);

}  // namespace gradus::io
