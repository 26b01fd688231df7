#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gradus::io {

/// A table of numbers with a class for each row.
struct LabelledTable {
  int64_t rows = 0;
  int64_t columns = 0;
  std::vector<double> features;          ///< [rows, columns], row by row
  std::vector<int64_t> labels;           ///< [rows], from 0
  std::vector<std::string> class_names;  ///< by label
};

/// Reads a table in the layout of scikit-learn's package (iris, wine, breast cancer): the first line holds
/// the numbers of rows and of columns and the class names; each further line the features and, last, the
/// label. Besides read_csv's errors: counts in the first line that do not agree with the rest, a label
/// without a name.
LabelledTable read_labelled_csv(const std::string& path);

/// The same for text in memory; `source` names it in errors.
LabelledTable parse_labelled_csv(std::string_view text, const std::string& source = "text");

/// Writes a table in that layout, with write_csv's rules; the file appears whole or not at all. An Error for
/// a table without rows or columns, numbers of values that do not agree, a label without a name, a feature
/// that is not finite.
void write_labelled_csv(const LabelledTable& table, const std::string& path);

}  // namespace gradus::io
