// Values and gradients of the losses stand in the op table (tests/core/ops); here is what they refuse.
#include "gradus/nn/losses.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/kernels/launch.hpp"
#include "tests/message_of.hpp"

namespace gradus::nn {
namespace {

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

TEST(Losses, RefuseOptionsThatMakeNoSense) {
  const Tensor x = tensor({0.5, 0.25}), p = tensor({{0.5, 0.5}}), labels = tensor({1});
  EXPECT_EQ(message_of([&] { cross_entropy(p, labels, {.label_smoothing = 1.5}); }),
            "cross_entropy: label_smoothing = 1.5 is not in [0, 1]");
  EXPECT_EQ(message_of([&] { cross_entropy(p, p, {.ignore_index = 1}); }),
            "cross_entropy: ignore_index has no meaning for probabilities");
  EXPECT_EQ(message_of([&] { cross_entropy(tensor(1.0), tensor(0)); }),
            "cross_entropy: the input is 0-d and has no classes");
  EXPECT_EQ(message_of([&] { smooth_l1_loss(x, x, {.beta = -1}); }), "smooth_l1_loss: beta = -1 is negative");
  EXPECT_EQ(message_of([&] { huber_loss(x, x, {.delta = 0}); }), "huber_loss: delta = 0 is not positive");
  EXPECT_EQ(message_of([&] { triplet_margin_loss(x, x, x, {.p = 0}); }),
            "triplet_margin_loss: p = 0 is not positive");
  EXPECT_EQ(
      message_of([&] { binary_cross_entropy(x + 1, x); }),
      "binary_cross_entropy: 1.5 (element 0) is no probability; use binary_cross_entropy_with_logits for "
      "scores");
  EXPECT_EQ(message_of([&] { binary_cross_entropy(x, x, {.weight = ones({3})}); }),
            "binary_cross_entropy: shapes (3,) and (2,) do not broadcast: 3 and 2 meet in dimension 0 of the "
            "result");
  EXPECT_EQ(message_of([&] { gaussian_nll_loss(x, x, -x); }),
            "gaussian_nll_loss: variance -0.5 (element 0) is not in [0, inf]");
  EXPECT_EQ(message_of([&] { kl_div(x, labels); }),
            "kl_div: input is float32, target int64; both must be of one floating-point type");
}

TEST(Losses, ModulesKeepOptionsAndWeights) {
  const Tensor x = tensor({{0.1, 0.9, 0.4}, {1.1, 0.2, 0.3}}), labels = tensor({1, 0});
  const CrossEntropyOptions options{.weight = tensor({0.5, 1.0, 2.0}), .label_smoothing = 0.1};
  CrossEntropyLoss criterion(options);
  EXPECT_EQ(criterion(x, labels).item(), cross_entropy(x, labels, options).item());
  EXPECT_EQ(to_string(criterion), "CrossEntropyLoss()");
  ASSERT_EQ(criterion.state_dict().size(), 1u);
  EXPECT_EQ(criterion.state_dict()[0].name, "weight");
  const auto copy = clone(criterion);
  criterion.to(float64);
  EXPECT_EQ(criterion(x.to(float64), labels).dtype(), float64);
  EXPECT_EQ((*copy)(x, labels).item(), cross_entropy(x, labels, options).item());
  EXPECT_EQ(MSELoss()(x, x).item(), 0);
  EXPECT_EQ(TripletMarginLoss()(x, x, x).item(), 1);
  EXPECT_EQ(to_string(BCEWithLogitsLoss()), "BCEWithLogitsLoss()");
}

TEST(Losses, OneWhoseRowsAreAllIgnoredIsNotANumber) {
  const Tensor x = ones({2, 3}, {.requires_grad = true}), labels = tensor({-100, -100});
  EXPECT_TRUE(std::isnan(cross_entropy(x, labels).item()));
  EXPECT_EQ(cross_entropy(x, labels, {.reduction = Reduction::sum}).item(), 0);
}

TEST(Losses, ARecordedLossRefusesAnotherLabelThatIsNoClass) {
  const Tensor x = zeros({2, 3});
  const Tensor labels = tensor({0, 1});
  kernels::Recording recording;
  {
    const kernels::RecordingScope scope(recording);
    nll_loss(x, labels);
  }
  labels.data<int64_t>()[1] = 7;
  EXPECT_THROW(recording.replay(), Error);
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
