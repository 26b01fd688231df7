// Mixed precision: products of rounded operands under the guard, all else as ever.
#include "gradus/core/autograd/autocast.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <thread>

#include "../golden_tensor.hpp"
#include "../ops/op_runner.hpp"
#include "gradus/base/random/generator.hpp"
#include "gradus/base/threads.hpp"
#include "gradus/core/autograd/grad.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/core/ops/random.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"

namespace gradus::test {
namespace {

void expect_near(const Tensor& got, const Tensor& expected, double tolerance) {
  ASSERT_EQ(got.dtype(), float32);
  ASSERT_EQ(got.shape(), expected.shape());
  const auto a = got.to_vector(), b = expected.to_vector();
  for (size_t i = 0; i < a.size(); ++i) {
    EXPECT_NEAR(a[i], b[i], tolerance * std::max(1.0, std::abs(b[i]))) << "element " << i;
  }
}

/// x as bfloat16 holds it, in float64: eight significant bits.
Tensor rounded(const Tensor& x) {
  std::vector<double> values = x.to_vector();
  for (double& value : values) {
    int exponent = 0;
    const double fraction = std::frexp(value, &exponent);  // in [0.5, 1)
    value = std::ldexp(std::nearbyint(std::ldexp(fraction, 8)), exponent - 8);
  }
  return from_data(values, x.shape());
}

TEST(Autocast, TheGuardNestsAndBelongsToItsThread) {
  EXPECT_FALSE(Autocast::is_enabled());
  {
    const Autocast guard;
    EXPECT_TRUE(Autocast::is_enabled());
    {
      const Autocast off(false);
      EXPECT_FALSE(Autocast::is_enabled());
    }
    EXPECT_TRUE(Autocast::is_enabled());
    std::thread([] { EXPECT_FALSE(Autocast::is_enabled()); }).join();
  }
  EXPECT_FALSE(Autocast::is_enabled());
}

TEST(Autocast, AgreesWithPyTorchUpToTheRoundingOfResults) {
  const auto golden = read_golden("autocast.json");
  for (const auto& entry : golden.at("cases")) {
    SCOPED_TRACE(entry.at("name").get<std::string>() + " " + entry.at("inputs")[0].at("shape").dump());
    std::vector<Tensor> inputs;
    for (const auto& input : entry.at("inputs")) {
      inputs.push_back(read_tensor(input));
      inputs.back().requires_grad_();
    }
    Tensor y;
    {
      const Autocast guard;
      y = entry.at("name") == "matmul"
              ? matmul(inputs[0], inputs[1])
              : linear(inputs[0], inputs[1], inputs.size() > 2 ? inputs[2] : Tensor());
    }
    expect_near(y, read_tensor(entry.at("output")), 0.02);
    y.backward(read_tensor(entry.at("upstream")));
    for (size_t i = 0; i < inputs.size(); ++i)
      expect_near(inputs[i].grad(), read_tensor(entry.at("grads")[i]), 0.02);
  }
}

/// Values and gradients of linear() under the guard, against float64 products of the rounded operands.
void check_layer(const Tensor& x, const Tensor& w, const Tensor& b) {
  SCOPED_TRACE(to_string(x.shape()) + " " + to_string(w.shape()));
  for (Tensor leaf : {x, w, b}) {
    leaf.set_grad(Tensor());
    leaf.requires_grad_();
  }
  Tensor y;
  {
    const Autocast guard;
    y = linear(x, w, b);
  }
  const Tensor rx = rounded(x), rw = rounded(w);
  const double tolerance = 1e-5 * std::sqrt(static_cast<double>(x.size(1)));
  expect_near(y.detach(), matmul(rx, rw.t()) + b.detach().to(float64), tolerance);
  const Tensor g = randn(y.shape());
  y.backward(g);
  const Tensor rg = rounded(g);
  expect_near(x.grad(), matmul(rg, rw), tolerance);
  expect_near(w.grad(), matmul(rg.t(), rx), tolerance);
  expect_near(b.grad(), sum(g, {.dim = 0}), 0);
}

TEST(Autocast, LayersRoundTheirOperandsAndNothingElse) {
  manual_seed(1);
  check_layer(randn({2, 3}), randn({2, 3}), randn({2}));
  check_layer(randn({33, 20}), randn({17, 20}), randn({17}));
  check_layer(randn({128, 100}), randn({60, 100}), randn({60}));
  check_layer(randn({100, 128}).t().detach(), randn({60, 200}).slice(1, 0, 200, 2).detach(),
              randn({120}).slice(0, 0, 120, 2).detach());
}

TEST(Autocast, BatchesAndRepeatedMatrices) {
  manual_seed(2);
  const Tensor x = randn({6, 20, 30}), y = randn({6, 30, 10}), one = randn({30, 10});
  const Autocast guard;
  const Tensor all = matmul(x, y), repeated = matmul(x, expand(one, {6, 30, 10}));
  for (int64_t b = 0; b < 6; ++b) {
    expect_near(all.select(0, b), matmul(rounded(x.select(0, b)), rounded(y.select(0, b))), 1e-5);
    expect_near(repeated.select(0, b), matmul(rounded(x.select(0, b)), rounded(one)), 1e-5);
  }
  EXPECT_EQ(matmul(randn({0, 3}), randn({3, 2})).shape(), (Shape{0, 2}));
  expect_near(matmul(randn({2, 0}), randn({0, 3})), zeros({2, 3}), 0);
}

TEST(Autocast, TheStateAtForwardTimeCounts) {
  manual_seed(3);
  Tensor x = randn({9, 9}), y = randn({9, 9});
  x.requires_grad_();
  const Tensor full = matmul(x, y);
  {
    const Autocast guard;  // backward() inside: what was computed in full has its gradient in full
    full.backward(ones({9, 9}));
  }
  const Autocast off(false);
  const Tensor expected = matmul(ones({9, 9}), y.t());
  EXPECT_EQ(x.grad().to_vector(), expected.to_vector());
}

TEST(Autocast, OtherTypesAndOperationsStay) {
  manual_seed(4);
  const Tensor x = randn({8, 8}, {.dtype = float64}), i = randint(0, 9, {4, 4}), f = randn({8, 8});
  const std::vector<double> product = matmul(x, x).to_vector(), integers = matmul(i, i).to_vector(),
                            squares = (f * f).to_vector(), exps = exp(f).to_vector();
  const Autocast guard;
  EXPECT_EQ(matmul(x, x).to_vector(), product);
  EXPECT_EQ(matmul(i, i).to_vector(), integers);
  EXPECT_EQ((f * f).to_vector(), squares);
  EXPECT_EQ(exp(f).to_vector(), exps);
}

TEST(Autocast, SecondDerivatives) {
  manual_seed(5);
  Tensor x = randn({4, 5}), w = randn({3, 5});
  x.requires_grad_();
  w.requires_grad_();
  Tensor y;
  {
    const Autocast guard;
    y = linear(x, w);
  }
  // d/dw of sum((g W)^2) / 2, with g of ones: all rows of g W are equal.
  const Tensor gx = grad(sum(y), {x}, {.create_graph = true})[0];
  const Tensor gw = grad(sum(gx * gx) / 2, {w})[0];
  const Tensor rows = matmul(ones({4, 3}, {.dtype = float64}), rounded(w));
  expect_near(gw, matmul(ones({3, 4}, {.dtype = float64}), rounded(rows.to(float32))), 1e-5);
}

TEST(Autocast, AChangeInPlaceOfWhatWasSavedIsAnError) {
  Tensor x = ones({3, 3}), w = ones({3, 3});
  x.requires_grad_();
  Tensor y;
  {
    const Autocast guard;
    y = matmul(x, w);
  }
  w.fill_(2);
  EXPECT_NE(message_of([&] { sum(y).backward(); }).find("in place"), std::string::npos);
}

TEST(Autocast, SameBitsOnAnyThreads) {
  manual_seed(6);
  const Tensor x = randn({300, 400}), y = randn({400, 500});
  const Autocast guard;
  const int before = num_threads();
  set_num_threads(1);
  const std::vector<double> expected = matmul(x, y).to_vector();
  for (const int threads : {2, 3, 7}) {
    set_num_threads(threads);
    EXPECT_EQ(matmul(x, y).to_vector(), expected) << threads;
  }
  set_num_threads(before);
}

}  // namespace
}  // namespace gradus::test
