#include "gradus/nn/layers.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "gradus/base/error.hpp"
#include "gradus/base/random/generator.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/nn/init.hpp"
#include "tests/message_of.hpp"

namespace gradus::nn {
namespace {

using nlohmann::json;

std::vector<double> flat(const json& value) {
  // Nine digits of a float32, rounded to it once more.
  if (!value.is_array()) return {static_cast<double>(static_cast<float>(value.get<double>()))};
  std::vector<double> all;
  for (const json& part : value) {
    const auto values = flat(part);
    all.insert(all.end(), values.begin(), values.end());
  }
  return all;
}

class Init : public testing::TestWithParam<uint32_t> {
 protected:
  static json entry(const char* key) {
    static const json content = [] {
      std::ifstream file(GRADUS_GOLDEN_DIR "/rng.json");
      return json::parse(file);
    }();
    return content.at("torch").at(std::to_string(GetParam())).at(key);
  }

  /// Fills a tensor right after seeding and compares every bit.
  static void expect_draws(const char* key, const Shape& shape, auto fill) {
    manual_seed(GetParam());
    Tensor x = zeros(shape, {.requires_grad = true});
    fill(x);
    EXPECT_EQ(x.to_vector(), flat(entry(key))) << key;
    EXPECT_TRUE(x.is_leaf());
  }
};

INSTANTIATE_TEST_SUITE_P(Seeds, Init, testing::Values(0u, 1u, 42u, 1234u), testing::PrintToStringParamName());

TEST_P(Init, LinearStartsAsPyTorchs) {
  manual_seed(GetParam());
  const Linear layer(2, 3);
  EXPECT_EQ(layer.weight().to_vector(), flat(entry("nn.Linear(2,3)")["weight"]));
  EXPECT_EQ(layer.bias().to_vector(), flat(entry("nn.Linear(2,3)")["bias"]));
}

TEST_P(Init, FunctionsDrawAsPyTorchs) {
  const double relu_gain = init::calculate_gain(init::Nonlinearity::relu);
  expect_draws("xavier_normal_(2,3)", {2, 3}, [](Tensor& x) { init::xavier_normal_(x); });
  expect_draws("xavier_normal_(4,5)", {4, 5}, [](Tensor& x) { init::xavier_normal_(x); });
  expect_draws("xavier_normal_(4,5) gain relu", {4, 5},
               [&](Tensor& x) { init::xavier_normal_(x, relu_gain); });
  expect_draws("xavier_normal_(2,1,3,3)", {2, 1, 3, 3}, [](Tensor& x) { init::xavier_normal_(x); });
  expect_draws("xavier_uniform_(4,5)", {4, 5}, [](Tensor& x) { init::xavier_uniform_(x); });
  expect_draws("kaiming_normal_(4,5)", {4, 5}, [](Tensor& x) { init::kaiming_normal_(x); });
  expect_draws("kaiming_normal_(2,3) fan_out relu", {2, 3}, [](Tensor& x) {
    init::kaiming_normal_(x, {.mode = init::FanMode::fan_out, .nonlinearity = init::Nonlinearity::relu});
  });
  expect_draws("kaiming_uniform_(4,5)", {4, 5}, [](Tensor& x) { init::kaiming_uniform_(x); });
  expect_draws("normal_(0,0.02) of (3,)", {3}, [](Tensor& x) { init::normal_(x, 0, 0.02); });
  expect_draws("uniform_(-1,1) of (4,)", {4}, [](Tensor& x) { init::uniform_(x, -1, 1); });
}

TEST(InitFunctions, GainsArePyTorchs) {
  using init::Nonlinearity;
  EXPECT_EQ(init::calculate_gain(Nonlinearity::linear), 1);
  EXPECT_EQ(init::calculate_gain(Nonlinearity::sigmoid), 1);
  EXPECT_EQ(init::calculate_gain(Nonlinearity::tanh), 5.0 / 3);
  EXPECT_EQ(init::calculate_gain(Nonlinearity::relu), std::sqrt(2.0));
  EXPECT_EQ(init::calculate_gain(Nonlinearity::leaky_relu, 1), 1);
  EXPECT_EQ(init::calculate_gain(Nonlinearity::selu), 0.75);
}

TEST(InitFunctions, SayWhatTheyNeed) {
  Tensor vector = zeros({3}), none, integers = zeros({2, 2}, {.dtype = int64}), gaps = zeros({2, 3}).t();
  EXPECT_EQ(message_of([&] { init::xavier_normal_(vector); }),
            "xavier_normal_: a tensor of two dimensions or more is needed to count inputs and outputs");
  EXPECT_EQ(message_of([&] { init::kaiming_uniform_(none); }),
            "kaiming_uniform_: a tensor of two dimensions or more is needed to count inputs and outputs");
  EXPECT_NE(message_of([&] { init::xavier_uniform_(integers); }), "no error");
  EXPECT_NE(message_of([&] { init::normal_(gaps); }), "no error");
  EXPECT_NE(message_of([&] { init::uniform_(none); }), "no error");
  EXPECT_NE(message_of([&] { init::constant_(none, 1); }), "no error");
  EXPECT_NE(message_of([&] { init::normal_(vector, 0, -1); }), "no error");
  EXPECT_NE(message_of([&] { init::uniform_(vector, 2, 1); }), "no error");
  EXPECT_EQ(vector.to_vector(), (std::vector<double>{0, 0, 0}));
}

TEST(Linear, HasPyTorchsLayout) {
  Linear layer(2, 3);
  EXPECT_EQ(layer.weight().shape(), (Shape{3, 2}));
  EXPECT_EQ(layer.bias().shape(), Shape{3});
  EXPECT_TRUE(layer.weight().requires_grad() && layer.bias().requires_grad());
  Linear plain(2, 3, {.bias = false});
  EXPECT_FALSE(plain.bias().defined());
  EXPECT_EQ(plain.parameters().size(), 1u);
  EXPECT_EQ(plain(ones({4, 2})).shape(), (Shape{4, 3}));
  EXPECT_EQ(layer(ones({2})).shape(), Shape{3});
  EXPECT_EQ(layer(ones({5, 4, 2})).shape(), (Shape{5, 4, 3}));
  EXPECT_EQ(Linear(2, 3, {.dtype = float64}).weight().dtype(), float64);
}

TEST(Linear, StrangeSizes) {
  EXPECT_EQ(message_of([] { Linear(-1, 2); }), "Linear: -1 features in and 2 out cannot be");
  Linear nothing(0, 3), none(3, 0);
  EXPECT_EQ(nothing(ones({2, 0})).to_vector(), (std::vector<double>{0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(none(ones({2, 3})).shape(), (Shape{2, 0}));
  EXPECT_NE(message_of([] { Linear(int64_t{1} << 40, int64_t{1} << 40); }), "no error");
  EXPECT_NE(message_of([] { Linear(2, 3, {.dtype = int64}); }), "no error");
}

TEST(Sequential, RunsItsLayersInOrder) {
  Sequential net(Linear(2, 4), Tanh(), Linear(4, 3), Sigmoid(), ReLU());
  EXPECT_EQ(net.size(), 5u);
  EXPECT_EQ(net.named_parameters()[2].name, "2.weight");
  EXPECT_EQ(net(ones({7, 2})).shape(), (Shape{7, 3}));
  EXPECT_EQ(net[1].type_name(), "Tanh");
  EXPECT_EQ(message_of([&] { net[5]; }), "Sequential: layer 5 was asked for, there are 5");
  sum(net(ones({7, 2}))).backward();
  EXPECT_TRUE(net.parameters()[0].grad().defined());
}

TEST(Sequential, MovedLayersKeepTheirParameters) {
  Linear layer(2, 1);
  const Tensor weight = layer.weight();
  Sequential net(std::move(layer));
  EXPECT_TRUE(net.parameters()[0].is_same(weight));
  Sequential moved = std::move(net);
  EXPECT_TRUE(moved.parameters()[0].is_same(weight));
  EXPECT_EQ(moved(ones({1, 2})).shape(), (Shape{1, 1}));
}

TEST(Sequential, EmptyAndNestedAndCloned) {
  Sequential nothing;
  const Tensor x = ones({2});
  EXPECT_TRUE(nothing(x).is_same(x));
  Sequential inner(Linear(1, 1));
  Sequential outer;
  outer.append(std::make_unique<Sequential>(std::move(inner)));
  EXPECT_EQ(outer.named_parameters()[0].name, "0.0.weight");
  EXPECT_EQ(message_of([&] {
              outer(ones({1, 2}));
            }),
            "0.0: linear: input (1, 2) has 2 features, weight (1, 1) takes 1");
  const auto copy = clone(outer);
  EXPECT_EQ(to_string(*copy), to_string(outer));
  EXPECT_FALSE(copy->parameters()[0].is_same(outer.parameters()[0]));
  EXPECT_EQ(copy->parameters()[0].item(), outer.parameters()[0].item());
  EXPECT_EQ(message_of([&] { outer.append(nullptr); }), "Sequential: no layer was given");
}

}  // namespace
}  // namespace gradus::nn
