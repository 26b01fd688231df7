// Functions whose gradient the user writes.
#include "gradus/core/autograd/function.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "../ops/op_runner.hpp"
#include "gradus/core/autograd/grad.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"

namespace gradus::test {
namespace {

using autograd::Context;
using autograd::Function;
Tensor leaf(std::initializer_list<double> values) {
  return tensor(values, {.dtype = float64, .requires_grad = true});
}

struct Exp : Function<Exp> {
  static Tensor forward(Context& ctx, const Tensor& x) {
    Tensor y = exp(x);
    ctx.save_for_backward(y);
    return y;
  }
  static Tensor backward(Context& ctx, const Tensor& g) { return g * ctx.saved(0); }
};

/// A power with a number beside the tensor, and a product with a second tensor.
struct ScaledPower : Function<ScaledPower> {
  static Tensor forward(Context& ctx, const Tensor& x, double exponent, const Tensor& scale) {
    ctx.state<double>() = exponent;
    ctx.save_for_backward(x, scale);
    return pow(x, exponent) * scale;
  }
  static std::array<Tensor, 2> backward(Context& ctx, const Tensor& g) {
    const Tensor x = ctx.saved(0), scale = ctx.saved(1);
    const double exponent = ctx.state<double>();
    return {ctx.needs_input_grad(0) ? g * scale * exponent * pow(x, exponent - 1) : Tensor(),
            ctx.needs_input_grad(1) ? g * pow(x, exponent) : Tensor()};
  }
};

/// Two results and one without a gradient.
struct Polar : Function<Polar> {
  static std::array<Tensor, 3> forward(Context& ctx, const Tensor& x, const Tensor& y) {
    const Tensor radius = sqrt(square(x) + square(y));
    const Tensor right = (x > 0).to(float64);
    ctx.save_for_backward(x, y, radius);
    ctx.mark_non_differentiable(right);
    return {radius, atan2(y, x), right};
  }
  static std::vector<Tensor> backward(Context& ctx, std::span<const Tensor> g) {
    const auto saved = ctx.saved();
    const Tensor &x = saved[0], &y = saved[1], &r = saved[2];
    return {g[0] * x / r - g[1] * y / square(r), g[0] * y / r + g[1] * x / square(r)};
  }
};

/// Two results, the unused of which has no gradient at all.
struct Halves : Function<Halves> {
  static std::array<Tensor, 2> forward(Context& ctx, const Tensor& x) {
    ctx.set_materialize_grads(false);
    return {x * 0.5, x * 0.25};
  }
  static Tensor backward(Context&, std::span<const Tensor> g) {
    EXPECT_FALSE(g[1].defined());
    return g[0] * 0.5;
  }
};

TEST(Function, HasTheUsersGradient) {
  const Tensor x = leaf({0, 1});
  const Tensor y = Exp::apply(x);
  EXPECT_TRUE(y.requires_grad());
  sum(y).backward();
  EXPECT_EQ(x.grad().to_vector(), exp(x).to_vector());
  EXPECT_FALSE(Exp::apply(ones({2})).requires_grad());
  const NoGrad guard;
  EXPECT_FALSE(Exp::apply(x).requires_grad());
}

TEST(Function, PassesTheGradientChecks) {
  const auto power = [](std::span<const Tensor> in) { return ScaledPower::apply(in[0], 3.0, in[1]); };
  const Inputs at{leaf({0.5, 1.5}), leaf({2, 3})};
  EXPECT_TRUE(gradcheck(power, at));
  EXPECT_TRUE(gradgradcheck(power, at));
  const auto exponential = [](std::span<const Tensor> in) { return Exp::apply(in[0]); };
  EXPECT_TRUE(gradgradcheck(exponential, Inputs{leaf({0.5, -1})}));
  const auto polar = [](std::span<const Tensor> in) {
    const auto [radius, angle, right] = Polar::apply(in[0], in[1]);
    EXPECT_FALSE(right.requires_grad());
    return radius * angle;
  };
  EXPECT_TRUE(gradcheck(polar, at));
  EXPECT_TRUE(gradgradcheck(polar, at));
}

TEST(Function, UnusedResultsCountAsZeros) {
  const Tensor x = leaf({3}), y = leaf({4});
  const auto [radius, angle, right] = Polar::apply(x, y);
  radius.backward();
  EXPECT_DOUBLE_EQ(x.grad().item(), 0.6);
  EXPECT_DOUBLE_EQ(y.grad().item(), 0.8);
  EXPECT_EQ(
      message_of([&, a = angle] { a.backward(); }),
      "backward: PolarBackward was already run backwards and what it saved is gone; pass {.retain_graph = "
      "true} to the first backward");
}

TEST(Function, UnusedResultsHaveNoGradientWhereTheFunctionSaysSo) {
  const Tensor x = leaf({3});
  Halves::apply(x)[0].backward();
  EXPECT_DOUBLE_EQ(x.grad().item(), 0.5);
}

TEST(Function, DifferentiatesByAResultThatItsGradientUses) {
  const Tensor x = leaf({0.5});
  const Tensor y = Exp::apply(x);
  const Tensor first = grad(y * y, {x}, {.create_graph = true})[0];  // 2 y y
  EXPECT_DOUBLE_EQ(grad(first, {y})[0].item(), 4 * std::exp(0.5));
}

TEST(Function, SeesChangesOfWhatItSaved) {
  const Tensor x = leaf({1});
  Tensor y = Exp::apply(x);
  y.mul_(2);
  EXPECT_EQ(message_of([&] { y.backward(); }),
            "backward: a float64 (1,) tensor that ExpBackward needs was changed in place after it was used "
            "(version 1, expected 0); change a clone() instead");
}

struct Same : Function<Same> {
  static Tensor forward(Context&, const Tensor& x) { return x; }
  static Tensor backward(Context&, const Tensor& g) { return g * 7; }
};

TEST(Function, ThatReturnsItsArgumentLeavesItsHistoryAlone) {
  const Tensor x = leaf({2});
  const Tensor y = Same::apply(x);
  EXPECT_TRUE(x.is_leaf());
  EXPECT_FALSE(y.is_leaf());
  y.backward();
  EXPECT_EQ(x.grad().item(), 7);
}

struct TooFew : Function<TooFew> {
  static Tensor forward(Context&, const Tensor& a, const Tensor& b) { return a * b; }
  static Tensor backward(Context&, const Tensor& g) { return g; }
};
struct WrongShape : Function<WrongShape> {
  static Tensor forward(Context&, const Tensor& a) { return a * 2; }
  static Tensor backward(Context&, const Tensor&) { return zeros({3}, {.dtype = float64}); }
};
struct Changes : Function<Changes> {
  static Tensor forward(Context&, Tensor a) { return a.mul_(2); }
  static Tensor backward(Context&, const Tensor& g) { return g; }
};
struct Confused : Function<Confused> {
  static Tensor forward(Context& ctx, const Tensor& a) {
    ctx.state<int>() = 1;
    return a * 2;
  }
  static Tensor backward(Context& ctx, const Tensor& g) { return g * ctx.state<double>(); }
};

TEST(Function, ErrorsNameIt) {
  const Tensor x = leaf({1, 2});
  EXPECT_EQ(message_of([&] { sum(TooFew::apply(x, x)).backward(); }),
            "TooFew: backward() returned 1 gradients for 2 tensor arguments");
  EXPECT_EQ(message_of([&] { sum(WrongShape::apply(x)).backward(); }),
            "WrongShape: backward() returned float64 (3,) for tensor argument 0, which is float64 (2,)");
  EXPECT_EQ(message_of([&] { Changes::apply(x); }),
            "Changes: forward() changed its tensor argument 0 in place; return a new tensor instead");
  EXPECT_EQ(message_of([&] { sum(Confused::apply(x)).backward(); }),
            "Confused: its context keeps state of another type than the one asked for");
  EXPECT_EQ(message_of([&] { Exp::apply(Tensor()); }), "Exp: an argument is undefined");
  EXPECT_FALSE(x.grad().defined());
}

}  // namespace
}  // namespace gradus::test
