// Trajectories against PyTorch's (tests/golden/optimizers.json), and what an optimiser refuses.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "gradus/base/error.hpp"
#include "gradus/base/memory_pool.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/kernels/launch.hpp"
#include "gradus/nn/module.hpp"
#include "gradus/optim/adam.hpp"
#include "gradus/optim/adaptive.hpp"
#include "gradus/optim/lbfgs.hpp"
#include "gradus/optim/sgd.hpp"
#include "optimizer_golden.hpp"
#include "tests/message_of.hpp"

namespace gradus::optim {
namespace {

using nlohmann::json;

Tensor numbers(const char* key, const Shape& shape) {
  return from_data(golden()[key].get<std::vector<double>>(), shape);
}

/// Options of one kind out of the JSON of a run, over `o`.
template <class Options>
Options read(const json& j, Options o = {}) {
  const auto real = [&](const char* key, double& field) { field = j.value(key, field); };
  const auto flag = [&](const char* key, bool& field) { field = j.value(key, field); };
  real("lr", o.lr);
  if constexpr (requires { o.weight_decay; }) real("weight_decay", o.weight_decay);
  if constexpr (requires { o.maximize; }) flag("maximize", o.maximize);
  if constexpr (requires { o.momentum; }) real("momentum", o.momentum);
  if constexpr (requires { o.dampening; }) real("dampening", o.dampening);
  if constexpr (requires { o.nesterov; }) flag("nesterov", o.nesterov);
  if constexpr (requires { o.beta1; }) real("beta1", o.beta1);
  if constexpr (requires { o.beta2; }) real("beta2", o.beta2);
  if constexpr (requires { o.eps; }) real("eps", o.eps);
  if constexpr (requires { o.amsgrad; }) flag("amsgrad", o.amsgrad);
  if constexpr (requires { o.alpha; }) real("alpha", o.alpha);
  if constexpr (requires { o.centered; }) flag("centered", o.centered);
  if constexpr (requires { o.lr_decay; }) real("lr_decay", o.lr_decay);
  if constexpr (requires { o.initial_accumulator_value; }) {
    real("initial_accumulator_value", o.initial_accumulator_value);
  }
  if constexpr (requires { o.rho; }) real("rho", o.rho);
  if constexpr (requires { o.history_size; }) {
    o.max_iter = j.value("max_iter", o.max_iter);
    if (j.contains("max_eval")) o.max_eval = j["max_eval"].get<int64_t>();
    o.history_size = j.value("history_size", o.history_size);
    real("tolerance_grad", o.tolerance_grad);
    real("tolerance_change", o.tolerance_change);
    if (j.contains("line_search_fn")) o.line_search_fn = LineSearch::strong_wolfe;
  }
  return o;
}

/// An optimiser of the run over w and b; b in a group of its own when the run says so.
template <class Kind, class Options>
std::unique_ptr<Optimizer> made(const json& run, const Tensor& w, const Tensor& b) {
  const auto options = read<Options>(run["options"]);
  if (!run.contains("group")) return std::make_unique<Kind>(std::vector{w, b}, options);
  auto optimizer = std::make_unique<Kind>(std::vector{w}, options);
  if constexpr (requires { optimizer->add_param_group({b}); }) {
    optimizer->add_param_group({b}, read<Options>(run["group"], options));
  }
  return optimizer;
}

std::unique_ptr<Optimizer> make(const json& run, const Tensor& w, const Tensor& b) {
  const std::string kind = run["optimizer"];
  if (kind == "SGD") return made<SGD, SGDOptions>(run, w, b);
  if (kind == "Adam") return made<Adam, AdamOptions>(run, w, b);
  if (kind == "AdamW") return made<AdamW, AdamWOptions>(run, w, b);
  if (kind == "RAdam") return made<RAdam, RAdamOptions>(run, w, b);
  if (kind == "RMSprop") return made<RMSprop, RMSpropOptions>(run, w, b);
  if (kind == "Adagrad") return made<Adagrad, AdagradOptions>(run, w, b);
  if (kind == "Adadelta") return made<Adadelta, AdadeltaOptions>(run, w, b);
  if (kind == "LBFGS") return made<LBFGS, LBFGSOptions>(run, w, b);
  throw std::runtime_error("no optimiser " + kind);
}

/// The problem that all runs solve.
struct Problem {
  Tensor w, b, t;

