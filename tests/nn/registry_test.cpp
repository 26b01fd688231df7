// Models as plain data: containers, types of a user's own, and descriptions that are none.
#include "gradus/nn/registry.hpp"

#include <gtest/gtest.h>

#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/io/json.hpp"
#include "gradus/nn/layers.hpp"
#include "tests/message_of.hpp"

namespace gradus::nn {
namespace {

/// Made without arguments; its children follow from its type.
struct Classifier : Layer {
  Linear& hidden = add<Linear>("hidden", 2, 4);
  Linear& out = add<Linear>("out", 4, 3);
  Tensor forward(const Tensor& x) override { return out(relu(hidden(x))); }
};

class Block : public Layer {
 public:
  Block(int64_t width, double p) : width_(width), p_(p), body_(add<Sequential>("body")) {
    body_.append(Linear(width, width)).append(Dropout(p));
  }
  auto arguments() const { return std::tuple(width_, p_); }
  static constexpr std::array argument_names{"width", "p"};
  Tensor forward(const Tensor& x) override { return x + body_(x); }

 private:
  int64_t width_;
  double p_;
  Sequential& body_;
};

struct Unknown : Layer {
  Tensor forward(const Tensor& x) override { return x; }
};

TEST(Registry, TellsAndMakesContainers) {
  Sequential net;
  net.append("first", Linear(2, 4, {.bias = false})).append("act", Tanh());
  net.append("twice", Residual(Sequential{Linear(4, 4), ReLU()}));
  const Value told = describe(net);
  EXPECT_EQ(io::to_json(told.at("layers", "").at("first", "")),
            "{\n  \"type\": \"Linear\",\n  \"in_features\": 2,\n  \"out_features\": 4,\n  \"bias\": false,\n"
            "  \"dtype\": null\n}\n");
  const auto twin = build(told);
  EXPECT_EQ(to_string(*twin), to_string(net));
  EXPECT_EQ(describe(*twin), told);

  ModuleList list;
  list.append(ReLU()).append(Sequential{Linear(1, 2)});
  EXPECT_EQ(to_string(*build(describe(list))), to_string(list));
  ModuleDict dict;
  dict.insert("b", Conv2d(1, 2, {3, 1}, {.padding = "same"})).insert("a", Unflatten(1, {2, -1}));
  EXPECT_EQ(to_string(*build(describe(dict))), to_string(dict));
}

TEST(Registry, TakesTypesOfAUsersOwn) {
  const Classifier model;
  EXPECT_EQ(message_of([&] { describe(Residual(Unknown())); }),
            "describe: layer: Unknown is of a type that is not registered; call "
            "nn::register_layer<Unknown>(\"Unknown\") once");
  register_layer<Classifier>("Classifier");
  register_layer<Classifier>("Classifier");  // once more does no harm
  register_layer<Block>("Block");
  EXPECT_EQ(message_of([] { register_layer<Unknown>("Block"); }),
            "register_layer: there is already a type \"Block\"");
  EXPECT_EQ(message_of([] { register_layer<Unknown>("Sequential"); }),
            "register_layer: there is already a type \"Sequential\"");
  EXPECT_EQ(to_string(*build(describe(model))), to_string(model));
  const Sequential net{Block(3, 0.25), Linear(3, 1)};
  EXPECT_EQ(io::to_json(describe(net).at("layers", "").at("0", "")),
            "{\n  \"type\": \"Block\",\n  \"width\": 3,\n  \"p\": 0.25\n}\n");
  EXPECT_EQ(to_string(*build(describe(net))), to_string(net));
}

TEST(Registry, SaysWhatADescriptionLacks) {
  const auto message = [](const char* text) { return message_of([&] { build(io::parse_json(text)); }); };
  EXPECT_EQ(message("[]"), "architecture: an object is needed, got a list of 0");
  EXPECT_EQ(message("{}"), "architecture: \"type\" is missing");
  EXPECT_EQ(message(R"({"type": "Linaer"})"),
            "architecture: there is no layer type \"Linaer\"; did you mean \"Linear\"?; types of your own "
            "come in by "
            "register_layer()");
  EXPECT_EQ(message(R"({"type": "Linear", "in_features": 2})"),
            "architecture: Linear: \"out_features\" is missing");
  EXPECT_EQ(message(R"({"type": "Linear", "in_features": 2, "out_features": "many"})"),
            "architecture: Linear: out_features: a whole number is needed, got \"many\"");
  EXPECT_EQ(message(R"({"type": "Linear", "in_features": 2, "out_features": 3, "bais": false})"),
            "architecture: Linear: \"bais\" is no field of this; did you mean \"bias\"?");
  EXPECT_EQ(
      message(R"({"type": "Linear", "in_features": 4611686018427387904, "out_features": 8})").substr(0, 6),
      "zeros:");
  EXPECT_EQ(message(R"({"type": "Sequential", "layers": {"0": {"type": "ModuleList", "layers": {}}}})"),
            "architecture: Sequential: 0: a ModuleList does not take one tensor");
  EXPECT_EQ(message(R"({"type": "Sequential", "layers": {"a.b": {"type": "ReLU"}}})"),
            "Sequential: 'a.b' cannot name a part of a module; names are not empty and have no dot");
  EXPECT_EQ(message(R"({"type": "ModuleList", "layers": {"1": {"type": "ReLU"}}})"),
            "architecture: ModuleList: 1: \"0\" was expected");
  EXPECT_EQ(message(R"({"type": "Residual", "layers": {}})"),
            "architecture: Residual: a Residual has one layer, called \"layer\"");
  EXPECT_EQ(message(R"({"type": "MaxPool2d", "kernel_size": [1, 2, 3, 4, 5, 6, 7, 8, 9]})"),
            "architecture: MaxPool2d: kernel_size: 9 numbers are too many");
  EXPECT_EQ(
      message(
          R"({"type": "Conv2d", "in_channels": 1, "out_channels": 1, "kernel_size": 1, "padding": "sam"})"),
      "architecture: Conv2d: padding: \"sam\" is unknown; did you mean \"same\"?");
}

}  // namespace
}  // namespace gradus::nn
