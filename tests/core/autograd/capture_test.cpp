// Captured functions: the same bits as without, and an Error or a new recording where replaying would be
// wrong.
#include "gradus/core/autograd/capture.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "gradus/base/error.hpp"
#include "gradus/base/memory_pool.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/diagonals.hpp"
#include "gradus/core/ops/indexing.hpp"
#include "gradus/core/ops/joining.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/core/ops/padding.hpp"
#include "gradus/core/ops/random.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/core/tensor/make.hpp"
#include "gradus/core/tensor/tensor_index.hpp"
#include "gradus/nn/layers.hpp"
#include "gradus/nn/losses.hpp"
#include "gradus/optim/adam.hpp"
#include "gradus/optim/clip_grad.hpp"
#include "gradus/optim/sgd.hpp"
#include "tests/message_of.hpp"

namespace gradus {
namespace {

std::vector<double> values(const Tensor& x) { return x.to_vector(); }

/// Two nets with the same weights: one is trained step by step, one captured.
template <class Optimizer, class Options>
struct Pair {
  static nn::Sequential net() {
    manual_seed(3);
    return nn::Sequential{nn::Linear(3, 8), nn::Tanh(), nn::Linear(8, 4)};
  }
  explicit Pair(const Options& options)
      : eager_optimizer(eager.parameters(), options), captured_optimizer(captured.parameters(), options) {}

  static Tensor step(nn::Sequential& model, Optimizer& optimizer, const Tensor& x, const Tensor& labels) {
    Tensor loss = nn::cross_entropy(model(x), labels);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    return loss;
  }

  void expect_equal() {
    const auto a = eager.parameters(), b = captured.parameters();
    for (size_t i = 0; i < a.size(); ++i) {
      EXPECT_EQ(values(a[i]), values(b[i])) << "parameter " << i;
      EXPECT_EQ(values(a[i].grad()), values(b[i].grad())) << "gradient " << i;
    }
  }

