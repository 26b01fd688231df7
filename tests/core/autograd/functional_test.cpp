// Derivatives of C++ functions, against PyTorch and against formulas.
#include "gradus/core/autograd/functional.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "../golden_tensor.hpp"
#include "../ops/op_runner.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/joining.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"

namespace gradus::test {
namespace {

const auto hyperbolic = [](const auto& x) { return tanh(x); };

/// tanh and its first five derivatives as polynomials of t = tanh(x).
std::vector<double> tanh_derivatives(double x) {
  const double t = std::tanh(x), s = 1 - t * t;
  return {t,
          s,
          -2 * t * s,
          s * (6 * t * t - 2),
          s * t * (16 - 24 * t * t),
          s * (16 - 120 * t * t + 120 * t * t * t * t)};
}

TEST(GradOf, ADoubleIsADouble) {
  const auto expected = tanh_derivatives(0.7);
  const auto d1 = grad(hyperbolic);
  const auto d2 = grad(d1);
  const auto d3 = grad(d2);
  const auto d4 = grad(d3);
  const auto d5 = grad(d4);
  static_assert(std::is_same_v<decltype(d5(0.7)), double>);
  EXPECT_NEAR(d1(0.7), expected[1], 1e-14);
  EXPECT_NEAR(d2(0.7), expected[2], 1e-14);
  EXPECT_NEAR(d3(0.7), expected[3], 1e-13);
  EXPECT_NEAR(d4(0.7), expected[4], 1e-13);
  EXPECT_NEAR(d5(0.7), expected[5], 1e-12);
}

TEST(GradOf, ElementByElement) {
  const Tensor x = linspace(-3, 3, 13, {.dtype = float64});
  const auto d1 = elementwise_grad(hyperbolic);
  const auto d5 = elementwise_grad(elementwise_grad(elementwise_grad(elementwise_grad(d1))));
  const auto at = x.to_vector(), first = d1(x).to_vector(), fifth = d5(x).to_vector();
  for (size_t i = 0; i < at.size(); ++i) {
    const auto expected = tanh_derivatives(at[i]);
    EXPECT_NEAR(first[i], expected[1], 1e-14);
    EXPECT_NEAR(fifth[i], expected[5], 1e-12);
  }
  EXPECT_FALSE(d5(x).requires_grad());
}

TEST(GradOf, SeveralArguments) {
  const auto f = [](const auto& x, const auto& y) { return x * x * y; };
  EXPECT_EQ(grad(f)(3.0, 5.0), 30);
  EXPECT_EQ(grad<1>(f)(3.0, 5.0), 9);
  EXPECT_EQ(grad<1>(grad(f))(3.0, 5.0), 6);  // d^2 / dx dy
  EXPECT_EQ(grad(f)(3, 5), 30);
  const auto [value, gradient] = value_and_grad(f)(3.0, 5.0);
  EXPECT_EQ(value, 45);
  EXPECT_EQ(gradient, 30);
}

TEST(GradOf, OnlyTheArgumentCounts) {
  const Tensor x = tensor({2.0}, {.dtype = float64, .requires_grad = true});
  const auto f = [&](const Tensor& y) { return sum(x * y * y); };
  const Tensor g = grad(f)(x);  // 2 x y at y = x, and not 3 x^2
  EXPECT_EQ(g.item(), 8);
  EXPECT_FALSE(x.grad().defined());
  sum(g).backward();  // x is differentiated by outside: d(2 x x) / dx
  EXPECT_EQ(x.grad().item(), 8);
  const NoGrad guard;
  EXPECT_FALSE(grad(f)(x).requires_grad());
}

TEST(GradOf, WhatPlaysNoPartIsZero) {
  EXPECT_EQ(grad([](const auto&) { return tensor(2.0); })(1.0), 0);
  EXPECT_EQ(grad([](const auto& x) { return x.detach(); })(1.0), 0);
}

TEST(GradOf, ErrorsSayWhatIsWrong) {
  const auto f = [](const Tensor& x) { return x * 2; };
  EXPECT_EQ(
      message_of([&] { grad(f)(ones({3})); }),
      "grad: the function returned shape (3,), one element is needed; elementwise_grad and jacobian take "
      "others");
  EXPECT_EQ(message_of([&] {
              grad(f)(tensor({1, 2}));
            }),
            "grad: the argument is int64; only floating-point tensors have gradients");
  EXPECT_NE(message_of([&] { grad(f)(Tensor()); }).find("undefined"), std::string::npos);
  EXPECT_EQ(message_of([&] { grad([](const Tensor&) { return Tensor(); })(ones({})); }),
            "grad: the function returned an undefined tensor");
  EXPECT_EQ(message_of([&] { vjp(f, ones({3}), ones({2})); }),
            "vjp: v is float32 (2,), the function's result is float32 (3,); they must be alike");
  EXPECT_EQ(message_of([&] { jvp(f, ones({3}), ones({2})); }),
            "jvp: v is float32 (2,), the argument is float32 (3,); they must be alike");
  EXPECT_NE(message_of([&] { hessian(f, ones({3})); }), "no error");
  EXPECT_NE(message_of([&] { hvp(f, ones({3}), ones({3})); }), "no error");
}

class AgainstPyTorch : public testing::Test {
 protected:
  const nlohmann::json golden = read_golden("functional.json");
  Tensor in(const char* key) const { return read_tensor(golden.at(key)); }
  const Tensor x = in("x"), y = in("y"), m = in("m"), v3 = in("v3"), v2 = in("v2"), vm = in("vm");