  explicit Problem(DType type)
      : w(numbers("w", {2, 3}).to(type)), b(numbers("b", {2}).to(type)), t(numbers("t", {2, 3}).to(type)) {
    w.requires_grad_();
    b.requires_grad_();
  }
  Tensor backward(Optimizer& optimizer) const {
    optimizer.zero_grad();
    Tensor loss = sum(pow(w - t, 4) / 4) + sum(sin(3 * b));
    loss.backward();
    return loss;
  }
};

void halve_rates(Optimizer& optimizer) {
  for (size_t g = 0; g < optimizer.group_count(); ++g) optimizer.set_lr(g, optimizer.lr(g) * 0.5);
}

std::string label(const json& run) { return run["optimizer"].get<std::string>() + run["options"].dump(); }

TEST(Optimizers, FollowPyTorchForTwentySteps) {
  EXPECT_EQ(golden()["runs"].size(), 39u);
  for (const json& run : golden()["runs"]) {
    const Problem problem(float64);
    const auto optimizer = make(run, problem.w, problem.b);
    // The history of LBFGS makes more of the last bits, which depend on the order of sums.
    const double tolerance = run["optimizer"] == "LBFGS" ? 1e-9 : 1e-12;
    for (size_t step = 0; step < 20; ++step) {
      const std::string what = label(run) + " step " + std::to_string(step);
      if (step == 10) halve_rates(*optimizer);
      const Tensor loss = optimizer->step([&] { return problem.backward(*optimizer); });
      const json& expected = run["steps"][step];
      EXPECT_NEAR(loss.item(), expected["loss"].get<double>(), tolerance * (std::fabs(loss.item()) + 1))
          << what;
      expect_close(problem.w.to_vector(), expected["w"], tolerance, what + " w");
      expect_close(problem.b.to_vector(), expected["b"], tolerance, what + " b");
    }
  }
}

TEST(Optimizers, FollowPyTorchInFloat32) {
  int compared = 0;
  for (const json& run : golden()["runs"]) {
    if (!run.contains("float32")) continue;
    const Problem problem(float32);
    const auto optimizer = make(run, problem.w, problem.b);
    for (size_t step = 0; step < 20; ++step) {
      if (step == 10) halve_rates(*optimizer);
      problem.backward(*optimizer);
      optimizer->step();
    }
    expect_close(problem.w.to_vector(), run["float32"]["w"], 1e-6, label(run) + " w");
    expect_close(problem.b.to_vector(), run["float32"]["b"], 1e-6, label(run) + " b");
    ++compared;
  }
  EXPECT_GT(compared, 30);
}

TEST(Optimizers, AStateGoesOnWhereItWasSaved) {
  for (const json& run : golden()["runs"]) {
    const Problem problem(float64), resumed(float64);
    const auto first = make(run, problem.w, problem.b);
    for (int step = 0; step < 5; ++step) first->step([&] { return problem.backward(*first); });
    {
      const NoGrad guard;
      Tensor(resumed.w).copy_(problem.w);
      Tensor(resumed.b).copy_(problem.b);
    }
    json other = run;  // all options come out of the state
    other["options"]["lr"] = 0.77;
    const auto second = make(other, resumed.w, resumed.b);
    second->load_state_dict(first->state_dict());
    for (int step = 0; step < 5; ++step) {
      first->step([&] { return problem.backward(*first); });
      second->step([&] { return resumed.backward(*second); });
    }
    EXPECT_EQ(problem.w.to_vector(), resumed.w.to_vector()) << label(run);
    EXPECT_EQ(problem.b.to_vector(), resumed.b.to_vector()) << label(run);
  }
}

TEST(Optimizers, AStateThatDoesNotFitChangesNothing) {
  Tensor w = tensor({1.0, 2.0}, {.requires_grad = true}), b = tensor({1.0}, {.requires_grad = true});
  Adam adam({w, b}, {.lr = 0.5});
  sum(w).backward();
  adam.step();
  OptimizerState state = adam.state_dict();
  EXPECT_EQ(state.numbers.at("state.0.step"), 1);
  EXPECT_EQ(state.numbers.count("state.1.step"), 0u);
  state.numbers["param_groups.0.lr"] = -1;
  state.numbers["param_groups.0.amsgrad"] = 1;
  state.numbers.erase("param_groups.0.eps");
  state.numbers["param_groups.0.params"] = 3;
  state.numbers["extra"] = 3;
  state.tensors["state.0.exp_avg"] = zeros({3});
  state.tensors.erase("state.0.exp_avg_sq");
  EXPECT_EQ(
      message_of([&] { adam.load_state_dict(state); }),
      "Adam: load_state_dict: Adam: lr = -1 is not in [0, inf); param_groups.0.eps is missing; group 0 has 2 "
      "parameters, the state's 3; state.0.exp_avg is float32 (3,), not floating point of shape (2,); "
      "state.0.exp_avg_sq is missing; state.0.max_exp_avg_sq is missing; extra is left over");
  EXPECT_EQ(adam.lr(), 0.5);
  EXPECT_FALSE(adam.options().amsgrad);
  EXPECT_EQ(message_of([&] { adam.load_state_dict(adam.state_dict()); }), "no error");
}

TEST(Optimizers, GroupsHaveOptionsOfTheirOwn) {
  Tensor a = tensor({1.0}, {.requires_grad = true}), b = tensor({1.0}, {.requires_grad = true}),
         c = tensor({1.0}, {.requires_grad = true});
  SGD sgd({a}, {.lr = 0.5});
  sgd.add_param_group({b}, {.lr = 0.25});
  sgd.add_param_group({c});
  EXPECT_EQ(sgd.group_count(), 3u);
  EXPECT_EQ(sgd.parameters().size(), 3u);
  sum(a + b + c).backward();
  sgd.step();
  EXPECT_EQ(a.item(), 0.5);
  EXPECT_EQ(b.item(), 0.75);
  EXPECT_EQ(c.item(), 0.5);
  sgd.set_lr(1, 2);
  EXPECT_EQ(sgd.lr(0), 0.5);
  EXPECT_EQ(sgd.lr(1), 2);
  sgd.set_lr(0.125);
  EXPECT_EQ(sgd.lr(1), 0.125);
  EXPECT_EQ(sgd.options(1).lr, 0.125);
  EXPECT_EQ(message_of([&] { sgd.add_param_group({b}); }), "optimizer: parameter 0 is listed twice");
  EXPECT_EQ(message_of([&] { sgd.add_param_group({}); }), "optimizer: no parameters were given");
  EXPECT_EQ(message_of([&] { sgd.lr(3); }), "SGD: there is no parameter group 3; there are 3");
  EXPECT_EQ(message_of([&] { sgd.options(3); }), "SGD: there is no such parameter group");
  EXPECT_EQ(sgd.group_count(), 3u);
}

TEST(Optimizers, ManyParametersOfTwoTypesStepTogether) {
  std::vector<Tensor> many;
  for (int i = 0; i < 70; ++i) {
    many.push_back(full({i % 3}, 1.0, {.dtype = i % 7 == 0 ? float64 : float32, .requires_grad = true}));
  }
  Adam adam(many, {.lr = 0.5});
  for (Tensor& x : many) x.set_grad(ones_like(x));
  adam.step();
  for (const Tensor& x : many) {
    for (double value : x.to_vector()) EXPECT_NEAR(value, 0.5, 1e-6);
  }
}

TEST(Optimizers, ARecordedStepReplaysWithItsOwnStateAndTheRateOfTheDay) {
  // The first step is recorded: it starts the state, and replays must go on from it.
  for (const bool adagrad : {false, true}) {
    Tensor w = tensor({1.0, -2.0}, {.dtype = float64, .requires_grad = true});
    Tensor twin = w.detach().clone().requires_grad_();
    const auto made = [&](const Tensor& x) -> std::unique_ptr<Optimizer> {
      if (adagrad)
        return std::make_unique<Adagrad>(std::vector{x}, AdagradOptions{.initial_accumulator_value = 0.5});
      return std::make_unique<Adam>(std::vector{x}, AdamOptions{.amsgrad = true});
    };
    const auto recorded = made(w), eager = made(twin);
    const Tensor gradient = tensor({0.5, 3.0}, {.dtype = float64});
    w.set_grad(gradient);
    twin.set_grad(gradient);
    kernels::Recording recording;
    {
      const kernels::RecordingScope scope(recording);
      recorded->step();
    }
    EXPECT_EQ(recording.size(), 1u);
    eager->step();
    for (int i = 0; i < 4; ++i) {
      recorded->set_lr(0.01 * (i + 1));
      eager->set_lr(0.01 * (i + 1));
      recording.replay();
      eager->step();
    }
    EXPECT_EQ(w.to_vector(), twin.to_vector());
    EXPECT_EQ(recorded->state_dict().numbers.at("state.0.step"), 5);
  }
}

TEST(Optimizers, MomentumMayBeTurnedOnLater) {
  Tensor w = tensor({1.0}, {.dtype = float64, .requires_grad = true});
  SGD sgd({w}, {.lr = 1, .dampening = 0.5});
  w.set_grad(tensor({1.0}, {.dtype = float64}));
  sgd.step();
  sgd.set_momentum(0, 0.5);
  EXPECT_EQ(sgd.momentum(), 0.5);
  sgd.step();  // the momentum starts as the gradient
  EXPECT_EQ(w.item(), -1);
  sgd.step();
  EXPECT_EQ(w.item(), -1 - (0.5 * 1 + 0.5 * 1));
}

TEST(Optimizers, GradientsCanBeZeroedInPlace) {
  Tensor w = tensor({1.0, 2.0}, {.requires_grad = true}), idle = tensor({1.0}, {.requires_grad = true});
  SGD sgd({w, idle});
  sum(w).backward();
  sgd.zero_grad(false);
  EXPECT_EQ(w.grad().to_vector(), (std::vector<double>{0, 0}));
  EXPECT_FALSE(idle.grad().defined());
}

TEST(Optimizers, ParametersWithoutAGradientStay) {
  Tensor used = tensor({1.0, 2.0}, {.requires_grad = true}), idle = tensor({3.0}, {.requires_grad = true});
  SGD sgd({used, idle}, {.lr = 0.5, .momentum = 0.9, .weight_decay = 0.1});
  sum(used).backward();
  sgd.step();
  EXPECT_EQ(idle.to_vector(), std::vector<double>{3});
  EXPECT_NE(used.to_vector(), (std::vector<double>{1, 2}));
  sgd.zero_grad();
  EXPECT_FALSE(used.grad().defined());
}

TEST(Optimizers, AStateBelongsToItsPlaceAndStartsWithItsFirstGradient) {
  // The second parameter joins late: its first step takes the gradient itself as momentum.
  Tensor a = tensor({1.0}, {.dtype = float64, .requires_grad = true});
  Tensor b = tensor({1.0}, {.dtype = float64, .requires_grad = true});
  SGD sgd({a, b}, {.lr = 1, .momentum = 0.5, .dampening = 0.5});
  sum(a).backward();
  sgd.step();
  sgd.zero_grad();
  sum(a + b).backward();
  sgd.step();
  EXPECT_DOUBLE_EQ(a.item(), 1 - 1 - (0.5 * 1 + 0.5 * 1));
  EXPECT_DOUBLE_EQ(b.item(), 0);
}

TEST(Optimizers, AStepAgainstASavedTensorIsSeen) {
  Tensor w = tensor({2.0}, {.requires_grad = true});
  const Tensor loss = sum(w * w);
  SGD sgd({w}, {.lr = 0.1});
  w.set_grad(tensor({1.0}));
  sgd.step();
  EXPECT_NE(message_of([&] { loss.backward(); }).find("changed in place"), std::string::npos);
}

TEST(Optimizers, AcceptGradientsWithGaps) {
  Tensor w = zeros({2, 2}, {.requires_grad = true});
  w.set_grad(tensor({{1.0, 2.0}, {3.0, 4.0}}).t());
  SGD sgd({w}, {.lr = 1});
  sgd.step();
  EXPECT_EQ(w.to_vector(), (std::vector<double>{-1, -3, -2, -4}));
}

TEST(Optimizers, AnExpandedGradientAndAnEmptyParameterAreFine) {
  Tensor w = zeros({3}, {.requires_grad = true}), nothing = zeros({0}, {.requires_grad = true});
  Adam adam({w, nothing}, {.lr = 1});
  (sum(w) + sum(nothing)).backward();
  adam.step();
  for (double value : w.to_vector()) EXPECT_NEAR(value, -1, 1e-6);
}

/// A parameter as a module, which can be converted to another type.
struct One : nn::Module {
  Tensor& w = add_parameter("w", tensor({1.0, 2.0, 3.0}));
};

TEST(Optimizers, KeepWorkingWhenTheModelIsConverted) {
  for (const bool adam : {false, true}) {
    One model;
    std::unique_ptr<Optimizer> optimizer;
    if (adam) optimizer = std::make_unique<Adam>(model.parameters(), AdamOptions{.lr = 0.5, .amsgrad = true});
    if (!adam) optimizer = std::make_unique<SGD>(model.parameters(), SGDOptions{.lr = 0.5, .momentum = 0.5});
    const auto step = [&] {
      optimizer->zero_grad();
      sum(model.w).backward();
      optimizer->step();
    };
    step();
    model.to(float64);
    step();
    EXPECT_EQ(model.w.dtype(), float64);
    // SGD: 1 - 0.5 - 0.5 (0.5 + 1); Adam goes 0.5 a step while the gradient stays.
    EXPECT_NEAR(model.w[0].item(), adam ? 0.0 : -0.25, 1e-6);
    EXPECT_NEAR(model.w[2].item(), adam ? 2.0 : 1.75, 1e-6);
  }
}

TEST(Optimizers, SayWhatTheyRefuse) {
  const Tensor leaf = tensor({1.0}, {.requires_grad = true});
  EXPECT_EQ(message_of([] { SGD({}); }), "optimizer: no parameters were given");
  EXPECT_EQ(message_of([&] { SGD({leaf, leaf}); }), "optimizer: parameter 1 is listed twice");
  EXPECT_EQ(message_of([&] { SGD({leaf * 2}); }),
            "optimizer: parameter 0 is not a dense floating-point leaf");
  EXPECT_EQ(message_of([&] { SGD({tensor({1})}); }),
            "optimizer: parameter 0 is not a dense floating-point leaf");
  EXPECT_EQ(message_of([&] { SGD({Tensor()}); }),
            "optimizer: parameter 0 is not a dense floating-point leaf");
  EXPECT_EQ(message_of([&] { SGD({leaf}, {.lr = -1}); }), "SGD: lr = -1 is not in [0, inf)");
  EXPECT_EQ(message_of([&] { SGD({leaf}, {.lr = NAN}); }), "SGD: lr = nan is not in [0, inf)");
  EXPECT_EQ(message_of([&] { SGD({leaf}, {.momentum = -0.1}); }), "SGD: momentum = -0.1 is not in [0, inf)");
  EXPECT_EQ(message_of([&] { SGD({leaf}, {.weight_decay = -1}); }),
            "SGD: weight_decay = -1 is not in [0, inf)");
  EXPECT_EQ(message_of([&] { SGD({leaf}, {.nesterov = true}); }),
            "SGD: nesterov needs a momentum and no dampening");
  EXPECT_EQ(message_of([&] { Adam({leaf}, {.beta1 = 1}); }), "Adam: beta1 = 1 is not in [0, 1)");
  EXPECT_EQ(message_of([&] { Adam({leaf}, {.beta2 = -0.5}); }), "Adam: beta2 = -0.5 is not in [0, 1)");
  EXPECT_EQ(message_of([&] { Adam({leaf}, {.eps = -1}); }), "Adam: eps = -1 is not in [0, inf)");
  SGD sgd({leaf});
  EXPECT_EQ(message_of([&] { sgd.set_lr(-3); }), "SGD: lr = -3 is not in [0, inf)");
  EXPECT_EQ(sgd.lr(), 1e-3);
}

TEST(Optimizers, ASteadyStepAsksTheSystemForNoMemory) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "under AddressSanitizer the pool keeps no blocks";
#else
  Tensor w = ones({20, 10}, {.requires_grad = true});
  const Tensor x = ones({5, 20});
  SGD sgd({w}, {.lr = 1e-3, .momentum = 0.9});
  const auto step = [&] {
    sgd.zero_grad();
    sum(square(tanh(reshape(x, {5, 20, 1}) * w))).backward();
    sgd.step();
  };
  for (int i = 0; i < 3; ++i) step();
  const int64_t before = memory::statistics().system_allocations;
  for (int i = 0; i < 50; ++i) step();
  EXPECT_EQ(memory::statistics().system_allocations, before);
#endif
}

}  // namespace
}  // namespace gradus::optim
