#include "gradus/nn/summary.hpp"

#include <gtest/gtest.h>

#include "gradus/base/error.hpp"
#include "gradus/base/random/generator.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/random.hpp"
#include "gradus/nn/layers.hpp"

namespace gradus::nn {
namespace {

Sequential lenet() {
  return Sequential(Conv2d(1, 32, 3), BatchNorm2d(32), ReLU(), MaxPool2d(2), Dropout(), Flatten(),
                    Sequential(Linear(5408, 10, {.bias = false})));
}

TEST(Summary, IsATableOfLayers) {
  Sequential net = lenet();
  net.get<Sequential>(6).requires_grad_(false);
  EXPECT_EQ(to_string(summary(net, {64, 1, 28, 28})),
            "Layer             Output shape      Parameters\n"
            "----------------------------------------------\n"
            "Sequential        (64, 10)                   -\n"
            "  0: Conv2d       (64, 32, 26, 26)         320\n"
            "  1: BatchNorm2d  (64, 32, 26, 26)          64\n"
            "  2: ReLU         (64, 32, 26, 26)           -\n"
            "  3: MaxPool2d    (64, 32, 13, 13)           -\n"
            "  4: Dropout      (64, 32, 13, 13)           -\n"
            "  5: Flatten      (64, 5408)                 -\n"
            "  6: Sequential   (64, 10)                   -\n"
            "    0: Linear     (64, 10)              54,080\n"
            "----------------------------------------------\n"
            "Input shape: (64, 1, 28, 28)\n"
            "Total parameters: 54,464\n"
            "Trainable parameters: 384\n");
}

TEST(Summary, LeavesTheModelAsItWas) {
  Sequential net = lenet();
  net[4].eval();
  StateDict before;
  for (const NamedTensor& entry : net.state_dict()) before.push_back({entry.name, entry.tensor.clone()});
  const Generator generator = default_generator();
  summary(net, {2, 1, 28, 28});
  EXPECT_EQ(default_generator(), generator);
  EXPECT_TRUE(net.is_training());
  EXPECT_TRUE(net[0].is_training());
  EXPECT_FALSE(net[4].is_training());
  const StateDict after = net.state_dict();
  for (size_t i = 0; i < before.size(); ++i)
    EXPECT_TRUE(equal(before[i].tensor, after[i].tensor)) << before[i].name;
  for (const Tensor& parameter : net.parameters()) EXPECT_FALSE(parameter.grad().defined());
}

/// Draws whatever the mode, fails when asked to, and holds a layer that does not run.
struct Unruly : Layer {
  Linear& used = add<Linear>("used", 2, 1);
  Linear& idle = add<Linear>("idle", 2, 7);
  Tensor& scale = add_parameter("scale", ones({3}));
  bool fails = false;
  Tensor forward(const Tensor& x) override {
    rand({1});
    if (fails) fail("unruly: no");
    return used(x);
  }
};

TEST(Summary, PutsEverythingBackAfterAnError) {
  Unruly net;
  net.fails = true;
  const Generator generator = default_generator();
  EXPECT_THROW(summary(net, {1, 2}), Error);
  EXPECT_EQ(default_generator(), generator);
  EXPECT_TRUE(net.is_training());
  net.fails = false;
  const Summary found = summary(net, {4, 2});
  EXPECT_EQ(default_generator(), generator);
  EXPECT_EQ(found.rows[0].parameters, 3);
  EXPECT_EQ(found.rows[1].output, (Shape{4, 1}));
  EXPECT_FALSE(found.rows[2].output);
  EXPECT_EQ(found.parameters, 3 + 3 + 21);
}

TEST(Summary, TakesTheInputsType) {
  Sequential net(Embedding(5, 3), Flatten(), Linear(6, 2));
  EXPECT_EQ(summary(net, {4, 2}, {.dtype = int64}).rows[1].output, (Shape{4, 2, 3}));
  Sequential wide(Linear(2, 1));
  wide.to(float64);
  EXPECT_EQ(summary(wide, {4, 2}).rows[0].output, (Shape{4, 1}));
}

}  // namespace
}  // namespace gradus::nn
