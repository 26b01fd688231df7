// The numbers that a training tells, against the same numbers computed in one go.
#include <gtest/gtest.h>

#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/metrics/classification.hpp"
#include "tests/train/support.hpp"

namespace gradus::train {
namespace {

TEST(Metrics, AreMeansOverRows) {
  const Points points(44);
  nn::Sequential model = small_net();
  optim::SGD sgd(model.parameters(), {.lr = 0.1});
  const Metric f1{.name = "f1",
                  .value =
                      [](const Tensor& output, const Tensor& y) {
                        return metrics::f1_score(y, output.argmax(1), metrics::Average::macro);
                      },
                  .over = Over::pass};
  Trainer trainer(model, nn::cross_entropy, sgd, {.metrics = {f1, accuracy()}});
  const auto values = trainer.evaluate({points.x, points.y, {.batch_size = 20}});  // 20, 20 and 4 rows
  const Tensor output = model(points.x).detach(), chosen = output.argmax(1);
  ASSERT_EQ(values.size(), 3U);
  EXPECT_EQ(values[0].first, "loss");
  EXPECT_NEAR(values[0].second, nn::cross_entropy(output, points.y).item(), 1e-6);
  EXPECT_EQ(values[1].first, "accuracy");
  EXPECT_NEAR(values[1].second, metrics::accuracy_score(points.y, chosen), 1e-12);
  EXPECT_EQ(values[2].first, "f1");
  EXPECT_EQ(values[2].second, metrics::f1_score(points.y, chosen, metrics::Average::macro));
}

TEST(Metrics, OfTrainingAreOfTheOutputsAsTheyWereMet) {
  const Points points(40);
  nn::Sequential model = small_net(), same = small_net();
  optim::SGD sgd(model.parameters(), {.lr = 0.1});
  Trainer trainer(model, nn::cross_entropy, sgd, {.metrics = {accuracy()}});
  const History& history = trainer.fit({points.x, points.y}, {points.x, points.y});
  EXPECT_EQ(history.names(), (std::vector<std::string>{"loss", "accuracy", "val_loss", "val_accuracy"}));
  EXPECT_EQ(history.epochs[0].at("accuracy"),
            metrics::accuracy_score(points.y, same(points.x).detach().argmax(1)));  // before the step
  EXPECT_EQ(history.epochs[0].at("val_accuracy"),
            metrics::accuracy_score(points.y, model(points.x).detach().argmax(1)));  // after it
}

TEST(Metrics, GivenOnesAreWhatTheySay) {
  const Tensor scores = tensor({{1.0, 2.0}, {3.0, 0.0}, {0.0, 1.0}, {1.0, 0.0}}),
               classes = tensor({1, 0, 0, 1});
  EXPECT_EQ(accuracy().value(scores, classes), 0.5);
  const Tensor logits = tensor({-1.0, 2.0, 0.5, -3.0}), truth = tensor({0.0, 1.0, 0.0, 1.0});
  EXPECT_EQ(binary_accuracy().value(logits, truth), 0.5);
  EXPECT_EQ(binary_accuracy(0.75).value(logits, truth), 0.75);
  EXPECT_EQ(mean_absolute_error().value(logits, truth), (1 + 1 + 0.5 + 4) / 4);
  EXPECT_NEAR(r2().value(logits, truth), 1 - (1 + 1 + 0.25 + 16) / 1.0, 1e-12);
  EXPECT_EQ(r2().value(scores, scores), 1);
  EXPECT_EQ(r2().value(logits, ones({4})), 0) << "a constant target leaves nothing to explain";
  EXPECT_EQ(message_of([&] {
              accuracy().value(scores, tensor({1.0, 0.0, 0.0, 1.0}));
            }),
            "accuracy: scores (n, classes) and int64 classes (n,) are needed, got (4, 2) and float32 (4,)");
  EXPECT_EQ(message_of([&] {
              accuracy().value(scores, tensor({1, 0}));
            }),
            "accuracy: output and target differ in shape: (4,) and (2,)");
  EXPECT_EQ(message_of([&] { mean_absolute_error().value(scores, truth); }),
            "mae: output and target differ in shape: (4, 2) and (4,)");
}

TEST(Metrics, NeedAnOutput) {
  const Points points;
  nn::Sequential model = small_net();
  optim::SGD sgd(model.parameters(), {.lr = 0.1});
  const auto step = [&](const Batch& batch) { return nn::cross_entropy(model(batch.x), batch.y); };
  Trainer trainer(model, StepFunction(step), sgd, {.metrics = {accuracy()}});
  EXPECT_EQ(
      message_of([&] {
        trainer.fit({points.x, points.y});
      }),
      "train: epoch 1, batch 1: metric 'accuracy' needs an output; let the step function return loss and "
      "output");
  const auto with_output = [&](const Batch& batch) -> StepResult {
    const Tensor output = model(batch.x);
    return {nn::cross_entropy(output, batch.y), output};
  };
  Trainer complete(model, StepFunction(with_output), sgd, {.metrics = {accuracy()}});
  EXPECT_EQ(complete.fit({points.x, points.y}).names(), (std::vector<std::string>{"loss", "accuracy"}));
}

TEST(Metrics, AreNamedWithTheBatchWhereTheyFail) {
  const Points points;
  nn::Sequential model = small_net();
  optim::SGD sgd(model.parameters(), {.lr = 0.1});
  const auto error = [&](const Batches& batches, const Metric& metric) {
    const auto step = [&](const Batch& batch) -> StepResult {
      const Tensor output = model(batch.x);
      return {output.mean(), output};
    };
    Trainer trainer(model, StepFunction(step), sgd, {.metrics = {metric}});
    return message_of([&] { trainer.fit(batches, batches); });
  };
  EXPECT_EQ(
      error({points.x, points.x, {.batch_size = 20}}, accuracy()),
      "train: epoch 1, batch 1: metric 'accuracy': accuracy: scores (n, classes) and int64 classes (n,) "
      "are needed, got (20, 2) and float32 (20, 2)");
  EXPECT_TRUE(error({points.x}, mean_absolute_error())
                  .starts_with("train: epoch 1, batch 1: metric 'mae', without targets: "));
  EXPECT_TRUE(error({points.x}, r2()).starts_with("train: validation: metric 'r2', without targets: "));
  const Metric mean_output{.name = "mean",
                           .value = [](const Tensor& output, const Tensor&) { return output.mean().item(); },
                           .over = Over::pass};
  EXPECT_EQ(error({points.x}, mean_output), "no error") << "a metric need not look at targets";
}

}  // namespace
}  // namespace gradus::train
