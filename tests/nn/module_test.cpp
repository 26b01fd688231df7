#include "gradus/nn/module.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "gradus/base/error.hpp"
#include "gradus/base/random/generator.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/nn/layers.hpp"
#include "tests/message_of.hpp"

namespace gradus::nn {
namespace {

struct Encoder : Layer {
  Linear& fc1 = add<Linear>("fc1", 3, 4);
  Linear& fc2 = add<Linear>("fc2", 4, 2, LinearOptions{.bias = false});
  Tensor& scale = add_parameter("scale", ones({2}));
  Tensor& seen = add_buffer("seen", zeros({}));

  Tensor forward(const Tensor& x) override { return fc2(tanh(fc1(x))) * scale; }

 protected:
  std::unique_ptr<Module> fresh() const override { return std::make_unique<Encoder>(); }
};

struct Net : Layer {
  Encoder& encoder = add<Encoder>("encoder");
  Linear& out = add<Linear>("out", 2, 1);

  Tensor forward(const Tensor& x) override { return out(encoder(x)); }

 protected:
  std::unique_ptr<Module> fresh() const override { return std::make_unique<Net>(); }
};

std::vector<std::string> names_of(const StateDict& state) {
  std::vector<std::string> names;
  for (const NamedTensor& entry : state) names.push_back(entry.name);
  return names;
}

using Names = std::vector<std::string>;

TEST(Module, NamesAreInPyTorchsOrder) {
  const Net net;
  EXPECT_EQ(names_of(net.named_parameters()),
            (Names{"encoder.scale", "encoder.fc1.weight", "encoder.fc1.bias", "encoder.fc2.weight",
                   "out.weight", "out.bias"}));
  EXPECT_EQ(names_of(net.state_dict()),
            (Names{"encoder.scale", "encoder.seen", "encoder.fc1.weight", "encoder.fc1.bias",
                   "encoder.fc2.weight", "out.weight", "out.bias"}));
  EXPECT_EQ(names_of(net.named_buffers()), Names{"encoder.seen"});
  EXPECT_EQ(net.parameters().size(), 6u);
  EXPECT_EQ(net.named_children().size(), 2u);
}

TEST(Module, EveryModuleIsListedAndVisited) {
  Net net;
  Names paths;
  for (const auto& [path, module] : net.named_modules()) paths.push_back(path + ":" + module->type_name());
  EXPECT_EQ(paths,
            (Names{":Net", "encoder:Encoder", "encoder.fc1:Linear", "encoder.fc2:Linear", "out:Linear"}));
  Names visited;
  net.apply([&](Module& module) { visited.push_back(module.type_name()); });
  EXPECT_EQ(visited, (Names{"Linear", "Linear", "Encoder", "Linear", "Net"}));
  EXPECT_EQ(net.parameter_count(), 2 + 16 + 8 + 3);
  net.encoder.requires_grad_(false);
  EXPECT_EQ(net.trainable_parameter_count(), 3);
}

struct Cache : Module {
  Tensor& kept = add_buffer("kept", ones({2}));
  Tensor& scratch = add_buffer("scratch", ones({3}), false);

