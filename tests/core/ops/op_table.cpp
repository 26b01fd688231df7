#include "op_table.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "gradus/core/ops/creation.hpp"

namespace gradus::test {

const std::vector<OpRow>& op_table() {
  static const std::vector<OpRow> table = [] {
    std::vector<OpRow> all;
    for (auto family : {&unary_rows, &binary_rows, &reduction_rows, &shape_rows, &index_rows, &algebra_rows,
                        &activation_rows, &loss_rows, &special_rows, &shaping_rows, &along_rows,
                        &product_rows, &linalg_rows, &layer_rows}) {
      std::ranges::move(family(), std::back_inserter(all));
    }
    return all;
  }();
  return table;
}

const OpRow* find_row(const std::string& name) {
  const auto& table = op_table();
  const auto row = std::ranges::find(table, name, &OpRow::name);
  return row == table.end() ? nullptr : &*row;
}

Tensor between(double low, double high, const Shape& shape, int variant) {
  // Multiples of the golden ratio modulo 1: spread evenly, no pattern, none of them 0 or 1/2.
  std::vector<double> values(static_cast<size_t>(shape.numel()));
  for (size_t i = 0; i < values.size(); ++i) {
    const double turn = (static_cast<double>(i) + 1 + 17.0 * variant) * 0.61803398874989485;
    values[i] = low + (high - low) * (turn - std::floor(turn));
  }
  return from_data(values, shape);
}

Tensor real(const Shape& shape, int variant) { return between(-2, 2, shape, variant); }

Tensor integers(const Shape& shape, int64_t high) {
  std::vector<int64_t> values(static_cast<size_t>(shape.numel()));
  for (size_t i = 0; i < values.size(); ++i) values[i] = static_cast<int64_t>(i * 7 + 2) % high;
  return from_data(values, shape);
}

Tensor truths(const Shape& shape) { return integers(shape, 3).to(DType::bool_); }

std::optional<Axes> axes_of(const Attributes& attributes) {
  const auto dim = attributes.find("dim");
  if (dim == attributes.end() || dim->is_null()) return std::nullopt;
  if (dim->is_number()) return Axes(dim->get<int64_t>());
  return Axes(std::span<const int64_t>(dim->get<std::vector<int64_t>>()));
}

Shape shape_of(const Attributes& attributes, const char* key) {
  return Shape(std::span<const int64_t>(attributes.at(key).get<std::vector<int64_t>>()));
}

}  // namespace gradus::test
