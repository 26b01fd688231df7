// The backward engine: what it computes, what it refuses, and that it leaves nothing behind.
#include "gradus/core/autograd/engine.hpp"

#include <gtest/gtest.h>

#include "../ops/op_runner.hpp"
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

TEST(Engine, AMillionNodesDoNotOverflowTheStack) {
  Tensor x = leaf({1});
  {
    Tensor y = x;
    for (int i = 0; i < 1000000; ++i) y = y + 1;
    y.backward();
  }
  EXPECT_EQ(x.grad().item(), 1);
  // And one that is dropped without having run.
  Tensor y = x;
  for (int i = 0; i < 1000000; ++i) y = y * 1.0;
  y = Tensor();
  EXPECT_EQ(x.grad().item(), 1);
}

TEST(Engine, AWideGraphRunsEachNodeOnce) {
  // 2^30 paths through 30 nodes.
  Tensor x = leaf({1});
  Tensor y = x;
  for (int i = 0; i < 30; ++i) y = y + y;
  y.backward();
  EXPECT_EQ(x.grad().item(), 1 << 30);
}

TEST(Engine, SharedSubgraphsAddUp) {
  Tensor x = leaf({2, 3});
  const Tensor shared = x * x;
  (sum(shared * 2) + sum(shared * shared)).backward();
  EXPECT_EQ(x.grad().to_vector(), (Values{4 * 2 + 4 * 8, 4 * 3 + 4 * 27}));
}

TEST(Engine, AnInputUsedTwiceInOneOperation) {
  Tensor x = leaf({3});
  (x * x).backward();
  EXPECT_EQ(x.grad().item(), 6);
  x.set_grad({});
  (x - x).backward();
  EXPECT_EQ(x.grad().item(), 0);
}

TEST(Engine, GradientsAccumulateAndCanBeCleared) {
  Tensor x = leaf({1, 2});
  sum(x * 3).backward();
  sum(x * 3).backward();
  EXPECT_EQ(x.grad().to_vector(), (Values{6, 6}));
  Tensor gathered = x.grad();
  gathered.zero_();
  sum(x).backward();
  EXPECT_EQ(x.grad().to_vector(), (Values{1, 1}));
  x.set_grad({});
  EXPECT_FALSE(x.grad().defined());
  EXPECT_NE(message_of([&] { x.set_grad(zeros({3}, {.dtype = float64})); }), "no error");
  EXPECT_NE(message_of([&] { x.set_grad(zeros({2})); }), "no error");
}

TEST(Engine, AGradientIsNobodyElsesMemory) {
  Tensor x = leaf({1, 2}), y = leaf({3, 4});
  sum(x + y).backward();
  Tensor own = x.grad();
  own.fill_(9);
  EXPECT_EQ(y.grad().to_vector(), (Values{1, 1}));
  // Neither that of the gradient it started from.
  const Tensor z = leaf({1, 2});
  Tensor start = tensor({1.0, 1.0}, {.dtype = float64});
  (z + 0).backward(start);
  start.fill_(5);
  EXPECT_EQ(z.grad().to_vector(), (Values{1, 1}));
}

TEST(Engine, BackwardFromALeaf) {
  Tensor x = leaf({5});
  x.backward();
  EXPECT_EQ(x.grad().item(), 1);
}

TEST(Engine, BackwardFromAnyShapeTakesAGradient) {
  Tensor x = leaf({1, 2});
  const Tensor y = x * x;
  EXPECT_EQ(
      message_of([&] { y.backward(); }),
      "backward: the result has shape (2,); reduce it to one element, or give the gradient to start from");
  EXPECT_EQ(message_of([&] { y.backward(zeros({3}, {.dtype = float64})); }),
            "backward: the gradient must be float64 (2,), like the result, it is float64 (3,)");
  EXPECT_EQ(message_of([&] { y.backward(ones({2})); }),
            "backward: the gradient must be float64 (2,), like the result, it is float32 (2,)");
  y.backward(tensor({1.0, 10.0}, {.dtype = float64}));
  EXPECT_EQ(x.grad().to_vector(), (Values{2, 40}));
}

TEST(Engine, WithoutAnythingToDifferentiate) {
  EXPECT_EQ(message_of([] { ones({}).backward(); }),
            "backward: this tensor does not depend on any that requires a gradient; call requires_grad_() "
            "before the "
            "computation");
  EXPECT_EQ(message_of([] { Tensor().backward(); }), "backward: the tensor is undefined");
  EXPECT_NE(message_of([] { grad(leaf({1}) * 2, {ones({1})}); }), "no error");
  EXPECT_NE(message_of([] { grad(leaf({1}) * 2, {Tensor()}); }), "no error");
  EXPECT_NE(message_of([] { grad(Tensor(), {leaf({1})}); }), "no error");
}

