#pragma once

#include <string>
#include <vector>

#include "gradus/learn/table_training.hpp"
#include "lessons/numbers.hpp"

namespace gradus::cli {

using Cells = std::vector<std::vector<std::string>>;

/// A measure as people read it: four significant digits.
std::string short_number(double value);

/// Measures down, splits across, and the baseline of the last split.
Cells measure_cells(const std::vector<learn::SplitMeasures>& splits);

/// Features down, intercept first; a column for each output. Empty for models that are not linear.
Cells term_cells(const learn::LinearTerms& terms);

/// What `train --json` and `evaluate --json` print.
struct ModelReport {
  const learn::TableModel& model;
  const std::vector<learn::SplitMeasures>& splits;
  std::vector<std::string> features;
  int64_t rows = 0;
  double seconds = 0;
  std::string out;  ///< empty: nothing was written
};
lessons::Json to_json(const ModelReport& report);

}  // namespace gradus::cli
