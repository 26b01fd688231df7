#pragma once

#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gradus::io {

enum class ColumnType { int64, float64, text };

/// "int64", "float64" or "text".
std::string_view name(ColumnType type);

/// One named column: plain data. A missing value is NaN in a float64 column and "" in a text column; an int64
/// column has none.
struct Column {
  std::string name;
  std::variant<std::vector<int64_t>, std::vector<double>, std::vector<std::string>> values;
  /// Of a text column: its first value that is no number and where it stands, `line 3: "abc"`.
  std::string first_text = {};

  ColumnType type() const { return static_cast<ColumnType>(values.index()); }
  int64_t size() const;
  /// How many values are missing.
  int64_t missing() const;
};

/// A table in memory: columns of one length, each with a name of its own and one type.
///
///     io::Table table = io::read_csv("spiral.csv");
///     std::vector<double> x1 = table.numbers("X1");
///     const std::vector<std::string>& color = table.texts("color");
class Table {
 public:
  Table() noexcept;
  /// An Error when the columns differ in length or two share a name. `source` names the table in errors.
  explicit Table(std::vector<Column> columns, std::string source = "table");
  // Defined apart: who includes this header does not compile what a column can be.
  Table(const Table& other);
  Table(Table&& other) noexcept;
  Table& operator=(const Table& other);
  Table& operator=(Table&& other) noexcept;
  ~Table();

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

  /// The table with this column at the end, or in place of the one that has its name; an Error when its
  /// length differs.
  Table with(Column column) const;

  /// The table without these columns; an Error when one does not exist.
  Table without(std::span<const std::string> names) const;
  Table without(std::initializer_list<std::string> names) const {
    return without(std::span<const std::string>(names.begin(), names.size()));
  }

  /// The table with these columns only, in this order.
  Table select(std::span<const std::string> names) const;
  Table select(std::initializer_list<std::string> names) const {
    return select(std::span<const std::string>(names.begin(), names.size()));
  }

  /// The table of these rows in this order, counted from 0; an Error when a row does not exist.
  Table take(std::span<const int64_t> rows) const;

  /// The first or the last rows, all when there are fewer; an Error for less than 0.
  Table head(int64_t rows = 5) const;
  Table tail(int64_t rows = 5) const;

 private:
  std::vector<Column> columns_;
  std::string source_ = "table";
};

struct TablePrintOptions {
  int64_t rows = 10;   ///< of a longer table the first and the last half of so many are shown
  int64_t width = 80;  ///< characters of a line; of a wider table the first and the last columns are shown
};

/// The table as people read it: names, types and aligned values, with dots for what is left out. Numbers of a
/// float64 column have as many digits after the point as the shown ones need, six at most.
///
///             X1        X2  color
///        float64   float64  text
///     0  0.00000   0.00000  c1
///     1  0.00123  -0.00261  c2
///     [2 rows x 3 columns]
std::string to_string(const Table& table, const TablePrintOptions& options = {});
std::ostream& operator<<(std::ostream& stream, const Table& table);

}  // namespace gradus::io
