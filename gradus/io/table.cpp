#include "gradus/io/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "gradus/base/error.hpp"
#include "gradus/base/nearest.hpp"

namespace gradus::io {

std::string_view name(ColumnType type) {
  switch (type) {
    case ColumnType::int64:
      return "int64";
    case ColumnType::float64:
      return "float64";
    case ColumnType::text:
      break;
  }
  return "text";
}

int64_t Column::size() const {
  return std::visit([](const auto& v) { return static_cast<int64_t>(v.size()); }, values);
}

int64_t Column::missing() const {
  if (const auto* numbers = std::get_if<std::vector<double>>(&values)) {
    return std::count_if(numbers->begin(), numbers->end(), [](double x) { return std::isnan(x); });
  }
  if (const auto* texts = std::get_if<std::vector<std::string>>(&values)) {
    return std::count(texts->begin(), texts->end(), std::string());
  }
  return 0;
}

Table::Table() noexcept = default;
Table::Table(const Table& other) = default;
Table::Table(Table&& other) noexcept = default;
Table& Table::operator=(const Table& other) = default;
Table& Table::operator=(Table&& other) noexcept = default;
Table::~Table() = default;

Table::Table(std::vector<Column> columns, std::string source)
    : columns_(std::move(columns)), source_(std::move(source)) {
  std::set<std::string_view> names;
  for (const Column& column : columns_) {
    if (column.size() != rows()) {
      fail(fmt::format("{}: column \"{}\" has {} rows, column \"{}\" has {}", source_, column.name,
                       column.size(), columns_.front().name, rows()));
    }
    if (!names.insert(column.name).second) {
      fail(fmt::format("{}: two columns are called \"{}\"", source_, column.name));
    }
  }
}

std::vector<std::string> Table::column_names() const {
  std::vector<std::string> names;
  names.reserve(columns_.size());
  for (const Column& column : columns_) names.push_back(column.name);
  return names;
}

bool Table::contains(std::string_view column) const {
  return std::any_of(columns_.begin(), columns_.end(), [&](const Column& c) { return c.name == column; });
}

const Column& Table::operator[](std::string_view column) const {
  for (const Column& candidate : columns_) {
    if (candidate.name == column) return candidate;
  }
  fail(fmt::format("{}: there is no column \"{}\"; {}", source_, column,
                   did_you_mean(column, column_names())));
}

std::vector<double> Table::numbers(std::string_view column) const {
  const Column& found = (*this)[column];
  if (const auto* numbers = std::get_if<std::vector<double>>(&found.values)) return *numbers;
  if (const auto* integers = std::get_if<std::vector<int64_t>>(&found.values)) {
    return {integers->begin(), integers->end()};
  }
  fail(fmt::format("{}: column \"{}\" holds text where numbers belong{}{}", source_, column,
                   found.first_text.empty() ? "" : ": ", found.first_text));
}

const std::vector<int64_t>& Table::integers(std::string_view column) const {
  const Column& found = (*this)[column];
  if (const auto* integers = std::get_if<std::vector<int64_t>>(&found.values)) return *integers;
  fail(fmt::format("{}: column \"{}\" is {}, whole numbers were asked for{}{}", source_, column,
                   name(found.type()), found.first_text.empty() ? "" : ": ", found.first_text));
}

const std::vector<std::string>& Table::texts(std::string_view column) const {
  const Column& found = (*this)[column];
  if (const auto* texts = std::get_if<std::vector<std::string>>(&found.values)) return *texts;
  fail(fmt::format("{}: column \"{}\" is {}, text was asked for; demand the type when reading the table",
                   source_, column, name(found.type())));
}

Table Table::with(Column column) const {
  std::vector<Column> columns = columns_;
  const auto old = std::find_if(columns.begin(), columns.end(),
                                [&](const Column& candidate) { return candidate.name == column.name; });
  if (old != columns.end()) {
    *old = std::move(column);
  } else {
    columns.push_back(std::move(column));
  }
  return Table(std::move(columns), source_);
}

Table Table::without(std::span<const std::string> names) const {
  for (const std::string& name : names) (*this)[name];  // has to exist
  std::vector<Column> left;
  for (const Column& column : columns_) {
    if (std::find(names.begin(), names.end(), column.name) == names.end()) left.push_back(column);
  }
  return Table(std::move(left), source_);
}

Table Table::select(std::span<const std::string> names) const {
  std::vector<Column> chosen;
  chosen.reserve(names.size());
  for (const std::string& name : names) chosen.push_back((*this)[name]);
  return Table(std::move(chosen), source_);
}

Table Table::take(std::span<const int64_t> chosen) const {
  for (int64_t row : chosen) {
    if (row < 0 || row >= rows()) {
      fail(fmt::format("{}: there is no row {}; rows 0 to {} exist", source_, row, rows() - 1));
    }
  }
  Table result;
  result.source_ = source_;
  for (const Column& column : columns_) {
    Column taken{column.name, {}, column.first_text};
    std::visit(
        [&](const auto& from) {
          std::decay_t<decltype(from)> to;
          to.reserve(chosen.size());
          for (int64_t row : chosen) to.push_back(from[static_cast<size_t>(row)]);
          taken.values = std::move(to);
        },
        column.values);
    result.columns_.push_back(std::move(taken));
  }
  return result;
}

Table Table::head(int64_t count) const {
  if (count < 0) fail(fmt::format("{}: {} rows were asked for", source_, count));
  std::vector<int64_t> chosen(static_cast<size_t>(std::min(count, rows())));
  std::iota(chosen.begin(), chosen.end(), 0);
  return take(chosen);
}

Table Table::tail(int64_t count) const {
  if (count < 0) fail(fmt::format("{}: {} rows were asked for", source_, count));
  std::vector<int64_t> chosen(static_cast<size_t>(std::min(count, rows())));
  std::iota(chosen.begin(), chosen.end(), rows() - static_cast<int64_t>(chosen.size()));
  return take(chosen);
}

}  // namespace gradus::io
