#pragma once

#include <span>
#include <string>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/io/labelled_csv.hpp"
#include "gradus/io/table.hpp"

namespace gradus::data {

/// The columns of numbers of these names as a matrix, float64 [rows, names]; an Error for a column of text.
Tensor to_tensor(const io::Table& table, std::span<const std::string> names);
inline Tensor to_tensor(const io::Table& table, std::initializer_list<std::string> names) {
  return to_tensor(table, std::span<const std::string>(names.begin(), names.size()));
}

/// Features [rows, columns] of float64 and labels [rows] of int64.
Tensor features(const io::LabelledTable& table);
Tensor labels(const io::LabelledTable& table);

}  // namespace gradus::data
