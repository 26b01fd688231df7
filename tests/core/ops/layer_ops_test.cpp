// What the op table does not reach: large convolutions (oneDNN), dropout's draws, replay, numbers that
// overflow.
#include <gtest/gtest.h>

#include <limits>
#include <ostream>

#include "gradus/base/error.hpp"
#include "gradus/base/memory_pool.hpp"
#include "gradus/core/autograd/grad.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/convolution.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/dropout.hpp"
#include "gradus/core/ops/normalization.hpp"
#include "gradus/core/ops/pooling.hpp"
#include "gradus/core/ops/random.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/kernels/launch.hpp"
#include "gradus/kernels/random.hpp"
#include "op_runner.hpp"
#include "op_table.hpp"

namespace gradus::test {
namespace {

struct LargeConvolution {
  Shape x, weight;
  ConvOptions options;
};

/// How GoogleTest names a case.
void PrintTo(const LargeConvolution& at, std::ostream* stream) {
  *stream << to_string(at.x) << " with " << to_string(at.weight);
}

class Large : public testing::TestWithParam<LargeConvolution> {};

INSTANTIATE_TEST_SUITE_P(
    Shapes, Large,
    testing::Values(LargeConvolution{{8, 1, 28, 28}, {32, 1, 3, 3}, {}},
                    LargeConvolution{{4, 32, 13, 13}, {10, 32, 3, 3}, {.stride = 2, .padding = 1}},
                    LargeConvolution{
                        {3, 8, 20, 17}, {12, 4, 3, 2}, {.padding = {0, 1}, .dilation = 2, .groups = 2}},
                    LargeConvolution{{3, 6, 20, 17}, {6, 1, 5, 5}, {.padding = 2, .groups = 6}},
                    LargeConvolution{{2, 7, 16, 16}, {9, 7, 2, 4}, {.padding = "same"}},
                    LargeConvolution{{2, 5, 30, 31}, {5, 5, 1, 1}, {.stride = 3}},
                    LargeConvolution{{2, 3, 12, 12}, {8, 3, 9, 9}, {.padding = 8, .dilation = 2}}));

/// y and the gradients of x, weight and bias.
std::vector<Tensor> run(const Inputs& in, auto call) {
  const Inputs at = leaves(in);
  const Tensor y = call(at);
  std::vector<Tensor> all = grad(sum(y * weights(y)), {at[0], at[1], at[2]});
  all.push_back(y.detach());
  return all;
}

/// Float32 goes another way than float64; both must give the same numbers.
void expect_types_agree(const Inputs& in, auto call) {
  Inputs narrow;
  for (const Tensor& x : in) narrow.push_back(x.to(float32));
  const auto expected = run(in, call), found = run(narrow, call);
  for (size_t i = 0; i < expected.size(); ++i) {
    const Tensor scale = max(abs(expected[i]));
    EXPECT_LT((max(abs(found[i].to(float64) - expected[i])) / scale).item(), 1e-5) << "result " << i;
  }
  const auto again = run(narrow, call);
  for (size_t i = 0; i < again.size(); ++i) EXPECT_EQ(bit_difference(again[i], found[i]), "");
}

TEST_P(Large, ConvolutionsAgreeWithTheSmallOnes) {
  const auto& [x, weight, options] = GetParam();
  expect_types_agree({real(x), real(weight, 1), real({weight[0]}, 2)},
                     [&](const Inputs& in) { return conv2d(in[0], in[1], in[2], options); });
}

TEST(LargeTransposed, ConvolutionsAgreeWithTheSmallOnes) {
  const Inputs in{real({4, 12, 11, 10}), real({12, 6, 3, 3}, 1), real({6}, 2)};
  for (const ConvTransposeOptions& options :
       {ConvTransposeOptions{}, ConvTransposeOptions{.stride = 2, .padding = 1, .output_padding = 1},
        ConvTransposeOptions{.output_padding = {0, 2}, .dilation = 3}}) {
    expect_types_agree(in, [&](const Inputs& at) { return conv_transpose2d(at[0], at[1], at[2], options); });
  }
}

TEST(LargeConvolutions, HaveSecondDerivatives) {
  const Tensor x = real({4, 8, 12, 12}).to(float32).requires_grad_();
  const Tensor w = real({8, 8, 3, 3}, 1).to(float32).requires_grad_();
  const auto second = [&](const Tensor& a, const Tensor& b) {
    const auto first = grad(sum(square(conv2d(a, b))), {a, b}, {.create_graph = true});
    return grad(sum(square(first[0])) + sum(square(first[1])), {a, b});
  };
  const auto found = second(x, w);
  Tensor wide_x = x.detach().to(float64), wide_w = w.detach().to(float64);
  const auto expected = second(wide_x.requires_grad_(), wide_w.requires_grad_());
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_LT((max(abs(found[i].to(float64) - expected[i])) / max(abs(expected[i]))).item(), 1e-5);
  }
}

TEST(Convolutions, RefuseNumbersThatWouldOverflow) {
  const Tensor x = ones({1, 1, 4, 4}), w = ones({1, 1, 2, 2});
  constexpr int64_t huge = int64_t{1} << 62;
  for (const ConvOptions& options : {ConvOptions{.stride = huge}, ConvOptions{.padding = huge},
                                     ConvOptions{.dilation = huge}, ConvOptions{.groups = huge}}) {
    EXPECT_NE(message_of([&] { conv2d(x, w, {}, options); }).find("conv2d: "), std::string::npos);
  }
  EXPECT_NE(message_of([&] { conv2d(x, w, {}, {.padding = 1 << 30}); }), "no error");
  EXPECT_NE(message_of([&] { conv_transpose2d(x, w, {}, {.stride = 1 << 30}); }), "no error");
  EXPECT_NE(message_of([&] { max_pool2d(x, huge); }), "no error");
  EXPECT_NE(message_of([&] { adaptive_avg_pool2d(x, {1 << 30, 1 << 30}); }), "no error");
  EXPECT_EQ(message_of([&] { conv2d(x, w, {}, {.padding = "half"}); }),
            "padding: 'half' is not known; give numbers, \"same\" or \"valid\"");
}

TEST(MaxPool, AWindowInThePaddingAloneHasNoGradient) {
  const Tensor x = ones({1, 1, 2}, {.requires_grad = true});
  const Tensor y = max_pool1d(x, 2, {.padding = 1, .dilation = 3});  // of places -1 and 2
  EXPECT_EQ(y.item(), -std::numeric_limits<double>::infinity());
  sum(y).backward();
  EXPECT_EQ(x.grad().to_vector(), (std::vector<double>{0, 0}));
}

TEST(Dropout, KeepsAFractionAndTheMean) {
  manual_seed(5);
  const Tensor y = dropout(ones({100, 100}), {.p = 0.3});
  for (double value : y.to_vector())
    EXPECT_TRUE(value == 0 || value == static_cast<double>(1 / 0.7F)) << value;
  EXPECT_NEAR(mean(y).item(), 1, 0.03);
  EXPECT_EQ(message_of([] { dropout(ones({2}), {.p = 1.5}); }),
            "dropout: a probability lies in [0, 1], p is 1.5");
  const Tensor x = ones({3});
  EXPECT_TRUE(dropout(x, {.training = false}).is_same(x));
  const Tensor channels = dropout2d(ones({4, 5, 2, 3}));
  EXPECT_TRUE(equal(amax(channels, {.dim = Axes{2, 3}}), amin(channels, {.dim = Axes{2, 3}})));
  EXPECT_NE(message_of([] { dropout2d(ones({4, 5})); }), "no error");
}

/// Records one call, changes its input in place, replays, and compares with the call on the new input.
void expect_replayable(const Tensor& input, auto call) {
  const NoGrad guard;
  Tensor x = input.clone();
  memory::Arena arena;  // keeps what the call frees
  kernels::Recording recording;
  const Tensor recorded = [&] {
    const memory::ArenaScope memory(arena);
    const kernels::RecordingScope scope(recording);
    return call(x);
  }();
  EXPECT_GT(recording.size(), 0u);
  x.mul_(-0.5);
  recording.replay();
  EXPECT_EQ(bit_difference(recorded, call(x)), "");
}

TEST(Replay, ComputesFromWhatTheBuffersHoldThen) {
  const Tensor x = real({4, 3, 12, 12}).to(float32), w = real({8, 3, 3, 3}, 1).to(float32);
  const Tensor b = real({8}, 2).to(float32);
  expect_replayable(x, [&](const Tensor& in) { return conv2d(in, w, b); });
  expect_replayable(w, [&](const Tensor& in) { return conv2d(x, in, b); });
  expect_replayable(x, [&](const Tensor& in) { return max_pool2d(in, 2); });
  expect_replayable(x, [&](const Tensor& in) { return adaptive_avg_pool2d(in, 5); });
  expect_replayable(x, [&](const Tensor& in) { return group_norm(in, 3); });
}

TEST(Replay, MovesRunningStatisticsAgain) {
  const NoGrad guard;
  const Tensor x = real({4, 3, 5}), count = full({}, 0), replayed = zeros({3}, {.dtype = float64}),
               eager = zeros({3}, {.dtype = float64}), variance = ones({3}, {.dtype = float64});
  const auto step = [&](const Tensor& mean) {
    Tensor(count).add_(1);
    return batch_norm(x, mean, variance, {}, {}, {.training = true, .batches = count});
  };
  memory::Arena arena;
  kernels::Recording recording;
  const Tensor kept = [&] {
    const memory::ArenaScope memory(arena);
    const kernels::RecordingScope scope(recording);
    return step(replayed);
  }();
  recording.replay();
  EXPECT_EQ(count.item(), 2);
  Tensor(count).fill_(0);
  step(eager);
  step(eager);
  EXPECT_EQ(bit_difference(replayed, eager), "");
}

TEST(Replay, DrawsNewMasks) {
  const auto masks = [](bool replays) {
    manual_seed(11);
    const Tensor mask = zeros({50});
    kernels::Recording recording;
    const auto draw = [&] {
      kernels::fill_dropout_mask(float32, mask.data<float>(), 50, 0.5, default_generator());
    };
    {
      const kernels::RecordingScope scope(recording);
      draw();
    }
    const auto first = mask.to_vector();
    if (replays) {
      recording.replay();
    } else {
      draw();
    }
    EXPECT_NE(mask.to_vector(), first);
    return mask.to_vector();
  };
  EXPECT_EQ(masks(true), masks(false));
}

}  // namespace
}  // namespace gradus::test