  static void expect(const Tensor& found, const nlohmann::json& expected) {
    EXPECT_EQ(difference(found, read_tensor(expected), 1e-13), "");
  }
  static Tensor f(const Tensor& x) { return stack({x[0] * x[1], sin(x[1]) * x[2], exp(x[0] * x[2])}); }
  static Tensor g(const Tensor& x, const Tensor& y) { return tanh(matmul(x, y)) * sum(y); }
  static Tensor s(const Tensor& x) { return pow(x[0], 3) * pow(x[1], 3) * pow(x[2], 3) + sum(sin(x)); }
  static Tensor s2(const Tensor& x, const Tensor& y) { return sum(x * square(y)) * sum(x); }
};

TEST_F(AgainstPyTorch, Jacobians) {
  expect(jacobian(f, x), golden["jacobian_f"]);
  const auto [jm, jy] = jacobian(g, {m, y});
  expect(jm, golden["jacobian_g"][0]);
  expect(jy, golden["jacobian_g"][1]);
  EXPECT_EQ(jacobian(f, x).requires_grad(), false);
  EXPECT_EQ(jacobian([](const Tensor& t) { return t.slice(0, 0, 0); }, x).shape(), (Shape{0, 3}));
}

TEST_F(AgainstPyTorch, Hessians) {
  expect(hessian(s, x), golden["hessian_s"]);
  const auto blocks = hessian(s2, {x, y});
  for (size_t i = 0; i < 2; ++i) {
    for (size_t j = 0; j < 2; ++j) expect(blocks[i][j], golden["hessian_s2"][i][j]);
  }
}

TEST_F(AgainstPyTorch, Products) {
  const auto [value, product] = vjp(f, x, v3);
  expect(value, golden["vjp_f"][0]);
  expect(product, golden["vjp_f"][1]);
  const auto both = vjp(g, {m, y}, v2);
  expect(both.value, golden["vjp_g"][0]);
  expect(both.product[0], golden["vjp_g"][1]);
  expect(both.product[1], golden["vjp_g"][2]);
  expect(jvp(f, x, v3).product, golden["jvp_f"][1]);
  expect(jvp(g, {m, y}, {vm, v3}).product, golden["jvp_g"][1]);
  expect(hvp(s, x, v3).value, golden["hvp_s"][0]);
  expect(hvp(s, x, v3).product, golden["hvp_s"][1]);
  const auto pair = hvp(s2, {x, y}, {v3, y});
  expect(pair.product[0], golden["hvp_s2"][1]);
  expect(pair.product[1], golden["hvp_s2"][2]);
}

TEST_F(AgainstPyTorch, TheyNest) {
  // The trace of the Hessian differentiated: third derivatives.
  const auto trace = [](const Tensor& t) { return sum(hessian(s, t) * eye(3, {.dtype = float64})); };
  const Tensor found = grad(trace)(x);
  const double step = 1e-5;
  for (int64_t i = 0; i < 3; ++i) {
    const Tensor up = x + eye(3, {.dtype = float64})[i] * step,
                 down = x - eye(3, {.dtype = float64})[i] * step;
    EXPECT_NEAR(found[i].item(), (trace(up).item() - trace(down).item()) / (2 * step), 1e-6);
  }
}

}  // namespace
}  // namespace gradus::test
