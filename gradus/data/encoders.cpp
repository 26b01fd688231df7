#include "gradus/data/encoders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "gradus/base/error.hpp"
#include "gradus/base/nearest.hpp"
#include "gradus/core/ops/creation.hpp"

namespace gradus::data {

namespace internal {

std::vector<std::vector<std::string>> CategoryEncoder::categories() const {
  check_fitted("categories");
  std::vector<std::vector<std::string>> result;
  for (const Categories& column : categories_) result.push_back(column.texts());
  return result;
}

void CategoryEncoder::check_state(const std::string& where) const {
  const size_t columns = feature_names_in().size();
  if (categories_.size() != columns) {
    fail(fmt::format("{}: categories are told of {} columns, there are {}", where, categories_.size(),
                     columns));
  }
  for (size_t j = 0; j < columns; ++j) {
    if (categories_[j].size() == 0) {
      fail(fmt::format("{}: column \"{}\" has no categories", where, feature_names_in()[j]));
    }
  }
}

void CategoryEncoder::fail_unknown(const std::string& call, const io::Table& x, size_t column, size_t row,
                                   const Categories& known) const {
  const io::Column& values = x.columns()[column];
  const std::string text = cell_text(values, row);
  const std::string_view word =
      text.starts_with('"') ? std::string_view(text).substr(1, text.size() - 2) : text;
  fail(fmt::format(
      "{}: column \"{}\" holds {} in row {} (counted from 0), which is none of its categories; {}", op(call),
      values.name, text, row, did_you_mean(word, known.texts())));
}

std::vector<Categories> CategoryEncoder::learned(const io::Table& x, const CategoryLists& given) const {
  for (const auto& [name, list] : given) {
    if (!x.contains(name)) {
      fail(fmt::format("{}: categories are given for a column \"{}\" that is not there; {}", op("fit"), name,
                       did_you_mean(name, x.column_names())));
    }
  }
  std::vector<Categories> result;
  for (size_t j = 0; j < x.columns().size(); ++j) {
    const io::Column& column = x.columns()[j];
    const auto list = given.find(column.name);
    if (list == given.end()) {
      result.emplace_back(column);
      continue;
    }
    result.emplace_back(op("fit"), list->second);
    const std::vector<int64_t> found = result.back().numbers(op("fit"), column);
    const auto unknown = std::find(found.begin(), found.end(), -1);
    if (unknown != found.end()) {
      fail_unknown("fit", x, j, static_cast<size_t>(unknown - found.begin()), result.back());
    }
  }
  return result;
}

std::vector<int64_t> CategoryEncoder::numbers(const io::Table& x, size_t j, bool refuse) const {
  std::vector<int64_t> found = categories_[j].numbers(op("transform"), x.columns()[j]);
  const auto unknown = std::find(found.begin(), found.end(), -1);
  if (refuse && unknown != found.end()) {
    fail_unknown("transform", x, j, static_cast<size_t>(unknown - found.begin()), categories_[j]);
  }
  return found;
}

}  // namespace internal

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

void list_fields(CategoryLists& lists, Fields& f) {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> values;
  for (const auto& [name, list] : lists) {
    columns.push_back(name);
    values.push_back(list);
  }
  f("listed_columns", columns);
  f("listed_categories", values);
  if (columns.size() != values.size()) fail(fmt::format("{}: lists and their columns differ", f.where()));
  lists.clear();
  for (size_t i = 0; i < columns.size(); ++i) lists.emplace(columns[i], values[i]);
}

}  // namespace

std::span<const std::string_view> enum_names(Unknown) {
  static constexpr std::array<std::string_view, 2> names{"error", "ignore"};
  return names;
}

std::span<const std::string_view> enum_names(Drop) {
  static constexpr std::array<std::string_view, 3> names{"none", "first", "if_binary"};
  return names;
}

// --- OneHotEncoder.

int64_t OneHotEncoder::dropped(const Categories& categories) const {
  if (options_.drop == Drop::first) return 0;
  return options_.drop == Drop::if_binary && categories.size() == 2 ? 0 : -1;
}

size_t OneHotEncoder::width(const Categories& categories) const {
  return categories.size() - (dropped(categories) < 0 ? 0 : 1);
}

void OneHotEncoder::learn(const Frame& x) { categories_ = learned(x.table(), options_.categories); }

Frame OneHotEncoder::apply(const Frame& x) const {
  const io::Table table = x.table();
  std::vector<std::string> names = output_names();
  const auto outputs = static_cast<int64_t>(names.size());
  Tensor z = zeros({table.rows(), outputs}, {.dtype = float64});
  auto* values = z.data<double>();
  int64_t first = 0;
  for (size_t j = 0; j < categories_.size(); ++j) {
    const int64_t without = dropped(categories_[j]);
    const std::vector<int64_t> found = numbers(table, j, options_.handle_unknown == Unknown::error);
    for (size_t i = 0; i < found.size(); ++i) {
      if (found[i] < 0 || found[i] == without) continue;
      const int64_t column = first + found[i] - (without < 0 ? 0 : 1);
      values[static_cast<int64_t>(i) * outputs + column] = 1;
    }
    first += static_cast<int64_t>(width(categories_[j]));
  }
  return {z, std::move(names)};
}

