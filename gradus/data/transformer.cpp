#include "gradus/data/transformer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <mutex>

#include "gradus/base/error.hpp"
#include "gradus/base/file.hpp"
#include "gradus/base/nearest.hpp"
#include "gradus/data/column_transformer.hpp"
#include "gradus/data/encoders.hpp"
#include "gradus/data/imputer.hpp"
#include "gradus/data/pipeline.hpp"
#include "gradus/data/polynomial.hpp"
#include "gradus/data/scaler.hpp"
#include "gradus/io/json.hpp"

namespace gradus::data {

// --- Learning and applying.

std::string Transformer::op(std::string_view call) const { return fmt::format("{}.{}", kind(), call); }

void Transformer::check_fitted(std::string_view call) const {
  if (!is_fitted()) fail(fmt::format("{}: call fit() first", op(call)));
}

void Transformer::fit_frame(const Frame& x) {
  std::vector<std::string> names = x.names();
  std::vector<io::ColumnType> types(names.size(), io::ColumnType::float64);
  if (!x.is_matrix()) {
    const io::Table table = x.table();
    std::transform(table.columns().begin(), table.columns().end(), types.begin(),
                   [](const io::Column& column) { return column.type(); });
  }
  learn(x);
  inputs_ = std::move(names);
  input_types_ = std::move(types);
}

Transformer& Transformer::fit(const io::Table& x) {
  fit_frame(Frame(op("fit"), x));
  return *this;
}

Transformer& Transformer::fit(const Tensor& x) {
  fit_frame(Frame(op("fit"), x));
  return *this;
}

Frame Transformer::chosen_columns(const io::Table& x) const {
  std::vector<std::string> missing;
  for (const std::string& name : inputs_) {
    if (!x.contains(name)) missing.push_back(name);
  }
  if (!missing.empty()) {
    fail(fmt::format("{}: {} lacks {} that fit() learned from: \"{}\"; {}", op("transform"), x.source(),
                     missing.size() == 1 ? "a column" : fmt::format("{} columns", missing.size()),
                     fmt::join(missing, "\", \""), did_you_mean(missing.front(), x.column_names())));
  }
  return Frame(op("transform"), x.select(inputs_));
}

Tensor Transformer::transform(const io::Table& x) const {
  check_fitted("transform");
  return apply(chosen_columns(x)).matrix(op("transform"));
}

io::Table Transformer::transform_table(const io::Table& x) const {
  check_fitted("transform");
  return apply(chosen_columns(x)).table();
}

Tensor Transformer::transform(const Tensor& x) const {
  check_fitted("transform");
  const Frame given(op("transform"), x);
  if (x.size(1) != static_cast<int64_t>(inputs_.size())) {
    fail(fmt::format("{}: x has {} columns, fitted were {}", op("transform"), x.size(1), inputs_.size()));
  }
  const Tensor matrix = given.matrix(op("transform"));
  return apply(Frame(matrix, inputs_)).matrix(op("transform")).to(matrix.dtype());
}

namespace {

Frame outputs_of(const std::string& op, const Tensor& z, std::vector<std::string> names) {
  const Frame given(op, z);
  if (z.size(1) != static_cast<int64_t>(names.size())) {
    fail(fmt::format("{}: x has {} columns, transform() gives {}", op, z.size(1), names.size()));
  }
  return {given.matrix(op), std::move(names)};
}

}  // namespace

Tensor Transformer::inverse_transform(const Tensor& z) const {
  check_fitted("inverse_transform");
  const std::string name = op("inverse_transform");
  return invert(outputs_of(name, z, output_names())).matrix(name);
}

io::Table Transformer::inverse_table(const Tensor& z) const {
  check_fitted("inverse_table");
  return invert(outputs_of(op("inverse_table"), z, output_names())).table();
}

Frame Transformer::invert(const Frame& /*z*/) const {
  fail(fmt::format("{}: what it was given cannot be told from what it gave", op("inverse_transform")));
}

// --- Names.

const std::vector<std::string>& Transformer::feature_names_in() const {
  check_fitted("feature_names_in");
  return inputs_;
}

std::vector<std::string> Transformer::feature_names_out() const {
  check_fitted("feature_names_out");
  return output_names();
}

std::map<std::string, io::ColumnType, std::less<>> Transformer::column_types() const {
  check_fitted("column_types");
  std::map<std::string, io::ColumnType, std::less<>> types;
  for (size_t j = 0; j < inputs_.size(); ++j) types.emplace(inputs_[j], input_types_[j]);
  return types;
}

// --- Saving and loading.

namespace {

constexpr std::array<std::string_view, 3> type_names{"int64", "float64", "text"};

struct Makers {
  std::mutex lock;
  std::map<std::string, TransformerMaker> by_kind;
};

template <class... Kinds>
void add_kinds(Makers& makers) {
  (makers.by_kind.emplace(Kinds::kind_name,
                          [] { return std::unique_ptr<Transformer>(std::make_unique<Kinds>()); }),
   ...);
}

Makers& makers() {
  static Makers all;
  static const bool filled = [] {
    add_kinds<StandardScaler, MinMaxScaler, RobustScaler, OneHotEncoder, OrdinalEncoder, SimpleImputer,
              MissingIndicator, PolynomialFeatures, Passthrough, Pipeline, ColumnTransformer>(all);
    return true;
  }();
  static_cast<void>(filled);
  return all;
}

std::unique_ptr<Transformer> make_kind(const std::string& kind, const std::string& where) {
  Makers& all = makers();
  const std::lock_guard guard(all.lock);
  const auto found = all.by_kind.find(kind);
  if (found != all.by_kind.end()) return found->second();
  std::vector<std::string> known;
  for (const auto& [name, make] : all.by_kind) known.push_back(name);
  fail(
      fmt::format("{}: there is no step of the kind \"{}\"; {}, and steps of your own come in by "
                  "register_transformer()",
                  where, kind, did_you_mean(kind, known)));
}

}  // namespace

void register_transformer(const std::string& kind, TransformerMaker make) {
  Makers& all = makers();
  const std::lock_guard guard(all.lock);
  const auto [place, is_new] = all.by_kind.emplace(kind, make);
  if (!is_new && place->second != make) {
    fail(fmt::format("register_transformer: there is already a kind \"{}\"", kind));
  }
}

Value Transformer::save() const {
  std::vector<std::string_view> types;
  for (io::ColumnType type : input_types_) types.push_back(type_names[static_cast<size_t>(type)]);
  Value::Dict dict{{"kind", kind()}, {"columns", value_of(inputs_)}, {"types", value_of(types)}};
  Fields f;
  clone()->state(f);  // a copy, as one function reads and writes and so takes an object that may change
  dict.emplace_back("state", Value(std::move(f.written())));
  return Value(std::move(dict));
}

std::unique_ptr<Transformer> Transformer::load(const Value& value, const std::string& where) {
  Fields parts(value, where);
  std::string kind;
  std::vector<std::string> columns, types;
  parts.required("kind", kind);
  parts.required("columns", columns);
  parts.required("types", types);
  auto result = make_kind(kind, where);
  const std::string inside = fmt::format("{}: {}", where, kind);
  if (types.size() != columns.size()) {
    fail(fmt::format("{}: {} columns have {} types", inside, columns.size(), types.size()));
  }
  for (const std::string& type : types) {
    result->input_types_.push_back(
        static_cast<io::ColumnType>(detail::find_word(inside + ": types", type, type_names)));
  }
  result->inputs_ = std::move(columns);
  Fields f(value.at("state", where), inside);
  result->state(f);
  f.finish();
  if (result->is_fitted()) result->check_state(inside);
  return result;
}

void write_transformer(const std::string& path, const Transformer& transformer) {
  write_file("write_transformer", path, io::to_json(transformer.save()));
}

std::unique_ptr<Transformer> read_transformer(const std::string& path) {
  return Transformer::load(io::read_json(path), path);
}

}  // namespace gradus::data