TEST(Engine, ASecondBackwardNeedsTheGraphKept) {
  Tensor x = leaf({2});
  const Tensor y = x * x;
  y.backward({.retain_graph = true});
  y.backward();
  EXPECT_EQ(x.grad().item(), 8);
  EXPECT_EQ(message_of([&] { y.backward(); }),
            "backward: MulBackward0 was already run backwards and what it saved is gone; pass {.retain_graph "
            "= true} "
            "to the first backward");
  EXPECT_EQ(x.grad().item(), 8);
}

TEST(Engine, AFailedBackwardLeavesEverythingUsable) {
  Tensor x = leaf({2}), y = leaf({3});
  const Tensor shared = x * y;
  (shared * 2).backward();
  const Tensor again = exp(y) * shared;  // its second half was freed
  EXPECT_NE(message_of([&] { again.backward(); }), "no error");
  EXPECT_NE(message_of([&] { again.backward(); }), "no error");
  x.set_grad({});
  y.set_grad({});
  (x * y).backward();
  EXPECT_EQ(x.grad().item(), 3);
  EXPECT_EQ(y.grad().item(), 2);
  EXPECT_TRUE(GradMode::is_enabled());
}

TEST(Engine, AChangeOfASavedTensorIsSeen) {
  Tensor x = leaf({1, 2});
  Tensor y = x * 3;
  const Tensor z = sum(y * y);
  y.add_(1);
  EXPECT_EQ(message_of([&] { z.backward(); }),
            "backward: a float64 (2,) tensor that MulBackward0 needs was changed in place after it was used "
            "(version "
            "1, expected 0); change a clone() instead");
  // Also through a view, and of an operation's own result.
  Tensor a = x * 3;
  const Tensor b = sum(a * a);
  Tensor part = a[0];
  {
    const NoGrad guard;
    part.fill_(0);
  }
  EXPECT_NE(message_of([&] { b.backward(); }).find("changed in place"), std::string::npos);
  Tensor e = exp(x);
  const Tensor total = sum(e);
  e.mul_(2);
  EXPECT_NE(message_of([&] { total.backward(); }).find("changed in place"), std::string::npos);
}

TEST(Engine, AChangeOfWhatNobodySavedIsFine) {
  Tensor x = leaf({1, 2});
  Tensor y = x * 3;
  const Tensor z = sum(y + 1);
  {
    const NoGrad guard;
    y.fill_(0);
  }
  z.backward();
  EXPECT_EQ(x.grad().to_vector(), (Values{3, 3}));
}

TEST(Engine, ALeafCannotBeChangedWhileRecorded) {
  Tensor x = leaf({1, 2});
  EXPECT_EQ(message_of([&] { x.add_(1); }),
            "add_: a leaf that requires a gradient cannot be changed in place while gradients are recorded; "
            "put the "
            "change under NoGrad");
  for (auto change : {+[](Tensor& t) { t.zero_(); }, +[](Tensor& t) { t.copy_(zeros({2})); },
                      +[](Tensor& t) { t.mul_(t.detach()); }, +[](Tensor& t) { t.uniform_(); }}) {
    EXPECT_NE(message_of([&] { change(x); }), "no error");
  }
  EXPECT_EQ(x.to_vector(), (Values{1, 2}));
  EXPECT_EQ(x.version(), 0u);
  const NoGrad guard;
  x.add_(1);
  EXPECT_EQ(x.to_vector(), (Values{2, 3}));
}

TEST(Engine, AViewOfALeafCannotBeChangedEither) {
  Tensor x = leaf({1, 2});
  Tensor view = x[0];
  EXPECT_EQ(message_of([&] { view.fill_(7); }),
            "fill_: a view of a leaf that requires a gradient cannot be changed in place while gradients are "
            "recorded; put the change under NoGrad");
  EXPECT_EQ(x.to_vector(), (Values{1, 2}));
}

TEST(Engine, ChangesInPlaceAreRecorded) {
  Tensor x = leaf({1, 2});
  Tensor y = x * 2;
  y.mul_(y.detach().clone()).add_(x);
  sum(y).backward();  // y = (2x) c + x with c = 2x
  EXPECT_EQ(x.grad().to_vector(), (Values{5, 9}));
  Tensor z = zeros({2}, {.dtype = float64});
  z.add_(x * 3);
  EXPECT_TRUE(z.requires_grad());
  x.set_grad({});
  sum(z).backward();
  EXPECT_EQ(x.grad().to_vector(), (Values{3, 3}));
}

TEST(Engine, FillingCutsTheHistory) {
  Tensor x = leaf({1, 2});
  Tensor y = x * 2;
  y.fill_(4);
  sum(y * x).backward();
  EXPECT_EQ(x.grad().to_vector(), (Values{4, 4}));
}

TEST(Engine, CreateGraphThroughBackward) {
  Tensor x = leaf({3});
  (x * x * x).backward({.create_graph = true});
  const Tensor first = x.grad();
  EXPECT_EQ(first.item(), 27);
  EXPECT_TRUE(first.requires_grad());
  x.set_grad({});
  first.backward();
  EXPECT_EQ(x.grad().item(), 18);
}

}  // namespace
}  // namespace gradus::test
