#include "gradus/data/table_tensors.hpp"

#include <vector>

#include "gradus/core/ops/creation.hpp"

namespace gradus::data {

Tensor to_tensor(const io::Table& table, std::span<const std::string> names) {
  const auto rows = static_cast<size_t>(table.rows());
  std::vector<double> values(rows * names.size());
  for (size_t j = 0; j < names.size(); ++j) {
    const std::vector<double> column = table.numbers(names[j]);
    for (size_t i = 0; i < rows; ++i) values[i * names.size() + j] = column[i];
  }
  return from_data(values, {table.rows(), static_cast<int64_t>(names.size())});
}

Tensor features(const io::LabelledTable& table) {
  return from_data(table.features, {table.rows, table.columns});
}

Tensor labels(const io::LabelledTable& table) { return from_data(table.labels, {table.rows}); }

}  // namespace gradus::data
