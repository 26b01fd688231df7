#pragma once

#include <initializer_list>
#include <span>
#include <string>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/io/labelled_csv.hpp"
#include "gradus/io/table.hpp"

namespace gradus::data {

/// The columns of numbers of these names as a matrix, float64 [rows, names]; missing values stay NaN. An
/// Error for a column of text.
Tensor to_tensor(const io::Table& table, std::span<const std::string> names);
inline Tensor to_tensor(const io::Table& table, std::initializer_list<std::string> names) {
  return to_tensor(table, std::span<const std::string>(names.begin(), names.size()));
}
/// All columns; each has to be one of numbers.
Tensor to_tensor(const io::Table& table);

/// One column as a vector [rows]: float64, or int64 as the column is. An Error for a column of text.
Tensor column(const io::Table& table, std::string_view name);

/// A matrix [rows, names], or a vector for a single name, as a table: float64 columns for floating-point
/// types, int64 columns for integers and bool. `source` names the table in errors.
///
///     io::write_csv(data::to_table(model(x), {"p0", "p1"}), "predictions.csv");
io::Table to_table(const Tensor& values, std::span<const std::string> names,
                   const std::string& source = "table");
inline io::Table to_table(const Tensor& values, std::initializer_list<std::string> names) {
  return to_table(values, std::span<const std::string>(names.begin(), names.size()));
}

/// Features [rows, columns] of float64 and labels [rows] of int64.
Tensor features(const io::LabelledTable& table);
Tensor labels(const io::LabelledTable& table);

}  // namespace gradus::data
