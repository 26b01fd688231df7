// Clearing gradients: nobody sees that a small one leaves its room to the next.
#include <gtest/gtest.h>

#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/indexing.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/nn/layers.hpp"
#include "gradus/nn/losses.hpp"
#include "gradus/optim/sgd.hpp"

namespace gradus {
namespace {

using Doubles = std::vector<double>;

/// One layer and the gradient that an input gives its weight and bias.
struct Layer {
  nn::Linear layer{2, 1};
  optim::SGD sgd{layer.parameters(), {.lr = 0.1}};

  void backward(double a, double b) { sum(layer(tensor({{a, b}}, {.dtype = float32}))).backward(); }
};

TEST(ZeroGrad, LeavesNoGradientBehind) {
  Layer net;
  net.backward(1, 2);
  EXPECT_EQ(net.layer.weight().grad().to_vector(), (Doubles{1, 2}));
  net.sgd.zero_grad();
  EXPECT_FALSE(net.layer.weight().grad().defined());
  EXPECT_FALSE(net.layer.bias().grad().defined());
  const Doubles before = net.layer.weight().to_vector();
  net.sgd.step();  // nothing to step with
  EXPECT_EQ(net.layer.weight().to_vector(), before);
  net.backward(3, 4);
  net.backward(1, 1);  // adds up
  EXPECT_EQ(net.layer.weight().grad().to_vector(), (Doubles{4, 5}));
  EXPECT_EQ(net.layer.bias().grad().to_vector(), (Doubles{2}));
}

TEST(ZeroGrad, AGradientThatSomebodyHoldsStaysAsItIs) {
  Layer net;
  net.backward(1, 2);
  const Tensor held = net.layer.weight().grad();
  const Tensor part = net.layer.bias().grad().detach();  // shares the elements only
  net.sgd.zero_grad();
  net.backward(3, 4);
  EXPECT_EQ(held.to_vector(), (Doubles{1, 2}));
  EXPECT_EQ(part.to_vector(), (Doubles{1}));
  EXPECT_EQ(net.layer.weight().grad().to_vector(), (Doubles{3, 4}));
}

TEST(ZeroGrad, TheRoomFitsOrIsNotTaken) {
  Layer net;
  net.backward(1, 2);
  net.sgd.zero_grad();
  net.layer.to(float64);
  sum(net.layer(tensor({{5.0, 6.0}}, {.dtype = float64}))).backward();
  EXPECT_EQ(net.layer.weight().grad().dtype(), float64);
  EXPECT_EQ(net.layer.weight().grad().to_vector(), (Doubles{5, 6}));
}

TEST(ZeroGrad, GradientsOfGradientsHaveRoomOfTheirOwn) {
  Layer net;
  net.backward(1, 2);
  net.sgd.zero_grad();
  const Tensor y = sum(square(net.layer(tensor({{1.0, 2.0}}, {.dtype = float32}))));
  y.backward({.create_graph = true});
  const Doubles first = net.layer.weight().grad().to_vector();
  sum(net.layer.weight().grad()).backward();  // of 2 z (x0 + x1) with z = w x + b: 6 x
  const Doubles both = net.layer.weight().grad().to_vector();
  EXPECT_FLOAT_EQ(static_cast<float>(both[0]), static_cast<float>(first[0] + 6));
  EXPECT_FLOAT_EQ(static_cast<float>(both[1]), static_cast<float>(first[1] + 12));
  net.sgd.zero_grad();  // a gradient with a graph holds the leaf that holds it
}

TEST(SavedViews, FollowWhatTheViewIs) {
  // The same view saved many times, its numbers changed between the graphs.
  const Tensor data = tensor({{1.0, 2.0}, {3.0, 4.0}});
  Tensor row = data.slice(0, 0, 1);
  Tensor w = ones({1, 2}, {.requires_grad = true});
  for (int i = 1; i <= 3; ++i) {
    w.set_grad({});
    sum(w * row).backward();
    EXPECT_EQ(w.grad().to_vector(), row.to_vector()) << i;
    const NoGrad guard;
    row *= 2;
  }
  // Changed after it was saved: still an error.
  const Tensor y = sum(w * row);
  {
    const NoGrad guard;
    row *= 2;
  }
  EXPECT_ANY_THROW(y.backward());
}

}  // namespace
}  // namespace gradus
