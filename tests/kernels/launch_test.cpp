// Recording and replaying kernel calls: the ground of captured training steps.
#include "gradus/kernels/launch.hpp"

#include <gtest/gtest.h>

#include "gradus/base/random/generator.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/core/ops/random.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/kernels/random.hpp"
#include "gradus/nn/losses.hpp"

namespace gradus::kernels {
namespace {

struct Add {
  int* to;
  int value;
};
void add_kernel(const Add& args) { *args.to += args.value; }

struct Scale {
  double* to;
  double factor, offset;
};
void scale_kernel(const Scale& args) { *args.to = *args.to * args.factor + args.offset; }

TEST(Launch, RunsWithoutARecording) {
  int x = 1;
  launch(&add_kernel, Add{&x, 2});
  EXPECT_EQ(x, 3);
}

TEST(Launch, RecordsAndReplaysInOrder) {
  int x = 0;
  double y = 1;
  Recording recording;
  {
    const RecordingScope scope(recording);
    launch(&add_kernel, Add{&x, 2});
    launch(&scale_kernel, Scale{&y, 3, 1});
    launch(&scale_kernel, Scale{&y, 2, 0});
  }
  EXPECT_EQ(x, 2);  // the calls were done as well
  EXPECT_EQ(y, 8);
  EXPECT_EQ(recording.size(), 3u);
  launch(&add_kernel, Add{&x, 100});  // not recorded
  recording.replay();
  EXPECT_EQ(x, 104);
  EXPECT_EQ(y, 50);
}

TEST(Launch, ScopesNestAndBelongToTheirThread) {
  Recording outer, inner;
  int x = 0;
  const RecordingScope first(outer);
  {
    const RecordingScope second(inner);
    launch(&add_kernel, Add{&x, 1});
  }
  launch(&add_kernel, Add{&x, 1});
  EXPECT_EQ(inner.size(), 1u);
  EXPECT_EQ(outer.size(), 1u);
}

TEST(Launch, AReplayedStepHasTheSameBits) {
  // Everything that the step makes is kept; new inputs are written where the recording reads them.
  manual_seed(5);
  Tensor x = randn({8, 3});
  const Tensor w = randn({4, 3}), b = randn({4}), target = randn({8, 4});
  std::vector<Tensor> kept;
  Recording recording;
  {
    const RecordingScope scope(recording);
    kept.push_back(linear(x, w, b));
    kept.push_back(tanh(kept[0]));
    kept.push_back(nn::mse_loss(kept[1], target));
    kept.push_back(exp(kept[1]));
    kept.push_back(kept[3] * kept[0]);
    kept.push_back(sum(kept[4], {.dim = 0}));
  }
  const std::vector<double> before = kept[5].to_vector();
  x.copy_(randn({8, 3}));
  recording.replay();
  EXPECT_NE(kept[5].to_vector(), before);
  const Tensor y = linear(x, w, b), t = tanh(y);
  EXPECT_EQ(kept[1].to_vector(), t.to_vector());
  EXPECT_EQ(kept[2].item(), nn::mse_loss(t, target).item());
  EXPECT_EQ(kept[5].to_vector(), sum(exp(t) * y, {.dim = 0}).to_vector());
}

TEST(Launch, AReplayedDrawGoesOnInTheStream) {
  Generator generator(3), same(3);
  std::vector<float> values(5), expected(5);
  Recording recording;
  {
    const RecordingScope scope(recording);
    fill_normal(DType::float32, values.data(), 5, 0, 1, generator);
  }
  recording.replay();
  fill_normal(DType::float32, expected.data(), 5, 0, 1, same);
  fill_normal(DType::float32, expected.data(), 5, 0, 1, same);
  EXPECT_EQ(values, expected);
}

}  // namespace
}  // namespace gradus::kernels
