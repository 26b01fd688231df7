// Changes in place and the history of views: programs that PyTorch ran too (tests/golden/indexing.json), and
// what is refused.
#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "../golden_tensor.hpp"
#include "gradus/core/autograd/grad.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/indexing.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/core/tensor/tensor_index.hpp"
#include "op_runner.hpp"

namespace gradus::test {
namespace {

using Values = std::vector<double>;
using Program = Tensor (*)(const Tensor& x, const Tensor& w);

Tensor zeros64(const Shape& shape) { return zeros(shape, {.dtype = float64}); }

/// By the names in the golden script.
const std::map<std::string, Program>& programs() {
  static const std::map<std::string, Program> all{
      {"rows",
       [](const Tensor& x, const Tensor& w) {
         Tensor y = zeros64({2, 3});
         y.select(0, 0).copy_(x[1] * 2);
         y.index_put_({1}, w);
         return y;
       }},
      {"old_view",
       [](const Tensor& x, const Tensor& w) {
         Tensor y = x * 2;
         const Tensor v = y[0];
         y.mul_(w);
         return v * w;
       }},
      {"base_of_changed_view",
       [](const Tensor& x, const Tensor& w) {
         const Tensor y = x * 2;
         y.t()[1].mul_(w.slice(0, 0, 2));
         return y * y;
       }},
      {"views_of_views",
       [](const Tensor& x, const Tensor&) {
         const Tensor y = x.clone();
         // PyTorch's reshape copies here too, so y stays as it is.
         y.t().slice(0, 1).reshape({4}).slice(0, 0, std::nullopt, 2).exp_();
         return y;
       }},
      {"sibling",
       [](const Tensor& x, const Tensor& w) {
         const Tensor y = x + 1;
         Tensor a = y[0], b = y.select(1, 1);
         a.mul_(w);
         b.add_(w[0], 3);
         return a.sum() * b;
       }},
      {"unrelated_base",
       [](const Tensor& x, const Tensor& w) {
         const Tensor y = zeros64({3, 3}), other = y[2];
         y.slice(0, 0, 2).copy_(x);
         y.slice(0, 1).mul_(w);
         return other + sum(y, {.dim = 0});
       }},
      {"chain",
       [](const Tensor& x, const Tensor& w) {
         Tensor y = x.clone();
         y.abs_().add_(1).log_().neg_().sigmoid_().sqrt_().reciprocal_().square_().tanh_().pow_(2).mul_(3);
         return y.sub_(w, 2).div_(w);
       }},
      {"clamp_relu",
       [](const Tensor& x, const Tensor& w) {
         const Tensor y = x * w;
         y[0].clamp_(0.2, 0.9);
         y[1].relu_();
         return y;
       }},
      {"self",
       [](const Tensor& x, const Tensor&) {
         Tensor y = x * 1;
         y.mul_(y);
         y.add_(y);
         return y.div_(y + 1);
       }},
      {"fill",
       [](const Tensor& x, const Tensor& w) {
         const Tensor y = x * w;
         y.select(1, 1).fill_(5);
         y[0].zero_();
         return y * x;
       }},
      {"masked",
       [](const Tensor& x, const Tensor& w) {
         Tensor y = x * w;
         y.masked_fill_(y > 0.5, 2.0);
         y[1].masked_scatter_(tensor({true, false, true}), w * 4);
         return y;
       }},
      {"scatter",
       [](const Tensor& x, const Tensor& w) {
         Tensor y = x * w;
         y.scatter_(1, tensor({{0, 2}, {1, 0}}), (x * 5).slice(1, 0, 2));
         y.scatter_add_(0, tensor({{1, 0, 1}}), w.reshape({1, 3}));
         y.t().index_add_(0, tensor({2, 2}), x.slice(1, 0, 2) * 3, 2);
         y[1].index_fill_(0, tensor({0}), 7.0);
         return y;
       }},
      {"index_put",
       [](const Tensor& x, const Tensor& w) {
         Tensor y = x * w;
         y.index_put_({Slice(), tensor({2, 0})}, w.slice(0, 0, 2));
         const Tensor mask = tensor({true, false, true});
         y[1].index_put_({mask}, y[1].index({mask}) + 1);
         y.index_put_({Ellipsis, None, 1}, x.slice(1, 0, 1));
         return y;
       }},
      {"expanded",
       [](const Tensor& x, const Tensor& w) {
         Tensor y = w * 1;
         const Tensor v = expand(y, {2, 3});
         y.mul_(2);
         return v * x;
       }},
      {"loop",
       [](const Tensor& x, const Tensor& w) {
         Tensor y = zeros64({4, 3});
         y[0].copy_(w);
         for (int64_t i = 1; i < 4; ++i) y[i].copy_(y[i - 1].clone() * w + x[0]);
         return y;
       }},
      {"twice",
       [](const Tensor& x, const Tensor& w) {
         const Tensor y = x.clone();
         Tensor v = y[1];
         v.mul_(w);
         v.mul_(w);
         y.select(1, 0).mul_(v[1]);
         return y + v;
       }},
      {"detached",
       [](const Tensor& x, const Tensor& w) {
         const Tensor y = x * w;
         const NoGrad guard;
         y.detach()[0].fill_(1);
         return y;
       }},
      {"untracked_view",
       [](const Tensor& x, const Tensor& w) {
         Tensor y = x.clone(), v = y[0];
         v.add_(ones({3}, {.dtype = float64}));
         y.sub_(w);
         return v * y;
       }},
  };
  return all;
}

TEST(InPlaceHistory, ProgramsGiveWhatPyTorchGives) {
  const nlohmann::json golden = read_golden("indexing.json")["programs"];
  EXPECT_EQ(golden.size(), programs().size());
  for (const auto& entry : golden) {
    const std::string name = entry["name"];
    const Tensor x = read_tensor(entry["x"]).requires_grad_(), w = read_tensor(entry["w"]).requires_grad_();
    const Tensor y = programs().at(name)(x, w);
    EXPECT_EQ(difference(y.detach(), read_tensor(entry["y"]), 1e-14), "") << name;
    std::vector<double> weights;
    for (int64_t k = 1; k <= y.numel(); ++k) weights.push_back(static_cast<double>(7 * k % 11 + 1));
    sum(y * from_data(weights, y.shape())).backward();
    EXPECT_EQ(difference(gradient_of(x), read_tensor(entry["x_grad"]), 1e-13), "") << name;
    EXPECT_EQ(difference(gradient_of(w), read_tensor(entry["w_grad"]), 1e-13), "") << name;
  }
}

TEST(InPlaceHistory, ProgramsHaveSecondDerivatives) {
  for (const char* name : {"rows", "old_view", "base_of_changed_view", "sibling", "chain", "self", "fill",
                           "scatter", "index_put", "expanded", "loop", "twice"}) {
    const Program program = programs().at(name);
    const std::vector<Tensor> inputs{between(0.3, 0.9, {2, 3}).requires_grad_(),
                                     between(0.4, 0.8, {3}, 1).requires_grad_()};
    const auto call = [&](std::span<const Tensor> in) { return program(in[0], in[1]) * in[0].sum(); };
    EXPECT_EQ(message_of([&] { gradcheck(call, inputs); }), "no error") << name;
    EXPECT_EQ(message_of([&] { gradgradcheck(call, inputs); }), "no error") << name;
  }
}

TEST(InPlaceHistory, NamesOfNodes) {
  const Tensor w = ones({3}, {.requires_grad = true});
  Tensor y = zeros({2, 3});
  const Tensor early = y[1];
  EXPECT_FALSE(early.requires_grad());
  Tensor row = y[0];
  row.copy_(w);
  EXPECT_TRUE(y.requires_grad());
  EXPECT_FALSE(y.is_leaf());
  EXPECT_TRUE(early.requires_grad());
  EXPECT_EQ(to_string(row), "tensor([1., 1., 1.], grad_fn=<AsStridedBackward0>)");
  EXPECT_NE(to_string(y).find("grad_fn=<CopySlices>"), std::string::npos);
}

TEST(InPlaceHistory, EveryUseOfAnOldViewSeesTheChange) {
  const Tensor x = tensor({1.0, 2.0}, {.requires_grad = true});
  Tensor y = x * 2;
  const Tensor view = y[1];
  EXPECT_NE(to_string(view).find("grad_fn=<SqueezeBackward1>"), std::string::npos);
  y.mul_(5);
  EXPECT_NE(to_string(view).find("grad_fn=<AsStridedBackward0>"), std::string::npos);
  view.backward({.retain_graph = true});
  EXPECT_EQ(x.grad().to_vector(), (Values{0, 10}));
  EXPECT_EQ(grad(view * view, {view})[0].item(), 40);
  y.mul_(2);
  EXPECT_EQ(grad(square(view), {x})[0].to_vector(), (Values{0, 2 * 40 * 20}));
}

TEST(InPlaceHistory, UnderNoGradNothingIsRecorded) {
  const Tensor x = ones({3}, {.requires_grad = true});
  Tensor y = x * 2;
  const Tensor view = y[0];
  {
    const NoGrad guard;
    y.mul_(10);
    EXPECT_EQ(view.item(), 20);
  }
  (view * 1).backward();
  EXPECT_EQ(x.grad().to_vector(), (Values{2, 0, 0}));
}

TEST(InPlaceHistory, WhatWasSavedMustNotChange) {
  const Tensor x = tensor({1.0, 2.0}, {.requires_grad = true});
  Tensor y = x * 1;
  const Tensor squared = square(y), view = y[0];
  const Tensor product = view * view;
  y[1].mul_(3);
  EXPECT_NE(message_of([&] { sum(squared).backward(); }).find("was changed in place"), std::string::npos);
  EXPECT_NE(message_of([&] { product.backward(); }).find("was changed in place"), std::string::npos);
  sum(y).backward();  // what nobody saved may change
  EXPECT_EQ(x.grad().to_vector(), (Values{1, 3}));
}

TEST(InPlaceHistory, LeavesAndTheirViewsRefuse) {
  Tensor x = ones({2, 2}, {.requires_grad = true});
  const Tensor view = x[0];
  Tensor quiet;
  {
    const NoGrad guard;
    quiet = x[1];
  }
  for (const auto& change : std::vector<std::function<void()>>{
           [&] { x.exp_(); }, [&] { x.index_put_({0}, 1); }, [&] { view[0].zero_(); }, [&] { quiet.neg_(); },
           [&] { x.masked_fill_(x > 0, 1); }, [&] { x.t().scatter_(0, tensor({{0}}), 1); },
           [&] { x.clamp_(0); }}) {
    EXPECT_NE(message_of(change).find("a leaf that requires a gradient cannot be changed in place"),
              std::string::npos);
  }
  EXPECT_EQ(x.version(), 0u);
  EXPECT_EQ(x.to_vector(), (Values{1, 1, 1, 1}));
}

TEST(InPlaceHistory, ADetachedTensorGoesItsOwnWay) {
  const Tensor w = tensor({5.0}, {.requires_grad = true});
  Tensor y = zeros({1});
  Tensor alone = y.detach();
  alone.add_(w);
  EXPECT_TRUE(alone.requires_grad());
  EXPECT_FALSE(y.requires_grad());
  EXPECT_EQ(y.item(), 5);
}

TEST(InPlaceHistory, AViewKeepsNoNodeAliveThatSavesIt) {
  // The row is saved by a node of the base's own history; nothing may hold itself alive (the leak checker
  // looks).
  const Tensor w = ones({3}, {.requires_grad = true});
  Tensor y = zeros({4, 3});
  for (int64_t i = 1; i < 4; ++i) y[i].copy_(y[i - 1] * w);
  EXPECT_TRUE(y.requires_grad());
}

TEST(InPlace, FormsWithoutRecording) {
  const auto x = [] { return tensor({-1.5, 0.25, 2.5}, {.dtype = float64}); };
  const auto strided = [&] { return laid_out(x(), Layout::gaps); };
  const std::vector<std::pair<Tensor& (*)(Tensor&), Tensor (*)(const Tensor&)>> forms{
      {[](Tensor& t) -> Tensor& { return t.neg_(); }, neg},
      {[](Tensor& t) -> Tensor& { return t.abs_(); }, abs},
      {[](Tensor& t) -> Tensor& { return t.square_(); }, square},
      {[](Tensor& t) -> Tensor& { return t.reciprocal_(); }, reciprocal},
      {[](Tensor& t) -> Tensor& { return t.sqrt_(); }, sqrt},
      {[](Tensor& t) -> Tensor& { return t.exp_(); }, exp},
      {[](Tensor& t) -> Tensor& { return t.log_(); }, log},
      {[](Tensor& t) -> Tensor& { return t.tanh_(); }, tanh},
      {[](Tensor& t) -> Tensor& { return t.sigmoid_(); }, sigmoid},
      {[](Tensor& t) -> Tensor& { return t.relu_(); }, relu},
      {[](Tensor& t) -> Tensor& { return t.floor_(); }, floor},
      {[](Tensor& t) -> Tensor& { return t.ceil_(); }, ceil},
      {[](Tensor& t) -> Tensor& { return t.round_(); }, round},
      {[](Tensor& t) -> Tensor& { return t.clamp_(-1, 1); }, [](const Tensor& t) { return clamp(t, -1, 1); }},
      {[](Tensor& t) -> Tensor& { return t.pow_(3); }, [](const Tensor& t) { return pow(t, 3); }},
      {[](Tensor& t) -> Tensor& { return t.add_(2, 0.5); }, [](const Tensor& t) { return t + 1.0; }},
      {[](Tensor& t) -> Tensor& { return t.sub_(t.clone(), 3); }, [](const Tensor& t) { return t - t * 3; }}};
  for (size_t i = 0; i < forms.size(); ++i) {
    for (Tensor t : {x(), strided()}) {
      const uint32_t version = t.version();
      EXPECT_TRUE(forms[i].first(t).is_same(t));
      EXPECT_EQ(bit_difference(t, forms[i].second(x())), "") << i;
      EXPECT_EQ(t.version(), version + 1) << i;
    }
  }
}

TEST(InPlace, IntegersKeepTheirType) {
  Tensor x = tensor({3, -2}, {.dtype = int32});
  x.abs_().square_().neg_().add_(tensor({1, 1}), 5);
  EXPECT_EQ(x.dtype(), int32);
  EXPECT_EQ(x.to_vector(), (Values{-4, 1}));
  EXPECT_EQ(message_of([&] { x.exp_(); }), "exp_: a float32 result cannot be kept in a int32 tensor");
  EXPECT_EQ(message_of([&] { x.add_(x, 0.5); }), "add_: alpha = 0.5 is not an integer, the tensors are");
  EXPECT_EQ(message_of([&] {
              x.masked_fill_(tensor({{true, false}}), 1);
            }),
            "masked_fill_: shape (1, 2) cannot be broadcast into (2,)");
  EXPECT_EQ(message_of([&] { x.clamp_(std::nullopt); }),
            "clamp_: neither a lower nor an upper bound was given");
}

}  // namespace
}  // namespace gradus::test
