// Clipping against PyTorch's (tests/golden/optimizers.json), and what it refuses.
#include "gradus/optim/clip_grad.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "gradus/core/ops/creation.hpp"
#include "optimizer_golden.hpp"
#include "tests/message_of.hpp"

namespace gradus::optim {
namespace {

using nlohmann::json;

TEST(ClipGrad, EqualsPyTorch) {
  EXPECT_EQ(golden()["clips"].size(), 8u);
  for (const json& clip : golden()["clips"]) {
    std::vector<Tensor> leaves;
    for (size_t i = 0; i < clip["gradients"].size(); ++i) {
      const auto values = golden()["gradients"][i].get<std::vector<double>>();
      const auto n = static_cast<int64_t>(values.size());
      leaves.push_back(zeros({n}, {.dtype = float64, .requires_grad = true}));
      leaves.back().set_grad(from_data(values, {n}));
    }
    leaves.push_back(zeros({2}, {.requires_grad = true}));  // without a gradient
    const json& order = clip["norm_type"];
    const Tensor total = clip_grad_norm_(
        leaves, clip["max_norm"],
        {.norm_type = order.is_string() ? std::numeric_limits<double>::infinity() : order.get<double>()});
    EXPECT_NEAR(total.item(), clip["total"].get<double>(), 1e-12) << clip.dump();
    for (size_t i = 0; i < clip["gradients"].size(); ++i) {
      expect_close(leaves[i].grad().to_vector(), clip["gradients"][i], 1e-12, clip.dump());
    }
  }
}

TEST(ClipGrad, CutsValuesAndRefusesNonsense) {
  Tensor w = zeros({3}, {.requires_grad = true});
  w.set_grad(tensor({-5.0, 0.25, 3.0}));
  clip_grad_value_(std::vector{w}, 1);
  EXPECT_EQ(w.grad().to_vector(), (std::vector<double>{-1, 0.25, 1}));
  EXPECT_EQ(clip_grad_norm_(std::vector{zeros({2})}, 1).item(), 0);
  EXPECT_EQ(message_of([&] { clip_grad_value_(std::vector{w}, -1); }),
            "clip_grad_value_: clip_value = -1 is not in [0, inf]");
  EXPECT_EQ(message_of([&] { clip_grad_norm_(std::vector{w}, NAN); }),
            "clip_grad_norm_: max_norm = nan is not in [0, inf]");
  w.set_grad(tensor({-5.0, std::nan(""), 3.0}));
  EXPECT_EQ(message_of([&] { clip_grad_norm_(std::vector{w}, 1, {.error_if_nonfinite = true}); }),
            "clip_grad_norm_: the gradients' norm is nan; nothing was changed");
  EXPECT_EQ(w.grad()[0].item(), -5);
}

}  // namespace
}  // namespace gradus::optim
