#include "gradus/io/csv_dialect.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "gradus/base/error.hpp"
#include "gradus/io/csv_scanner.hpp"

namespace gradus::io {
namespace {

constexpr std::array separators{';', '\t', ','};  // of equally good ones the first
constexpr int64_t rows_to_look_at = 200;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view without_blanks(std::string_view cell) {
  constexpr std::string_view blanks = " \t";
  const size_t first = cell.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return cell.substr(first, cell.find_last_not_of(blanks) - first + 1);
}

/// How much a cell speaks for a number with this decimal sign.
enum class Reading { no_number, could_be_thousands, number };

/// Digits, the sign, digits, and perhaps an exponent: a number without the sign does not tell it.
Reading reading(std::string_view cell, char sign) {
  if (cell.starts_with('-') || cell.starts_with('+')) cell.remove_prefix(1);
  const auto digits = [&cell] {
    const auto end = std::find_if_not(cell.begin(), cell.end(), is_digit);
    const auto count = static_cast<size_t>(end - cell.begin());
    cell.remove_prefix(count);
    return count;
  };
  const size_t before = digits();
  if (!cell.starts_with(sign)) return Reading::no_number;
  cell.remove_prefix(1);
  const size_t after = digits();
  if (before + after == 0) return Reading::no_number;
  if (cell.empty()) {
    return after == 3 && before >= 1 && before <= 3 ? Reading::could_be_thousands : Reading::number;
  }
  if (cell.front() != 'e' && cell.front() != 'E') return Reading::no_number;
  cell.remove_prefix(1);
  if (cell.starts_with('-') || cell.starts_with('+')) cell.remove_prefix(1);
  return digits() > 0 && cell.empty() ? Reading::number : Reading::no_number;
}

/// What a separator makes of the first rows.
struct Cut {
  char separator;
  bool is_even = true;             ///< all rows have as many cells, and quotes are whole
  size_t cells = 0;                ///< of the first row
  int64_t rows = 0;                ///< that were looked at
  int64_t cut_rows = 0;            ///< of more than one cell
  int64_t strangers = 0;           ///< cells with another separator inside, but for decimal commas
  int64_t commas = 0, points = 0;  ///< cells that are numbers with this sign
};

void look_at(std::string_view cell, Cut& cut) {
  cell = without_blanks(cell);
  const Reading comma = reading(cell, ',');
  if (comma == Reading::number) ++cut.commas;
  if (reading(cell, '.') != Reading::no_number) ++cut.points;
  const bool is_strange = std::any_of(separators.begin(), separators.end(), [&](char other) {
    return other != cut.separator && cell.find(other) != std::string_view::npos;
  });
  if (is_strange && comma == Reading::no_number) ++cut.strangers;
}

void look_at_rows(CsvScanner& scanner, Cut& cut) {
  std::string_view cell;
  while (cut.rows < rows_to_look_at && scanner.next_row()) {
    size_t cells = 0;
    for (; scanner.next_cell(cell); ++cells) look_at(cell, cut);
    if (cut.rows++ == 0) cut.cells = cells;
    if (cells > 1) ++cut.cut_rows;
    if (cells != cut.cells) cut.is_even = false;
  }
}

Cut cut_by(const CsvText& text, char separator, const std::string& source) {
  Cut cut{.separator = separator};
  CsvText rows = text.again();
  CsvScanner scanner(rows, separator, source);
  try {
    look_at_rows(scanner, cut);
  } catch (const Error&) {
    cut.is_even = false;  // a quote in the middle of a cell: whoever reads the table will say so
  }
  return cut;
}

const Cut& best_of(const std::vector<Cut>& cuts) {
  const auto no_table = [](const Cut& cut) { return !cut.is_even || cut.cells < 2; };
  const Cut* best = nullptr;
  for (const Cut& cut : cuts) {
    if (no_table(cut)) continue;
    if (best == nullptr || cut.strangers < best->strangers) best = &cut;
  }
  if (best != nullptr) return *best;
  // A table that is damaged, or has a single column: its error should speak of the right cells.
  const Cut& comma = cuts.back();
  if (comma.cells > 1) return comma;
  const auto cuts_most = [](const Cut& cut) { return cut.cells > 1 && 2 * cut.cut_rows > cut.rows; };
  const auto found = std::find_if(cuts.begin(), cuts.end(), cuts_most);
  return found == cuts.end() ? comma : *found;
}

}  // namespace

CsvDialect csv_dialect(const CsvText& text, const std::string& source, const CsvHints& known) {
  std::vector<Cut> cuts;
  cuts.reserve(separators.size());
  for (const char separator : separators) {
    if (known.separator.value_or(separator) == separator) cuts.push_back(cut_by(text, separator, source));
  }
  if (cuts.empty()) cuts.push_back(cut_by(text, *known.separator, source));  // none of the usual ones
  const Cut& cut = best_of(cuts);
  const bool commas = cut.separator != ',' && cut.commas > 0 && cut.points == 0;
  // Of a single column whose numbers have commas: these do not separate.
  const bool one_column = known.decimal == ',' && !known.separator && cut.separator == ',' && cut.cells < 2;
  return {.separator = one_column ? ';' : cut.separator,
          .decimal = known.decimal.value_or(commas ? ',' : '.')};
}

}  // namespace gradus::io
