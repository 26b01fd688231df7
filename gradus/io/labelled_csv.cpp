#include "gradus/io/labelled_csv.hpp"

#include <fmt/format.h>

#include <charconv>

#include "gradus/base/error.hpp"
#include "gradus/io/csv.hpp"
#include "gradus/io/csv_scanner.hpp"
#include "gradus/io/file.hpp"
#include "gradus/io/utf8.hpp"

namespace gradus::io {
namespace {

constexpr const char* op = "read_labelled_csv";

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

void check_label(const LabelledTable& table, const std::string& path, int64_t row, int64_t label) {
  const auto classes = static_cast<int64_t>(table.class_names.size());
  if (label < 0 || label >= classes) {
    fail(fmt::format("{}: {}: row {} has label {}, the first line names {} classes", op, path, row, label,
                     classes));
  }
}

}  // namespace

LabelledTable read_labelled_csv(const std::string& path) {
  const std::string text = read_unpacked(op, path);
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
  for (int64_t i = 0; i < result.rows; ++i)
    check_label(result, path, i, result.labels[static_cast<size_t>(i)]);
  return result;
}

}  // namespace gradus::io
