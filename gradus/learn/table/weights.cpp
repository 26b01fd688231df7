#include "gradus/learn/table/weights.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/data/column_facts.hpp"

namespace gradus::learn::internal {

Tensor TableWeights::all() const {
  return values.empty() ? Tensor() : from_data(values, {std::ssize(values)});
}

Tensor TableWeights::of(const std::vector<int64_t>& rows) const {
  if (values.empty()) return {};
  std::vector<double> some;
  some.reserve(rows.size());
  for (const int64_t row : rows) some.push_back(values[static_cast<size_t>(row)]);
  return from_data(some, {std::ssize(rows)});
}

TableWeights read_weights(const io::Table& table, const std::string& column, const std::string& target) {
  if (column.empty()) return {};
  const io::Column& given = table[column];
  const std::string what = fmt::format("{}: column \"{}\"", table.source(), column);
  if (column == target) fail(what + " is the target and cannot weigh the rows as well");
  if (given.type() == io::ColumnType::text) {
    fail(fmt::format("{} holds text{}; weights are numbers", what,
                     given.first_text.empty() ? "" : fmt::format(", {}", given.first_text)));
  }
  TableWeights weights{.values = table.numbers(column)};
  std::vector<int64_t> kept;
  kept.reserve(weights.values.size());
  for (size_t row = 0; row < weights.values.size(); ++row) {
    const double weight = weights.values[row];
    if (!std::isfinite(weight) || weight < 0) {
      const std::string seen = std::isnan(weight) ? "a gap" : fmt::format("{}", weight);
      fail(fmt::format("{} holds {} in row {} (counted from 0); weights are finite and not negative", what,
                       seen, row));
    }
    if (weight > 0) kept.push_back(static_cast<int64_t>(row));
  }
  if (kept.empty()) fail(what + " weighs no row: all of it is 0");
  weights.left_out = table.rows() - std::ssize(kept);
  if (weights.left_out > 0) {
    weights.counted = table.take(kept);
    std::erase(weights.values, 0.0);
  }
  return weights;
}

}  // namespace gradus::learn::internal
