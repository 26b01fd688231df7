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
#include "gradus/core/ops/convolution.hpp"
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

Tensor call(const std::string& name, const std::vector<Tensor>& inputs, const nlohmann::json& options) {
  const Tensor bias = inputs.size() > 2 ? inputs[2] : Tensor();
  const ConvOptions convolution{.stride = options.value("stride", 1),
                                .padding = options.value("padding", 0),
                                .dilation = options.value("dilation", 1),
                                .groups = options.value("groups", 1)};
  if (name == "linear") return linear(inputs[0], inputs[1], bias);
  if (name == "conv1d") return conv1d(inputs[0], inputs[1], bias, convolution);
  if (name == "conv2d") return conv2d(inputs[0], inputs[1], bias, convolution);
  if (name == "conv_transpose2d") {
    return conv_transpose2d(inputs[0], inputs[1], bias, {.stride = options.value("stride", 1)});
  }
  return matmul(inputs[0], inputs[1]);
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
      y = call(entry.at("name"), inputs, entry.at("options"));
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

/// Values and gradients of a convolution under the guard, against float64 ones of the rounded operands.
void check_convolution(const Shape& input, const Shape& kernel, const ConvOptions& options, bool transposed) {
  SCOPED_TRACE(to_string(input) + " " + to_string(kernel) + (transposed ? " transposed" : ""));
  const auto convolve = [&](const Tensor& x, const Tensor& w, const Tensor& b) {
    return transposed ? conv_transpose2d(x, w, b, {.stride = options.stride, .groups = options.groups})
                      : conv2d(x, w, b, options);
  };
  const auto leaf = [](const Shape& shape) { return randn(shape).requires_grad_(); };
  const Tensor x = leaf(input), w = leaf(kernel);
  const Tensor b = leaf({transposed ? kernel[1] * options.groups : kernel[0]});
  Tensor y;
  {
    const Autocast guard;
    y = convolve(x, w, b);
  }
  const auto leaf_of = [](const Tensor& t) { return t.detach().requires_grad_(); };
  const Tensor rx = leaf_of(rounded(x)), rw = leaf_of(rounded(w)), rb = leaf_of(b.detach().to(float64));
  const Tensor expected = convolve(rx, rw, rb);
  const double tolerance =
      2e-6 * static_cast<double>(std::max(kernel.numel() / kernel[0], y.numel() / y.size(1)));
  expect_near(y.detach(), expected, tolerance);
  const Tensor g = randn(y.shape());
  y.backward(g);
  expected.backward(rounded(g));
  expect_near(x.grad(), rx.grad(), tolerance);
  expect_near(w.grad(), rw.grad(), tolerance);
  expect_near(b.grad(), sum(g.to(float64), {.dim = Axes{0, 2, 3}}), tolerance);  // the bias sees g in full
}

TEST(Autocast, ConvolutionsRoundTheirOperandsAndNothingElse) {
  manual_seed(7);
  check_convolution({1, 1, 4, 4}, {1, 1, 2, 2}, {}, false);  // so small that no library is called
  check_convolution({2, 3, 12, 11}, {8, 3, 3, 3}, {.padding = 1}, false);
  check_convolution({4, 16, 14, 14}, {32, 16, 3, 3}, {.stride = 2}, false);
  check_convolution({2, 6, 10, 10}, {12, 3, 3, 3}, {.dilation = 2, .groups = 2}, false);
  check_convolution({2, 8, 7, 7}, {8, 6, 3, 3}, {.stride = 2}, true);
  check_convolution({2, 4, 3, 3}, {4, 1, 2, 2}, {.groups = 2}, true);
  const Autocast guard;
  EXPECT_EQ(conv2d(randn({0, 3, 5, 5}), randn({2, 3, 3, 3})).shape(), (Shape{0, 2, 3, 3}));
}

TEST(Autocast, ConvolutionsHaveSecondDerivativesAndKeepTheStateOfTheirTime) {
  manual_seed(8);
  Tensor x = randn({2, 4, 8, 8}).requires_grad_(), w = randn({6, 4, 3, 3}).requires_grad_();
  Tensor inside, outside = conv2d(x, w);
  {
    const Autocast guard;
    inside = conv2d(x, w);
    outside.backward(ones(outside.shape()));  // in full: so it was computed
  }
  Tensor full_x = x.detach().to(float64).requires_grad_(), full_w = w.detach().to(float64).requires_grad_();
  conv2d(full_x, full_w).sum().backward();
  expect_near(w.grad(), full_w.grad(), 1e-4);
  // d/dw of the sum of squares of the gradient of x, g of ones.
  const Tensor gx = grad(sum(inside), {x}, {.create_graph = true})[0];
  const Tensor gw = grad(sum(gx * gx) / 2, {w})[0];
  const Tensor rw = rounded(w).requires_grad_();
  const Tensor g = ones(inside.shape(), {.dtype = float64}).requires_grad_();
  const Tensor expected_gx = grad(sum(conv2d(full_x, rw) * g), {full_x}, {.create_graph = true})[0];
  expect_near(gx.detach(), expected_gx.detach(), 1e-4);
  const Tensor expected = grad(sum(expected_gx * rounded(gx.detach())), {rw})[0];
  expect_near(gw, expected, 1e-3);
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
  const Tensor pictures = randn({8, 16, 20, 20}), kernels = randn({32, 16, 3, 3});
  const Autocast guard;
  const int before = num_threads();
  set_num_threads(1);
  const std::vector<double> expected = matmul(x, y).to_vector();
  const std::vector<double> convolved = conv2d(pictures, kernels).to_vector();
  for (const int threads : {2, 3, 7}) {
    set_num_threads(threads);
    EXPECT_EQ(matmul(x, y).to_vector(), expected) << threads;
    EXPECT_EQ(conv2d(pictures, kernels).to_vector(), convolved) << threads;
  }
  set_num_threads(before);
}

}  // namespace
}  // namespace gradus::test
