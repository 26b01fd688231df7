#include "gradus/data/imputer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/creation.hpp"

namespace gradus::data {
namespace {

/// Whether a value is missing where `mark` stands for missing numbers.
struct Missing {
  double mark;
  bool operator()(int64_t x) const { return static_cast<double>(x) == mark; }
  bool operator()(double x) const { return std::isnan(mark) ? std::isnan(x) : x == mark; }
  bool operator()(const std::string& x) const { return x.empty(); }
};

std::vector<size_t> gaps(const io::Column& column, double mark) {
  const Missing is_missing{mark};
  return std::visit(
      [&](const auto& values) {
        std::vector<size_t> rows;
        for (size_t i = 0; i < values.size(); ++i) {
          if (is_missing(values[i])) rows.push_back(i);
        }
        return rows;
      },
      column.values);
}

/// The numbers of a column; an Error for infinity, and for NaN that does not stand for a missing value.
std::vector<double> numbers(const std::string& op, const std::string& source, const io::Column& column,
                            double mark) {
  const Missing is_missing{mark};
  std::vector<double> values;
  if (const auto* integers = std::get_if<std::vector<int64_t>>(&column.values)) {
    values.assign(integers->begin(), integers->end());
  } else {
    values = std::get<std::vector<double>>(column.values);
  }
  for (size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i]) && !is_missing(values[i])) {
      fail(fmt::format("{}: {}: column \"{}\" holds {} in row {} (counted from 0)", op, source, column.name,
                       values[i], i));
    }
  }
  return values;
}

