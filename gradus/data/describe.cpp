#include "gradus/data/describe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <utility>

namespace gradus::data {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr int64_t few_values = 20;  // so many different numbers may be classes
constexpr int64_t most_categories = 200;

std::vector<double> finite_numbers(const io::Column& column) {
  std::vector<double> numbers;
  if (column.type() == io::ColumnType::text) return numbers;
  numbers.reserve(static_cast<size_t>(column.size()));
  std::visit(
      [&](const auto& values) {
        using T = typename std::decay_t<decltype(values)>::value_type;
        if constexpr (!std::is_same_v<T, std::string>) {
          for (const T value : values) {
            if (std::isfinite(static_cast<double>(value))) numbers.push_back(static_cast<double>(value));
          }
        }
      },
      column.values);
  return numbers;
}

void measure(ColumnSummary& summary, std::vector<double> numbers) {
  summary.min = summary.max = summary.mean = summary.median = summary.std = none;
  if (numbers.empty()) return;
  std::sort(numbers.begin(), numbers.end());
  const auto n = static_cast<double>(numbers.size());
  const size_t half = numbers.size() / 2;
  double sum = 0, squares = 0;
  for (const double number : numbers) sum += number / n;
  // Roundings carry no mean beyond the numbers: a constant has no deviation.
  const double mean = std::clamp(sum, numbers.front(), numbers.back());
  // Of a size whose squares are neither 0 nor infinite.
  const double size = std::max(mean - numbers.front(), numbers.back() - mean);
  for (const double number : numbers) {
    if (size > 0) squares += (number - mean) / size * ((number - mean) / size);
  }
  summary.min = numbers.front();
  summary.max = numbers.back();
  summary.mean = mean;
  summary.median = numbers.size() % 2 == 1 ? numbers[half] : numbers[half - 1] / 2 + numbers[half] / 2;
  if (numbers.size() > 1) summary.std = size * std::sqrt(squares / (n - 1));
}

std::vector<ValueCount> most_frequent(const io::Column& column) {
  std::vector<ValueCount> counts = value_counts(column);
  std::stable_sort(counts.begin(), counts.end(),
                   [](const ValueCount& a, const ValueCount& b) { return a.count > b.count; });
  counts.resize(std::min<size_t>(counts.size(), 3));
  return counts;
}

ColumnSummary summary_of(const io::Column& column) {
  ColumnSummary summary{.name = column.name,
                        .type = column.type(),
                        .missing = column.missing(),
                        .distinct = distinct_values(column),
                        .min = none,
                        .max = none,
                        .mean = none,
                        .median = none,
                        .std = none,
                        .most = {}};
  measure(summary, finite_numbers(column));
  if (column.type() == io::ColumnType::text || summary.distinct <= few_values)
    summary.most = most_frequent(column);
  return summary;
}

/// Whether a column counts its rows: 0, 1, 2, ... or 1000, 1001, 1002, ...
bool counts_rows(const io::Column& column) {
  const auto* values = std::get_if<std::vector<int64_t>>(&column.values);
  if (!values || values->size() < 3) return false;
  for (size_t i = 1; i < values->size(); ++i) {
    if ((*values)[i] == std::numeric_limits<int64_t>::min() || (*values)[i] - 1 != (*values)[i - 1])
      return false;
  }
  return true;
}

std::optional<std::string> warning_of(const io::Column& column, bool is_target) {
  const std::string name = fmt::format("column \"{}\"", column.name);
  const int64_t rows = column.size(), missing = column.missing(), distinct = distinct_values(column);
  if (missing == rows) return name + " has no value at all";
  if (distinct == 1) return fmt::format("{} is constant: {}", name, value_counts(column).front().text);
  if (const int64_t row = first_infinity(column); row >= 0) {
    return fmt::format("{} holds infinity, first in row {} (counted from 0)", name, row);
  }
  if (const double share = share_of_numbers(column);
      column.type() == io::ColumnType::text && share > 0.5 && share < 1) {
    return fmt::format("{} is text, though {:.0f} % of it are numbers: {}", name, std::floor(100 * share),
                       column.first_text);
  }
  if (is_target) return std::nullopt;
  if (has_too_many_texts(column)) {
    const std::string number = decimal_comma_in(column);
    return fmt::format("{} has {} different texts in {} rows, too many to be categories{}", name, distinct,
                       rows, number.empty() ? "" : fmt::format("; --decimal , reads {} as a number", number));
  }
  if (counts_rows(column)) return name + " counts the rows; --drop it if it only names them";
  if (2 * missing > rows) return fmt::format("{} has no value in {} of {} rows", name, missing, rows);
  return std::nullopt;
}

/// Whether one column tells the classes of the other by other names. Values that hardly repeat do so by
/// chance, and numbers that go with numbers may be a law.
bool renames(const io::Column& a, const io::Column& b, int64_t distinct) {
  const bool text = a.type() == io::ColumnType::text || b.type() == io::ColumnType::text;
  return text && 2 * distinct <= a.size() && same_groups(a, b);
}

std::vector<std::string> equal_columns(const io::Table& table, const std::string& target) {
  std::vector<std::string> warnings;
  const std::vector<io::Column>& columns = table.columns();
  // Only columns with as many different values and gaps are compared.
  std::map<std::pair<int64_t, int64_t>, std::vector<const io::Column*>> alike;
  for (const io::Column& column : columns) {
    const int64_t distinct = distinct_values(column);
    if (distinct < 2) continue;
    auto& group = alike[{distinct, column.missing()}];
    for (const io::Column* other : group) {
      const bool of_target = other->name == target || column.name == target;
      const bool same = same_values(*other, column);
      if (!same && !(of_target && renames(*other, column, distinct))) continue;
      const std::string& name = other->name == target ? column.name : other->name;
      const std::string& equal = other->name == target ? target : column.name;
      warnings.push_back(
          of_target ? fmt::format("column \"{}\" {} the target \"{}\"; --drop it unless it will be known "
                                  "before the target is",
                                  name, same ? "equals" : "says the same, by other names, as", target)
                    : fmt::format("columns \"{}\" and \"{}\" are equal", name, equal));
      break;
    }
    group.push_back(&column);
  }
  return warnings;
}

int64_t repeated_rows(const io::Table& table) {
  std::vector<std::string> rows(static_cast<size_t>(table.rows()));
  for (const io::Column& column : table.columns()) {
    for (size_t i = 0; i < rows.size(); ++i) rows[i] += cell(column, static_cast<int64_t>(i)) + '\0';
  }
  std::sort(rows.begin(), rows.end());
  return rows.end() - std::unique(rows.begin(), rows.end());
}

void warn_of_rare_classes(const io::Column& column, bool advise, std::vector<std::string>& warnings) {
  const std::vector<ValueCount> counts = value_counts(column);
  if (counts.size() < 2 || std::cmp_greater(counts.size(), few_values)) return;
  const auto rare =
      std::min_element(counts.begin(), counts.end(),
                       [](const ValueCount& a, const ValueCount& b) { return a.count < b.count; });
  const double share = static_cast<double>(rare->count) / static_cast<double>(column.size());
  if (share * static_cast<double>(counts.size()) >= 0.2) return;
  const std::string advice = advise ? "; train with --class-weight balanced to make classes count alike" : "";
  warnings.push_back(
      fmt::format("the target \"{}\" is {} in {} of {} rows only; accuracy alone says little then{}",
                  column.name, rare->text, rare->count, column.size(), advice));
}

}  // namespace

