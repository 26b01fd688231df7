// The rates of every schedule against PyTorch's (tests/golden/schedules.json), and what a schedule refuses.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/optim/adam.hpp"
#include "gradus/optim/adaptive.hpp"
#include "gradus/optim/schedule_combined.hpp"
#include "gradus/optim/schedule_cosine.hpp"
#include "gradus/optim/schedule_cycle.hpp"
#include "gradus/optim/schedule_decay.hpp"
#include "gradus/optim/schedule_lambda.hpp"
#include "gradus/optim/schedule_plateau.hpp"
#include "gradus/optim/sgd.hpp"
#include "tests/message_of.hpp"

namespace gradus::optim {
namespace {

using nlohmann::json;

const json& golden() {
  static const json content = [] {
    std::ifstream file(GRADUS_GOLDEN_DIR "/schedules.json");
    return json::parse(file);
  }();
  return content;
}

PerGroup per_group(const json& value) {
  if (value.is_array()) return value.get<std::vector<double>>();
  return value.get<double>();
}

LRLambda function(const json& name) {
  if (name == "inverse") return [](int64_t epoch) { return 1 / (1 + static_cast<double>(epoch)); };
  if (name == "wave") return [](int64_t epoch) { return 1.1 + std::sin(static_cast<double>(epoch)); };
  return [](int64_t) { return 0.9; };
}

template <class Kind>
std::unique_ptr<LRScheduler> with_functions(Optimizer& optimizer, const json& names) {
  if (!names.is_array()) return std::make_unique<Kind>(optimizer, function(names));
  std::vector<LRLambda> functions;
  for (const json& name : names) functions.push_back(function(name));
  return std::make_unique<Kind>(optimizer, functions);
}

std::unique_ptr<LRScheduler> one_cycle(Optimizer& optimizer, const json& o) {
  OneCycleOptions options{.pct_start = o.value("pct_start", 0.3),
                          .cycle_momentum = o.value("cycle_momentum", true),
                          .div_factor = o.value("div_factor", 25.0),
                          .final_div_factor = o.value("final_div_factor", 1e4),
                          .three_phase = o.value("three_phase", false)};
  if (o.contains("total_steps")) options.total_steps = o["total_steps"].get<int64_t>();
  if (o.contains("epochs")) options.epochs = o["epochs"].get<int64_t>();
  if (o.contains("steps_per_epoch")) options.steps_per_epoch = o["steps_per_epoch"].get<int64_t>();
  if (o.value("anneal_strategy", "cos") == "linear") options.anneal_strategy = Anneal::linear;
  if (o.contains("base_momentum")) options.base_momentum = per_group(o["base_momentum"]);
  if (o.contains("max_momentum")) options.max_momentum = per_group(o["max_momentum"]);
  return std::make_unique<OneCycleLR>(optimizer, per_group(o["max_lr"]), options);
}

std::unique_ptr<LRScheduler> cyclic(Optimizer& optimizer, const json& o) {
  CyclicOptions options{.step_size_up = o["step_size_up"],
                        .gamma = o.value("gamma", 1.0),
                        .cycle_momentum = o.value("cycle_momentum", true)};
  if (o.contains("step_size_down")) options.step_size_down = o["step_size_down"].get<int64_t>();
  if (o.value("mode", "") == "triangular2") options.mode = CyclicMode::triangular2;
  if (o.value("mode", "") == "exp_range") options.mode = CyclicMode::exp_range;
  if (o.contains("base_momentum")) options.base_momentum = per_group(o["base_momentum"]);
  return std::make_unique<CyclicLR>(optimizer, per_group(o["base_lr"]), per_group(o["max_lr"]), options);
}

std::unique_ptr<LRScheduler> make(Optimizer& optimizer, const json& schedule, const ScheduleList& before) {
  const std::string name = schedule["name"];
  const json& o = schedule["options"];
  if (name == "StepLR") return std::make_unique<StepLR>(optimizer, o["step_size"], o.value("gamma", 0.1));
  if (name == "MultiStepLR")
    return std::make_unique<MultiStepLR>(optimizer, o["milestones"].get<std::vector<int64_t>>(),
                                         o.value("gamma", 0.1));
  if (name == "ExponentialLR") return std::make_unique<ExponentialLR>(optimizer, o["gamma"]);
  if (name == "ConstantLR") {
    return std::make_unique<ConstantLR>(optimizer,
                                        ConstantLROptions{.factor = o.value("factor", 1.0 / 3),
                                                          .total_iters = o.value("total_iters", int64_t{5})});
  }
  if (name == "LinearLR") {
    return std::make_unique<LinearLR>(optimizer,
                                      LinearLROptions{.start_factor = o.value("start_factor", 1.0 / 3),
                                                      .end_factor = o.value("end_factor", 1.0),
                                                      .total_iters = o.value("total_iters", int64_t{5})});
  }
  if (name == "PolynomialLR") {
    return std::make_unique<PolynomialLR>(
        optimizer, PolynomialLROptions{.total_iters = o.value("total_iters", int64_t{5}),
                                       .power = o.value("power", 1.0)});
  }
  if (name == "CosineAnnealingLR")
    return std::make_unique<CosineAnnealingLR>(optimizer, o["T_max"], o.value("eta_min", 0.0));
  if (name == "CosineAnnealingWarmRestarts") {
    return std::make_unique<CosineAnnealingWarmRestarts>(
        optimizer, o["T_0"],
        WarmRestartsOptions{.t_mult = o.value("T_mult", int64_t{1}), .eta_min = o.value("eta_min", 0.0)});
  }
  if (name == "OneCycleLR") return one_cycle(optimizer, o);
  if (name == "CyclicLR") return cyclic(optimizer, o);
  if (name == "LambdaLR") return with_functions<LambdaLR>(optimizer, o["lr_lambda"]);
  if (name == "MultiplicativeLR") return with_functions<MultiplicativeLR>(optimizer, o["lr_lambda"]);
  if (name == "SequentialLR")
    return std::make_unique<SequentialLR>(optimizer, before, o["milestones"].get<std::vector<int64_t>>());
  if (name == "ChainedScheduler") return std::make_unique<ChainedScheduler>(before);
  throw std::runtime_error("no schedule " + name);
}

std::unique_ptr<ReduceLROnPlateau> plateau(Optimizer& optimizer, const json& o) {
  PlateauOptions options{.factor = o.value("factor", 0.1),
                         .patience = o.value("patience", int64_t{10}),
                         .threshold = o.value("threshold", 1e-4),
                         .cooldown = o.value("cooldown", int64_t{0}),
                         .eps = o.value("eps", 1e-8)};
  if (o.value("mode", "min") == "max") options.mode = PlateauMode::max;
  if (o.value("threshold_mode", "rel") == "abs") options.threshold_mode = ThresholdMode::abs;
  if (o.contains("min_lr")) options.min_lr = per_group(o["min_lr"]);
  return std::make_unique<ReduceLROnPlateau>(optimizer, options);
}

std::unique_ptr<Optimizer> two_groups(const std::string& kind) {
  const Tensor a = zeros({1}, {.requires_grad = true}), b = zeros({1}, {.requires_grad = true});
  const double first = golden()["lr"][0], second = golden()["lr"][1];
  if (kind == "SGD") {
    auto sgd = std::make_unique<SGD>(std::vector{a}, SGDOptions{.lr = first, .momentum = 0.9});
    sgd->add_param_group({b}, {.lr = second, .momentum = 0.9});
    return sgd;
  }
  auto adam = std::make_unique<Adam>(std::vector{a}, AdamOptions{.lr = first});
  adam->add_param_group({b}, {.lr = second});
  return adam;
}

/// Everything that one golden case needs, made from its JSON.
struct Trial {
  std::unique_ptr<Optimizer> optimizer;
  std::vector<std::unique_ptr<LRScheduler>> schedules;
  std::unique_ptr<ReduceLROnPlateau> on_plateau;

