// A training that is stopped anywhere and gone on with ends with the bits of one that was not.
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <random>

#include "gradus/data/loader.hpp"
#include "gradus/nn/layers/normalization.hpp"
#include "gradus/optim/adam.hpp"
#include "gradus/optim/lbfgs.hpp"
#include "gradus/optim/schedule_cycle.hpp"
#include "gradus/optim/schedule_decay.hpp"
#include "gradus/optim/schedule_plateau.hpp"
#include "tests/scratch.hpp"
#include "tests/train/support.hpp"

namespace gradus::train {
namespace {

/// Everything a training needs, made anew as a program would that is started again.
struct Training {
  nn::Sequential model;
  std::unique_ptr<optim::Optimizer> optimizer;
  std::unique_ptr<optim::Schedule> schedule;
  std::unique_ptr<Generator> own_generator = std::make_unique<Generator>(11);
  std::unique_ptr<data::DataLoader> loader;
  TrainerOptions options;
};

struct Case {
  const char* name;
  std::function<void(Training&)> finish;
};

Training make(const Case& c) {
  manual_seed(3);
  Training s;
  s.model =
      nn::Sequential{nn::Linear(2, 8), nn::BatchNorm1d(8), nn::ReLU(), nn::Dropout(0.3), nn::Linear(8, 2)};
  const Points points(50);
  s.loader = std::make_unique<data::DataLoader>(data::TensorDataset(points.x, points.y),
                                                data::LoaderOptions{.batch_size = 8, .shuffle = true});
  s.options = {.epochs = 4, .metrics = {accuracy()}};
  c.finish(s);
  return s;
}

void with_adam(Training& s) {
  s.optimizer = std::make_unique<optim::Adam>(s.model.parameters(), optim::AdamOptions{.lr = 0.01});
  s.schedule = std::make_unique<optim::StepLR>(dynamic_cast<optim::Optimizer&>(*s.optimizer), 2, 0.5);
}

void with_momentum_by_step(Training& s) {
  s.optimizer =
      std::make_unique<optim::SGD>(s.model.parameters(), optim::SGDOptions{.lr = 0.1, .momentum = 0.9});
  s.schedule =
      std::make_unique<optim::OneCycleLR>(*s.optimizer, 0.2, optim::OneCycleOptions{.total_steps = 100});
  s.options.schedule_step = ScheduleStep::step;
}

void with_accumulation(Training& s) {
  with_adam(s);
  s.options.accumulate = 3;
  s.options.clip_norm = 0.5;
}

void with_capture(Training& s) {
  with_adam(s);
  s.options.capture = true;
}

void with_plateau_and_best(Training& s) {
  s.optimizer = std::make_unique<optim::AdamW>(s.model.parameters(), optim::AdamWOptions{.lr = 0.05});
  s.schedule = std::make_unique<optim::ReduceLROnPlateau>(*s.optimizer, optim::PlateauOptions{.patience = 0});
  s.options.restore_best = true;
}

void with_own_generator_and_workers(Training& s) {
  with_adam(s);
  const Points points(50);
  s.loader = std::make_unique<data::DataLoader>(
      data::TensorDataset(points.x, points.y),
      data::LoaderOptions{
          .batch_size = 8, .shuffle = true, .num_workers = 2, .generator = s.own_generator.get()});
}

void with_lbfgs(Training& s) {
  s.optimizer =
      std::make_unique<optim::LBFGS>(s.model.parameters(), optim::LBFGSOptions{.lr = 0.1, .max_iter = 3});
}

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {"adam", with_adam},
      {"momentum", with_momentum_by_step},
      {"accumulation", with_accumulation},
      {"capture", with_capture},
      {"plateau", with_plateau_and_best},
      {"workers", with_own_generator_and_workers},
      {"lbfgs", with_lbfgs},
  };
  return all;
}

struct Ended {
  std::string weights;
  std::vector<std::vector<std::pair<std::string, double>>> values;
  std::vector<uint32_t> programs_own;
  int64_t steps;
  Stop stopped;
};

/// Trains, with validation, until the end or until `stop_at` steps are done.
Ended run(const Case& c, const std::string& folder, int64_t stop_at) {
  Training s = make(c);
  s.options.schedule = s.schedule.get();
  Generator programs_own(7);
  s.options.checkpoints = {.folder = folder, .resume = true, .generators = {&programs_own}};
  manual_seed(static_cast<uint64_t>(stop_at) + 100);  // what comes before fit() does not matter
  if (!std::filesystem::exists(folder)) manual_seed(5);
  Trainer trainer(s.model, nn::cross_entropy, *s.optimizer, s.options);
  Ended ended{};
  trainer.on(Moment::batch, [&](const Event& event) {
    ended.steps = event.step;
    programs_own.random64();
    return event.step == stop_at ? Next::stop : Next::go_on;
  });
  const Points points(20, 8);
  const History& history = trainer.fit(*s.loader, {points.x, points.y});
  ended.weights = bytes_of(s.model);
  ended.values = values_of(history);
  ended.programs_own = programs_own.state();
  ended.stopped = history.stopped;
  return ended;
}

