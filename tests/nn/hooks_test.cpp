#include "gradus/nn/hooks.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/nn/layers.hpp"
#include "tests/message_of.hpp"

namespace gradus::nn {
namespace {

using Numbers = std::vector<double>;

/// A net whose numbers are easy: y = 2 relu(3 x).
struct Net : Layer {
  Linear& first = add<Linear>("first", 1, 1, LinearOptions{.bias = false});
  Linear& second = add<Linear>("second", 1, 1, LinearOptions{.bias = false});
  Net() {
    const NoGrad guard;
    first.weight().fill_(3);
    second.weight().fill_(2);
  }
  Tensor forward(const Tensor& x) override { return second(relu(first(x))); }
};

TEST(ForwardHooks, SeeAndReplaceWhatGoesThrough) {
  Net net;
  Numbers seen;
  HookHandle before = net.second.register_forward_pre_hook([&](Layer& layer, const Tensor& x) {
    EXPECT_EQ(&layer, &net.second);
    seen.push_back(x.item());
  });
  HookHandle after = net.second.register_forward_hook([&](Layer&, const Tensor& x, const Tensor& y) {
    seen.push_back(x.item());
    seen.push_back(y.item());
  });
  const Tensor x = ones({1, 1});
  EXPECT_EQ(net(x).item(), 6);
  EXPECT_EQ(seen, (Numbers{3, 3, 6}));
  HookHandle more =
      net.second.register_forward_pre_hook([](Layer&, const Tensor& input) { return input + 1; });
  HookHandle less = net.second.register_forward_hook(
      [](Layer&, const Tensor&, const Tensor& output) { return output * 10; });
  EXPECT_EQ(net(x).item(), 80);
  for (HookHandle* handle : {&before, &after, &more, &less}) handle->remove();
  more.remove();
  EXPECT_EQ(net(x).item(), 6);
  EXPECT_EQ(seen.size(), 6u);
}

TEST(ForwardHooks, MayTakeThemselvesOff) {
  Net net;
  int calls = 0;
  HookHandle handle;
  handle = net.register_forward_hook([&](Layer&, const Tensor&, const Tensor&) {
    ++calls;
    handle.remove();
  });
  net(ones({1, 1}));
  net(ones({1, 1}));
  EXPECT_EQ(calls, 1);
}

TEST(ForwardHooks, AnErrorNamesTheLayer) {
  Net net;
  const HookHandle handle =
      net.first.register_forward_pre_hook([](Layer&, const Tensor&) -> Tensor { fail("hook: stop"); });
  EXPECT_EQ(message_of([&] { net(ones({1, 1})); }), "first: hook: stop");
}

TEST(Hooks, GoWithAMovedLayerAndNotWithAClone) {
  Linear layer(1, 1);
  int calls = 0;
  HookHandle handle = layer.register_forward_hook([&](Layer&, const Tensor&, const Tensor&) { ++calls; });
  (*clone(layer))(ones({1, 1}));
  EXPECT_EQ(calls, 0);
  {
    Sequential net(std::move(layer));
    net(ones({1, 1}));
    EXPECT_EQ(calls, 1);
  }
  handle.remove();  // the layer is gone
}

TEST(BackwardHooks, SeeBothGradientsAndReplaceTheInputs) {
  Net net;
  std::optional<double> grad_input, grad_output;
  HookHandle watch = net.second.register_full_backward_hook([&](const Tensor& input, const Tensor& output) {
    grad_input = input.item();
    grad_output = output.item();
  });
  const Tensor x = ones({1, 1}, {.requires_grad = true});
  net(x).backward();
  EXPECT_EQ(grad_output, 1);
  EXPECT_EQ(grad_input, 2);
  EXPECT_EQ(x.grad().item(), 6);
  EXPECT_EQ(net.first.weight().grad().item(), 2);

  const HookHandle change =
      net.second.register_full_backward_hook([](const Tensor& input, const Tensor&) { return input * 5; });
  net.zero_grad();
  net(x).backward();
  EXPECT_EQ(net.first.weight().grad().item(), 10);
  EXPECT_EQ(net.second.weight().grad().item(), 3);  // the layer's own gradient is not touched
  EXPECT_EQ(x.grad().item(), 6 + 30);
}

TEST(BackwardHooks, OfALayerWhoseInputWantsNoneAreCalled) {
  Net net;
  int calls = 0;
  const HookHandle handle =
      net.first.register_full_backward_hook([&](const Tensor& input, const Tensor& output) {
        EXPECT_FALSE(input.defined());
        EXPECT_EQ(output.item(), 2);
        ++calls;
      });
  net(ones({1, 1})).backward();
  EXPECT_EQ(calls, 1);
  {
    const NoGrad guard;
    net(ones({1, 1}));
  }
  EXPECT_EQ(calls, 1);
}

TEST(BackwardHooks, EachRunOfALayerHasItsOwnGradients) {
  Linear layer(1, 1, {.bias = false});
  {
    const NoGrad guard;
    layer.weight().fill_(3);
  }
  Numbers seen;
  const HookHandle handle = layer.register_full_backward_hook([&](const Tensor& input, const Tensor& output) {
    seen.push_back(output.item());
    seen.push_back(input.item());
  });
  const Tensor x = ones({1, 1}, {.requires_grad = true});
  layer(layer(x)).backward();
  EXPECT_EQ(seen, (Numbers{1, 3, 3, 9}));
  EXPECT_EQ(x.grad().item(), 9);
}

TEST(BackwardHooks, AWrongReplacementIsAnError) {
  Net net;
  const HookHandle handle =
      net.second.register_full_backward_hook([](const Tensor&, const Tensor&) { return ones({2}); });
  const Tensor y = net(ones({1, 1}));
  EXPECT_EQ(message_of([&] { y.backward(); }),
            "backward hook: what it returns must have the shape and type of the input's gradient");
}

}  // namespace
}  // namespace gradus::nn
