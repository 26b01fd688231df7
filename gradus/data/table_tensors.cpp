#include "gradus/data/table_tensors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/creation.hpp"

namespace gradus::data {
namespace {

/// The values of one column of numbers, of whichever type.
struct Numbers {
  const int64_t* integers = nullptr;
  const double* floats = nullptr;

  Numbers(const io::Table& table, const std::string& name) {
    const io::Column& column = table[name];
    if (const auto* found = std::get_if<std::vector<int64_t>>(&column.values)) {
      integers = found->data();
    } else if (const auto* other = std::get_if<std::vector<double>>(&column.values)) {
      floats = other->data();
    } else {
      table.numbers(name);  // fails, and says why
    }
  }

  /// Writes the rows to places that lie `stride` apart.
  void copy(size_t first, size_t last, double* to, size_t stride) const {
    for (size_t i = first; i < last; ++i, to += stride) {
      *to = integers != nullptr ? static_cast<double>(integers[i]) : floats[i];
    }
  }
};

io::Column column_of(const Tensor& values, std::string name) {
  if (is_floating_point(values.dtype())) return {std::move(name), values.to_vector<double>()};
  return {std::move(name), values.to_vector<int64_t>()};
}

}  // namespace

Tensor to_tensor(const io::Table& table, std::span<const std::string> names) {
  std::vector<Numbers> columns;
  columns.reserve(names.size());
  for (const std::string& name : names) columns.emplace_back(table, name);
  const Tensor result = zeros({table.rows(), static_cast<int64_t>(names.size())}, {.dtype = float64});
  auto* values = result.data<double>();
  const auto rows = static_cast<size_t>(table.rows());
  constexpr size_t block =
      256;  // rows at a time, so that a matrix row is still in the cache for the next column
  for (size_t first = 0; first < rows; first += block) {
    for (size_t j = 0; j < columns.size(); ++j) {
      columns[j].copy(first, std::min(first + block, rows), values + first * columns.size() + j,
                      columns.size());
    }
  }
  return result;
}

Tensor to_tensor(const io::Table& table) { return to_tensor(table, table.column_names()); }

Tensor column(const io::Table& table, std::string_view name) {
  if (const auto* integers = std::get_if<std::vector<int64_t>>(&table[name].values)) {
    return from_data(*integers, {table.rows()});
  }
  return from_data(table.numbers(name), {table.rows()});
}

io::Table to_table(const Tensor& values, std::span<const std::string> names, const std::string& source) {
  const auto wanted = static_cast<int64_t>(names.size());
  const bool is_vector = values.dim() == 1 && wanted == 1;
  if (!is_vector && (values.dim() != 2 || values.size(1) != wanted)) {
    fail(fmt::format("to_table: a column for each name is needed, [rows, {}]; got {}", wanted,
                     to_string(values.shape())));
  }
  if (is_vector) return io::Table({column_of(values, names[0])}, source);
  std::vector<io::Column> columns;
  for (int64_t j = 0; j < wanted; ++j) {
    columns.push_back(column_of(values.select(1, j), names[static_cast<size_t>(j)]));
  }
  return io::Table(std::move(columns), source);
}

Tensor features(const io::LabelledTable& table) {
  return from_data(table.features, {table.rows, table.columns});
}

Tensor labels(const io::LabelledTable& table) { return from_data(table.labels, {table.rows}); }

}  // namespace gradus::data
