// Scaling, label encoding, class weights, and tables as tensors.
#include <gtest/gtest.h>

#include <cmath>

#include "gradus/core/ops/creation.hpp"
#include "gradus/data/class_weights.hpp"
#include "gradus/data/encoder.hpp"
#include "gradus/data/scaler.hpp"
#include "gradus/data/table_tensors.hpp"
#include "support.hpp"

namespace gradus::data {
namespace {

using nlohmann::json;
using Doubles = std::vector<double>;
using Ints = std::vector<int64_t>;
using Texts = std::vector<std::string>;

Tensor matrix(const json& rows, DType type) {
  Doubles values;
  for (const json& row : rows) {
    for (const json& value : row) values.push_back(value.get<double>());
  }
  return from_data(values, {static_cast<int64_t>(rows.size()), static_cast<int64_t>(rows[0].size())})
      .to(type);
}

TEST(StandardScaler, EqualsScikitLearn) {
  const json cases = golden("data.json").at("scaler");
  ASSERT_EQ(cases.size(), 2u);
  for (const json& c : cases) {
    const DType type = c.at("dtype") == "float64" ? float64 : float32;
    const Tensor x = matrix(c.at("x"), type);
    StandardScaler scaler;
    const Tensor z = scaler.fit_transform(x);
    EXPECT_EQ(z.dtype(), type);
    EXPECT_EQ(scaler.mean().to_vector(), c.at("mean").get<Doubles>());
    EXPECT_EQ(scaler.var().to_vector(), c.at("var").get<Doubles>());
    EXPECT_EQ(scaler.scale().to_vector(), c.at("scale").get<Doubles>());
    EXPECT_EQ(scaler.scale().to_vector()[3], 1.0) << "a constant column";
    EXPECT_EQ(z.to_vector(), matrix(c.at("z"), type).to_vector());
    EXPECT_EQ(scaler.inverse_transform(z).to_vector(), matrix(c.at("back"), type).to_vector());
  }
}

TEST(StandardScaler, ScalesOtherRowsByWhatItLearned) {
  StandardScaler scaler;
  scaler.fit(tensor({{0.0, 5.0}, {2.0, 5.0}}, {.dtype = float64}));
  EXPECT_EQ(scaler.transform(tensor({{4.0, 6.0}}, {.dtype = float64})).to_vector(), (Doubles{3, 1}));
  const Tensor whole = scaler.transform(tensor({{4, 6}}));
  EXPECT_EQ(whole.dtype(), float64);
  EXPECT_EQ(whole.to_vector(), (Doubles{3, 1}));
}

TEST(StandardScaler, RefusesWhatItCannotScale) {
  StandardScaler scaler;
  EXPECT_EQ(message_of([&] {
              scaler.transform(zeros({2, 2}));
            }),
            "StandardScaler.transform: call fit() first");
  EXPECT_EQ(message_of([&] { scaler.mean(); }), "StandardScaler.mean: call fit() first");
  EXPECT_EQ(message_of([&] { scaler.fit(zeros({3})); }),
            "StandardScaler.fit: x must be rows of features [n, d] with something in it, got (3,)");
  EXPECT_EQ(message_of([&] {
              scaler.fit(zeros({0, 2}));
            }),
            "StandardScaler.fit: x must be rows of features [n, d] with something in it, got (0, 2)");
  EXPECT_EQ(message_of([&] {
              scaler.fit(tensor({{1.0, 2.0}, {3.0, std::nan("")}}));
            }),
            "StandardScaler.fit: x holds nan in row 1, column 1 (counted from 0); fill gaps with "
            "SimpleImputer first");
  EXPECT_EQ(message_of([&] {
              scaler.fit(tensor({{1.0, 1e308}, {2.0, 1e308}}, {.dtype = float64}));
            }),
            "StandardScaler.fit: the numbers of column 1 are too large: their sum is beyond float64");
  EXPECT_EQ(message_of([&] {
              scaler.fit(tensor({{-1e200}, {1e200}}, {.dtype = float64}));
            }),
            "StandardScaler.fit: the numbers of column 0 are too large: their variance is beyond float64");
  scaler.fit(zeros({2, 2}));
  EXPECT_EQ(message_of([&] {
              scaler.transform(zeros({2, 3}));
            }),
            "StandardScaler.transform: x has 3 columns, fitted were 2");
}

TEST(LabelEncoder, NumbersTextsInSortedOrder) {
  LabelEncoder encoder;
  const Tensor numbers = encoder.fit_transform(Texts{"dog", "cat", "dog", "Ant"});
  EXPECT_EQ(numbers.dtype(), int64);
  EXPECT_EQ(numbers.to_vector<int64_t>(), (Ints{2, 1, 2, 0}));
  EXPECT_EQ(encoder.classes(), (Texts{"Ant", "cat", "dog"}));
  EXPECT_EQ(encoder.inverse_transform(numbers), (Texts{"dog", "cat", "dog", "Ant"}));
}

TEST(LabelEncoder, NamesWhatItDoesNotKnow) {
  LabelEncoder encoder;
  EXPECT_EQ(message_of([&] { encoder.transform(Texts{"cat"}); }), "LabelEncoder: call fit() first");
  EXPECT_EQ(message_of([&] { encoder.transform(Texts{}); }), "LabelEncoder: call fit() first");
  EXPECT_EQ(message_of([&] { encoder.fit(Texts{}); }), "LabelEncoder.fit: there are no labels");
  encoder.fit(Texts{"cat", "dog"});
  EXPECT_EQ(message_of([&] {
              encoder.transform(Texts{"dog", "dgo"});
            }),
            "LabelEncoder.transform: label \"dgo\" was not seen by fit(); did you mean \"dog\"?");
  EXPECT_EQ(message_of([&] {
              encoder.inverse_transform(tensor({0, 2}));
            }),
            "LabelEncoder.inverse_transform: there is no class 2; classes 0 to 1 exist");
  EXPECT_EQ(message_of([&] { encoder.inverse_transform(zeros({1})); }),
            "LabelEncoder.inverse_transform: numbers of classes are int64, got float32");
}

TEST(LabelEncoder, NumbersWholeNumbersByTheirSize) {
  LabelEncoder encoder;
  const io::Column digits{"digit", Ints{10, 9, 10, -1}};
  EXPECT_EQ(encoder.fit(digits).transform(digits).to_vector<int64_t>(), (Ints{2, 1, 2, 0}));
  EXPECT_EQ(encoder.classes(), (Texts{"-1", "9", "10"}));
  EXPECT_EQ(encoder.transform(io::Column{"digit", Texts{"9", "10"}}).to_vector<int64_t>(), (Ints{1, 2}));
  EXPECT_EQ(
      message_of([&] {
        encoder.fit(io::Column{"size", Doubles{0.5}});
      }),
      "LabelEncoder.fit: column \"size\" is float64, which has no classes; whole numbers or text are needed");
  EXPECT_EQ(message_of([&] {
              encoder.fit(io::Column{"color", Texts{"red", ""}});
            }),
            "LabelEncoder.fit: column \"color\" has no label in row 1 (counted from 0)");
}

TEST(LabelEncoder, GivesUnknownLabelsANumberWhenTold) {
  LabelEncoder encoder({.unknown_value = -1});
  encoder.fit(Texts{"cat", "dog"});
  EXPECT_EQ(encoder.transform(Texts{"cow", "dog"}).to_vector<int64_t>(), (Ints{-1, 1}));
  EXPECT_EQ(encoder.inverse_transform(tensor({-1, 1})), (Texts{"unknown", "dog"}));
  EXPECT_EQ(message_of([] {
              LabelEncoder({.unknown_value = 1}).fit(Texts{"cat", "dog"});
            }),
            "LabelEncoder.fit: unknown_value 1 is the number of a class; there are 2");
  const LabelEncoder again = LabelEncoder::of_classes({"dog", "cat"});
  EXPECT_EQ(again.transform(Texts{"cat"}).item<int64_t>(), 1);
  EXPECT_EQ(message_of([] {
              LabelEncoder::of_classes({"dog", "dog"});
            }),
            "LabelEncoder: class \"dog\" is given twice");
}

TEST(ClassWeights, EqualScikitLearn) {
  const json expected = golden("data.json").at("class_weights");
  const Ints labels = expected.at("labels").get<Ints>();
  const Tensor y = from_data(labels, {static_cast<int64_t>(labels.size())});
  EXPECT_EQ(class_weights(y).to_vector(), expected.at("balanced").get<Doubles>());
  EXPECT_EQ(class_weights(y, ClassWeighting::inverse_count).to_vector(), (Doubles{1.0 / 5, 1.0, 1.0 / 9}));
}

TEST(ClassWeights, RefuseClassesWithoutRows) {
  EXPECT_EQ(message_of([] { class_weights(tensor({0, 2, 2})); }), "class_weights: class 1 has no rows");
  EXPECT_EQ(message_of([] {
              class_weights(tensor({0, 1}), ClassWeighting::balanced, 3);
            }),
            "class_weights: class 2 has no rows");
  EXPECT_EQ(message_of([] {
              class_weights(tensor({0, 3}), ClassWeighting::balanced, 3);
            }),
            "class_weights: label 3 is not one of 3 classes");
  EXPECT_EQ(message_of([] { class_weights(zeros({2})); }),
            "class_weights: labels must be int64 [n] with n > 0, got float32 (2,)");
}

TEST(TableTensors, TakeColumnsOfNumbers) {
  const io::Table table({{"n", Ints{1, 2}}, {"word", Texts{"a", "b"}}, {"x", Doubles{0.5, 1.5}}}, "t.csv");
  const Tensor x = to_tensor(table, {"x", "n"});
  EXPECT_EQ(x.shape(), (Shape{2, 2}));
  EXPECT_EQ(x.dtype(), float64);
  EXPECT_EQ(x.to_vector(), (Doubles{0.5, 1, 1.5, 2}));
  EXPECT_EQ(message_of([&] {
              to_tensor(table, {"x", "word"});
            }),
            "t.csv: column \"word\" holds text where numbers belong");
}

}  // namespace
}  // namespace gradus::data
