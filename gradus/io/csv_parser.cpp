#include "gradus/io/csv_parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <string_view>
#include <utility>

#include "gradus/base/error.hpp"
#include "gradus/base/nearest.hpp"
#include "gradus/io/csv_signs.hpp"
#include "gradus/io/utf8.hpp"

namespace gradus::io {
namespace {

CellRules rules_of(const CsvOptions& options) {
  return {
      .missing = MissingWords(options.missing), .decimal = options.decimal, .allow_nan = options.allow_nan};
}

}  // namespace

CsvParser::CsvParser(CsvText text, CsvOptions options, std::string source)
    : options_(std::move(options)),
      source_(std::move(source)),
      rules_(rules_of(options_)),
      text_(std::move(text)),
      scanner_(scanner_of(text_)) {
  check_signs("read_csv", options_.separator, options_.decimal);
  if (!scanner_.next_row()) fail(fmt::format("read_csv: {} is empty", source_));
  start_columns(column_names(first_row()));
  if (!options_.header) scanner_.repeat_row();
  row_pending_ = !options_.header || scanner_.next_row();
  if (!row_pending_) fail(fmt::format("read_csv: {} has a header and no rows below it", source_));
}

CsvScanner CsvParser::scanner_of(CsvText& text) const {
  text.skip_lines(options_.skip_lines);
  return {text, options_.separator, source_, options_.skip_lines + 1};
}

/// Names, or data whose number gives the number of columns.
std::vector<std::string> CsvParser::first_row() {
  std::vector<std::string> cells;
  for (std::string_view cell; scanner_.next_cell(cell);) {
    if (options_.header && !is_text(cell)) {
      fail_at(scanner_.cell_line(), cells.size(), shown(cell) + " is not UTF-8 text");
    }
    cells.emplace_back(cell);
  }
  return cells;
}

std::vector<std::string> CsvParser::column_names(std::vector<std::string> cells) const {
  for (size_t i = 0; i < cells.size(); ++i) {
    if (!options_.header) cells[i] = fmt::format("{}", i);
    if (cells[i].empty()) cells[i] = fmt::format("Unnamed: {}", i);
  }
  if (options_.names.empty()) return cells;
  if (options_.names.size() != cells.size()) {
    fail(fmt::format("read_csv: {} has {} columns, {} names were given", source_, cells.size(),
                     options_.names.size()));
  }
  return options_.names;
}

void CsvParser::check_names(const std::vector<std::string>& names) const {
  std::map<std::string_view, size_t> places;
  for (size_t i = 0; i < names.size(); ++i) {
    const auto [first, is_new] = places.emplace(names[i], i);
    if (!is_new) {
      fail(fmt::format("read_csv: {}: columns {} and {} are both called \"{}\"", source_, first->second + 1,
                       i + 1, names[i]));
    }
  }
  const auto check_exists = [&](const std::string& name, const char* what) {
    if (places.contains(name)) return;
    fail(fmt::format("read_csv: {}: there is no column \"{}\", {}; {}", source_, name, what,
                     did_you_mean(name, names)));
  };
  for (const auto& [name, type] : options_.types) check_exists(name, "whose type is given");
  std::map<std::string_view, int> chosen;
  for (const std::string& name : options_.columns) {
    check_exists(name, "which is asked for");
    if (++chosen[name] > 1)
      fail(fmt::format("read_csv: {}: column \"{}\" is asked for twice", source_, name));
  }
}

void CsvParser::start_columns(const std::vector<std::string>& names) {
  check_names(names);
  names_ = names;
  const std::vector<std::string>& chosen = options_.columns.empty() ? names : options_.columns;
  columns_.reserve(chosen.size());
  std::map<std::string_view, ColumnBuilder*> builders;
  for (const std::string& name : chosen) {
    const auto type = options_.types.find(name);
    columns_.emplace_back(name, type == options_.types.end() ? std::nullopt : std::optional(type->second),
                          rules_);
    builders.emplace(name, &columns_.back());
  }
  for (const std::string& name : names) {
    const auto builder = builders.find(name);
    fields_.push_back(builder == builders.end() ? nullptr : builder->second);
  }
}

std::optional<Table> CsvParser::next(int64_t most_rows) {
  const int64_t rows = read_rows(most_rows);
  if (rows == 0) return std::nullopt;
  end_columns();
  restore_texts();
  text_.forget();
  std::vector<Column> columns;
  columns.reserve(columns_.size());
  for (ColumnBuilder& column : columns_) columns.push_back(column.finish());
  rows_before_ += rows;
  return Table(std::move(columns), source_);
}

ColumnTypes CsvParser::types() {
  constexpr int64_t part = 1 << 16;
  text_.forget();
  while (read_rows(part) > 0) {
    for (ColumnBuilder& column : columns_) column.drop();
  }
  end_columns();
  ColumnTypes types;
  for (const ColumnBuilder& column : columns_) types.emplace(column.name(), column.type());
  return types;
}

/// How many rows there were.
int64_t CsvParser::read_rows(int64_t most_rows) try {
  int64_t rows = 0;
  int64_t reserved = 0;
  for (; rows < most_rows && next_row(); ++rows) {
    if (rows == reserved) {
      reserved = std::min(rows_to_reserve(rows), most_rows);
      reserve(reserved);
    }
    read_row();
  }
  return rows;
} catch (const std::bad_alloc&) {
  fail(fmt::format("read_csv: {}, line {}: the memory does not hold more rows; CsvReader reads in parts",
                   source_, scanner_.row_line()));
}

bool CsvParser::next_row() { return std::exchange(row_pending_, false) || scanner_.next_row(); }

/// Vectors that double would need three times a table's memory. So the rows to come are estimated from how
/// much of the file the first ones took; what is reserved and never written costs no memory.
int64_t CsvParser::rows_to_reserve(int64_t rows) const {
  constexpr int64_t few = 1 << 10, many = 1 << 16;
  if (rows == 0) return few;
  const double progress = scanner_.progress();
  if (progress == 0) return 2 * rows;
  const double estimate =
      static_cast<double>(rows_before_ + rows) / progress - static_cast<double>(rows_before_);
  const auto all = static_cast<int64_t>(1.02 * estimate);
  return std::max(rows < many ? std::min(all, many) : all, rows + rows / 8);
}

void CsvParser::reserve(int64_t rows) {
  for (ColumnBuilder& column : columns_) column.reserve(static_cast<size_t>(rows));
}

void CsvParser::read_row() {
  std::string_view cell;
  for (size_t i = 0; i < fields_.size(); ++i) {
    ColumnBuilder* column = fields_[i];
    if (column != nullptr && column->take_number(scanner_)) continue;
    if (!scanner_.next_cell(cell)) fail_ragged(i);
    if (column == nullptr) continue;
    const std::string wrong = column->add(cell, scanner_.cell_line());
    if (!wrong.empty()) fail_at(scanner_.cell_line(), i, wrong);
  }
  if (!scanner_.row_has_ended()) fail_ragged(fields_.size());
}

void CsvParser::fail_ragged(size_t cells) {
  for (std::string_view cell; scanner_.next_cell(cell);) ++cells;
  fail(fmt::format("read_csv: {}, line {}: {} {}, the table has {} columns", source_, scanner_.row_line(),
                   cells, cells == 1 ? "cell" : "cells", fields_.size()));
}

void CsvParser::end_columns() {
  for (ColumnBuilder& column : columns_) column.end();
  for (size_t i = 0; i < fields_.size(); ++i) {
    if (fields_[i] == nullptr) continue;
    if (const auto& problem = fields_[i]->problem()) fail_at(problem->line, i, problem->what);
  }
}

/// Reads the first rows again for columns of text that began like numbers.
void CsvParser::restore_texts() {
  size_t rows = 0;
  for (const ColumnBuilder& column : columns_) rows = std::max(rows, column.lost_texts());
  if (rows == 0) return;
  CsvText text = text_.again();
  CsvScanner scanner = scanner_of(text);
  std::string_view cell;
  if (options_.header && scanner.next_row()) {
    while (scanner.next_cell(cell)) continue;
  }
  for (size_t row = 0; row < rows; ++row) {
    const bool is_there = scanner.next_row();
    for (ColumnBuilder* column : fields_) {
      if (!is_there || !scanner.next_cell(cell))
        fail(fmt::format("read_csv: {} changed while it was read", source_));
      if (column != nullptr && row < column->lost_texts()) column->restore(row, cell);
    }
  }
}

void CsvParser::fail_at(int64_t line, size_t column, const std::string& what) const {
  const std::string name = column < names_.size() ? fmt::format(" ({})", names_[column]) : "";
  fail(fmt::format("read_csv: {}, line {}, column {}{}: {}", source_, line, column + 1, name, what));
}

}  // namespace gradus::io
