#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "gradus/base/fields.hpp"
#include "gradus/io/table.hpp"

namespace gradus::data {

/// The different values of one column, numbered 0, 1, ... in sorted order; a missing one (an empty text, NaN)
/// comes last.
class Categories {
 public:
  using Values = std::variant<std::vector<int64_t>, std::vector<double>, std::vector<std::string>>;

  Categories() noexcept;
  explicit Categories(const io::Column& column);
  /// These texts in this order; an Error, in the name of `op`, when one stands twice.
  Categories(std::string_view op, std::vector<std::string> ordered);
  Categories(const Categories& other);
  Categories(Categories&& other) noexcept;
  Categories& operator=(const Categories& other);
  Categories& operator=(Categories&& other) noexcept;
  ~Categories();

  size_t size() const;
  /// As it stands in names: "red", "3", "1.0", and "nan" for a missing one.
  std::string text(size_t i) const;
  std::vector<std::string> texts() const;
  /// Whether the last one stands for missing values.
  bool has_missing() const;
  bool is_text() const { return std::holds_alternative<std::vector<std::string>>(values_); }

  /// The number of each value of a column, -1 for one that is not here. An Error, in the name of `where`, for
  /// text where numbers were learned and the other way round.
  std::vector<int64_t> numbers(std::string_view where, const io::Column& column) const;

  /// A column of the categories with these numbers; -1 stands for a missing value.
  io::Column column(const std::string& name, std::span<const int64_t> numbers) const;

  friend void fields(Categories& categories, Fields& f);

 private:
  Values values_;
};

/// A value of a column in words for errors: "red" in quotes, or a number.
std::string cell_text(const io::Column& column, size_t row);

}  // namespace gradus::data
