#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gradus/data/describe.hpp"
#include "gradus/data/transformer.hpp"
#include "gradus/io/table.hpp"

namespace gradus::learn::internal {

/// Columns to learn from, by what becomes of them.
struct FeatureColumns {
  std::vector<std::string> numbers, texts;
  std::vector<std::string> left_out;  ///< texts that hardly repeat, and columns without any value

  std::vector<std::string> names(const io::Table& table) const;  ///< in the table's order
};

/// All columns but the target (none if empty) and those dropped; text in `categories` is taken however it
/// looks. An Error for a name that does not exist, infinity, text in a column of numbers, and when nothing is
/// left that varies.
FeatureColumns feature_columns(const io::Table& table, const std::string& target,
                               const std::vector<std::string>& drop,
                               const std::vector<std::string>& categories = {});

/// data::column_warnings(), which also say what was left out.
std::vector<std::string> feature_warnings(const io::Table& table, const std::string& target,
                                          const FeatureColumns& columns,
                                          data::RareClasses rare = data::RareClasses::warning_and_advice);

struct PreparationOptions {
  bool scale = true;
  bool center = true;       ///< moves numbers to mean 0, unless there is no intercept to make up for it
  bool drop_first = false;  ///< a category less, where the intercept would stand for it
};

/// Not fitted. The categories are those of the whole table, so that one which only held-out rows have is
/// known.
std::unique_ptr<data::Transformer> make_preparation(const io::Table& table, const FeatureColumns& columns,
                                                    const PreparationOptions& options);

/// How a prepared column was made of one in the data's own units: (x - mean) / scale.
struct Scaling {
  double mean = 0, scale = 1;
};

/// Of each prepared column; those that are as they were, and categories, keep 0 and 1.
std::vector<Scaling> scaling_of(const data::Transformer& preparation, size_t columns);

}  // namespace gradus::learn::internal
