#pragma once

#include <optional>
#include <string>

#include "gradus/io/csv_text.hpp"

namespace gradus::io {

/// With what a table is written.
struct CsvDialect {
  char separator = ',';
  char decimal = '.';
  friend bool operator==(const CsvDialect&, const CsvDialect&) = default;
};

/// What is known of it already.
struct CsvHints {
  std::optional<char> separator = std::nullopt;
  std::optional<char> decimal = std::nullopt;
};

/// Finds the separator (`,`, `;` or a tab) and the decimal sign of a table by its first 200 rows.
///
/// A separator cuts all rows into as many cells, two at least, and no quotes in their middle. Of several that
/// do, the one that leaves the fewest cells with another one in them, which decimal commas do not count for;
/// of equally good ones not the comma, as texts have it. Where none does, the comma, unless only another one
/// cuts the first row. A comma is the decimal sign where it stands in numbers (`1,5`; `1,234` alone could be
/// a thousand) and a point does not.
///
///     CsvDialect how = csv_dialect(CsvText("read_csv", "data.csv"), "data.csv");
CsvDialect csv_dialect(const CsvText& text, const std::string& source, const CsvHints& known = {});

}  // namespace gradus::io
