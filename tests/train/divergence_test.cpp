// NaN and infinity: where they are said to begin, and what is kept.
#include <gtest/gtest.h>

#include <filesystem>
#include <limits>

#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/nn/layers/normalization.hpp"
#include "gradus/optim/adam.hpp"
#include "gradus/optim/lbfgs.hpp"
#include "tests/scratch.hpp"
#include "tests/train/support.hpp"

namespace gradus::train {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// f(x) as a layer.
struct Function : nn::Layer {
  explicit Function(Tensor (*function)(const Tensor&)) : f(function) {}
  Tensor forward(const Tensor& x) override { return f(x); }
  Tensor (*f)(const Tensor&);
};

/// fit()'s Diverged for this model, which is of 2 inputs.
Divergence divergence_of(nn::Layer& model, optim::Optimizer& optimizer, const Loss& loss,
                         const Batches& batches, const TrainerOptions& options = {}) {
  Trainer trainer(model, loss, optimizer, options);
  try {
    trainer.fit(batches);
  } catch (const Diverged& error) {
    EXPECT_NE(std::string(error.what()).find(error.divergence().where), std::string::npos);
    return error.divergence();
  }
  ADD_FAILURE() << "it did not diverge";
  return {};
}

TEST(Divergence, NamesTheRowOfTheData) {
  Points points;
  points.x.select(0, 33).fill_(nan);
  nn::Sequential model = small_net();
  optim::SGD sgd(model.parameters(), {.lr = 0.1});
  const Divergence found =
      divergence_of(model, sgd, nn::cross_entropy, {points.x, points.y, {.batch_size = 10}});
  EXPECT_EQ(found.where, "the batch's x (NaN in row 3)");
  EXPECT_EQ(found.batch, 4);
  EXPECT_EQ(found.step, 4);
  EXPECT_EQ(found.epoch, 1);
}

TEST(Divergence, NamesTheLayerWhoseOutputIsFirst) {
  const Points points;
  nn::Sequential model;
  manual_seed(1);
  model.append("hidden", nn::Linear(2, 8)).append("overflow", Function([](const Tensor& x) {
                                                    return exp(1000 * abs(x));
                                                  }));
  model.append("out", nn::Linear(8, 2));
  optim::SGD sgd(model.parameters(), {.lr = 0.1});
  EXPECT_EQ(divergence_of(model, sgd, nn::cross_entropy, {points.x, points.y}).where,
            "the output of layer 'overflow' (Function)");
}

TEST(Divergence, NamesTheLayerWhoseGradientIsFirst) {
  // sqrt(0) is 0, and its slope infinite.
  nn::Sequential model;
  manual_seed(1);
  model.append("hidden", nn::Linear(2, 4)).append("root", Function([](const Tensor& x) {
                                                    return sqrt(x * 0);
                                                  }));
  model.append("out", nn::Linear(4, 1));
  optim::SGD sgd(model.parameters(), {.lr = 0.1});
  EXPECT_EQ(divergence_of(model, sgd, nn::mse_loss, {ones({5, 2}), ones({5, 1})}).where,
            "the gradient that goes down from layer 'root' (Function)");
}

TEST(Divergence, NamesTheParameterWhoseGradientOverflows) {
  nn::Sequential model;
  manual_seed(1);
  model.append("only", nn::Linear(2, 1));
  {
    const NoGrad guard;
    model.get<nn::Linear>("only").weight().zero_();
  }
  optim::SGD sgd(model.parameters(), {.lr = 0.1});
  // The output is finite, as the weight is 0; the weight's gradient is the sum of 3e38 four times.
  EXPECT_EQ(divergence_of(model, sgd, [](const Tensor& out, const Tensor&) { return sum(out); },
                          {full({4, 2}, 3e38), ones({4, 1})})
                .where,
            "the gradient of 'only.weight'");
}

TEST(Divergence, NamesTheLossAndTheWeights) {
  const Points points;
  nn::Sequential model = small_net();
  optim::SGD sgd(model.parameters(), {.lr = 0.1});
  const auto log_of_nothing = [](const Tensor& out, const Tensor&) { return log(sum(out) * 0); };
  EXPECT_EQ(divergence_of(model, sgd, log_of_nothing, {points.x, points.y}).where, "the loss (-inf)");
  {
    const NoGrad guard;
    model.parameters()[2].fill_(nan);
  }
  EXPECT_EQ(divergence_of(model, sgd, nn::cross_entropy, {points.x, points.y}).where,
            "the value of '2.weight' before the step");
}

class LastGood : public Scratch {};

/// A net with running means and dropout that meets a bad row in its fourth batch.
struct Bad {
  Points points;
  nn::Sequential model;
  Bad() {
    points.x.select(0, 33).fill_(nan);
    manual_seed(1);
    model = nn::Sequential{nn::Linear(2, 8), nn::BatchNorm1d(8), nn::Dropout(0.2), nn::Linear(8, 2)};
  }
  Batches batches(int64_t rows) const {
    return {points.x.slice(0, 0, rows), points.y.slice(0, 0, rows), {.batch_size = 10}};
  }
};

TEST_F(LastGood, IsKeptInMemoryAndAsACheckpoint) {
  for (const bool captured : {false, true}) {
    Bad good, bad;
    optim::Adam first(good.model.parameters(), {.lr = 0.1}), second(bad.model.parameters(), {.lr = 0.1});
    manual_seed(2);
    Trainer(good.model, nn::cross_entropy, first, {.capture = captured})
        .fit(good.batches(30));  // three steps
    const Generator after_good = default_generator();
    manual_seed(2);
    const Divergence found =
        divergence_of(bad.model, second, nn::cross_entropy, bad.batches(50),
                      {.checkpoints = CheckpointOptions{.folder = path("run")}, .capture = captured});
    EXPECT_EQ(found.step, 4);
    EXPECT_TRUE(bytes_of(bad.model) == bytes_of(good.model));
    EXPECT_EQ(default_generator(), after_good);
    EXPECT_EQ(second.state_dict().numbers, first.state_dict().numbers);
    for (const nn::NamedTensor& entry : checkpoint_weights(newest_checkpoint(path("run")).value())) {
      EXPECT_TRUE(detail::is_finite(entry.tensor)) << entry.name;
    }
  }
}

TEST_F(LastGood, IsWhatFitGoesOnFrom) {
  Bad bad;
  optim::Adam adam(bad.model.parameters(), {.lr = 0.1});
  Trainer trainer(bad.model, nn::cross_entropy, adam);
  const Batches batches = bad.batches(50);
  EXPECT_THROW(trainer.fit(batches), Diverged);
  EXPECT_EQ(trainer.fit(batches).stopped, Stop::finished);  // with the fifth batch
  EXPECT_EQ(trainer.history().epochs[0].step, 4);
}

TEST_F(LastGood, IsKeptFromAnOptimiserThatMovesOnTheWay) {
  const Points points;
  nn::Sequential model = small_net();
  optim::LBFGS lbfgs(model.parameters(), {.lr = 1e30});
  const std::string before = bytes_of(model);
  divergence_of(model, lbfgs, nn::cross_entropy, {points.x, points.y});
  EXPECT_TRUE(bytes_of(model) == before);
}

TEST_F(LastGood, OfSeveralBatchesAStep) {
  Bad bad;
  optim::Adam adam(bad.model.parameters(), {.lr = 0.1});
  const Divergence found =
      divergence_of(bad.model, adam, nn::cross_entropy, bad.batches(50), {.accumulate = 2});
  EXPECT_EQ(found.batch, 4);
  EXPECT_EQ(found.step, 2);
  EXPECT_EQ(found.where, "the batch's x (NaN in row 3)");
}

TEST_F(LastGood, WeightsThatAStepCarriedAwayAreNoCheckpoint) {
  const Points points;
  nn::Sequential model = small_net();
  optim::SGD sgd(model.parameters(), {.lr = 1e39});  // beyond float32
  Trainer trainer(model, nn::cross_entropy, sgd,
                  {.checkpoints = CheckpointOptions{.folder = path("run"), .every_steps = 1}});
  EXPECT_THROW(trainer.fit({points.x, points.y, {.batch_size = 10}}), Diverged);
  EXPECT_TRUE(std::filesystem::is_empty(path("run")));
}

TEST_F(LastGood, TheCheckCanBeTurnedOff) {
  Bad bad;
  optim::Adam adam(bad.model.parameters(), {.lr = 0.1});
  Trainer trainer(bad.model, nn::cross_entropy, adam, {.check_finite = false});
  EXPECT_EQ(trainer.fit(bad.batches(50)).stopped, Stop::finished);
  EXPECT_FALSE(detail::is_finite(bad.model.parameters()[0]));
}

}  // namespace
}  // namespace gradus::train
