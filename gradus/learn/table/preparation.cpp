#include "gradus/learn/table/preparation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/data/column_facts.hpp"
#include "gradus/data/column_transformer.hpp"
#include "gradus/data/describe.hpp"
#include "gradus/data/encoders.hpp"
#include "gradus/data/imputer.hpp"
#include "gradus/data/scaler.hpp"

namespace gradus::learn::internal {

std::vector<std::string> FeatureColumns::names(const io::Table& table) const {
  std::vector<std::string> result;
  for (const std::string& name : table.column_names()) {
    const auto is_in = [&](const std::vector<std::string>& list) {
      return std::find(list.begin(), list.end(), name) != list.end();
    };
    if (is_in(numbers) || is_in(texts)) result.push_back(name);
  }
  return result;
}

namespace {

/// What is wrong with the columns beside the target, `: column "a" is constant: 1; ...`; the first three.
std::string what_is_wrong(const io::Table& columns) {
  constexpr size_t most = 3;
  const std::vector<std::string> warnings = data::column_warnings(columns, "", data::RareClasses::nothing);
  std::string words;
  for (size_t i = 0; i < std::min(most, warnings.size()); ++i) words += (i == 0 ? ": " : "; ") + warnings[i];
  return warnings.size() > most ? words + "; ..." : words;
}

}  // namespace

FeatureColumns feature_columns(const io::Table& table, const std::string& target,
                               const std::vector<std::string>& drop,
                               const std::vector<std::string>& categories) {
  if (!target.empty()) static_cast<void>(table[target]);  // an Error with the nearest name
  for (const std::string& name : drop) {
    if (!target.empty() && name == target)
      fail(fmt::format("{}: \"{}\" is the target and cannot be dropped", table.source(), name));
  }
  FeatureColumns found;
  bool varies = false;
  const io::Table kept = table.without(drop);
  for (const io::Column& column : kept.columns()) {
    if (column.name == target) continue;
    const std::string what = fmt::format("{}: column \"{}\"", table.source(), column.name);
    if (const int64_t row = data::first_infinity(column); row >= 0) {
      fail(fmt::format("{} holds infinity in row {} (counted from 0)", what, row));
    }
    const bool text = column.type() == io::ColumnType::text;
    const bool asked = std::find(categories.begin(), categories.end(), column.name) != categories.end();
    if (text && !asked && data::share_of_numbers(column) > 0.5) {
      fail(fmt::format(
          "{} holds numbers, but not in {}; mend it, --drop it, or take it as categories with --category",
          what, column.first_text));
    }
    const int64_t distinct = data::distinct_values(column);
    if (distinct == 0 || (!asked && data::has_too_many_texts(column))) {
      found.left_out.push_back(column.name);
      continue;
    }
    varies = varies || distinct > 1;
    (text ? found.texts : found.numbers).push_back(column.name);
  }
  if (!varies) {
    const std::string beside = target.empty() ? "" : fmt::format(" beside the target \"{}\"", target);
    const std::string wrong = what_is_wrong(target.empty() ? kept : kept.without({target}));
    fail(fmt::format("{}: no column{} varies and can be learned from{}", table.source(), beside, wrong));
  }
  return found;
}

std::vector<std::string> feature_warnings(const io::Table& table, const std::string& target,
                                          const FeatureColumns& columns, data::RareClasses rare) {
  std::vector<std::string> warnings = data::column_warnings(table, target, rare);
  for (std::string& warning : warnings) {
    for (const std::string& name : columns.left_out) {
      if (warning.starts_with(fmt::format("column \"{}\" has ", name))) warning += "; it is left out";
    }
  }
  return warnings;
}

namespace {

/// An Error when a column and a category, or two categories, would become columns of one name.
void check_output_names(const io::Table& table, const FeatureColumns& columns,
                        const data::OneHotOptions& encode) {
  std::map<std::string, std::string> sources;
  for (const std::string& name : columns.numbers) sources[name] = fmt::format("column \"{}\"", name);
  for (const std::string& name : columns.texts) {
    const auto& texts = encode.categories.at(name);
    for (size_t i = encode.drop == data::Drop::first ? 1 : 0; i < texts.size(); ++i) {
      const std::string source = fmt::format("the category \"{}\" of column \"{}\"", texts[i], name);
      const auto [first, is_new] = sources.emplace(fmt::format("{}_{}", name, texts[i]), source);
      if (is_new) continue;
      fail(fmt::format("{}: {} and {} would both be called \"{}\"; rename or leave out one of the columns",
                       table.source(), first->second, source, first->first));
    }
  }
}

}  // namespace

std::unique_ptr<data::Transformer> make_preparation(const io::Table& table, const FeatureColumns& columns,
                                                    const PreparationOptions& options) {
  auto prepare =
      std::make_unique<data::ColumnTransformer>(data::ColumnTransformerOptions{.verbose_names = false});
  if (!columns.numbers.empty()) {
    data::Pipeline numbers;
    numbers.add("fill", data::SimpleImputer({.strategy = data::Impute::median, .keep_empty_features = true}));
    if (options.scale) numbers.add("scale", data::StandardScaler({.with_mean = options.center}));
    prepare->add("numbers", std::move(numbers), data::Columns(columns.numbers));
  }
  if (!columns.texts.empty()) {
    data::OneHotOptions encode{.drop = options.drop_first ? data::Drop::first : data::Drop::none};
    for (const std::string& name : columns.texts) {
      auto& list = encode.categories[name];
      for (data::ValueCount& value : data::value_counts(table[name])) list.push_back(std::move(value.text));
    }
    check_output_names(table, columns, encode);
    data::Pipeline texts;
    texts.add("fill",
              data::SimpleImputer({.strategy = data::Impute::most_frequent, .keep_empty_features = true}));
    texts.add("encode", data::OneHotEncoder(encode));
    prepare->add("texts", std::move(texts), data::Columns(columns.texts));
  }
  return prepare;
}

std::vector<Scaling> scaling_of(const data::Transformer& preparation, size_t columns) {
  std::vector<Scaling> scaling(columns);
  const auto* parts = dynamic_cast<const data::ColumnTransformer*>(&preparation);
  if (!parts) return scaling;
  size_t first = 0;
  for (const std::string& part : parts->step_names()) {
    const auto* steps = dynamic_cast<const data::Pipeline*>(&(*parts)[part]);
    if (!steps || !steps->is_fitted()) continue;
    for (const std::string& step : steps->step_names()) {
      const auto* scaler = dynamic_cast<const data::StandardScaler*>(&(*steps)[step]);
      if (!scaler) continue;
      const std::vector<double> means = scaler->mean().to_vector(), scales = scaler->scale().to_vector();
      // A scaler that does not move columns leaves 0 where it is.
      const auto d = std::ssize(means);
      const std::vector<double> origin = scaler->transform(zeros({1, d}, {.dtype = float64})).to_vector();
      for (size_t j = 0; j < means.size(); ++j)
        scaling[first + j] = {origin[j] == 0 ? 0 : means[j], scales[j]};
    }
    first += steps->feature_names_out().size();
  }
  return scaling;
}

}  // namespace gradus::learn::internal