class ResumeAgain : public Scratch {};
class Resume : public Scratch, public testing::WithParamInterface<size_t> {};

TEST_P(Resume, GivesTheBitsOfAnUninterruptedTraining) {
  const Case& c = cases()[GetParam()];
  const Ended whole = run(c, path("whole"), -1);
  ASSERT_EQ(whole.stopped, Stop::finished);
  ASSERT_EQ(whole.values.size(), 4U);
  std::mt19937 random(static_cast<unsigned>(GetParam()));
  std::vector<int64_t> stops{1, whole.steps / 4, whole.steps / 4 + 1, whole.steps - 1, whole.steps};
  for (int i = 0; i < 4; ++i)
    stops.push_back(1 + static_cast<int64_t>(random() % static_cast<unsigned>(whole.steps)));
  for (const int64_t stop : stops) {
    SCOPED_TRACE(std::string(c.name) + " stopped at step " + std::to_string(stop));
    const std::string folder = path("stopped" + std::to_string(stop));
    std::filesystem::remove_all(folder);
    const Ended first = run(c, folder, stop);
    EXPECT_EQ(first.stopped, Stop::callback);
    EXPECT_EQ(first.steps, stop);
    const Ended rest = run(c, folder, -1);
    EXPECT_EQ(rest.stopped, Stop::finished);
    EXPECT_TRUE(rest.weights == whole.weights);
    EXPECT_EQ(rest.values, whole.values);
    EXPECT_EQ(rest.programs_own, whole.programs_own);
  }
}

INSTANTIATE_TEST_SUITE_P(Trainings, Resume, testing::Range(size_t{0}, cases().size()),
                         [](const auto& instance) { return cases()[instance.param].name; });

/// Stopped twice, with the rest of the training in the same object as well.
TEST_F(ResumeAgain, GoesOnInTheSameTrainer) {
  const Case& c = cases()[0];
  const Ended whole = run(c, path("whole"), -1);
  Training s = make(c);
  s.options.schedule = s.schedule.get();
  manual_seed(5);
  Trainer trainer(s.model, nn::cross_entropy, *s.optimizer, s.options);
  trainer.on(Moment::batch, [&](const Event& event) {
    return event.step == 3 || event.step == 16 ? Next::stop : Next::go_on;
  });
  const Points points(20, 8);
  for (const Stop expected : {Stop::callback, Stop::callback, Stop::finished}) {
    EXPECT_EQ(trainer.fit(*s.loader, {points.x, points.y}).stopped, expected);
  }
  EXPECT_TRUE(bytes_of(s.model) == whole.weights);
  EXPECT_EQ(values_of(trainer.history()), whole.values);
}

TEST_F(ResumeAgain, MoreEpochsLaterAreTheSameTraining) {
  const Case& c = cases()[0];
  const Ended whole = run(c, path("whole"), -1);
  Training s = make(c);
  s.options.schedule = s.schedule.get();
  s.options.epochs = 2;
  manual_seed(5);
  Trainer trainer(s.model, nn::cross_entropy, *s.optimizer, s.options);
  const Points points(20, 8);
  trainer.fit(*s.loader, {points.x, points.y});
  trainer.set_epochs(4);
  trainer.fit(*s.loader, {points.x, points.y});
  EXPECT_TRUE(bytes_of(s.model) == whole.weights);
  EXPECT_EQ(values_of(trainer.history()), whole.values);
}

TEST_F(ResumeAgain, InsideAnEpochOfOtherDataIsRefused) {
  nn::Sequential model = small_net();
  optim::SGD sgd(model.parameters(), {.lr = 0.1});
  Trainer trainer(model, nn::cross_entropy, sgd, {.epochs = 2});
  trainer.on(Moment::batch, [](const Event& event) { return event.step == 2 ? Next::stop : Next::go_on; });
  const Points points;
  trainer.fit({points.x, points.y, {.batch_size = 10}});
  const std::string before = bytes_of(model);
  EXPECT_EQ(
      message_of([&] {
        trainer.fit({points.x, points.y, {.batch_size = 20}});
      }),
      "batches: the state is of other batches: 10 rows each, batch 2 next; these are 3 batches of 20 rows in "
      "their order");
  data::DataLoader loader(data::TensorDataset(points.x, points.y), {.batch_size = 20});
  EXPECT_NE(message_of([&] { trainer.fit(loader); }), "no error");
  EXPECT_TRUE(bytes_of(model) == before);
  trainer.save(path("still_there"));
  EXPECT_EQ(trainer.fit({points.x, points.y, {.batch_size = 10}}).stopped, Stop::finished);
  EXPECT_EQ(trainer.history().epochs.back().step, 10);
}

}  // namespace
}  // namespace gradus::train
