#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gradus/data/column_facts.hpp"
#include "gradus/io/table.hpp"

namespace gradus::data {

/// One column in numbers; those of a column of text, and of one without a finite value, are NaN.
struct ColumnSummary {
  std::string name;
  io::ColumnType type = io::ColumnType::text;
  int64_t missing = 0;
  int64_t distinct = 0;  ///< different values, missing ones left out
  double min, max, mean, median;
  double std;                    ///< divided by n - 1
  std::vector<ValueCount> most;  ///< the most frequent values, three at most; of numbers with few values
};

struct TableSummary {
  std::string source;
  int64_t rows = 0;
  std::vector<ColumnSummary> columns;
  std::vector<std::string> warnings;  ///< sentences on what is likely to go wrong
};

struct DescribeOptions {
  std::string target = {};  ///< a column that is to be predicted; an Error when it does not exist
};

/// What is in a table: types, gaps, ranges, and warnings: columns that are constant, empty, row numbers, all
/// different, text with numbers in it, infinite, equal to another or to the target; rows that repeat; classes
/// that are rare.
TableSummary describe(const io::Table& table, const DescribeOptions& options = {});

/// What is said of a target with a rare class.
enum class RareClasses { nothing, warning, warning_and_advice };

/// The warnings that concern columns to learn `target` from.
std::vector<std::string> column_warnings(const io::Table& table, const std::string& target,
                                         RareClasses rare = RareClasses::warning_and_advice);

/// Whether a text column has too many different values to be categories.
bool has_too_many_texts(const io::Column& column);

}  // namespace gradus::data
