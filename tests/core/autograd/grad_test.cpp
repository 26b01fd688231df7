// Gradients as values, the scopes that turn recording off, and the checks of gradients.
#include "gradus/core/autograd/grad.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <thread>

#include "../ops/op_runner.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/linalg.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"

namespace gradus::test {
namespace {

using Values = std::vector<double>;

Tensor leaf(std::initializer_list<double> values) {
  return tensor(values, {.dtype = float64, .requires_grad = true});
}

TEST(Grad, ReturnsValuesAndLeavesLeavesAlone) {
  Tensor x = leaf({2}), y = leaf({3});
  const Tensor product = x * y, out = product * product;
  const auto g = grad(out, {x, product, y}, {.retain_graph = true});
  EXPECT_EQ(g[0].item(), 36);
  EXPECT_EQ(g[1].item(), 12);
  EXPECT_EQ(g[2].item(), 24);
  EXPECT_FALSE(x.grad().defined());
  EXPECT_FALSE(g[0].requires_grad());
  const Tensor unused = leaf({1});
  EXPECT_EQ(message_of([&] { grad(out, {unused}, {.retain_graph = true}); }),
            "grad: the output does not depend on input 0; pass {.allow_unused = true} if that is meant");
  EXPECT_FALSE(grad(out, {unused}, {.retain_graph = true, .allow_unused = true})[0].defined());
  EXPECT_EQ(grad(out, {x, x})[1].item(), 36);
}

TEST(Grad, OfTheOutputItself) {
  Tensor x = leaf({2});
  const Tensor y = x * 3;
  EXPECT_EQ(grad(y, {y}, {.retain_graph = true})[0].item(), 1);
  EXPECT_EQ(grad(x, {x})[0].item(), 1);
  EXPECT_EQ(message_of([&] { grad(y, std::span<const Tensor>()); }), "grad: no inputs were given");
  EXPECT_FALSE(x.grad().defined());
}

TEST(Grad, ThirdDerivatives) {
  Tensor x = leaf({2});
  Tensor y = pow(x, 4);
  for (const double expected : {32.0, 48.0, 48.0}) {
    y = grad(y, {x}, {.create_graph = true})[0];
    EXPECT_DOUBLE_EQ(y.item(), expected);
  }
}

TEST(Grad, AGradientPenaltyTrains) {
  const Tensor w = leaf({1.5});
  Tensor x = leaf({0.5});
  const Tensor slope = grad(tanh(w * x), {x}, {.create_graph = true})[0];
  square(slope).backward();
  const auto penalty = [](double v) {
    const double t = std::tanh(v * 0.5);
    return v * (1 - t * t) * v * (1 - t * t);
  };
  EXPECT_NEAR(w.grad().item(), (penalty(1.5 + 1e-6) - penalty(1.5 - 1e-6)) / 2e-6, 1e-8);
}

TEST(GradMode, ScopesNestAndEndWithExceptions) {
  Tensor x = leaf({1});
  {
    const NoGrad off;
    EXPECT_FALSE((x * 2).requires_grad());
    {
      const SetGradEnabled on(true);
      EXPECT_TRUE((x * 2).requires_grad());
    }
    EXPECT_FALSE(GradMode::is_enabled());
  }
  message_of([&] {
    const NoGrad off;
    matmul(x, zeros({3}));
  });
  EXPECT_TRUE((x * 2).requires_grad());
}

TEST(GradMode, IsAThreadsOwn) {
  const NoGrad off;
  bool enabled = false;
  std::thread([&] { enabled = GradMode::is_enabled(); }).join();
  EXPECT_TRUE(enabled);
}

TEST(GradMode, InferenceTensorsStayOut) {
  Tensor x = leaf({1, 2});
  Tensor y;
  {
    const InferenceMode mode;
    y = x * 2;
    EXPECT_FALSE(y.requires_grad());
    y.add_(1);
  }
  EXPECT_NE(message_of([&] { y* x; }).find("InferenceMode"), std::string::npos);
  EXPECT_NE(message_of([&] { y[0] * x; }).find("InferenceMode"), std::string::npos);
  sum(y.clone() * x).backward();
  EXPECT_EQ(x.grad().to_vector(), (Values{3, 5}));
  EXPECT_TRUE(GradMode::is_enabled());
}

TEST(Detach, SharesValuesWithoutHistory) {
  Tensor x = leaf({1, 2});
  Tensor y = (x * 2).detach();
  EXPECT_FALSE(y.requires_grad());
  EXPECT_TRUE(y.is_leaf());
  EXPECT_EQ(message_of([&] { (x * 2).requires_grad_(false); }),
            "requires_grad_: only a leaf can be told to need no gradient; use detach() for the result of an "
            "operation");
  y.requires_grad_();
  EXPECT_TRUE(y.requires_grad());
}

TEST(Gradcheck, FindsAWrongGradient) {
  Tensor x = leaf({0.5, -1.5});
  const auto wrong = [](std::span<const Tensor> in) { return in[0] * in[0].detach(); };
  EXPECT_NE(message_of([&] { gradcheck(wrong, std::vector{x}); }).find("by differences"), std::string::npos);
  const auto right = [](std::span<const Tensor> in) { return in[0] * in[0]; };
  EXPECT_TRUE(gradcheck(right, std::vector{x}));
  EXPECT_TRUE(gradgradcheck(right, std::vector{x}));
  EXPECT_NE(message_of([&] { gradcheck(right, std::vector{ones({2})}); }), "no error");
  EXPECT_NE(message_of([&] { gradcheck(right, std::vector{ones({2}, {.requires_grad = true})}); }),
            "no error");
  EXPECT_NE(message_of([&] { gradcheck(right, std::vector{Tensor()}); }), "no error");
}

TEST(Determinant, OfASingularMatrixHasItsCofactorsAsGradient) {
  const Tensor x =
      tensor({{1.0, 2.0, 3.0}, {2.0, 4.0, 6.0}, {1.0, 0.0, 1.0}}, {.dtype = float64, .requires_grad = true});
  const Tensor y = det(x);
  EXPECT_NEAR(y.item(), 0, 1e-14);
  y.backward();
  const Values expected{4, 4, -4, -2, -2, 2, 0, 0, 0};
  for (size_t i = 0; i < 9; ++i) EXPECT_NEAR(x.grad().to_vector()[i], expected[i], 1e-12) << i;
}

}  // namespace
}  // namespace gradus::test
