// Trajectories against PyTorch's (tests/golden/optimizers.json), and what an optimiser refuses.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "gradus/base/error.hpp"
#include "gradus/base/memory_pool.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/nn/module.hpp"
#include "gradus/optim/adam.hpp"
#include "gradus/optim/sgd.hpp"

namespace gradus::optim {
namespace {

using nlohmann::json;

const json& golden() {
  static const json content = [] {
    std::ifstream file(GRADUS_GOLDEN_DIR "/optimizers.json");
    return json::parse(file);
  }();
  return content;
}

Tensor numbers(const char* key, const Shape& shape) {
  return from_data(golden()[key].get<std::vector<double>>(), shape);
}

std::string message_of(auto&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

std::unique_ptr<Optimizer> make(const json& run, const std::vector<Tensor>& parameters) {
  const json& o = run["options"];
  if (run["optimizer"] == "SGD") {
    return std::make_unique<SGD>(parameters, SGDOptions{.lr = o["lr"],
                                                        .momentum = o.value("momentum", 0.0),
                                                        .dampening = o.value("dampening", 0.0),
                                                        .weight_decay = o.value("weight_decay", 0.0),
                                                        .nesterov = o.value("nesterov", false),
                                                        .maximize = o.value("maximize", false)});
  }
  return std::make_unique<Adam>(parameters, AdamOptions{.lr = o["lr"],
                                                        .beta1 = o.value("beta1", 0.9),
                                                        .beta2 = o.value("beta2", 0.999),
                                                        .eps = o.value("eps", 1e-8),
                                                        .weight_decay = o.value("weight_decay", 0.0),
                                                        .amsgrad = o.value("amsgrad", false),
                                                        .maximize = o.value("maximize", false)});
}

void expect_close(const std::vector<double>& found, const json& expected, const std::string& what) {
  ASSERT_EQ(found.size(), expected.size());
  for (size_t i = 0; i < found.size(); ++i) {
    const double wanted = expected[i];
    EXPECT_LE(std::fabs(found[i] - wanted), 1e-12 * std::fmax(1, std::fabs(wanted)))
        << what << " element " << i;
  }
}

TEST(Optimizers, FollowPyTorchForTwentySteps) {
  EXPECT_EQ(golden()["runs"].size(), 12u);
  for (const json& run : golden()["runs"]) {
    Tensor w = numbers("w", {2, 3}), b = numbers("b", {2});
    w.requires_grad_();
    b.requires_grad_();
    const Tensor t = numbers("t", {2, 3});
    const auto optimizer = make(run, {w, b});
    for (size_t step = 0; step < 20; ++step) {
      const std::string what =
          run["optimizer"].get<std::string>() + run["options"].dump() + " step " + std::to_string(step);
      if (step == 10) optimizer->set_lr(optimizer->lr() * 0.5);
      optimizer->zero_grad();
      const Tensor loss = sum(pow(w - t, 4) / 4) + sum(sin(3 * b));
      loss.backward();
      optimizer->step();
      const json& expected = run["steps"][step];
      EXPECT_NEAR(loss.item(), expected["loss"].get<double>(), 1e-12 * std::fabs(loss.item()) + 1e-12)
          << what;
      expect_close(w.to_vector(), expected["w"], what + " w");
      expect_close(b.to_vector(), expected["b"], what + " b");
    }
  }
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
