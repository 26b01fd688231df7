// Hooks on tensors, kept gradients of results, and the search for NaN.
#include <gtest/gtest.h>

#include "../ops/op_runner.hpp"
#include "gradus/core/autograd/anomaly.hpp"
#include "gradus/core/autograd/grad.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"

namespace gradus::test {
namespace {

using Values = std::vector<double>;

Tensor leaf(std::initializer_list<double> values) {
  return tensor(values, {.dtype = float64, .requires_grad = true});
}

TEST(Hooks, OnAResultSeeTheWholeGradientAndMayReplaceIt) {
  const Tensor x = leaf({1, 2});
  const Tensor y = x * 3;
  Values seen;
  y.register_hook([&](const Tensor& g) { seen = g.to_vector(); });
  y.register_hook([](const Tensor& g) { return g * 10; });
  (sum(y * 2) + sum(y * y)).backward();
  EXPECT_EQ(seen, (Values{2 + 6, 2 + 12}));
  EXPECT_EQ(x.grad().to_vector(), (Values{240, 420}));
}

TEST(Hooks, OnALeafSeeTheSumOnce) {
  const Tensor x = leaf({3});
  int calls = 0;
  x.register_hook([&](const Tensor& g) {
    ++calls;
    EXPECT_EQ(g.item(), 6 + 2);
    return g + 1;
  });
  (x * x + x * 2).backward();
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(x.grad().item(), 9);
  (x * x + x * 2).backward();
  EXPECT_EQ(x.grad().item(), 18);
}

TEST(Hooks, RunInOrderFromTheLastResultToTheLeaf) {
  const Tensor x = leaf({1});
  const Tensor y = x * 2, z = y * 3;
  std::string order;
  const auto note = [&](const char* word) { return [&order, word](const Tensor&) { order += word; }; };
  x.register_hook(note("x1 "));
  x.register_hook(note("x2 "));
  x.register_post_accumulate_grad_hook([&](const Tensor& leaf_itself) {
    EXPECT_TRUE(leaf_itself.is_same(x));
    EXPECT_EQ(leaf_itself.grad().item(), 6);
    order += "after ";
  });
  y.register_hook(note("y1 "));
  z.register_hook(note("z "));
  y.register_hook(note("y2 "));
  z.backward();
  EXPECT_EQ(order, "z y1 y2 x1 x2 after ");
}

TEST(Hooks, AreTakenAwayByTheirHandle) {
  const Tensor x = leaf({1});
  int first = 0, second = 0;
  HookHandle handle = x.register_hook([&](const Tensor&) { ++first; });
  HookHandle own;
  own = x.register_hook([&](const Tensor&) {
    ++second;
    own.remove();  // while it runs
  });
  (x * 2).backward();
  handle.remove();
  handle.remove();
  (x * 2).backward();
  EXPECT_EQ(first, 1);
  EXPECT_EQ(second, 1);
  {
    const Tensor gone = x * 2;
    handle = gone.register_hook([](const Tensor&) {});
  }
  handle.remove();
}

TEST(Hooks, ThatReturnTheWrongShapeAreErrors) {
  const Tensor x = leaf({1, 2});
  const Tensor y = x * 2;
  auto handle = y.register_hook([](const Tensor&) { return zeros({3}, {.dtype = float64}); });
  EXPECT_EQ(message_of([&] { sum(y).backward(); }),
            "register_hook: a hook on MulBackward0 returned float64 (3,) for a gradient float64 (2,)");
  handle.remove();
  x.register_hook([](const Tensor&) { return zeros({2}); });
  EXPECT_EQ(message_of([&] { sum(x * 2).backward(); }),
            "register_hook: a hook on a leaf returned float32 (2,) for a gradient float64 (2,)");
  EXPECT_FALSE(x.grad().defined());
}

TEST(Hooks, NeedATensorWithAGradient) {
  EXPECT_EQ(message_of([] { ones({2}).register_hook([](const Tensor&) {}); }),
            "register_hook: this (2,) tensor requires no gradient, so there is none to wait for");
  EXPECT_EQ(message_of([] { Tensor().register_hook([](const Tensor&) {}); }),
            "register_hook: the tensor is undefined");
  EXPECT_NE(message_of([] { ones({2}).retain_grad(); }), "no error");
  EXPECT_EQ(message_of([] { (leaf({1}) * 2).register_post_accumulate_grad_hook([](const Tensor&) {}); }),
            "register_post_accumulate_grad_hook: only leaves accumulate gradients; use register_hook");
}

TEST(Hooks, AlsoWorkOnGradientsAsValues) {
  const Tensor x = leaf({2});
  const Tensor y = x * x;
  x.register_hook([](const Tensor& g) { return g * 2; });
  y.register_hook([](const Tensor& g) { return g * 5; });
  const auto g = grad(y * 3, {x, y});
  EXPECT_EQ(g[0].item(), 3 * 5 * 4 * 2);
  EXPECT_EQ(g[1].item(), 15);
  EXPECT_FALSE(x.grad().defined());
}

TEST(Hooks, AreRecordedUnderCreateGraph) {
  const Tensor x = leaf({2});
  const Tensor y = x * x;
  y.register_hook([](const Tensor& g) { return g * g; });
  const Tensor first = grad(y * x, {x}, {.create_graph = true})[0];  // x^2 2x + x^2
  EXPECT_EQ(first.item(), 20);
  EXPECT_EQ(grad(first, {x})[0].item(), 6 * 4 + 2 * 2);
}

TEST(RetainGrad, KeepsTheGradientOfAResult) {
  const Tensor x = leaf({1, 2});
  const Tensor y = x * 3, z = y * y;
  y.retain_grad();
  x.retain_grad();  // nothing to do
  sum(z).backward({.retain_graph = true});
  EXPECT_EQ(y.grad().to_vector(), (Values{6, 12}));
  EXPECT_FALSE(z.grad().defined());
  sum(z).backward();
  EXPECT_EQ(y.grad().to_vector(), (Values{12, 24}));
  EXPECT_EQ(x.grad().to_vector(), (Values{36, 72}));
}

TEST(RetainGrad, SeesWhatHooksMadeOfIt) {
  const Tensor x = leaf({1});
  const Tensor y = x * 3;
  y.retain_grad();
  y.register_hook([](const Tensor& g) { return g * 10; });  // registered later, and still first
  (y * 2).backward();
  EXPECT_EQ(y.grad().item(), 20);
}

TEST(RetainGrad, FollowsAChangeInPlaceWhileHooksStay) {
  const Tensor x = leaf({1});
  Tensor y = x * 3;
  y.retain_grad();
  double before = 0;
  y.register_hook([&](const Tensor& g) { before = g.item(); });
  y.mul_(5);
  (y * 2).backward();
  EXPECT_EQ(before, 10);  // of the value that was multiplied
  EXPECT_EQ(y.grad().item(), 2);
  EXPECT_EQ(x.grad().item(), 30);
}

TEST(RetainGrad, OfATensorThatIsGoneKeepsNothing) {
  const Tensor x = leaf({1});
  Tensor y = x * 3;
  y.retain_grad();
  const Tensor z = y * 2;
  y = Tensor();
  z.backward();
  EXPECT_EQ(x.grad().item(), 6);
}

TEST(Detach, InPlaceMakesALeaf) {
  const Tensor x = leaf({1});
  Tensor y = x * 3;
  y.detach_();
  EXPECT_TRUE(y.is_leaf());
  EXPECT_FALSE(y.requires_grad());
  EXPECT_EQ(
      message_of([&] { (y * 2).backward(); }),
      "backward: this tensor does not depend on any that requires a gradient; call requires_grad_() before "
      "the computation");
  EXPECT_EQ(
      message_of([] { Tensor().detach_(); }),
      "detach_: the tensor is undefined; give it a value first (a gradient has none before backward())");
}

TEST(DetectAnomaly, NamesTheOperationThatMadeTheNaN) {
  const Tensor x = leaf({0, 4});
  const auto loss = [&] { return sum(sqrt(x) * x); };
  loss().backward();  // 0 * infinity
  EXPECT_TRUE(std::isnan(x.grad().to_vector()[0]));
  const Tensor kept = x.grad();
  {
    const autograd::DetectAnomaly guard;
    EXPECT_EQ(message_of([&] { sum(sqrt(x) * 0.0).backward(); }),
              "backward: SqrtBackward0 made a gradient with NaN for its input 0, shape (2,)");
  }
  EXPECT_EQ(message_of([&] { loss().backward(); }), "no error");
}

}  // namespace
}  // namespace gradus::test