  explicit Trial(const json& golden_case) : optimizer(two_groups(golden_case["optimizer"])) {
    for (const json& schedule : golden_case["schedules"]) {
      if (schedule["name"] == "ReduceLROnPlateau") {
        on_plateau = plateau(*optimizer, schedule["options"]);
        continue;
      }
      ScheduleList before;
      for (const auto& made : schedules) before.emplace_back(*made);
      schedules.push_back(make(*optimizer, schedule, before));
    }
  }
  Schedule& last() { return on_plateau ? static_cast<Schedule&>(*on_plateau) : *schedules.back(); }
  void step(size_t i) {
    if (on_plateau) return on_plateau->step(golden()["metrics"][i]);
    schedules.back()->step();
  }
};

void expect_rates(Trial& run, const json& golden_case, size_t step) {
  for (size_t g = 0; g < 2; ++g) {
    const double expected = golden_case["rates"][step][g];
    const double tolerance = 1e-12 * std::fabs(expected) + 1e-17;
    EXPECT_NEAR(run.optimizer->lr(g), expected, tolerance) << "step " << step << " group " << g;
    EXPECT_EQ(run.last().get_last_lr()[g], run.optimizer->lr(g));
    if (!golden_case.contains("momenta")) continue;
    EXPECT_NEAR(run.optimizer->momentum(g).value(), golden_case["momenta"][step][g].get<double>(), 1e-12)
        << "step " << step << " group " << g;
  }
}

TEST(Schedules, FollowPyTorchForFiftySteps) {
  EXPECT_EQ(golden()["cases"].size(), 42u);
  for (const json& golden_case : golden()["cases"]) {
    SCOPED_TRACE(golden_case["optimizer"].dump() + golden_case["schedules"].dump());
    Trial run(golden_case);
    expect_rates(run, golden_case, 0);
    for (size_t step = 1; step <= 50; ++step) {
      run.step(step - 1);
      expect_rates(run, golden_case, step);
    }
  }
}

TEST(Schedules, AStateGoesOnWhereItWasSaved) {
  for (const json& golden_case : golden()["cases"]) {
    SCOPED_TRACE(golden_case["schedules"].dump());
    Trial first(golden_case), second(golden_case);
    for (size_t step = 1; step <= 23; ++step) first.step(step - 1);
    second.last().load_state_dict(first.last().state_dict());
    second.optimizer->load_state_dict(first.optimizer->state_dict());
    EXPECT_EQ(second.last().state_dict(), first.last().state_dict());
    for (size_t step = 24; step <= 50; ++step) {
      second.step(step - 1);
      expect_rates(second, golden_case, step);
    }
  }
}

struct Steps {
  Tensor w = zeros({1}, {.requires_grad = true});
  SGD sgd{{w}, {.lr = 0.5}};
};

TEST(Schedules, RefuseNonsense) {
  Steps s;
  Adagrad adagrad({zeros({1}, {.requires_grad = true})});
  EXPECT_EQ(message_of([&] { StepLR(s.sgd, 0); }), "StepLR: step_size must be positive, not 0");
  EXPECT_EQ(message_of([&] { ConstantLR(s.sgd, {.factor = 1.5}); }),
            "ConstantLR: factor must lie in (0, 1], not 1.5");
  EXPECT_EQ(message_of([&] { LinearLR(s.sgd, {.start_factor = 0}); }),
            "LinearLR: start_factor must lie in (0, 1], not 0");
  EXPECT_EQ(message_of([&] { LinearLR(s.sgd, {.end_factor = -1}); }),
            "LinearLR: end_factor must lie in [0, 1], not -1");
  EXPECT_EQ(message_of([&] { PolynomialLR(s.sgd, {.total_iters = 0}); }),
            "PolynomialLR: total_iters must be positive, not 0");
  EXPECT_EQ(message_of([&] { CosineAnnealingLR(s.sgd, 0); }),
            "CosineAnnealingLR: t_max must be positive, not 0");
  EXPECT_EQ(message_of([&] { CosineAnnealingWarmRestarts(s.sgd, 0); }),
            "CosineAnnealingWarmRestarts: t_0 must be positive, not 0");
  EXPECT_EQ(message_of([&] { OneCycleLR(s.sgd, 0.1, {}); }),
            "OneCycleLR: give total_steps, or epochs and steps_per_epoch");
  EXPECT_EQ(message_of([&] {
              OneCycleLR(s.sgd, {0.1, 0.2}, {.total_steps = 5});
            }),
            "OneCycleLR: max_lr has 2 values for 1 parameter groups");
  EXPECT_EQ(message_of([&] { OneCycleLR(s.sgd, 0.1, {.total_steps = 5, .pct_start = 2}); }),
            "OneCycleLR: pct_start must lie in [0, 1], not 2");
  EXPECT_EQ(message_of([&] { OneCycleLR(adagrad, 0.1, {.total_steps = 5}); }),
            "OneCycleLR: the optimiser has no momentum; set cycle_momentum = false");
  EXPECT_EQ(message_of([&] { CyclicLR(s.sgd, 0.1, 0.2, {.step_size_up = 0}); }),
            "CyclicLR: step_size_up must be positive, not 0");
  EXPECT_EQ(message_of([&] { ReduceLROnPlateau(s.sgd, {.factor = 1}); }),
            "ReduceLROnPlateau: factor must be below 1, not 1");
  EXPECT_EQ(message_of([&] { LambdaLR(s.sgd, std::vector<LRLambda>{}); }),
            "LambdaLR: 0 functions were given for 1 parameter groups");
  EXPECT_EQ(message_of([&] { LambdaLR(s.sgd, LRLambda()); }), "LambdaLR: an empty function was given");
  EXPECT_EQ(message_of([&] { LambdaLR(s.sgd, [](int64_t) { return NAN; }); }),
            "LambdaLR: the rate of group 0 would be nan at epoch 0");
  EXPECT_EQ(message_of([&] { ChainedScheduler({}); }), "ChainedScheduler: no schedules were given");
}

TEST(Schedules, RefuseCombinationsThatDoNotFit) {
  Steps s, other;
  StepLR a(s.sgd, 1), b(other.sgd, 1), c(s.sgd, 2);
  EXPECT_EQ(message_of([&] {
              ChainedScheduler({a, b});
            }),
            "ChainedScheduler: schedules 0 and 1 belong to different optimisers");
  EXPECT_EQ(message_of([&] {
              SequentialLR(other.sgd, {a, c}, {1});
            }),
            "SequentialLR: the schedules belong to another optimiser");
  EXPECT_EQ(message_of([&] {
              SequentialLR(s.sgd, {a, c}, {1, 2});
            }),
            "SequentialLR: 2 schedules need 1 milestones, not 2");
  EXPECT_EQ(message_of([&] {
              SequentialLR(s.sgd, {a, c, a}, {2, 1});
            }),
            "SequentialLR: the milestones must be in order");
}

TEST(Schedules, AStateThatDoesNotFitChangesNothing) {
  Steps s;
  ExponentialLR schedule(s.sgd, 0.5);
  schedule.step();
  ScheduleState state = schedule.state_dict();
  EXPECT_EQ(state, (ScheduleState{{"base_lrs.0", 0.5}, {"last_epoch", 1}, {"last_lr.0", 0.25}}));
  state["last_epoch"] = 1.5;
  state["more"] = 1;
  state.erase("base_lrs.0");
  EXPECT_EQ(message_of([&] { schedule.load_state_dict(state); }),
            "ExponentialLR: load_state_dict: last_epoch = 1.5 is no count; base_lrs.0 is missing; more is "
            "left over");
  EXPECT_EQ(schedule.last_epoch(), 1);
}

TEST(Schedules, ACycleEnds) {
  Steps s;
  OneCycleLR schedule(s.sgd, 1.0, {.total_steps = 3, .cycle_momentum = false});
  for (int i = 0; i < 3; ++i) schedule.step();
  const double last = s.sgd.lr();
  EXPECT_EQ(message_of([&] { schedule.step(); }), "OneCycleLR: step 4 was asked for and the cycle has 3");
  EXPECT_EQ(schedule.last_epoch(), 3);
  EXPECT_EQ(s.sgd.lr(), last);
}

TEST(Schedules, AHeightMayBeAFunctionOfTheCycle) {
  Steps s;
  CyclicLR schedule(
      s.sgd, 0.0, 1.0,
      {.step_size_up = 2, .scale_fn = [](double cycle) { return 10 * cycle; }, .cycle_momentum = false});
  schedule.step();
  EXPECT_DOUBLE_EQ(s.sgd.lr(), 5);
  for (int i = 0; i < 5; ++i) schedule.step();
  EXPECT_DOUBLE_EQ(s.sgd.lr(), 20);
}

}  // namespace
}  // namespace gradus::optim
