#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gradus/io/csv.hpp"
#include "gradus/io/table.hpp"

namespace gradus::data {

/// How the text of a table was understood.
struct TableLayout {
  char separator = ',';
  char decimal = '.';
  bool header = true;                 ///< the first line was taken for names
  std::string number_in_header = {};  ///< a name that is a number, so that the line may well be a row
  std::string classes = {};           ///< the column of classes, where the layout is scikit-learn's
};

struct ReadTableOptions {
  std::string directory = {};           ///< looked in first for what is no path
  io::ColumnTypes types = {};           ///< demanded of those columns that are there
  std::vector<std::string> texts = {};  ///< columns to be taken as text; an Error for one that is not there
  std::optional<char> separator = std::nullopt;  ///< found out unless given, as what follows
  std::optional<char> decimal = std::nullopt;
  std::optional<bool> header = std::nullopt;  ///< whether the first line names the columns
  TableLayout* layout = nullptr;              ///< gets what was found out
};

/// A table from wherever it is: the path of a CSV file, or the name of a known one that is here ("iris",
/// "advertising.csv"; data::find() says where is looked).
///
/// Gaps, NaN and infinity are taken. io::csv_dialect() finds the separator and the decimal sign. A first line
/// of numbers alone is a row, and the columns are then called "0", "1", ... Tables in the layout of
/// scikit-learn's package get its column names and, as "target", the names of their classes. Besides
/// read_csv's errors: there is no such file.
///
///     io::Table iris = data::read_table("iris");
io::Table read_table(const std::string& place, const ReadTableOptions& options = {});

}  // namespace gradus::data
