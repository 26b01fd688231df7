#pragma once

#include <string>
#include <vector>

#include "gradus/learn/table/training.hpp"
#include "lessons/numbers.hpp"

namespace gradus::cli {

using Cells = std::vector<std::vector<std::string>>;

/// A measure as people read it: four significant digits.
std::string short_number(double value);

/// "1 row", "2 rows".
std::string counted(int64_t count, const std::string& word);

/// Whose precision, recall and f1 are told: a sentence for two classes, else nothing.
std::string about_measures(const learn::TableModel& model);

/// ", rows counted by "n"", or nothing for an empty name.
std::string about_weights(const std::string& column);

/// Measures down, splits across, and the baseline of the last split.
Cells measure_cells(const std::vector<learn::SplitMeasures>& splits);

/// Features down, intercept first; a column for each class, or for the second of two, which a positive sum
/// speaks for. Empty for models that are not linear.
Cells term_cells(const learn::TableModel& model);

/// What `train --json` and `evaluate --json` print.
struct ModelReport {
  const learn::TableModel& model;
  const std::vector<learn::SplitMeasures>& splits;
  std::vector<std::string> features;
  int64_t rows = 0;
  double seconds = 0;
  std::string out;           ///< empty: nothing was written
  std::string weights = {};  ///< the column that rows count by; told where there is one
  bool balanced = false;     ///< whether classes counted alike; told then
};
lessons::Json to_json(const ModelReport& report);

}  // namespace gradus::cli
