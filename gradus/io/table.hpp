#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gradus::io {

enum class ColumnType { int64, float64, text };

/// "int64", "float64" or "text".
std::string_view name(ColumnType type);

/// One named column: plain data.
struct Column {
  std::string name;
  std::variant<std::vector<int64_t>, std::vector<double>, std::vector<std::string>> values;
  /// Of a text column: its first value that is no number and where it stands, `line 3: "abc"`.
  std::string first_text = {};

  ColumnType type() const { return static_cast<ColumnType>(values.index()); }
  int64_t size() const;
};

/// A table in memory: columns of one length, each with a name of its own and one type.
///
///     io::Table table = io::read_csv("spiral.csv");
///     std::vector<double> x1 = table.numbers("X1");
///     const std::vector<std::string>& color = table.texts("color");
class Table {
 public:
  Table() = default;
  /// An Error when the columns differ in length or two share a name. `source` names the table in errors.
  explicit Table(std::vector<Column> columns, std::string source = "table");

  int64_t rows() const { return columns_.empty() ? 0 : columns_.front().size(); }
  const std::vector<Column>& columns() const { return columns_; }
  std::vector<std::string> column_names() const;
  const std::string& source() const { return source_; }

  bool contains(std::string_view column) const;

  /// The column of this name; an Error with the nearest name when there is none.
  const Column& operator[](std::string_view column) const;

  /// The values of an int64 or float64 column; of a text column an Error with its first value that is no
  /// number.
  std::vector<double> numbers(std::string_view column) const;

  /// The values of an int64 column; an Error for other types.
  const std::vector<int64_t>& integers(std::string_view column) const;

  /// The values of a text column; an Error for other types.
  const std::vector<std::string>& texts(std::string_view column) const;

  /// The table with these columns only, in this order.
  Table select(std::span<const std::string> names) const;

  /// The table of these rows in this order, counted from 0; an Error when a row does not exist.
  Table take(std::span<const int64_t> rows) const;

 private:
  std::vector<Column> columns_;
  std::string source_ = "table";
};

}  // namespace gradus::io
