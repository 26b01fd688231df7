// The loop against loops written by hand, and what fit() refuses.
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <limits>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/data/loader.hpp"
#include "gradus/optim/adam.hpp"
#include "gradus/optim/clip_grad.hpp"
#include "gradus/optim/lbfgs.hpp"
#include "gradus/optim/schedule_decay.hpp"
#include "gradus/optim/schedule_plateau.hpp"
#include "tests/train/support.hpp"

namespace gradus::train {
namespace {

TEST(Trainer, DoesWhatALoopDoes) {
  const Points points;
  nn::Sequential by_hand = small_net(), by_trainer = small_net();
  optim::SGD first(by_hand.parameters(), {.lr = 0.1, .momentum = 0.9});
  optim::StepLR schedule_first(first, 2);
  std::vector<double> losses;
  for (int epoch = 0; epoch < 3; ++epoch) {
    double total = 0;
    for (int64_t i = 0; i < 50; i += 20) {
      const Tensor x = points.x.slice(0, i, i + 20), y = points.y.slice(0, i, i + 20);
      const Tensor loss = nn::cross_entropy(by_hand(x), y);
      first.zero_grad();
      loss.backward();
      first.step();
      total += loss.item() * static_cast<double>(x.size(0));
    }
    losses.push_back(total / 50);
    schedule_first.step();
  }
  optim::SGD second(by_trainer.parameters(), {.lr = 0.1, .momentum = 0.9});
  optim::StepLR schedule(second, 2);
  Trainer trainer(by_trainer, nn::cross_entropy, second, {.epochs = 3, .schedule = &schedule});
  const History& history = trainer.fit({points.x, points.y, {.batch_size = 20}});
  EXPECT_TRUE(bytes_of(by_trainer) == bytes_of(by_hand));
  EXPECT_EQ(history.values("loss"), losses);
  EXPECT_EQ(history.stopped, Stop::finished);
  EXPECT_EQ(history.epochs.back().step, 9);
  EXPECT_EQ(history.epochs[1].lr, 0.1);
  EXPECT_NEAR(history.epochs[2].lr, 0.01, 1e-15);
}

/// The weights after some epochs with these options.
std::string trained(const TrainerOptions& options, const Batches& batches, bool dropout = false) {
  nn::Sequential model = small_net();
  if (dropout) model.append(nn::Dropout(0.4));
  optim::Adam adam(model.parameters(), {.lr = 0.01});
  Trainer(model, nn::cross_entropy, adam, options).fit(batches);
  return bytes_of(model);
}

TEST(Trainer, ACapturedStepHasTheSameBits) {
  const Points points;
  const Batches batches{points.x, points.y, {.batch_size = 12}};
  EXPECT_TRUE(trained({.epochs = 5}, batches, true) ==
              trained({.epochs = 5, .capture = true}, batches, true));
  const TrainerOptions eager{.epochs = 5, .accumulate = 2, .clip_norm = 0.1, .metrics = {accuracy()}};
  TrainerOptions captured = eager;
  captured.capture = true;
  EXPECT_TRUE(trained(eager, batches, true) == trained(captured, batches, true));
}

TEST(Trainer, AccumulatedBatchesAreOneLargeBatch) {
  const Points points(44);
  nn::Sequential one = small_net(), several = small_net();
  optim::SGD first(one.parameters(), {.lr = 0.5}), second(several.parameters(), {.lr = 0.5});
  Trainer large(one, nn::cross_entropy, first, {.epochs = 2});
  // 20 + 20 + 4 rows: the last batch counts for its rows only.
  Trainer small(several, nn::cross_entropy, second, {.epochs = 2, .accumulate = 3});
  large.fit({points.x, points.y});
  const History& history = small.fit({points.x, points.y, {.batch_size = 20}});
  EXPECT_EQ(history.epochs.back().step, 2);
  for (size_t i = 0; i < one.parameters().size(); ++i) {
    const auto a = one.parameters()[i].to_vector(), b = several.parameters()[i].to_vector();
    for (size_t k = 0; k < a.size(); ++k) EXPECT_NEAR(a[k], b[k], 1e-6);
  }
}

TEST(Trainer, ClipsGradients) {
  const Points points;
  const auto by_hand = [&](const std::function<void(const std::vector<Tensor>&)>& clip) {
    nn::Sequential model = small_net();
    optim::SGD sgd(model.parameters(), {.lr = 0.1});
    nn::cross_entropy(model(points.x), points.y).backward();
    clip(model.parameters());
    sgd.step();
    return bytes_of(model);
  };
  const auto by_trainer = [&](const TrainerOptions& options) {
    nn::Sequential model = small_net();
    optim::SGD sgd(model.parameters(), {.lr = 0.1});
    Trainer(model, nn::cross_entropy, sgd, options).fit({points.x, points.y});
    return bytes_of(model);
  };
  EXPECT_TRUE(by_trainer({.clip_norm = 0.01}) ==
              by_hand([](const auto& parameters) { optim::clip_grad_norm_(parameters, 0.01); }));
  EXPECT_TRUE(by_trainer({.clip_value = 0.001}) ==
              by_hand([](const auto& parameters) { optim::clip_grad_value_(parameters, 0.001); }));
  EXPECT_FALSE(by_trainer({}) == by_trainer({.clip_norm = 0.01}));
}

TEST(Trainer, TakesClassWeightsAndAnyLoss) {
  const Points points;
  const Tensor weights = tensor({0.2, 3.0});
  const auto train = [&](Loss loss, const TrainerOptions& options) {
    nn::Sequential model = small_net();
    optim::SGD sgd(model.parameters(), {.lr = 0.1});
    Trainer(model, std::move(loss), sgd, options).fit({points.x, points.y});
    return bytes_of(model);
  };
  const std::string expected = train(Loss(nn::cross_entropy, {.weight = weights}), {});
  EXPECT_TRUE(train(nn::cross_entropy, {.class_weights = weights}) == expected);
  EXPECT_TRUE(train(nn::cross_entropy, {.class_weights = weights.to(float64)}) == expected)
      << "as data::class_weights() gives them";
  EXPECT_TRUE(train(nn::CrossEntropyLoss({.weight = weights}), {}) == expected);
  EXPECT_FALSE(train(nn::cross_entropy, {}) == expected);
  EXPECT_EQ(
      message_of([&] { train(nn::mse_loss, {.class_weights = weights}); }),
      "train: class_weights: the loss takes no weights; give nn::cross_entropy or nn::nll_loss by its name, "
      "or weigh inside the loss");
}

/// A model that is no Layer, with two inputs.
struct Pair : nn::Module {
  nn::Linear& left = add<nn::Linear>("left", 2, 1);
  nn::Linear& right = add<nn::Linear>("right", 3, 1);
  Tensor loss(const Batch& batch) { return square(left(batch.x) + right(batch.more[0]) - batch.y).mean(); }
};

TEST(Trainer, TakesAnyModelThroughAStepFunction) {
  manual_seed(1);
  Pair model;
  optim::LBFGS lbfgs(model.parameters(), {.lr = 1, .line_search_fn = optim::LineSearch::strong_wolfe});
  const Tensor x = randn({30, 2}), z = randn({30, 3});
  const Tensor y = (x.select(1, 0) - 2 * z.select(1, 2) + 0.5).unsqueeze(1);
  data::DataLoader loader(data::TensorDataset(x, y, {z}), {.batch_size = 30});
  Trainer trainer(model, [&](const Batch& batch) { return model.loss(batch); }, lbfgs, {.epochs = 3});
  EXPECT_LT(trainer.fit(loader).values("loss").back(), 1e-6);
  EXPECT_LT(trainer.evaluate(loader)[0].second, 1e-6);
}

TEST(Trainer, ValidatesInEvaluationAndInferenceMode) {
  const Points points;
  nn::Sequential model = small_net();
  model.append("watched", nn::Dropout(0.5));
  optim::SGD sgd(model.parameters(), {.lr = 0.1});
  int training = 0, inference = 0;
  auto handle = model.get<nn::Dropout>("watched").register_forward_hook(
      [&](nn::Layer& layer, const Tensor&, const Tensor&) {
        training += layer.is_training() ? 1 : 0;
        inference += InferenceMode::is_enabled() && !layer.is_training() ? 1 : 0;
        EXPECT_NE(layer.is_training(), InferenceMode::is_enabled());
      });
  Trainer trainer(model, nn::cross_entropy, sgd, {.epochs = 2});
  model.eval();
  trainer.fit({points.x, points.y, {.batch_size = 10}}, {points.x, points.y, {.batch_size = 25}});
  EXPECT_EQ(training, 10);
  EXPECT_EQ(inference, 4);
  EXPECT_FALSE(model.is_training());  // as it was
}

TEST(Trainer, StopsEarlyAndRestoresTheBest) {
  const Points points;
  nn::Sequential model = small_net();
  optim::SGD sgd(model.parameters(), {.lr = 0.1});
  // A watched value that is best in epoch 3.
  const std::vector<double> script{0.5, 0.4, 0.3, 0.35, 0.31, 0.29999, 0.2};
  size_t passes = 0;
  Metric scripted{.name = "error",
                  .value = [&](const Tensor&, const Tensor&) { return script[passes++]; },
                  .higher_is_better = false,
                  .over = Over::pass};
  Trainer trainer(model, nn::cross_entropy, sgd,
                  {.epochs = 7,
                   .metrics = {scripted},
                   .watch = "val_error",
                   .early_stopping = EarlyStopping{.patience = 3, .min_delta = 1e-3},
                   .restore_best = true});
  std::vector<std::string> weights;
  trainer.on(Moment::epoch, [&](const Event& event) { weights.push_back(bytes_of(event.model)); });
  const History& history = trainer.fit({points.x, points.y}, {points.x, points.y});
  EXPECT_EQ(history.stopped, Stop::early);
  EXPECT_EQ(history.epochs.size(), 6U);
  EXPECT_EQ(history.best_epoch, 6);  // better than epoch 3, though not by enough to go on for
  EXPECT_TRUE(bytes_of(model) == weights[5]);
  EXPECT_EQ(history.values("val_error"), (std::vector<double>(script.begin(), script.begin() + 6)));
}

TEST(Trainer, PlateauGetsTheWatchedValue) {
  const Points points;
  nn::Sequential model = small_net();
  optim::SGD sgd(model.parameters(), {.lr = 0.1});
  optim::ReduceLROnPlateau schedule(sgd, {.patience = 0});
  const Metric constant{.name = "same", .value = [](const Tensor&, const Tensor&) { return 1.0; }};
  Trainer trainer(model, nn::cross_entropy, sgd,
                  {.epochs = 3, .schedule = &schedule, .metrics = {constant}, .watch = "same"});
  trainer.fit({points.x, points.y});
  EXPECT_NEAR(sgd.lr(), 0.001, 1e-12);
}

TEST(Trainer, TellsWhatHappens) {
  const Points points;
  nn::Sequential model = small_net();
  optim::SGD sgd(model.parameters(), {.lr = 0.1});
  Trainer trainer(model, nn::cross_entropy, sgd, {.epochs = 2});
  std::string told;
  const auto note = [&](const char* what) {
    return [&told, what](const Event& e) {
      told += std::string(what) + std::to_string(e.epoch) + "/" + std::to_string(e.epochs) + ":" +
              std::to_string(e.batch) + "/" + std::to_string(e.batches) + "@" + std::to_string(e.step) + " ";
      EXPECT_EQ(e.record != nullptr, e.moment == Moment::epoch);
    };
  };
  trainer.on(Moment::start, note("start "));
  trainer.on(Moment::batch, note("batch "));
  trainer.on(Moment::epoch, note("epoch "));
  trainer.on(Moment::end, note("end "));
  trainer.fit({points.x, points.y, {.batch_size = 30}});
  EXPECT_EQ(told,
            "start 0/2:0/2@0 batch 1/2:1/2@1 batch 1/2:2/2@2 epoch 1/2:2/2@2 batch 2/2:1/2@3 batch 2/2:2/2@4 "
            "epoch 2/2:2/2@4 end 2/2:0/2@4 ");
}

TEST(Trainer, ACallbackStopsIt) {
  const Points points;
  nn::Sequential model = small_net();
  optim::SGD sgd(model.parameters(), {.lr = 0.1});
  Trainer trainer(model, nn::cross_entropy, sgd, {.epochs = 5});
  trainer.on(Moment::epoch, [](const Event& e) { return e.epoch == 2 ? Next::stop : Next::go_on; });
  EXPECT_EQ(trainer.fit({points.x, points.y}).stopped, Stop::callback);
  EXPECT_EQ(trainer.history().epochs.size(), 2U);
}

// --- What it refuses.

std::string fit_error(const Tensor& x, const Tensor& y, const TrainerOptions& options = {},
                      const Loss& loss = nn::cross_entropy) {
  nn::Sequential model;
  manual_seed(1);
  model.append("hidden", nn::Linear(2, 8)).append("out", nn::Linear(8, 2));
  optim::SGD sgd(model.parameters(), {.lr = 0.1});
  return message_of([&] { Trainer(model, loss, sgd, options).fit({x, y, {.batch_size = 20}}); });
}

TEST(Trainer, ACallbackMayAddOthersButNotTrain) {
  const Points points;
  nn::Sequential model = small_net();
  optim::SGD sgd(model.parameters(), {.lr = 0.1});
  Trainer trainer(model, nn::cross_entropy, sgd, {.epochs = 3});
  int64_t added = 0, heard = 0;
  trainer.on(Moment::epoch, [&](const Event&) {
    for (int i = 0; i < 20; ++i) trainer.on(Moment::epoch, [&heard](const Event&) { ++heard; });
    added += 20;  // after the list has grown
  });
  trainer.on(Moment::epoch, [&](const Event&) {
    EXPECT_EQ(message_of([&] {
                trainer.fit({points.x, points.y});
              }),
              "train: fit: this trainer is in the middle of a training; a callback cannot begin another");
    const std::string path = testing::TempDir() + "/in_a_callback.safetensors";
    trainer.save(path);
    EXPECT_EQ(message_of([&] { trainer.load(path); }),
              "train: load: this trainer is in the middle of a training; a callback cannot load");
    std::filesystem::remove(path);
    EXPECT_EQ(trainer.evaluate({points.x, points.y}).size(), 1U) << "but it may look";
  });
  EXPECT_EQ(trainer.fit({points.x, points.y}).epochs.size(), 3U);
  EXPECT_EQ(added, 60);
  EXPECT_EQ(heard, 0 + 20 + 40);
}

TEST(TrainerErrors, NameTheBatchAndTheLayer) {
  const Points points;
  EXPECT_EQ(fit_error(randn({50, 3}), points.y),
            "train: epoch 1, batch 1: hidden: linear: input (20, 3) has 3 features, weight (8, 2) takes 2");
  EXPECT_EQ(fit_error(points.x, randn({50, 1}), {}, nn::mse_loss),
            "train: epoch 1, batch 1: mse_loss: input (20, 2) and target (20, 1) have different shapes; "
            "reshape one "
            "of them");
  EXPECT_EQ(fit_error(points.x, points.y, {}, Loss(nn::cross_entropy, {.reduction = nn::Reduction::none})),
            "train: epoch 1, batch 1: the loss must be one number, got (20,); take its mean");
  EXPECT_EQ(fit_error(points.x, points.y, {}, [](const Tensor&, const Tensor&) { return Tensor(); }),
            "train: epoch 1, batch 1: the loss is undefined");
  EXPECT_EQ(fit_error(points.x, {}),
            "train: epoch 1, batch 1: the batch has no targets; give y, or a step function that needs none");
}

TEST(TrainerErrors, EmptyData) {
  EXPECT_EQ(fit_error(zeros({0, 2}), zeros({0})), "batches: x has no rows: (0, 2)");
  EXPECT_EQ(fit_error(zeros({4, 2}), zeros({3})), "batches: x and y differ in rows: (4, 2) and (3,)");
  EXPECT_EQ(fit_error({}, zeros({3})), "batches: x is undefined");
  nn::Sequential model = small_net();
  optim::SGD sgd(model.parameters(), {.lr = 0.1});
  Trainer trainer(model, nn::cross_entropy, sgd);
  EXPECT_EQ(message_of([&] { trainer.fit({}); }), "train: fit: there is no training data");
  EXPECT_EQ(message_of([&] { trainer.evaluate({}); }), "train: evaluate: the data has no batches");
  EXPECT_EQ(message_of([&] {
              (void)Batches(zeros({4, 2}), {}, {.batch_size = -1});
            }),
            "batches: batch_size must not be negative, got -1");
}

TEST(TrainerErrors, Options) {
  const Points points;
  const auto error = [&](const TrainerOptions& options) { return fit_error(points.x, points.y, options); };
  EXPECT_EQ(error({.epochs = -1}), "train: epochs must be at least 0, got -1");
  EXPECT_EQ(error({.accumulate = 0}), "train: accumulate must be at least 1, got 0");
  EXPECT_EQ(error({.clip_norm = -1.0}), "train: clip_norm = -1 is not in [0, inf]");
  EXPECT_EQ(error({.metrics = {accuracy(), accuracy()}}),
            "train: a metric cannot be called 'accuracy'; names are not empty, not 'loss', do not begin with "
            "'val_', and differ");
  Metric twice = accuracy();
  twice.name = "val_accuracy";  // would stand in the history beside accuracy's of the validation data
  EXPECT_EQ(error({.metrics = {accuracy(), twice}}),
            "train: a metric cannot be called 'val_accuracy'; names are not empty, not 'loss', do not begin "
            "with 'val_', and differ");
  EXPECT_EQ(error({.metrics = {{.name = "f", .value = {}}}}), "train: metric 'f' has no function");
  EXPECT_EQ(error({.watch = "val_loss"}),
            "train: watch: there will be no value 'val_loss'; fit() was given no validation data");
  EXPECT_EQ(error({.watch = "acuracy"}), "train: watch: there will be no value 'acuracy'");
  EXPECT_EQ(error({.early_stopping = EarlyStopping{.patience = -1}}),
            "train: early_stopping.patience must be at least 0, got -1");
  nn::Sequential other = small_net();
  optim::SGD others(other.parameters(), {.lr = 0.1});
  optim::StepLR schedule(others, 1);
  EXPECT_EQ(error({.schedule = &schedule}), "train: the schedule is of another optimiser");
  nn::Sequential model = small_net();
  optim::LBFGS lbfgs(model.parameters());
  EXPECT_EQ(message_of([&] { (void)Trainer(model, nn::cross_entropy, lbfgs, {.capture = true}); }),
            "train: capture: LBFGS decides by the losses it meets, which replaying cannot do");
}

}  // namespace
}  // namespace gradus::train