bool has_too_many_texts(const io::Column& column) {
  if (column.type() != io::ColumnType::text) return false;
  const int64_t distinct = distinct_values(column);
  return distinct > most_categories || (distinct > few_values && distinct > column.size() / 10);
}

std::vector<std::string> column_warnings(const io::Table& table, const std::string& target,
                                         RareClasses rare) {
  std::vector<std::string> warnings;
  for (const io::Column& column : table.columns()) {
    if (auto warning = warning_of(column, column.name == target)) warnings.push_back(std::move(*warning));
  }
  for (std::string& warning : equal_columns(table, target)) warnings.push_back(std::move(warning));
  if (!target.empty() && rare != RareClasses::nothing)
    warn_of_rare_classes(table[target], rare == RareClasses::warning_and_advice, warnings);
  return warnings;
}

TableSummary describe(const io::Table& table, const DescribeOptions& options) {
  TableSummary summary{.source = table.source(), .rows = table.rows(), .columns = {}, .warnings = {}};
  if (!options.target.empty()) static_cast<void>(table[options.target]);  // an Error when it is not there
  summary.columns.reserve(table.columns().size());
  for (const io::Column& column : table.columns()) summary.columns.push_back(summary_of(column));
  summary.warnings = column_warnings(table, options.target);
  if (const int64_t repeated = repeated_rows(table); repeated > 0) {
    summary.warnings.push_back(repeated == 1 ? "1 row repeats another"
                                             : fmt::format("{} rows repeat others", repeated));
  }
  return summary;
}

}  // namespace gradus::data