  nn::Sequential eager = net(), captured = net();
  Optimizer eager_optimizer, captured_optimizer;
};

template <class Optimizer, class Options>
void expect_same_training(const Options& options) {
  Pair<Optimizer, Options> pair(options);
  auto step = capture([&](const Tensor& x, const Tensor& labels) {
    return pair.step(pair.captured, pair.captured_optimizer, x, labels);
  });
  manual_seed(5);
  for (int i = 0; i < 40; ++i) {
    const int64_t n = i % 5 == 4 ? 3 : 8;  // the last batch of an epoch is short
    const Tensor x = randn({n, 3}), labels = randint(0, 4, {n});
    if (i == 20) {
      pair.eager_optimizer.set_lr(0.01);
      pair.captured_optimizer.set_lr(0.01);
    }
    const Tensor expected = pair.step(pair.eager, pair.eager_optimizer, x, labels);
    ASSERT_EQ(expected.item(), step(x, labels).item()) << "step " << i;
  }
  pair.expect_equal();
  EXPECT_EQ(step.recordings(), 2u);
}

TEST(Capture, TrainsWithSgdAsWithout) {
  expect_same_training<optim::SGD, optim::SGDOptions>({.lr = 0.1, .momentum = 0.9});
}

TEST(Capture, TrainsWithAdamAsWithout) {
  expect_same_training<optim::Adam, optim::AdamOptions>({.lr = 0.05});
}

TEST(Capture, GradientsAddUpWhenNobodyClearsThem) {
  Tensor w = ones({2}, {.requires_grad = true}), v = ones({2}, {.requires_grad = true});
  const auto pass = [](const Tensor& weight, const Tensor& x) { sum(weight * x * x).backward(); };
  auto step = capture([&](const Tensor& x) { pass(v, x); });
  for (int i = 0; i < 6; ++i) {
    const Tensor x = tensor({1.0 + i, 0.5});
    pass(w, x);
    step(x);
    EXPECT_EQ(values(w.grad()), values(v.grad())) << i;
    if (i == 3) {  // between steps, by hand
      w.set_grad({});
      v.set_grad({});
    }
  }
}

TEST(Capture, GradientsClearedOutsideStartAnew) {
  Tensor w = ones({2}, {.requires_grad = true});
  auto step = capture([&](const Tensor& x) { sum(w * x).backward(); });
  for (int i = 0; i < 5; ++i) {
    w.set_grad({});
    step(tensor({1.0 * i, 2.0}));
    EXPECT_EQ(values(w.grad()), (std::vector<double>{1.0 * i, 2.0}));
  }
  step(tensor({1.0, 1.0}));  // not cleared this time
  EXPECT_EQ(values(w.grad()), (std::vector<double>{5.0, 3.0}));
}

TEST(Capture, DrawsAsTheGeneratorGoesOn) {
  const auto noisy = [](const Tensor& x) { return x + randn({20}); };
  auto captured = capture(noisy);
  const Tensor x = ones({20});
  std::vector<std::vector<double>> expected, found;
  manual_seed(8);
  for (int i = 0; i < 5; ++i) expected.push_back(values(noisy(x)));
  manual_seed(8);
  for (int i = 0; i < 5; ++i) found.push_back(values(captured(x)));
  EXPECT_EQ(expected, found);
}

TEST(Capture, ResultsAreTheCallersOwn) {
  auto twice = capture([](const Tensor& x) { return x * 2; });
  std::vector<Tensor> kept;
  for (int i = 0; i < 5; ++i) kept.push_back(twice(full({2}, i)));
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(values(kept[static_cast<size_t>(i)]), (std::vector<double>{2.0 * i, 2.0 * i}));
}

TEST(Capture, ReturnsWhatTheFunctionReturns) {
  auto pair = capture([](const Tensor& x) { return std::pair(x + 1, sum(x)); });
  auto list = capture([](const Tensor& x) { return std::vector{x, x * 3, Tensor()}; });
  auto nothing = capture([](const Tensor& x) { (void)(x + 1); });
  for (int i = 0; i < 4; ++i) {
    const Tensor x = full({2}, i).to(float64);
    const auto [next, total] = pair(x);
    EXPECT_EQ(values(next), (std::vector<double>{i + 1.0, i + 1.0}));
    EXPECT_EQ(total.item(), 2.0 * i);
    const auto three = list(x);
    ASSERT_EQ(three.size(), 3u);
    EXPECT_EQ(values(three[0]), values(x));
    EXPECT_EQ(values(three[1]), (std::vector<double>{3.0 * i, 3.0 * i}));
    EXPECT_FALSE(three[2].defined());
    nothing(x);
  }
}

TEST(Capture, TakesArgumentsWithGaps) {
  auto total = capture([](const Tensor& x) { return sum(x * x, {.dim = 0}); });
  const Tensor x = arange(12).to(float32).reshape({3, 4});
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(values(total(x.t())), values(sum(x.t() * x.t(), {.dim = 0})));
    EXPECT_EQ(values(total(x.slice(1, 0, std::nullopt, 2))),
              values(sum(x.slice(1, 0, std::nullopt, 2) * x.slice(1, 0, std::nullopt, 2), {.dim = 0})));
  }
}

TEST(Capture, SeesAnotherTensorInTheOldOnesPlace) {
  Tensor factor = full({2}, 2.0);
  auto scaled = capture([&](const Tensor& x) { return x * factor; });
  const Tensor x = tensor({1.0, 5.0});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(values(scaled(x)), (std::vector<double>{2, 10}));
  factor.fill_(3);
  EXPECT_EQ(values(scaled(x)), (std::vector<double>{3, 15}));  // changed in place: read where it is
  factor = full({2}, 4.0);
  EXPECT_EQ(values(scaled(x)), (std::vector<double>{4, 20}));
  factor = full({1}, 7.0);
  EXPECT_EQ(values(scaled(x)), (std::vector<double>{7, 35}));
}

TEST(Capture, SeesParametersThatMoved) {
  nn::Linear layer(2, 1);
  auto run = capture([&](const Tensor& x) { return layer(x); });
  const Tensor x = ones({1, 2}), wide = ones({1, 2}, {.dtype = float64});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(values(run(x)), values(layer(x)));
  layer.to(float64);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(values(run(wide)), values(layer(wide)));
}

TEST(Capture, SeesABiasThatMovedAlone) {
  const Tensor w = ones({3, 2});
  Tensor b = zeros({3});
  auto layer = capture([&](const Tensor& x) { return linear(x, w, b); });
  const Tensor x = ones({1, 2});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(values(layer(x)), (std::vector<double>{2, 2, 2}));
  replace_data(b, full({3}, 5.0));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(values(layer(x)), (std::vector<double>{7, 7, 7}));
}

TEST(Capture, SeesWhichTensorsWantGradients) {
  Tensor w = ones({2}, {.requires_grad = true}), v = ones({2}, {.requires_grad = true});
  auto step = capture([&](const Tensor& x) { sum(w * v * x).backward(); });
  for (int i = 0; i < 3; ++i) step(ones({2}));
  v.requires_grad_(false);
  v.set_grad({});
  for (int i = 0; i < 3; ++i) step(ones({2}));
  EXPECT_FALSE(v.grad().defined());
  EXPECT_EQ(values(w.grad()), (std::vector<double>{6, 6}));
}

TEST(Capture, FollowsTheModeOfGradients) {
  Tensor w = ones({2}, {.requires_grad = true});
  auto step = capture([&](const Tensor& x) {
    const Tensor y = sum(w * x);
    if (y.requires_grad()) y.backward();
    return y;
  });
  for (int i = 0; i < 3; ++i) step(ones({2}));
  {
    const NoGrad guard;
    for (int i = 0; i < 3; ++i) step(ones({2}));
  }
  EXPECT_EQ(values(w.grad()), (std::vector<double>{3, 3}));
}

TEST(Capture, AnInPlaceChangeCountsForGraphsOutside) {
  Tensor w = ones({2}, {.requires_grad = true}), x = ones({2});
  auto raise = capture([&](const Tensor& by) { x.add_(by); });
  for (int i = 0; i < 3; ++i) raise(ones({2}));
  const Tensor loss = sum(w * x);  // saves x
  raise(ones({2}));
  EXPECT_NE(message_of([&] { loss.backward(); }).find("changed in place"), std::string::npos);
  EXPECT_EQ(values(x), (std::vector<double>{5, 5}));
}

TEST(Capture, ChecksLabelsAtEveryReplay) {
  nn::Linear layer(2, 3);
  auto loss =
      capture([&](const Tensor& x, const Tensor& labels) { return nn::cross_entropy(layer(x), labels); });
  for (int i = 0; i < 3; ++i) loss(ones({2, 2}), tensor({0, 2}));
  EXPECT_EQ(message_of([&] {
              loss(ones({2, 2}), tensor({0, 3}));
            }),
            "cross_entropy: target 3 of sample 1 is not a class; there are 3");
  EXPECT_TRUE(loss(ones({2, 2}), tensor({0, 1})).defined());

  const Tensor table = arange(6).reshape({3, 2});
  auto rows = capture([&](const Tensor& index) { return index_select(table, 0, index); });
  for (int i = 0; i < 3; ++i) rows(tensor({0, 1}));
  EXPECT_EQ(values(rows(tensor({1, 2}))), (std::vector<double>{2, 3, 4, 5}));
  EXPECT_NE(message_of([&] { rows(tensor({0, 3})); }).find("index 3"), std::string::npos);
}

TEST(Capture, ReplaysWhatMakesItsOwnIndices) {
  const auto work = [](const Tensor& x) {
    Tensor total = x.index({tril_indices(4, 5, 1).select(0, 0), triu_indices(4, 5)[1].slice(0, 0, 14)});
    for (const PadMode mode : {PadMode::reflect, PadMode::circular, PadMode::replicate}) {
      total = cat({total, pad(x, {2, 1}, {.mode = mode}).flatten()});
    }
    return total;
  };
  auto captured = capture(work);
  manual_seed(4);
  for (int i = 0; i < 4; ++i) {
    const Tensor x = randn({4, 5});
    EXPECT_EQ(values(captured(x)), values(work(x)));
  }
  EXPECT_EQ(captured.recordings(), 1u);
}

TEST(Capture, RefusesWhatCannotBeDoneAgain) {
  const Tensor x = ones({2});
  const auto refusal = [&](const auto& function) {
    auto captured = capture(function);
    return message_of([&] { captured(x); });
  };
  EXPECT_NE(
      refusal([](const Tensor& t) { return sum(t).item() > 0 ? t : -t; }).find("capture: item() inside"),
      std::string::npos);
  EXPECT_NE(refusal([](const Tensor& t) { t.to_vector(); }).find("to_vector()"), std::string::npos);
  EXPECT_NE(refusal([](const Tensor& t) { (void)to_string(t); }).find("printing"), std::string::npos);
  EXPECT_NE(refusal([](const Tensor& t) {
              return t + tensor({1.0, 2.0});
            }).find("given numbers"),
            std::string::npos);
  Tensor w = ones({2}, {.requires_grad = true});
  optim::SGD sgd({w}, {.lr = 0.1});
  EXPECT_NE(refusal([&](const Tensor&) { sgd.set_lr(0.2); }).find("setting a learning rate"),
            std::string::npos);
  EXPECT_EQ(sgd.lr(), 0.1);
  EXPECT_EQ(sum(x).item(), 2);  // and outside all is as before

  auto identity = capture([](const Tensor& t) { return t + 0; });
  EXPECT_NE(message_of([&] {
              identity(ones({2}, {.requires_grad = true}));
            }).find("argument 0 requires a gradient"),
            std::string::npos);
  EXPECT_NE(message_of([&] { identity(Tensor()); }).find("undefined"), std::string::npos);
}

TEST(Capture, AnErrorInsideLeavesItUsable) {
  bool broken = true;
  auto product =
      capture([&](const Tensor& x, const Tensor& y) { return broken ? matmul(x, x) : matmul(x, y); });
  EXPECT_NE(message_of([&] {
              product(ones({2, 3}), ones({3, 2}));
            }).find("inner dimensions"),
            std::string::npos);
  broken = false;
  for (int i = 0; i < 4; ++i) EXPECT_EQ(sum(product(ones({2, 3}), ones({3, 2}))).item(), 12);
}

TEST(Capture, SaysWhenEveryCallStartsFromSomethingElse) {
  std::optional<Tensor> state = zeros({2});
  auto step = capture([&](const Tensor& x) {
    state = *state + x;
    return *state;
  });
  EXPECT_NE(message_of([&] {
              for (int i = 0; i < 40; ++i) step(ones({2}));
            }).find("no recording can be used again"),
            std::string::npos);
}

TEST(Capture, RunsInsideAnother) {
  auto inner = capture([](const Tensor& x) { return x + 1; });
  auto outer = capture([&](const Tensor& x) { return inner(x) * 2; });
  for (int i = 0; i < 4; ++i) EXPECT_EQ(outer(full({1}, i)).item(), 2.0 * (i + 1));
}

TEST(Capture, GradientsOutliveIt) {
  Tensor w = ones({2}, {.requires_grad = true});
  {
    auto step = capture([&](const Tensor& x) {
      w.set_grad({});
      sum(w * x).backward();
    });
    for (int i = 0; i < 4; ++i) step(tensor({1.0 * i, 2.0}));
  }
  const Tensor other = zeros({2});  // would be given the same memory, if that were free
  EXPECT_EQ(values(w.grad()), (std::vector<double>{3, 2}));
  EXPECT_EQ(values(other), (std::vector<double>{0, 0}));
}

TEST(Capture, TrainsConvolutionsAsWithout) {
  const auto net = [] {
    manual_seed(3);
    return nn::Sequential{nn::Conv2d(1, 4, 3), nn::BatchNorm2d(4), nn::ReLU(),       nn::MaxPool2d(2),
                          nn::Flatten(),       nn::Dropout(0.3),   nn::Linear(36, 3)};
  };
  const auto train = [](auto& model, auto& adam, const Tensor& x, const Tensor& labels) {
    Tensor loss = nn::cross_entropy(model(x), labels);
    adam.zero_grad();
    loss.backward();
    optim::clip_grad_norm_(model.parameters(), 1.0);
    adam.step();
    return loss;
  };
  std::vector<double> expected, found;
  std::vector<std::vector<double>> buffers[2];
  for (bool captured : {false, true}) {
    auto model = net();
    optim::AdamW adam(model.parameters(), {.lr = 0.01});
    auto step = capture([&](const Tensor& x, const Tensor& y) { return train(model, adam, x, y); });
    manual_seed(9);
    for (int i = 0; i < 12; ++i) {
      if (i == 6) model.eval();  // recorded anew without dropout
      const Tensor x = randn({5, 1, 8, 8}), labels = randint(0, 3, {5});
      const Tensor loss = captured ? step(x, labels) : train(model, adam, x, labels);
      (captured ? found : expected).push_back(loss.item());
    }
    for (const auto& [name, tensor] : model.state_dict()) buffers[captured ? 1 : 0].push_back(values(tensor));
  }
  EXPECT_EQ(expected, found);
  EXPECT_EQ(buffers[0], buffers[1]);
}

TEST(Capture, KeepsItsMemoryToItself) {
  Tensor w = full({64, 64}, 0.5, {.requires_grad = true});
  auto step = capture([&](const Tensor& x) {
    w.set_grad({});
    const Tensor loss = sum(tanh(matmul(tanh(matmul(x, w)), w)));
    loss.backward();
    return loss;
  });
  const Tensor x = full({64, 64}, 0.01);
  step(x);
  const double expected = step(x).item();
  const auto gradient = values(w.grad());
  for (int i = 0; i < 20; ++i) {
    std::vector<Tensor> busy;  // takes whatever memory is free, of all sizes the step uses
    for (int k = 0; k < 30; ++k) busy.push_back(full({64, 64}, k));
    for (int k = 0; k < 30; ++k) busy.push_back(full({1}, k));
    ASSERT_EQ(step(x).item(), expected);
    ASSERT_EQ(values(w.grad()), gradient);
    for (int k = 0; k < 60; ++k) {
      ASSERT_EQ(max(busy[static_cast<size_t>(k)]).item(), k % 30);
      ASSERT_EQ(min(busy[static_cast<size_t>(k)]).item(), k % 30);
    }
  }
}

TEST(Capture, ReplaysWithoutAskingForMemory) {
  Pair<optim::SGD, optim::SGDOptions> pair({.lr = 0.1});
  auto step = capture([&](const Tensor& x, const Tensor& labels) {
    return pair.step(pair.captured, pair.captured_optimizer, x, labels);
  });
  const Tensor x = ones({4, 3}), labels = tensor({0, 1, 2, 3});
  for (int i = 0; i < 5; ++i) step(x, labels);
  const auto before = memory::statistics();
  for (int i = 0; i < 100; ++i) step(x, labels);
  const auto after = memory::statistics();
  EXPECT_EQ(after.allocations - before.allocations, 100);  // one for each result
}

}  // namespace
}  // namespace gradus
