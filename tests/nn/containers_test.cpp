#include "gradus/nn/layers/containers.hpp"

#include <gtest/gtest.h>

#include "gradus/base/error.hpp"
#include "gradus/base/random/generator.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/joining.hpp"
#include "gradus/nn/layers.hpp"
#include "tests/message_of.hpp"

namespace gradus::nn {
namespace {

/// A module that is no Layer: it takes two tensors.
struct Pair : Module {
  Linear& left = add<Linear>("left", 2, 1);
  Linear& right = add<Linear>("right", 3, 1);
  Tensor operator()(const Tensor& a, const Tensor& b) { return left(a) + right(b); }

 protected:
  std::unique_ptr<Module> fresh() const override { return std::make_unique<Pair>(); }
};

TEST(Sequential, IsIndexedNamedAndWalked) {
  Sequential net(Linear(2, 3), ReLU());
  net.append("head", Linear(3, 1)).append(Identity());
  EXPECT_EQ(net[-1].type_name(), "Identity");
  EXPECT_EQ(net["head"].type_name(), "Linear");
  EXPECT_EQ(net.get<Linear>("head").weight().shape(), (Shape{1, 3}));
  EXPECT_EQ(net.get<Linear>(0).weight().shape(), (Shape{3, 2}));
  std::string types;
  for (Layer& layer : net) types += layer.type_name() + " ";
  EXPECT_EQ(types, "Linear ReLU Linear Identity ");
  EXPECT_EQ(net.state_dict()[2].name, "head.weight");
  EXPECT_EQ(message_of([&] { net[-5]; }), "Sequential: layer -5 was asked for, there are 4");
  EXPECT_EQ(message_of([&] { net["tail"]; }), "Sequential: there is no layer named 'tail'");
  EXPECT_EQ(message_of([&] { net.get<ReLU>(0); }), "Sequential: '0' is a Linear, not what was asked for");
  EXPECT_EQ(message_of([&] { net.append("head", ReLU()); }),
            "Sequential: there is already a part named 'head'");
  EXPECT_EQ(net.size(), 4u);
}

TEST(Residual, AddsItsInput) {
  Residual block(Linear(2, 2));
  const Tensor x = ones({3, 2});
  EXPECT_EQ(block(x).to_vector(), (x + block.layer()(x)).to_vector());
  EXPECT_EQ(to_string(block), "Residual(\n  (layer): Linear(in_features=2, out_features=2, bias=True)\n)");
  EXPECT_EQ((*clone(block))(x).to_vector(), block(x).to_vector());
  EXPECT_EQ(message_of([&] {
              block(ones({3, 4}));
            }),
            "layer: linear: input (3, 4) has 4 features, weight (2, 2) takes 2");
  EXPECT_EQ(message_of([] { Residual(std::unique_ptr<Layer>()); }), "Residual: no layer was given");
}

struct Heads : Layer {
  ModuleList& heads = add<ModuleList>("heads");
  ModuleDict& choice = add<ModuleDict>("choice");
  Heads() {
    for (int i = 0; i < 2; ++i) heads.append(Linear(2, 1));
    choice.insert("relu", ReLU()).insert("tanh", Tanh());
  }
  Tensor forward(const Tensor& x) override { return choice["tanh"](cat({heads[0](x), heads[-1](x)}, 1)); }

 protected:
  std::unique_ptr<Module> fresh() const override { return std::make_unique<Heads>(); }
};

TEST(ModuleList, HoldsModulesForAModel) {
  Heads net;
  const Tensor x = ones({1, 2});
  EXPECT_EQ(net(x).shape(), (Shape{1, 2}));
  EXPECT_EQ(net.named_parameters()[2].name, "heads.1.weight");
  EXPECT_EQ(to_string(net),
            "Heads(\n"
            "  (heads): ModuleList(\n"
            "    (0): Linear(in_features=2, out_features=1, bias=True)\n"
            "    (1): Linear(in_features=2, out_features=1, bias=True)\n"
            "  )\n"
            "  (choice): ModuleDict(\n"
            "    (relu): ReLU()\n"
            "    (tanh): Tanh()\n"
            "  )\n"
            ")");
  const auto copy = clone(net);
  EXPECT_EQ((*copy)(x).to_vector(), net(x).to_vector());
  size_t count = 0;
  for (Module& head : net.heads) count += head.parameters().size();
  EXPECT_EQ(count, 4u);
  EXPECT_EQ(net.choice.keys(), (std::vector<std::string>{"relu", "tanh"}));
  EXPECT_TRUE(net.choice.contains("relu"));
  EXPECT_FALSE(net.choice.contains("gelu"));
}

TEST(ModuleList, ErrorsNameTheWholePath) {
  Heads net;
  EXPECT_EQ(message_of([&] {
              net(ones({1, 3}));
            }),
            "heads.0: linear: input (1, 3) has 3 features, weight (1, 2) takes 2");
  EXPECT_EQ(message_of([&] { net.heads[2]; }), "ModuleList: layer 2 was asked for, there are 2");
  EXPECT_EQ(message_of([&] { net.choice["gelu"]; }), "ModuleDict: there is no layer named 'gelu'");
}

TEST(ModuleList, HoldsModulesThatAreNoLayers) {
  ModuleList list;
  list.append(Pair());
  EXPECT_EQ(message_of([&] { list[0]; }),
            "ModuleList: '0' is a Pair, which does not take one tensor; ask for it with get<Pair>()");
  EXPECT_EQ(list.get<Pair>(0)(ones({1, 2}), ones({1, 3})).shape(), (Shape{1, 1}));
  EXPECT_EQ(message_of([&] { list.append(std::unique_ptr<Module>()); }), "ModuleList: no layer was given");
  EXPECT_EQ(clone(list)->parameters().size(), 4u);
}

}  // namespace
}  // namespace gradus::nn
