// Steps of preparation against scikit-learn's (golden/preparation.json), saved and loaded, by name; and what
// they refuse.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <set>

#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/data/column_transformer.hpp"
#include "gradus/data/encoders.hpp"
#include "gradus/data/imputer.hpp"
#include "gradus/data/polynomial.hpp"
#include "gradus/data/scaler.hpp"
#include "gradus/io/json.hpp"
#include "support.hpp"

namespace gradus::data {
namespace {

using nlohmann::json;
using Doubles = std::vector<double>;
using Ints = std::vector<int64_t>;
using Texts = std::vector<std::string>;
using Makers = std::map<std::string, std::function<std::unique_ptr<Transformer>()>>;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

io::Column column(const std::string& name, const json& values) {
  const auto all = [&](auto is) {
    return std::all_of(values.begin(), values.end(), [&](const json& v) { return is(v); });
  };
  if (all([](const json& v) { return v.is_number_integer(); })) return {name, values.get<Ints>()};
  if (all([](const json& v) { return v.is_number() || v.is_null(); })) {
    Doubles numbers;
    for (const json& v : values) numbers.push_back(v.is_null() ? nan : v.get<double>());
    return {name, numbers};
  }
  Texts texts;
  for (const json& v : values) texts.push_back(v.is_null() ? "" : v.get<std::string>());
  return {name, texts};
}

io::Table table(const json& columns) {
  std::vector<io::Column> all;
  for (const json& c : columns) all.push_back(column(c.at(0), c.at(1)));
  return io::Table(std::move(all), "golden");
}

template <class T>
auto make(auto... arguments) {
  return [=]() -> std::unique_ptr<Transformer> { return std::make_unique<T>(arguments...); };
}

ColumnTransformer for_people(bool passthrough, bool verbose) {
  Pipeline number, text;
  number.add("fill", SimpleImputer({.strategy = Impute::median})).add("scale", StandardScaler());
  text.add("fill", SimpleImputer({.strategy = Impute::most_frequent}))
      .add("encode", OneHotEncoder({.handle_unknown = Unknown::ignore}));
  ColumnTransformer all({.passthrough = passthrough, .verbose_names = verbose});
  all.add("number", number, {"age"}).add("text", text, Columns::texts());
  return all;
}

void add_scalers(Makers& all) {
  using Standard = StandardScalerOptions;
  using MinMax = MinMaxScalerOptions;
  using Robust = RobustScalerOptions;
  all["StandardScaler"] = make<StandardScaler>();
  all["StandardScaler mean"] = make<StandardScaler>(Standard{.with_std = false});
  all["StandardScaler std"] = make<StandardScaler>(Standard{.with_mean = false});
  all["MinMaxScaler"] = make<MinMaxScaler>();
  all["MinMaxScaler range"] = make<MinMaxScaler>(MinMax{.low = -2, .high = 3});
  all["MinMaxScaler clip"] = make<MinMaxScaler>(MinMax{.clip = true});
  all["RobustScaler"] = all["RobustScaler even"] = all["RobustScaler one"] = make<RobustScaler>();
  all["RobustScaler range"] = make<RobustScaler>(Robust{.low = 10, .high = 83});
  all["RobustScaler unit"] = make<RobustScaler>(Robust{.unit_variance = true});
  all["RobustScaler center"] = make<RobustScaler>(Robust{.with_scaling = false});
  all["RobustScaler scale"] = make<RobustScaler>(Robust{.with_centering = false});
}

void add_encoders(Makers& all) {
  using OneHot = OneHotOptions;
  using Ordinal = OrdinalOptions;
  all["OneHotEncoder"] = all["OneHotEncoder gaps"] = make<OneHotEncoder>();
  all["OneHotEncoder whole"] = all["OneHotEncoder parts"] = make<OneHotEncoder>();
  all["OneHotEncoder ignore"] = make<OneHotEncoder>(OneHot{.handle_unknown = Unknown::ignore});
  all["OneHotEncoder first"] = make<OneHotEncoder>(OneHot{.drop = Drop::first});
  all["OneHotEncoder binary"] = make<OneHotEncoder>(OneHot{.drop = Drop::if_binary});
  all["OneHotEncoder first ignore"] =
      make<OneHotEncoder>(OneHot{.drop = Drop::first, .handle_unknown = Unknown::ignore});
  all["OneHotEncoder given"] = make<OneHotEncoder>(
      OneHot{.categories = {{"color", {"red", "green", "blue", "grey"}}, {"size", {"S", "M", "L"}}}});
  all["OrdinalEncoder"] = all["OrdinalEncoder gaps"] = all["OrdinalEncoder whole"] = make<OrdinalEncoder>();
  all["OrdinalEncoder unknown"] = make<OrdinalEncoder>(Ordinal{.unknown_value = -1});
  all["OrdinalEncoder missing"] = make<OrdinalEncoder>(Ordinal{.encoded_missing_value = -2});
  all["OrdinalEncoder given"] = make<OrdinalEncoder>(
      Ordinal{.categories = {{"color", {"red", "green", "blue"}}, {"size", {"S", "M", "L"}}}});
}

void add_imputers(Makers& all) {
  using Options = SimpleImputerOptions;
  all["SimpleImputer"] = all["SimpleImputer hollow"] = make<SimpleImputer>();
  all["SimpleImputer median"] = make<SimpleImputer>(Options{.strategy = Impute::median});
  all["SimpleImputer frequent"] = make<SimpleImputer>(Options{.strategy = Impute::most_frequent});
  all["SimpleImputer text"] = all["SimpleImputer frequent"];
  all["SimpleImputer constant"] =
      make<SimpleImputer>(Options{.strategy = Impute::constant, .fill_value = -7});
  all["SimpleImputer text constant"] = make<SimpleImputer>(Options{.strategy = Impute::constant});
  all["SimpleImputer indicator"] = make<SimpleImputer>(Options{.add_indicator = true});
  all["SimpleImputer minus"] = make<SimpleImputer>(Options{.missing_values = -1});
  all["SimpleImputer keep"] = make<SimpleImputer>(Options{.keep_empty_features = true});
  all["MissingIndicator"] = make<MissingIndicator>(MissingIndicatorOptions{.error_on_new = false});
  all["MissingIndicator all"] = make<MissingIndicator>(MissingIndicatorOptions{.all_features = true});
}

void add_others(Makers& all) {
  using Poly = PolynomialOptions;
  all["PolynomialFeatures"] = make<PolynomialFeatures>();
  all["PolynomialFeatures cubes"] = make<PolynomialFeatures>(Poly{.degree = 3, .include_bias = false});
  all["PolynomialFeatures interactions"] =
      make<PolynomialFeatures>(Poly{.degree = 3, .interaction_only = true});
  all["PolynomialFeatures range"] = make<PolynomialFeatures>(Poly{.degree = 3, .min_degree = 2});
  all["PolynomialFeatures wide"] = make<PolynomialFeatures>(Poly{.degree = 5, .interaction_only = true});
  all["Pipeline"] = [] {
    auto pipeline = std::make_unique<Pipeline>();
    pipeline->add("scale", StandardScaler()).add("range", MinMaxScaler());
    return pipeline;
  };
  all["ColumnTransformer"] = make<ColumnTransformer>(for_people(false, true));
  all["ColumnTransformer rest"] = make<ColumnTransformer>(for_people(true, true));
  all["ColumnTransformer short"] = make<ColumnTransformer>(for_people(true, false));
}

const Makers& makers() {
  static const Makers all = [] {
    Makers made;
    add_scalers(made);
    add_encoders(made);
    add_imputers(made);
    add_others(made);
    return made;
  }();
  return all;
}

/// Rows of numbers, text and null against a table.
void expect_rows(const io::Table& got, const json& rows, const std::string& what) {
  ASSERT_EQ(static_cast<size_t>(got.rows()), rows.size()) << what;
  for (size_t j = 0; j < got.columns().size(); ++j) {
    const io::Column& values = got.columns()[j];
    for (size_t i = 0; i < rows.size(); ++i) {
      const json& wanted = rows[i].at(j);
      const std::string place = what + " row " + std::to_string(i) + " column " + std::to_string(j);
      if (values.type() == io::ColumnType::text) {
        EXPECT_EQ(got.texts(values.name)[i], wanted.is_null() ? "" : wanted.get<std::string>()) << place;
        continue;
      }
      const double number = got.numbers(values.name)[i];
      if (wanted.is_null()) {
        EXPECT_TRUE(std::isnan(number)) << place;
      } else {
        const auto exact = wanted.get<double>();
        EXPECT_NEAR(number, exact, 1e-12 * std::max(1.0, std::abs(exact))) << place;
      }
    }
  }
}

/// The columns in another order with one more.
io::Table shuffled(const io::Table& x) {
  std::vector<io::Column> columns(x.columns().rbegin(), x.columns().rend());
  columns.insert(columns.begin() + 1, {"another", Doubles(static_cast<size_t>(x.rows()), nan)});
  return io::Table(std::move(columns), "shuffled");
}

/// The same text for the same bits, NaN included.
std::string bits(const io::Table& x) {
  std::string text;
  for (const io::Column& c : x.columns()) {
    text += c.name + ":";
    std::visit(
        [&](const auto& values) {
          for (const auto& v : values) text += io::to_json(value_of(v));
        },
        c.values);
  }
  return text;
}

TEST(Transformers, EqualScikitLearn) {
  const json cases = golden("preparation.json");
  std::set<std::string> seen;
  for (const json& c : cases) {
    const std::string name = c.at("name");
    ASSERT_TRUE(makers().contains(name)) << name;
    seen.insert(name);
    const auto step = makers().at(name)();
    EXPECT_FALSE(step->is_fitted());
    const io::Table train = table(c.at("train")), test = table(c.at("test"));
    step->fit(train);
    const io::Table z = step->transform_table(test);
    EXPECT_EQ(step->feature_names_in(), train.column_names()) << name;
    EXPECT_EQ(step->feature_names_out(), c.at("names").get<Texts>()) << name;
    EXPECT_EQ(z.column_names(), c.at("names").get<Texts>()) << name;
    expect_rows(z, c.at("z"), name);
    if (c.contains("inverse")) {
      expect_rows(step->inverse_table(step->transform(test)), c.at("inverse"), name + " inverse");
    }
    EXPECT_EQ(bits(step->transform_table(shuffled(test))), bits(z)) << name << " by name";
  }
  EXPECT_EQ(seen.size(), makers().size());
}

TEST(Transformers, ComeBackFromJsonWithEveryBit) {
  for (const json& c : golden("preparation.json")) {
    const std::string name = c.at("name");
    const io::Table train = table(c.at("train")), test = table(c.at("test"));
    auto step = makers().at(name)();
    const auto empty = Transformer::load(step->save());
    EXPECT_FALSE(empty->is_fitted()) << name;
    const std::string once = bits(step->fit(train).transform_table(test));
    EXPECT_EQ(bits(empty->fit(train).transform_table(test)), once) << name << ": options are kept";
    EXPECT_EQ(bits(step->fit(train).transform_table(test)), once) << name << ": fit twice";
    const std::string text = io::to_json(step->save());
    const auto loaded = Transformer::load(io::parse_json(text));
    EXPECT_EQ(loaded->kind(), step->kind());
    EXPECT_EQ(loaded->feature_names_out(), step->feature_names_out()) << name;
    EXPECT_EQ(bits(loaded->transform_table(test)), once) << name;
    EXPECT_EQ(bits(step->clone()->transform_table(test)), once) << name;
    EXPECT_EQ(io::to_json(loaded->save()), text) << name;
  }
}

TEST(Transformers, TakeTensorsAsColumnsByPlace) {
  const Tensor x = tensor({{1.0, 2.0}, {3.0, 6.0}, {5.0, 4.0}});
  MinMaxScaler scaler;
  const Tensor z = scaler.fit_transform(x);
  EXPECT_EQ(z.dtype(), float32);
  EXPECT_EQ(z.to_vector(), (Doubles{0, 0, 0.5, 1, 1, 0.5}));
  EXPECT_EQ(scaler.feature_names_out(), (Texts{"x0", "x1"}));
  EXPECT_EQ(scaler.inverse_transform(z).to_vector(), x.to_vector());
  EXPECT_EQ(scaler.transform(tensor({{3, 4}})).dtype(), float64);
  EXPECT_EQ(scaler.data_max().to_vector(), (Doubles{5, 6}));

  OneHotEncoder encoder;
  EXPECT_EQ(encoder.fit_transform(tensor({{3}, {7}})).to_vector(), (Doubles{1, 0, 0, 1}));
  EXPECT_EQ(PolynomialFeatures().fit_transform(x).dtype(), float32);
  EXPECT_EQ(OneHotEncoder().fit_transform(x).dtype(), float32);
}

const io::Table people({{"age", Doubles{31, nan, 25}},
                        {"color", Texts{"red", "", "blue"}},
                        {"id", Ints{1, 2, 3}}},
                       "people.csv");

TEST(Transformers, SayWhatIsMissing) {
  auto prepare = table_preparation();
  EXPECT_EQ(message_of([&] { prepare.transform(people); }), "ColumnTransformer.transform: call fit() first");
  EXPECT_EQ(message_of([&] { prepare.feature_names_out(); }),
            "ColumnTransformer.feature_names_out: call fit() first");
  prepare.fit(people);
  EXPECT_EQ(prepare.feature_names_out(), (Texts{"age", "id", "color_blue", "color_red"}));
  const io::Table renamed({{"ages", Doubles{1}}, {"color", Texts{"red"}}, {"id", Ints{1}}}, "new.csv");
  EXPECT_EQ(
      message_of([&] { prepare.transform(renamed); }),
      "ColumnTransformer.transform: new.csv lacks a column that fit() learned from: \"age\"; did you mean "
      "\"ages\"?");
  const io::Table poor({{"color", Texts{"red"}}}, "new.csv");
  EXPECT_EQ(
      message_of([&] { prepare.transform(poor); }),
      "ColumnTransformer.transform: new.csv lacks 2 columns that fit() learned from: \"age\", \"id\"; known "
      "are \"color\"");
  EXPECT_EQ(message_of([&] { prepare.transform(people.take(Ints{})); }),
            "ColumnTransformer.transform: people.csv has no rows");
  EXPECT_EQ(prepare.column_types().at("color"), io::ColumnType::text);
  EXPECT_EQ(prepare.column_types().at("age"), io::ColumnType::float64);
}

TEST(Transformers, SayWhereNumbersAreNone) {
  StandardScaler scaler;
  EXPECT_EQ(
      message_of([&] {
        scaler.fit(people.select(Texts{"id", "age"}));
      }),
      "StandardScaler.fit: people.csv: column \"age\" holds nan in row 1 (counted from 0); fill gaps with "
      "SimpleImputer first");
  scaler.fit(people.select(Texts{"id"}));
  const io::Table endless({{"id", Doubles{1, -HUGE_VAL}}}, "new.csv");
  EXPECT_EQ(message_of([&] { scaler.transform(endless); }),
            "StandardScaler.transform: new.csv: column \"id\" holds -inf in row 1 (counted from 0)");
  const io::Table text({{"id", Texts{"1", "two"}, "line 3: \"two\""}}, "new.csv");
  EXPECT_EQ(
      message_of([&] { scaler.transform(text); }),
      "StandardScaler.transform: new.csv: column \"id\" holds text where numbers belong: line 3: \"two\"");
  auto prepare = table_preparation();
  prepare.fit(people);
  const io::Table mixed(
      {{"age", Doubles{1, 2}}, {"color", Ints{1, 2}}, {"id", Texts{"1", "two"}, "line 3: \"two\""}},
      "new.csv");
  EXPECT_EQ(
      message_of([&] { prepare.transform(mixed); }),
      "SimpleImputer.transform: new.csv: column \"id\" holds text where fit() saw numbers: line 3: \"two\"");
  EXPECT_EQ(
      message_of([&] { SimpleImputer().fit(people); }),
      "SimpleImputer.fit: people.csv: column \"color\" holds text, which has no mean; take most_frequent or "
      "constant");
  SimpleImputer filled({.missing_values = 1});
  EXPECT_EQ(message_of([&] { filled.fit(people.select(Texts{"age"})); }),
            "SimpleImputer.fit: people.csv: column \"age\" holds nan in row 1 (counted from 0)");
  EXPECT_EQ(message_of([&] {
              MinMaxScaler().fit(tensor({{-1e308}, {1e308}}, {.dtype = float64}));
            }),
            "MinMaxScaler.fit: the numbers of column 0 are too large: their range is beyond float64");
}

TEST(Transformers, SayWhichCategoryIsNew) {
  const io::Table seen({{"color", Texts{"red", "blue"}}, {"n", Ints{1, 2}}}, "seen.csv");
  const io::Table fresh({{"color", Texts{"red", "rde"}}, {"n", Ints{1, 2}}}, "new.csv");
  OneHotEncoder encoder;
  encoder.fit(seen);
  EXPECT_EQ(encoder.categories(), (std::vector<Texts>{{"blue", "red"}, {"1", "2"}}));
  EXPECT_EQ(message_of([&] { encoder.transform(fresh); }),
            "OneHotEncoder.transform: column \"color\" holds \"rde\" in row 1 (counted from 0), which is "
            "none of its "
            "categories; did you mean \"red\"?");
  OrdinalEncoder ordinal;
  ordinal.fit(seen);
  EXPECT_EQ(
      message_of([&] {
        ordinal.transform(io::Table({{"color", Texts{"red"}}, {"n", Doubles{1.5}}}));
      }),
      "OrdinalEncoder.transform: column \"n\" holds 1.5 in row 0 (counted from 0), which is none of its "
      "categories; known are \"1\", \"2\"");
  EXPECT_EQ(
      message_of([&] {
        encoder.transform(io::Table({{"color", Ints{7}}, {"n", Ints{1}}}));
      }),
      "OneHotEncoder.transform: column \"color\" holds numbers where fit() saw text; demand its type when "
      "reading the table (column_types())");
  EXPECT_EQ(message_of([&] {
              encoder.inverse_transform(zeros({1, 4}));
            }),
            "OneHotEncoder.inverse_transform: row 0 (counted from 0) has no category of column \"color\"");
  EXPECT_EQ(message_of([&] {
              ordinal.inverse_table(tensor({{5.0, 0.0}}));
            }),
            "OrdinalEncoder.inverse_transform: 5 in row 0 (counted from 0) is no category of column "
            "\"color\", which "
            "has 2");
  OrdinalEncoder clash({.unknown_value = 1});
  EXPECT_EQ(message_of([&] { clash.fit(seen); }),
            "OrdinalEncoder.fit: unknown_value 1 is the number of a category; there are 2");
  OneHotEncoder narrow({.categories = {{"color", {"red", "green"}}}});
  EXPECT_EQ(
      message_of([&] { narrow.fit(seen); }),
      "OneHotEncoder.fit: column \"color\" holds \"blue\" in row 1 (counted from 0), which is none of its "
      "categories; known are \"red\", \"green\"");
}

TEST(Transformers, KeepWhatTheyKnowWhenFittingFails) {
  Pipeline pipeline;
  pipeline.add("scale", StandardScaler()).add("range", MinMaxScaler());
  const Tensor x = tensor({{1.0}, {3.0}}, {.dtype = float64});
  const Doubles before = pipeline.fit_transform(x).to_vector();
  EXPECT_NE(message_of([&] { pipeline.fit(tensor({{1.0}, {nan}})); }), "no error");
  EXPECT_EQ(pipeline.transform(x).to_vector(), before);
  EXPECT_EQ(message_of([&] { pipeline.add("scale", MinMaxScaler()); }),
            "Pipeline.add: there is already a step \"scale\"");
  EXPECT_EQ(message_of([&] { pipeline["rang"]; }),
            "Pipeline: there is no step \"rang\"; did you mean \"range\"?");
  pipeline.add("more", PolynomialFeatures());
  EXPECT_FALSE(pipeline.is_fitted());
  EXPECT_EQ(message_of([&] {
              pipeline.fit(x).inverse_transform(zeros({1, 3}));
            }),
            "PolynomialFeatures.inverse_transform: what it was given cannot be told from what it gave");
}

TEST(Transformers, RefuseOptionsThatCannotBe) {
  EXPECT_EQ(message_of([] { MinMaxScaler({.low = 1, .high = 1}); }),
            "MinMaxScaler: low 1 is not below high 1");
  EXPECT_EQ(message_of([] { RobustScaler({.low = 80, .high = 20}); }),
            "RobustScaler: low 80 and high 20 must be percentages with low <= high");
  EXPECT_EQ(
      message_of([] { RobustScaler({.low = 0, .unit_variance = true}); }),
      "RobustScaler: low 0 and high 75 say nothing of a variance; unit_variance needs 0 < low < high < 100");
  EXPECT_EQ(message_of([] { PolynomialFeatures({.degree = 1, .min_degree = 2}); }),
            "PolynomialFeatures: degrees 2 to 1 cannot be");
  EXPECT_EQ(message_of([] {
              PolynomialFeatures({.degree = 60}).fit(zeros({1, 60}));
            }),
            "PolynomialFeatures.fit: degree 60 of 60 columns has more than 10000000 terms");
}

TEST(Transformers, KeepNamesApart) {
  ColumnTransformer twice({.verbose_names = false});
  twice.add("scale", StandardScaler(), {"id"}).add("range", MinMaxScaler(), {"id"});
  EXPECT_EQ(message_of([&] { twice.fit(people); }),
            "ColumnTransformer.fit: two columns would come out as \"id\"; verbose_names keeps steps apart");
  ColumnTransformer none;
  none.add("scale", StandardScaler(), {"height"});
  EXPECT_EQ(
      message_of([&] { none.fit(people); }),
      "ColumnTransformer.fit: people.csv has no column \"height\"; known are \"age\", \"color\", \"id\"");
  EXPECT_EQ(message_of([&] { ColumnTransformer().fit(people); }),
            "ColumnTransformer.fit: no step takes a column of people.csv");
}

TEST(Transformers, SayWhatASavedStepLacks) {
  StandardScaler scaler;
  scaler.fit(tensor({{1.0, 2.0}, {3.0, 5.0}}));
  const auto message = [&](const std::string& from, const std::string& to) {
    std::string text = io::to_json(scaler.save());
    const size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    return message_of([&] { Transformer::load(io::parse_json(text, "step.json"), "step.json"); });
  };
  EXPECT_EQ(message("StandardScaler", "StandardScalar"),
            "step.json: there is no step of the kind \"StandardScalar\"; did you mean \"StandardScaler\"?, "
            "and steps of "
            "your own come in by register_transformer()");
  EXPECT_EQ(message("[2.0, 3.5]", "[2.0]"), "step.json: StandardScaler: mean has 1 numbers for 2 columns");
  EXPECT_EQ(message("[2.0, 3.5]", "[2.0, true]"),
            "step.json: StandardScaler: mean[1]: a number is needed, got true");
  EXPECT_EQ(message("\"with_mean\"", "\"with_maen\""),
            "step.json: StandardScaler: \"with_maen\" is no field of this; did you mean \"with_mean\"?");
  EXPECT_EQ(message("\"mean\"", "\"median\""), "step.json: StandardScaler: \"mean\" is missing");
  EXPECT_EQ(message("\"float64\"", "\"float16\""),
            "step.json: StandardScaler: types: \"float16\" is unknown; did you mean \"float64\"?");
}

TEST(Transformers, OfSavedPolynomialsStayWithinBounds) {
  PolynomialFeatures small({.degree = 1});
  small.fit(zeros({1, 60}));
  std::string text = io::to_json(small.save());
  text.replace(text.find("\"degree\": 1"), 11, "\"degree\": 60");
  EXPECT_EQ(message_of([&] { Transformer::load(io::parse_json(text)); }),
            "transformer: PolynomialFeatures: degree 60 of 60 columns has more than 10000000 terms");
}

/// A step of a user's own.
class Doubler final : public Kind<Doubler> {
 public:
  static constexpr const char* kind_name = "Doubler";

 protected:
  void learn(const Frame&) override {}
  Frame apply(const Frame& x) const override {
    const Tensor m = x.matrix("Doubler");
    return {m + m, x.names()};
  }
  void state(Fields&) override {}
};

TEST(Transformers, CanBeAUsersOwn) {
  register_transformer<Doubler>();
  Pipeline pipeline;
  pipeline.add("double", Doubler());
  pipeline.fit(tensor({{1.0}}));
  const auto loaded = Transformer::load(pipeline.save());
  EXPECT_EQ(loaded->transform(tensor({{4.0}})).item(), 8);
}

}  // namespace
}  // namespace gradus::data
