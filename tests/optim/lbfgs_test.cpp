// What LBFGS refuses, and where it ends; its trajectories are among optimizers_test.cpp's.
#include "gradus/optim/lbfgs.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "tests/message_of.hpp"

namespace gradus::optim {
namespace {

TEST(LBFGS, RefusesWhatItCannotDo) {
  const Tensor leaf = tensor({1.0}, {.requires_grad = true});
  LBFGS lbfgs({leaf});
  EXPECT_EQ(message_of([&] { lbfgs.step(); }),
            "LBFGS: step needs a closure that computes the loss and its gradients");
  EXPECT_EQ(message_of([&] { lbfgs.step(std::function<Tensor()>()); }),
            "LBFGS: step was given an empty closure");
  EXPECT_EQ(message_of([&] { LBFGS({leaf}, {.max_iter = 0}); }), "LBFGS: max_iter = 0 is less than 1");
  EXPECT_EQ(message_of([&] { LBFGS({leaf}, {.history_size = 0}); }),
            "LBFGS: history_size = 0 is less than 1");
  EXPECT_EQ(message_of([&] { LBFGS({leaf}, {.lr = -1}); }), "LBFGS: lr = -1 is not in [0, inf)");
  const Tensor wide = tensor({1.0}, {.dtype = float64, .requires_grad = true});
  EXPECT_EQ(message_of([&] { LBFGS({leaf, wide}); }), "LBFGS: the parameters must be of one type");
}

TEST(LBFGS, EndsWhereTheLossIsNotANumber) {
  Tensor w = tensor({1.0}, {.requires_grad = true});
  LBFGS lbfgs({w}, {.line_search_fn = LineSearch::strong_wolfe});
  int calls = 0;
  const Tensor loss = lbfgs.step([&] {
    ++calls;
    lbfgs.zero_grad();
    Tensor value = sum(w * std::nan(""));
    value.backward();
    return value;
  });
  EXPECT_TRUE(std::isnan(loss.item()));
  EXPECT_LT(calls, 60);
}

TEST(LBFGS, RefusesAStateWithMoreHistoryThanItKeeps) {
  Tensor w = tensor({1.0, 2.0}, {.requires_grad = true});
  LBFGS lbfgs({w});
  lbfgs.step([&] {
    lbfgs.zero_grad();
    const Tensor loss = sum(square(w - 3));
    loss.backward();
    return loss;
  });
  OptimizerState kept = lbfgs.state_dict();
  kept.tensors["state.0.d"] = zeros({1});
  kept.numbers["state.0.kept"] = 1e9;
  EXPECT_NE(message_of([&] { lbfgs.load_state_dict(kept); }).find("more history than history_size"),
            std::string::npos);
}

}  // namespace
}  // namespace gradus::optim
