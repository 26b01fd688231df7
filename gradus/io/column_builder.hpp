#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gradus/io/csv_scanner.hpp"
#include "gradus/io/table.hpp"

namespace gradus::io {

/// The words that stand for a missing value, besides the empty cell.
class MissingWords {
 public:
  explicit MissingWords(std::span<const std::string> words);
  bool contains(std::string_view cell) const;

 private:
  std::vector<std::string> words_;
  std::array<bool, 256> begins_{};  // by byte: whether a word begins with it
};

/// How cells are understood.
struct CellRules {
  MissingWords missing;
  char decimal = '.';
  bool allow_nan = false;
};

/// Collects the cells of one column and finds its type: int64 while all are whole numbers, then float64, then
/// text, or the type that was demanded.
class ColumnBuilder {
 public:
  /// `rules` must live as long as the builder.
  ColumnBuilder(std::string name, std::optional<ColumnType> demanded, const CellRules& rules)
      : name_(std::move(name)),
        rules_(rules),
        type_(demanded.value_or(ColumnType::int64)),
        settled_(demanded.has_value()) {}

  const std::string& name() const { return name_; }
  ColumnType type() const { return type_; }

  /// Takes the next cell from the scanner if that is a number as the column has them; false, and nothing has
  /// happened, where add() has to look at the cell.
  bool take_number(CsvScanner& scanner) {
    if (type_ == ColumnType::int64) {
      int64_t value;
      if (!scanner.next_integer(value)) return false;
      integers_.push_back(value);
    } else if (type_ == ColumnType::float64 && rules_.decimal == '.') {
      double value;
      if (!scanner.next_number(value)) return false;
      numbers_.push_back(value);
    } else {
      return false;
    }
    any_number_ = true;
    return true;
  }

  /// Takes the next cell. What is wrong with it comes back as text, "" if nothing: a settled type that it
  /// does not have, or bytes that are not UTF-8.
  std::string add(std::string_view cell, int64_t line);

  /// Makes room for so many rows in all.
  void reserve(size_t rows);

  /// Says that all rows of the part were given: a column without a single number is text.
  void end();

  /// How many cells at the start were taken as numbers in a column that turned out to be text: they have to
  /// be given again through restore(), in order.
  size_t lost_texts() const { return lost_texts_; }
  void restore(size_t row, std::string_view cell) { texts_[row] = text_of(cell); }

  /// The first thing that a column of numbers may not hold.
  struct Problem {
    int64_t line;
    std::string what;
  };
  const std::optional<Problem>& problem() const { return problem_; }

  /// The rows that were given. The next part begins, and has the type of this one.
  Column finish();

  /// Lets go of the rows that were given; the type goes on being found.
  void drop();

 private:
  bool add_number(std::string_view cell, int64_t line);
  bool add_integer(std::string_view number);
  void add_missing(std::string_view cell, int64_t line);
  std::errc parse_float(std::string_view number, double& value) const;
  bool is_missing(std::string_view cell) const;
  std::string misfit(std::string_view cell) const;
  std::string_view text_of(std::string_view cell) const;
  void add_float(double value);
  void become_text();
  void note(int64_t line, std::string what);

  std::string name_;
  const CellRules& rules_;
  ColumnType type_;
  bool settled_;           // the type was demanded, or found in the part before
  bool inferred_ = false;  // the latter
  bool any_number_ = false;
  bool any_blanks_ = false;  // among the cells taken as missing
  std::vector<int64_t> integers_;
  std::vector<double> numbers_;
  std::vector<std::string> texts_;
  size_t lost_texts_ = 0;
  size_t reserved_ = 0;
  std::optional<Problem> problem_;
  std::string first_text_;
};

}  // namespace gradus::io
