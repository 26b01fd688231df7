#include "gradus/learn/table/target.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/data/column_facts.hpp"

namespace gradus::learn {
namespace {

constexpr int64_t few_values = 20;      // so many different whole numbers may be classes
constexpr int64_t rows_of_a_class = 5;  // on average, where the numbers are more than two
constexpr int64_t most_classes = 1000;

void check_complete(const std::string& what, const io::Column& column) {
  const int64_t missing = column.missing();
  for (int64_t row = 0; missing > 0 && row < column.size(); ++row) {
    if (!data::cell(column, row).empty()) continue;
    fail(fmt::format("{} is missing in {} of {} rows, first in row {} (counted from 0); leave such rows out",
                     what, missing, column.size(), row));
  }
  if (const int64_t row = data::first_infinity(column); row >= 0) {
    fail(fmt::format("{} holds infinity in row {} (counted from 0)", what, row));
  }
}

/// Texts that are no classes.
void check_texts(const std::string& what, const io::Column& column, int64_t distinct) {
  if (data::share_of_numbers(column) > 0.5) {
    fail(fmt::format("{} is neither class nor number: most of it are numbers, but not in {}", what,
                     column.first_text));
  }
  const bool hardly_repeats = distinct > 10 && 2 * distinct > column.size();
  if (hardly_repeats || distinct > most_classes) {
    fail(fmt::format("{} is neither class nor number: it has {} different texts in {} rows", what, distinct,
                     column.size()));
  }
}

bool looks_like_classes(const io::Column& column, int64_t distinct) {
  if (column.type() == io::ColumnType::text) return true;
  if (!data::holds_whole_numbers(column)) return false;
  return distinct == 2 || (distinct <= few_values && distinct * rows_of_a_class <= column.size());
}

}  // namespace

TableTarget read_target(const io::Table& table, const std::string& name, const std::optional<Task>& wanted,
                        bool is_category) {
  const io::Column& column = table[name];
  const std::string what = fmt::format("{}: the target \"{}\"", table.source(), name);
  const int64_t distinct = data::distinct_values(column);
  if (distinct == 0) fail(what + " has no value at all");
  check_complete(what, column);
  const bool text = column.type() == io::ColumnType::text;
  if (text && !is_category) check_texts(what, column, distinct);
  if (distinct == 1) {
    fail(fmt::format("{} has one value only, {}: there is nothing to learn", what, data::cell(column, 0)));
  }
  const Task task =
      wanted.value_or(looks_like_classes(column, distinct) ? Task::classification : Task::regression);
  if (task == Task::regression) {
    if (text) fail(fmt::format("{} holds text, which is no number: \"{}\"", what, data::cell(column, 0)));
    return {.task = task};
  }
  if (!text && !data::holds_whole_numbers(column)) {
    fail(what + " holds numbers that are not whole, which are no classes");
  }
  if (distinct > most_classes)
    fail(fmt::format("{} has {} different values, too many to be classes", what, distinct));
  TableTarget target{.task = task};
  for (data::ValueCount& value : data::value_counts(column))
    target.class_names.push_back(std::move(value.text));
  return target;
}

}  // namespace gradus::learn