 protected:
  std::unique_ptr<Module> fresh() const override { return std::make_unique<Cache>(); }
};

TEST(Module, ABufferThatIsNotPersistentStaysOutOfTheStateDict) {
  Cache cache;
  EXPECT_EQ(names_of(cache.state_dict()), Names{"kept"});
  EXPECT_EQ(names_of(cache.named_buffers()), (Names{"kept", "scratch"}));
  EXPECT_EQ(message_of([&] { cache.load_state_dict({{"kept", zeros({2})}}); }), "no error");
  const NoGrad guard;
  cache.scratch.fill_(5);
  EXPECT_EQ(clone(cache)->scratch[0].item(), 5);
  cache.to(float64);
  EXPECT_EQ(cache.scratch.dtype(), float64);
}

TEST(Module, AStateDictSharesTheValues) {
  Net net;
  const StateDict state = net.state_dict();
  EXPECT_FALSE(state[0].tensor.requires_grad());
  const NoGrad guard;
  net.encoder.scale.fill_(7);
  EXPECT_EQ(state[0].tensor[0].item(), 7);
}

TEST(Module, LoadingCopiesByName) {
  Net from, to;
  const Tensor weight = to.out.weight();
  const LoadReport report = to.load_state_dict(from.state_dict());
  EXPECT_TRUE(report.missing.empty() && report.unexpected.empty());
  EXPECT_TRUE(weight.is_same(to.out.weight()));
  EXPECT_TRUE(weight.requires_grad());
  EXPECT_TRUE(equal(weight.detach(), from.out.weight().detach()));
  StateDict reversed = from.state_dict();
  std::reverse(reversed.begin(), reversed.end());
  EXPECT_EQ(message_of([&] { to.load_state_dict(reversed); }), "no error");
}

TEST(Module, StrictLoadingListsEveryFault) {
  Net net;
  const Tensor before = net.out.weight().detach().clone();
  StateDict state = Net().state_dict();
  state.erase(state.begin());
  state.push_back({"head.weight", zeros({1})});
  for (NamedTensor& entry : state) {
    if (entry.name == "out.bias") entry.tensor = zeros({3});
    if (entry.name == "encoder.seen") entry.tensor = Tensor();
  }
  EXPECT_EQ(message_of([&] { net.load_state_dict(state); }),
            "load_state_dict: Net: encoder.seen has shape none, the model's (); out.bias has shape (3,), the "
            "model's "
            "(1,); missing: encoder.scale; not in the model: head.weight");
  EXPECT_TRUE(equal(net.out.weight().detach(), before));
}

TEST(Module, LooseLoadingReportsAndStillRefusesShapes) {
  Net net;
  StateDict state{{"out.bias", tensor({2.5})}, {"other", zeros({1})}};
  const LoadReport report = net.load_state_dict(state, {.strict = false});
  EXPECT_EQ(net.out.bias().item(), 2.5);
  EXPECT_EQ(report.unexpected, Names{"other"});
  EXPECT_EQ(report.missing.size(), 6u);
  state[0].tensor = zeros({2});
  EXPECT_EQ(message_of([&] { net.load_state_dict(state, {.strict = false}); }),
            "load_state_dict: Net: out.bias has shape (2,), the model's (1,)");
}

TEST(Module, LoadingConvertsTheType) {
  Net net;
  StateDict state = Net().state_dict();
  for (NamedTensor& entry : state) entry.tensor = entry.tensor.to(float64);
  net.load_state_dict(state);
  EXPECT_EQ(net.out.weight().dtype(), float32);
}

TEST(Module, ACloneLivesAlone) {
  manual_seed(1);
  Net net;
  net.encoder.fc1.weight().requires_grad_(false);
  net.eval();
  const Generator before = default_generator();
  const auto copy = clone(net);
  EXPECT_EQ(default_generator(), before);
  EXPECT_FALSE(copy->is_training());
  EXPECT_FALSE(copy->encoder.fc1.weight().requires_grad());
  EXPECT_TRUE(copy->encoder.fc2.weight().requires_grad());
  const Tensor x = ones({1, 3});
  const double expected = net(x).item();
  EXPECT_EQ((*copy)(x).item(), expected);
  {
    const NoGrad guard;
    for (Tensor& parameter : copy->parameters()) parameter.zero_();
  }
  EXPECT_EQ(net(x).item(), expected);
  EXPECT_EQ((*copy)(x).item(), 0);
}

TEST(Module, ACloneKeepsTheType) {
  Net net;
  net.to(float64);
  EXPECT_EQ(clone(net)->out.weight().dtype(), float64);
}

TEST(Module, ConvertsItsTypeInPlace) {
  Net net;
  const Tensor weight = net.out.weight();
  sum(net(ones({1, 3}))).backward();
  net.to(float64);
  EXPECT_EQ(weight.dtype(), float64);
  EXPECT_EQ(net.encoder.seen.dtype(), float64);
  EXPECT_TRUE(weight.requires_grad());
  EXPECT_FALSE(weight.grad().defined());
  sum(net(ones({1, 3}, {.dtype = float64}))).backward();
  EXPECT_EQ(weight.grad().dtype(), float64);
  EXPECT_EQ(message_of([&] { net.to(int64); }), "to: a model's parameters cannot be int64");
}

TEST(Module, BackwardThroughAConvertedModelIsAnError) {
  Net net;
  const Tensor loss = sum(net(ones({1, 3})));
  net.to(float64);
  EXPECT_NE(message_of([&] { loss.backward(); }).find("changed in place"), std::string::npos);
}

TEST(Module, AnErrorNamesTheLayersItCameThrough) {
  Net net;
  EXPECT_EQ(message_of([&] {
              net(ones({2, 5}));
            }),
            "encoder.fc1: linear: input (2, 5) has 5 features, weight (4, 3) takes 3");
  Sequential sequential(Linear(2, 3), ReLU(), Linear(4, 1));
  EXPECT_EQ(message_of([&] {
              sequential(ones({1, 2}));
            }),
            "2: linear: input (1, 3) has 3 features, weight (1, 4) takes 4");
  EXPECT_EQ(message_of([&] { net(Tensor()); }), "encoder.fc1: linear: an undefined tensor was given");
}

TEST(Module, PrintsInPyTorchsLayout) {
  EXPECT_EQ(to_string(Linear(2, 3)), "Linear(in_features=2, out_features=3, bias=True)");
  EXPECT_EQ(to_string(Sequential()), "Sequential()");
  std::ostringstream stream;
  stream << Net();
  EXPECT_EQ(stream.str(),
            "Net(\n"
            "  (encoder): Encoder(\n"
            "    (fc1): Linear(in_features=3, out_features=4, bias=True)\n"
            "    (fc2): Linear(in_features=4, out_features=2, bias=False)\n"
            "  )\n"
            "  (out): Linear(in_features=2, out_features=1, bias=True)\n"
            ")");
}

TEST(Module, TrainAndEvalReachAllBelow) {
  Net net;
  EXPECT_TRUE(net.encoder.fc1.is_training());
  net.eval();
  EXPECT_FALSE(net.encoder.fc1.is_training());
  net.train();
  EXPECT_TRUE(net.encoder.fc1.is_training());
}

TEST(Module, GradientsAreWantedAndLetGo) {
  Net net;
  sum(net(ones({1, 3}))).backward();
  EXPECT_TRUE(net.out.weight().grad().defined());
  net.zero_grad();
  EXPECT_FALSE(net.out.weight().grad().defined());
  net.requires_grad_(false);
  EXPECT_FALSE(net(ones({1, 3})).requires_grad());
}

struct Badly : Module {
  void add_twice() {
    add_parameter("w", zeros({1}));
    add_buffer("w", zeros({1}));
  }
  void dotted() { add_parameter("a.b", zeros({1})); }
  void nameless() { add<Linear>("", 1, 1); }
};

TEST(Module, BadNamesAreRefused) {
  Badly module;
  EXPECT_EQ(message_of([&] { module.add_twice(); }), "Badly: there is already a part named 'w'");
  EXPECT_EQ(message_of([&] { module.dotted(); }),
            "Badly: 'a.b' cannot name a part of a module; names are not empty and have no dot");
  EXPECT_EQ(message_of([&] { module.nameless(); }),
            "Badly: '' cannot name a part of a module; names are not empty and have no dot");
  EXPECT_EQ(message_of([&] { module.clone(); }),
            "clone: Badly does not say how it is made; override fresh() to return a new one");
}

struct Fed : Module {
  explicit Fed(const Tensor& w) { add_parameter("w", w); }
};

TEST(Module, OnlyALeafCanBeAParameter) {
  EXPECT_EQ(message_of([] { Fed{Tensor{}}; }), "Fed: parameter 'w' is undefined");
  EXPECT_EQ(message_of([] {
              Fed{tensor({1, 2})};
            }),
            "requires_grad_: only floating-point tensors have gradients, this one is int64");
  const Tensor computed = tensor({1.0}, {.requires_grad = true}) * 2;
  EXPECT_EQ(message_of([&] { Fed fed(computed); }),
            "Fed: parameter 'w' is the result of a recorded operation; pass detach() of it");
}

}  // namespace
}  // namespace gradus::nn
