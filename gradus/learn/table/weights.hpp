#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/io/table.hpp"

namespace gradus::learn::internal {

/// How much the rows of a table count.
struct TableWeights {
  std::vector<double> values = {};        ///< of the rows that count; empty: each counts 1
  std::optional<io::Table> counted = {};  ///< these rows, where some weigh 0
  int64_t left_out = 0;                   ///< how many do

  const io::Table& rows_of(const io::Table& table) const { return counted ? *counted : table; }
  /// Of all rows that count, or of some: float64 [n]; undefined where each counts 1.
  Tensor all() const;
  Tensor of(const std::vector<int64_t>& rows) const;
};

/// The weights in a column, none for an empty name. An Error with row and column for text, gaps, and weights
/// that are negative, not finite or all 0, and for a column that is the target.
TableWeights read_weights(const io::Table& table, const std::string& column, const std::string& target);

}  // namespace gradus::learn::internal
