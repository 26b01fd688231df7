#include "gradus/data/column_transformer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "gradus/base/error.hpp"
#include "gradus/base/nearest.hpp"
#include "gradus/data/encoders.hpp"
#include "gradus/data/imputer.hpp"
#include "gradus/data/scaler.hpp"

namespace gradus::data {

std::span<const std::string_view> enum_names(Columns::Which) {
  static constexpr std::array<std::string_view, 3> names{"named", "numbers", "texts"};
  return names;
}

std::vector<std::string> Columns::names_in(std::string_view op, const io::Table& x) const {
  if (which_ == Which::named) {
    for (const std::string& name : names_) {
      if (x.contains(name)) continue;
      fail(fmt::format("{}: {} has no column \"{}\"; {}", op, x.source(), name,
                       did_you_mean(name, x.column_names())));
    }
    return names_;
  }
  std::vector<std::string> names;
  for (const io::Column& column : x.columns()) {
    const bool is_text = column.type() == io::ColumnType::text;
    if (is_text == (which_ == Which::texts)) names.push_back(column.name);
  }
  return names;
}

void fields(Columns& columns, Fields& f) {
  f.required("which", columns.which_);
  f.required("names", columns.names_);
}

void fields(ColumnTransformer::Part& part, Fields& f) {
  f.required("step", part.step);
  f.required("columns", part.columns);
  f.required("chosen", part.chosen);
}

ColumnTransformer& ColumnTransformer::add(const std::string& name, std::unique_ptr<Transformer> step,
                                          Columns columns) {
  internal::check_step_name("ColumnTransformer.add", name, step_names());
  if (!step) fail(fmt::format("ColumnTransformer.add: step \"{}\" is null", name));
  parts_.push_back({{name, std::move(step)}, std::move(columns)});
  forget();
  return *this;
}

std::vector<std::string> ColumnTransformer::step_names() const {
  std::vector<std::string> names;
  for (const Part& part : parts_) names.push_back(part.step.name);
  return names;
}

const Transformer& ColumnTransformer::operator[](const std::string& name) const {
  for (const Part& part : parts_) {
    if (part.step.name == name) return *part.step.step;
  }
  fail(fmt::format("ColumnTransformer: there is no step \"{}\"; {}", name, did_you_mean(name, step_names())));
}

void ColumnTransformer::learn(const Frame& x) {
  const io::Table table = x.table();
  std::vector<Part> fitted = parts_;
  std::set<std::string> taken;
  for (Part& part : fitted) {
    part.chosen = part.columns.names_in(op("fit"), table);
    taken.insert(part.chosen.begin(), part.chosen.end());
    if (!part.chosen.empty()) part.step.step->fit_frame(x.select(part.chosen));
  }
  std::vector<std::string> rest;
  for (const std::string& name : x.names()) {
    if (!taken.contains(name)) rest.push_back(name);
  }
  if (taken.empty() && !(options_.passthrough && !rest.empty())) {
    fail(fmt::format("{}: no step takes a column of {}", op("fit"), table.source()));
  }
  std::set<std::string> outputs;
  for (const std::string& name : names_of(fitted, rest)) {
    if (outputs.insert(name).second) continue;
    fail(fmt::format("{}: two columns would come out as \"{}\"{}", op("fit"), name,
                     options_.verbose_names ? "" : "; verbose_names keeps steps apart"));
  }
  parts_ = std::move(fitted);
  rest_ = std::move(rest);
}

Frame ColumnTransformer::apply(const Frame& x) const {
  std::vector<Frame> outputs;
  const auto add = [&](const std::string& step, const Frame& part) {
    outputs.push_back(part.renamed([&](const std::string& name) { return prefixed(step, name); }));
  };
  for (const Part& part : parts_) {
    if (!part.chosen.empty()) add(part.step.name, part.step.step->apply(x.select(part.chosen)));
  }
  if (options_.passthrough && !rest_.empty()) add("remainder", x.select(rest_));
  return side_by_side(op("transform"), outputs);
}

std::string ColumnTransformer::prefixed(const std::string& step, const std::string& column) const {
  return options_.verbose_names ? step + "__" + column : column;
}

std::vector<std::string> ColumnTransformer::output_names() const { return names_of(parts_, rest_); }

std::vector<std::string> ColumnTransformer::names_of(const std::vector<Part>& parts,
                                                     const std::vector<std::string>& rest) const {
  std::vector<std::string> names;
  for (const Part& part : parts) {
    if (part.chosen.empty()) continue;
    for (const std::string& name : part.step.step->feature_names_out()) {
      names.push_back(prefixed(part.step.name, name));
    }
  }
  for (const std::string& name : rest) {
    if (options_.passthrough) names.push_back(prefixed("remainder", name));
  }
  return names;
}

void ColumnTransformer::state(Fields& f) {
  f("passthrough", options_.passthrough);
  f("verbose_names", options_.verbose_names);
  f.required("parts", parts_);
  f.required("rest", rest_);
}

void ColumnTransformer::check_state(const std::string& where) const {
  const std::vector<std::string>& inputs = feature_names_in();
  const auto known = [&](const std::vector<std::string>& names) {
    return std::all_of(names.begin(), names.end(), [&](const std::string& name) {
      return std::find(inputs.begin(), inputs.end(), name) != inputs.end();
    });
  };
  for (const Part& part : parts_) {
    const Transformer& step = *part.step.step;
    if (part.chosen.empty()) continue;
    if (!known(part.chosen) || !step.is_fitted() || step.feature_names_in() != part.chosen) {
      fail(fmt::format("{}: step \"{}\" does not take the columns it is given", where, part.step.name));
    }
  }
  if (!known(rest_)) fail(fmt::format("{}: a column that is passed on is not among those given", where));
}

ColumnTransformer table_preparation() {
  Pipeline numbers, texts;
  numbers.add("fill", SimpleImputer({.strategy = Impute::median})).add("scale", StandardScaler());
  texts.add("fill", SimpleImputer({.strategy = Impute::most_frequent}))
      .add("encode", OneHotEncoder({.handle_unknown = Unknown::ignore}));
  ColumnTransformer prepare({.verbose_names = false});
  prepare.add("numbers", std::move(numbers), Columns::numbers())
      .add("texts", std::move(texts), Columns::texts());
  return prepare;
}

}  // namespace gradus::data
