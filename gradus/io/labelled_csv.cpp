#include "gradus/io/labelled_csv.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <utility>

#include "gradus/base/error.hpp"
#include "gradus/io/csv.hpp"
#include "gradus/io/csv_scanner.hpp"
#include "gradus/io/file.hpp"
#include "gradus/io/output.hpp"
#include "gradus/io/utf8.hpp"

namespace gradus::io {
namespace {

constexpr const char* op = "read_labelled_csv";
constexpr const char* writing = "write_labelled_csv";

int64_t count_in_first_line(CsvScanner& scanner, const std::string& path, const char* what) {
  std::string_view cell;
  int64_t count = 0;
  if (scanner.next_cell(cell)) {
    const char* end = cell.data() + cell.size();
    const auto [stop, error] = std::from_chars(cell.data(), end, count);
    if (error == std::errc{} && stop == end && count > 0) return count;
  }
  fail(fmt::format(
      "{}: {}, line {}: it should begin with the numbers of rows and columns; {} is no number of {}", op,
      path, scanner.row_line(), shown(cell), what));
}

/// Fails at the first label without a name; `names` says who names the classes.
void check_labels(const LabelledTable& table, const std::string& op_and_place, const char* names) {
  const auto classes = static_cast<int64_t>(table.class_names.size());
  for (size_t row = 0; row < table.labels.size(); ++row) {
    const int64_t label = table.labels[row];
    if (label >= 0 && label < classes) continue;
    fail(fmt::format("{}: row {} has label {}, {} {} classes", op_and_place, row, label, names, classes));
  }
}

void check_sizes(const LabelledTable& table) {
  const auto features = static_cast<int64_t>(table.features.size());
  const auto labels = static_cast<int64_t>(table.labels.size());
  if (table.rows < 1 || table.columns < 1) {
    fail(fmt::format("{}: {} rows of {} features are no table", writing, table.rows, table.columns));
  }
  const bool fits = features % table.columns == 0 && features / table.columns == table.rows;
  if (!fits || labels != table.rows) {
    fail(fmt::format("{}: {} rows of {} features are promised, there are {} features and {} labels", writing,
                     table.rows, table.columns, features, labels));
  }
}

/// Columns of features, then that of labels.
Table all_columns(const LabelledTable& table) {
  std::vector<Column> columns;
  for (int64_t j = 0; j < table.columns; ++j) {
    std::vector<double> values(static_cast<size_t>(table.rows));
    for (size_t i = 0; i < values.size(); ++i) {
      values[i] = table.features[i * static_cast<size_t>(table.columns) + static_cast<size_t>(j)];
      if (std::isfinite(values[i])) continue;
      fail(fmt::format("{}: row {}, feature {} is {}, which is not a finite number", writing, i, j,
                       values[i]));
    }
    columns.push_back({fmt::format("{}", j), std::move(values)});
  }
  columns.push_back({"label", table.labels});
  return Table(std::move(columns), "the table");
}

/// The counts and the class names, as a table of one row.
Table first_line_of(const LabelledTable& table) {
  std::vector<Column> cells{{"rows", std::vector{table.rows}}, {"columns", std::vector{table.columns}}};
  for (size_t i = 0; i < table.class_names.size(); ++i) {
    cells.push_back({fmt::format("class {}", i), std::vector{table.class_names[i]}});
  }
  return Table(std::move(cells), "the class names");
}

}  // namespace

LabelledTable read_labelled_csv(const std::string& path) {
  return parse_labelled_csv(read_unpacked(op, path), path);
}

LabelledTable parse_labelled_csv(std::string_view text, const std::string& path) {
  CsvText whole(text);
  CsvScanner first_line(whole, ',', path);
  if (!first_line.next_row()) fail(fmt::format("{}: {} is empty", op, path));
  LabelledTable result;
  result.rows = count_in_first_line(first_line, path, "rows");
  result.columns = count_in_first_line(first_line, path, "columns");
  for (std::string_view cell; first_line.next_cell(cell);) result.class_names.emplace_back(cell);

  const Table table = parse_csv(text, {.skip_lines = first_line.row_line(), .header = false}, path);
  const auto columns = static_cast<int64_t>(table.columns().size()) - 1;
  if (table.rows() != result.rows || columns != result.columns) {
    fail(fmt::format("{}: {}: the first line promises {} rows of {} features, {} rows of {} follow", op, path,
                     result.rows, result.columns, table.rows(), columns));
  }
  const std::vector<std::string> names = table.column_names();
  result.features.resize(static_cast<size_t>(result.rows * result.columns));
  for (int64_t j = 0; j < columns; ++j) {
    const std::vector<double> values = table.numbers(names[static_cast<size_t>(j)]);
    for (int64_t i = 0; i < result.rows; ++i) {
      result.features[static_cast<size_t>(i * columns + j)] = values[static_cast<size_t>(i)];
    }
  }
  result.labels = table.integers(names.back());
  check_labels(result, fmt::format("{}: {}", op, path), "the first line names");
  return result;
}

void write_labelled_csv(const LabelledTable& table, const std::string& path) {
  check_sizes(table);
  check_labels(table, writing, "class_names has");
  const std::string first_line = to_csv(first_line_of(table), {.header = false});
  const std::string rest = to_csv(all_columns(table), {.header = false});
  Output output(writing, path);
  output.write(first_line);
  output.write(rest);
  output.commit();
}

}  // namespace gradus::io