/// The most frequent value, the smallest of several.
template <class T>
T most_frequent(const std::vector<T>& values) {
  std::map<T, size_t> counts;
  for (const T& x : values) ++counts[x];
  return std::max_element(counts.begin(), counts.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (double x : values) sum += x;
  return sum / static_cast<double>(values.size());
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const size_t n = values.size();
  return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

std::string indicator_name(const std::string& column) { return "missingindicator_" + column; }

io::Column indicator(const io::Column& column, double mark) {
  std::vector<double> flags(static_cast<size_t>(column.size()));
  for (size_t row : gaps(column, mark)) flags[row] = 1;
  return {indicator_name(column.name), std::move(flags)};
}

/// A frame of columns; a matrix when the frame they come from was one.
Frame as_given(const Frame& given, std::vector<io::Column> columns, const std::string& op) {
  const Frame table(io::Table(std::move(columns), given.table().source()));
  if (!given.is_matrix()) return table;
  return {table.matrix(op).to(given.matrix(op).dtype()), table.names()};
}

}  // namespace

std::span<const std::string_view> enum_names(Impute) {
  static constexpr std::array<std::string_view, 4> names{"mean", "median", "most_frequent", "constant"};
  return names;
}

// --- SimpleImputer.

SimpleImputer::Filling SimpleImputer::learned(const io::Column& column, const std::string& source) const {
  const Impute strategy = options_.strategy;
  Filling filling{.is_text = column.type() == io::ColumnType::text,
                  .had_gaps = !gaps(column, options_.missing_values).empty(),
                  .number = options_.fill_value,
                  .text = options_.fill_text};
  const Missing is_missing{options_.missing_values};
  const auto learn_from = [&](auto values, auto& result, auto statistic) {
    values.erase(std::remove_if(values.begin(), values.end(), is_missing), values.end());
    if (strategy == Impute::constant) return;
    if (!values.empty()) {
      result = statistic(values);
    } else if (options_.keep_empty_features) {
      if constexpr (std::is_same_v<std::decay_t<decltype(result)>, double>) result = 0;
    } else {
      filling.is_empty = true;
    }
  };
  if (!filling.is_text) {
    learn_from(numbers(op("fit"), source, column, options_.missing_values), filling.number,
               [&](const std::vector<double>& values) {
                 return strategy == Impute::mean     ? mean(values)
                        : strategy == Impute::median ? median(values)
                                                     : most_frequent(values);
               });
    if (!std::isfinite(filling.number)) {
      fail(fmt::format("{}: the numbers of column \"{}\" are too large: their sum is beyond float64",
                       op("fit"), column.name));
    }
    return filling;
  }
  if (strategy == Impute::mean || strategy == Impute::median) {
    fail(fmt::format("{}: {}: column \"{}\" holds text, which has no {}{}{}; take most_frequent or constant",
                     op("fit"), source, column.name, strategy == Impute::mean ? "mean" : "median",
                     column.first_text.empty() ? "" : ": ", column.first_text));
  }
  learn_from(std::get<std::vector<std::string>>(column.values), filling.text,
             [](const std::vector<std::string>& values) { return most_frequent(values); });
  return filling;
}

void SimpleImputer::learn(const Frame& x) {
  const io::Table table = x.table();
  std::vector<Filling> fillings;
  for (const io::Column& column : table.columns()) fillings.push_back(learned(column, table.source()));
  if (std::all_of(fillings.begin(), fillings.end(), [](const Filling& f) { return f.is_empty; })) {
    fail(fmt::format("{}: {}: no column has a value", op("fit"), table.source()));
  }
  fillings_ = std::move(fillings);
}

io::Column SimpleImputer::filled(const io::Column& column, const Filling& filling,
                                 const std::string& source) const {
  const bool is_text = column.type() == io::ColumnType::text;
  if (is_text != filling.is_text) {
    fail(fmt::format("{}: {}: column \"{}\" holds {} where fit() saw {}{}{}", op("transform"), source,
                     column.name, is_text ? "text" : "numbers", filling.is_text ? "text" : "numbers",
                     column.first_text.empty() ? "" : ": ", column.first_text));
  }
  const std::vector<size_t> rows = gaps(column, options_.missing_values);
  if (is_text) {
    io::Column result = column;
    for (size_t row : rows) std::get<std::vector<std::string>>(result.values)[row] = filling.text;
    return result;
  }
  std::vector<double> values = numbers(op("transform"), source, column, options_.missing_values);
  for (size_t row : rows) values[row] = filling.number;
  return {column.name, std::move(values)};
}

Frame SimpleImputer::apply(const Frame& x) const {
  const io::Table table = x.table();
  std::vector<io::Column> columns;
  for (size_t j = 0; j < fillings_.size(); ++j) {
    if (!fillings_[j].is_empty) columns.push_back(filled(table.columns()[j], fillings_[j], table.source()));
  }
  for (size_t j = 0; options_.add_indicator && j < fillings_.size(); ++j) {
    if (fillings_[j].had_gaps) columns.push_back(indicator(table.columns()[j], options_.missing_values));
  }
  return as_given(x, std::move(columns), op("transform"));
}

std::vector<std::string> SimpleImputer::output_names() const {
  std::vector<std::string> names;
  for (size_t j = 0; j < fillings_.size(); ++j) {
    if (!fillings_[j].is_empty) names.push_back(feature_names_in()[j]);
  }
  for (size_t j = 0; options_.add_indicator && j < fillings_.size(); ++j) {
    if (fillings_[j].had_gaps) names.push_back(indicator_name(feature_names_in()[j]));
  }
  return names;
}

std::vector<std::string> SimpleImputer::statistics() const {
  check_fitted("statistics");
  std::vector<std::string> result;
  for (const Filling& f : fillings_) {
    result.push_back(f.is_empty ? "nan" : f.is_text ? f.text : fmt::format("{}", f.number));
  }
  return result;
}

void fields(SimpleImputer::Filling& filling, Fields& f) {
  f.required("is_text", filling.is_text);
  f.required("is_empty", filling.is_empty);
  f.required("had_gaps", filling.had_gaps);
  f.required("number", filling.number);
  f.required("text", filling.text);
}

void SimpleImputer::state(Fields& f) {
  f("strategy", options_.strategy);
  f("fill_value", options_.fill_value);
  f("fill_text", options_.fill_text);
  f("missing_values", options_.missing_values);
  f("add_indicator", options_.add_indicator);
  f("keep_empty_features", options_.keep_empty_features);
  f.required("fillings", fillings_);
}

void SimpleImputer::check_state(const std::string& where) const {
  if (fillings_.size() != feature_names_in().size()) {
    fail(fmt::format("{}: {} fillings for {} columns", where, fillings_.size(), feature_names_in().size()));
  }
}

// --- MissingIndicator.

void MissingIndicator::learn(const Frame& x) {
  const io::Table table = x.table();
  std::vector<bool> had_gaps;
  for (const io::Column& column : table.columns()) {
    had_gaps.push_back(!gaps(column, options_.missing_values).empty());
  }
  had_gaps_ = std::move(had_gaps);
}

Frame MissingIndicator::apply(const Frame& x) const {
  const io::Table table = x.table();
  std::vector<io::Column> columns;
  for (size_t j = 0; j < had_gaps_.size(); ++j) {
    const io::Column& column = table.columns()[j];
    if (options_.all_features || had_gaps_[j]) {
      columns.push_back(indicator(column, options_.missing_values));
    } else if (const auto rows = gaps(column, options_.missing_values);
               options_.error_on_new && !rows.empty()) {
      fail(fmt::format(
          "{}: {}: column \"{}\" lacks a value in row {} (counted from 0), and lacked none in fit()",
          op("transform"), table.source(), column.name, rows.front()));
    }
  }
  if (columns.empty()) {
    fail(fmt::format("{}: no column had gaps in fit(), so nothing comes out", op("transform")));
  }
  return as_given(x, std::move(columns), op("transform"));
}

std::vector<std::string> MissingIndicator::output_names() const {
  std::vector<std::string> names;
  for (size_t j = 0; j < had_gaps_.size(); ++j) {
    if (options_.all_features || had_gaps_[j]) names.push_back(indicator_name(feature_names_in()[j]));
  }
  return names;
}

void MissingIndicator::state(Fields& f) {
  f("all_features", options_.all_features);
  f("error_on_new", options_.error_on_new);
  f("missing_values", options_.missing_values);
  f.required("had_gaps", had_gaps_);
}

void MissingIndicator::check_state(const std::string& where) const {
  if (had_gaps_.size() != feature_names_in().size()) {
    fail(fmt::format("{}: {} flags for {} columns", where, had_gaps_.size(), feature_names_in().size()));
  }
}

}  // namespace gradus::data