int64_t OneHotEncoder::category_of(const double* values, size_t j) const {
  const int64_t without = dropped(categories_[j]);
  const auto count = static_cast<int64_t>(width(categories_[j]));
  const int64_t largest = std::max_element(values, values + count) - values;
  if (count > 0 && values[largest] > 0) return largest + (without < 0 ? 0 : 1);
  return without;
}

Frame OneHotEncoder::invert(const Frame& z) const {
  const std::string call = op("inverse_transform");
  const Tensor dense = z.matrix(call).to(float64).contiguous();
  const int64_t outputs = dense.size(1);
  std::vector<io::Column> columns;
  int64_t first = 0;
  for (size_t j = 0; j < categories_.size(); ++j) {
    std::vector<int64_t> picked;
    for (int64_t i = 0; i < dense.size(0); ++i) {
      picked.push_back(category_of(dense.data<double>() + i * outputs + first, j));
      if (picked.back() < 0 && options_.handle_unknown == Unknown::error) {
        fail(fmt::format("{}: row {} (counted from 0) has no category of column \"{}\"", call, i,
                         feature_names_in()[j]));
      }
    }
    columns.push_back(categories_[j].column(feature_names_in()[j], picked));
    first += static_cast<int64_t>(width(categories_[j]));
  }
  return Frame(io::Table(std::move(columns), "decoded table"));
}

std::vector<std::string> OneHotEncoder::output_names() const {
  std::vector<std::string> names;
  for (size_t j = 0; j < categories_.size(); ++j) {
    const int64_t without = dropped(categories_[j]);
    for (size_t i = 0; i < categories_[j].size(); ++i) {
      if (static_cast<int64_t>(i) == without) continue;
      names.push_back(fmt::format("{}_{}", feature_names_in()[j], categories_[j].text(i)));
    }
  }
  return names;
}

void OneHotEncoder::state(Fields& f) {
  list_fields(options_.categories, f);
  f("drop", options_.drop);
  f("handle_unknown", options_.handle_unknown);
  f.required("categories", categories_);
}

// --- OrdinalEncoder.

void OrdinalEncoder::learn(const Frame& x) {
  std::vector<Categories> categories = learned(x.table(), options_.categories);
  for (const Categories& column : categories) {
    const auto count = static_cast<double>(column.size() - (column.has_missing() ? 1 : 0));
    const double value = options_.unknown_value.value_or(-1);
    if (value >= 0 && value < count && std::trunc(value) == value) {
      fail(fmt::format("{}: unknown_value {} is the number of a category; there are {}", op("fit"), value,
                       count));
    }
  }
  categories_ = std::move(categories);
}

Frame OrdinalEncoder::apply(const Frame& x) const {
  const io::Table table = x.table();
  const size_t columns = categories_.size();
  Tensor z = zeros({table.rows(), static_cast<int64_t>(columns)}, {.dtype = float64});
  auto* values = z.data<double>();
  for (size_t j = 0; j < columns; ++j) {
    const Categories& known = categories_[j];
    const std::vector<int64_t> found = numbers(table, j, !options_.unknown_value);
    const int64_t gap = known.has_missing() ? static_cast<int64_t>(known.size()) - 1 : -2;
    for (size_t i = 0; i < found.size(); ++i) {
      values[i * columns + j] = found[i] == gap ? options_.encoded_missing_value
                                : found[i] < 0  ? *options_.unknown_value
                                                : static_cast<double>(found[i]);
    }
  }
  return {z, output_names()};
}

Frame OrdinalEncoder::invert(const Frame& z) const {
  const std::string call = op("inverse_transform");
  const Tensor dense = z.matrix(call).to(float64).contiguous();
  const auto same = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
  std::vector<io::Column> columns;
  for (size_t j = 0; j < categories_.size(); ++j) {
    const Categories& known = categories_[j];
    const auto count = static_cast<int64_t>(known.size());
    std::vector<int64_t> picked;
    for (int64_t i = 0; i < dense.size(0); ++i) {
      const double code = dense.data<double>()[i * dense.size(1) + static_cast<int64_t>(j)];
      if (code >= 0 && code < static_cast<double>(count) && std::trunc(code) == code) {
        picked.push_back(static_cast<int64_t>(code));
      } else if (same(code, options_.encoded_missing_value) ||
                 same(code, options_.unknown_value.value_or(nan))) {
        picked.push_back(-1);
      } else {
        fail(fmt::format("{}: {} in row {} (counted from 0) is no category of column \"{}\", which has {}",
                         call, code, i, feature_names_in()[j], count));
      }
    }
    columns.push_back(known.column(feature_names_in()[j], picked));
  }
  return Frame(io::Table(std::move(columns), "decoded table"));
}

void OrdinalEncoder::state(Fields& f) {
  list_fields(options_.categories, f);
  f("unknown_value", options_.unknown_value);
  f("encoded_missing_value", options_.encoded_missing_value);
  f.required("categories", categories_);
}

}  // namespace gradus::data
