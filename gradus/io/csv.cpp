#include "gradus/io/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "gradus/base/error.hpp"
#include "gradus/base/nearest.hpp"
#include "gradus/io/column_builder.hpp"
#include "gradus/io/csv_scanner.hpp"
#include "gradus/io/file.hpp"

namespace gradus::io {
namespace {

class CsvReader {
 public:
  CsvReader(std::string_view text, const CsvOptions& options, const std::string& source)
      : text_(text), options_(options), source_(source) {}

  Table read() {
    CsvScanner scanner = open();
    if (!scanner.next_row()) fail(fmt::format("read_csv: {} is empty", source_));
    start_columns(first_row(scanner));
    scanner = open();
    if (!skip_header(scanner)) fail(fmt::format("read_csv: {} has a header and no rows below it", source_));
    do {
      read_row(scanner);
    } while (scanner.next_row());
    for (ColumnBuilder& column : columns_) column.end();
    restore_texts();
    return finish();
  }

 private:
  CsvScanner open() const {
    CsvScanner scanner(text_, options_.separator, source_);
    scanner.skip_lines(options_.skip_lines);
    return scanner;
  }

  /// Goes to the first row of data; false when there is none.
  bool skip_header(CsvScanner& scanner) const {
    scanner.next_row();
    if (!options_.header) return true;
    for (std::string_view cell; scanner.next_cell(cell);) continue;
    return scanner.next_row();
  }

  /// The cells of the first row: names, or data whose number gives the number of columns.
  std::vector<std::string> first_row(CsvScanner& scanner) const {
    std::vector<std::string> cells;
    for (std::string_view cell; scanner.next_cell(cell);) {
      if (options_.header && !is_text(cell)) {
        fail_at(scanner.cell_line(), cells.size(), shown(cell) + " is not UTF-8 text");
      }
      cells.emplace_back(cell);
    }
    return cells;
  }

  void start_columns(std::vector<std::string> names) {
    for (size_t i = 0; i < names.size(); ++i) {
      if (!options_.header) names[i] = fmt::format("{}", i);
      if (names[i].empty()) names[i] = fmt::format("Unnamed: {}", i);
    }
    if (!options_.names.empty()) {
      if (options_.names.size() != names.size()) {
        fail(fmt::format("read_csv: {} has {} columns, {} names were given", source_, names.size(),
                         options_.names.size()));
      }
      names = options_.names;
    }
    check_names(names);
    for (const std::string& name : names) {
      const auto type = options_.types.find(name);
      columns_.emplace_back(name, type == options_.types.end() ? std::nullopt : std::optional(type->second),
                            options_.allow_nan);
    }
  }

  void check_names(const std::vector<std::string>& names) const {
    std::map<std::string_view, size_t> places;
    for (size_t i = 0; i < names.size(); ++i) {
      const auto [first, is_new] = places.emplace(names[i], i);
      if (!is_new) {
        fail(fmt::format("read_csv: {}: columns {} and {} are both called \"{}\"", source_, first->second + 1,
                         i + 1, names[i]));
      }
    }
    for (const auto& [name, type] : options_.types) {
      if (!places.contains(name)) {
        fail(fmt::format("read_csv: {}: a type is given for column \"{}\", which does not exist; {}", source_,
                         name, did_you_mean(name, names)));
      }
    }
  }

  void read_row(CsvScanner& scanner) {
    size_t i = 0;
    for (std::string_view cell; scanner.next_cell(cell); ++i) {
      if (i >= columns_.size()) continue;
      const std::string wrong = columns_[i].add(cell, scanner.cell_line());
      if (!wrong.empty()) fail_at(scanner.cell_line(), i, wrong);
    }
    if (i != columns_.size()) {
      fail(fmt::format("read_csv: {}, line {}: {} {}, the table has {} columns", source_, scanner.row_line(),
                       i, i == 1 ? "cell" : "cells", columns_.size()));
    }
  }

  /// Reads the first rows again for columns of text that began like numbers.
  void restore_texts() {
    int64_t rows = 0;
    for (const ColumnBuilder& column : columns_) rows = std::max(rows, column.lost_texts());
    if (rows == 0) return;
    CsvScanner scanner = open();
    skip_header(scanner);
    std::string_view cell;
    for (int64_t row = 0; row < rows; ++row, scanner.next_row()) {
      for (size_t i = 0; scanner.next_cell(cell); ++i) {
        if (row < columns_[i].lost_texts()) columns_[i].restore(cell);
      }
    }
  }

  Table finish() {
    std::vector<Column> columns;
    columns.reserve(columns_.size());
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (const auto& problem = columns_[i].problem()) fail_at(problem->line, i, problem->what);
      columns.push_back(columns_[i].finish());
    }
    return Table(std::move(columns), source_);
  }

  [[noreturn]] void fail_at(int64_t line, size_t column, const std::string& what) const {
    const std::string name = column < columns_.size() ? fmt::format(" ({})", columns_[column].name()) : "";
    fail(fmt::format("read_csv: {}, line {}, column {}{}: {}", source_, line, column + 1, name, what));
  }

  std::string_view text_;
  const CsvOptions& options_;
  const std::string& source_;
  std::vector<ColumnBuilder> columns_;
};

}  // namespace

Table parse_csv(std::string_view text, const CsvOptions& options, const std::string& source) {
  const char separator = options.separator;
  if (separator == '"' || separator == '\n' || separator == '\r' || separator == '\0') {
    fail("read_csv: the separator may not be a quote, a line break or NUL");
  }
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  return CsvReader(text, options, source).read();
}

Table read_csv(const std::string& path, const CsvOptions& options) {
  return parse_csv(read_unpacked("read_csv", path), options, path);
}

}  // namespace gradus::io
