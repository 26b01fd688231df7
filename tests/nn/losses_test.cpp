// Values and gradients of the losses stand in the op table (tests/core/ops); here is what they refuse.
#include "gradus/nn/losses.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"

namespace gradus::nn {
namespace {

std::string message_of(auto&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Losses, RefuseTypesThatDoNotFit) {
  const Tensor x = ones({2, 3}), y = ones({2, 3}, {.dtype = float64}), labels = tensor({0, 1});
  EXPECT_EQ(message_of([&] { mse_loss(x, y); }),
            "mse_loss: input is float32, target float64; both must be of one floating-point type");
  EXPECT_EQ(message_of([&] { mse_loss(labels, labels); }),
            "mse_loss: input is int64, target int64; both must be of one floating-point type");
  EXPECT_EQ(message_of([&] { cross_entropy(x, ones({2})); }),
            "cross_entropy: the target must hold class numbers (int64), it is float32");
  EXPECT_EQ(message_of([&] { cross_entropy(labels, labels); }),
            "cross_entropy: the input is int64, not floating point");
  EXPECT_EQ(message_of([&] { cross_entropy(x, labels, {.weight = ones({2})}); }),
            "cross_entropy: the weight must be float32 (3,), it is float32 (2,)");
  EXPECT_EQ(message_of([&] { nll_loss(x, labels, {.weight = ones({3}, {.dtype = float64})}); }),
            "nll_loss: the weight must be float32 (3,), it is float64 (3,)");
}

TEST(Losses, RefuseLabelsThatAreNoClass) {
  const Tensor x = ones({3, 2});
  EXPECT_EQ(message_of([&] {
              cross_entropy(x, tensor({0, 2, 1}));
            }),
            "cross_entropy: target 2 of sample 1 is not a class; there are 2");
  EXPECT_EQ(message_of([&] {
              nll_loss(x, tensor({0, 1, -1}));
            }),
            "nll_loss: target -1 of sample 2 is not a class; there are 2");
}

TEST(Losses, ALabelThatChangesBeforeBackwardIsAnError) {
  const Tensor x = ones({2, 2}, {.requires_grad = true});
  Tensor labels = tensor({0, 1});
  const Tensor loss = cross_entropy(x, labels);
  labels.fill_(5);
  EXPECT_NE(message_of([&] { loss.backward(); }).find("changed in place"), std::string::npos);
}

TEST(Losses, ManyRowsKeepTheirPrecision) {
  const int64_t n = 200000;
  const Tensor loss = cross_entropy(zeros({n, 2}), zeros({n}, {.dtype = int64}));
  EXPECT_NEAR(loss.item(), std::log(2.0), 1e-7);
}

TEST(Losses, TargetsMayWantGradientsToo) {
  const Tensor x = tensor({1.0, 2.0}, {.requires_grad = true}),
               y = tensor({4.0, 2.5}, {.requires_grad = true});
  mse_loss(x, y).backward();
  EXPECT_EQ(x.grad().to_vector(), (std::vector<double>{-3, -0.5}));
  EXPECT_EQ(y.grad().to_vector(), (std::vector<double>{3, 0.5}));
}

}  // namespace
}  // namespace gradus::nn
