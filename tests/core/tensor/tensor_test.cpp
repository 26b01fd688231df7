// The handle, views and aliasing, changes in place, and what all of them refuse.
#include "gradus/core/tensor/tensor.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "../ops/op_runner.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/joining.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/shaping.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/core/tensor/tensor_index.hpp"

namespace gradus::test {
namespace {

using Values = std::vector<double>;
constexpr double nan = std::numeric_limits<double>::quiet_NaN(),
                 infinity = std::numeric_limits<double>::infinity();
constexpr int64_t large = (int64_t{1} << 53) + 1;  // no double holds it

TEST(Tensor, FromNumbers) {
  EXPECT_EQ(tensor({{2, 1}, {3, 4}}).dtype(), int64);
  EXPECT_EQ(tensor({2.0, 6.0}).dtype(), float32);
  EXPECT_EQ(tensor({true, false}).dtype(), bool_);
  EXPECT_EQ(tensor({2.0F, 6.0F}).dtype(), float32);
  EXPECT_EQ(tensor({1, 2}, {.dtype = float64}).dtype(), float64);
  EXPECT_EQ(tensor({{{1}, {2}}, {{3}, {4}}}).shape(), (Shape{2, 2, 1}));
  EXPECT_EQ(tensor(7).shape(), Shape{});
  EXPECT_EQ(tensor({{2, 1}, {3, 4}}).to_vector(), (Values{2, 1, 3, 4}));
  EXPECT_TRUE(tensor({1.0}, {.requires_grad = true}).requires_grad());
  EXPECT_EQ(message_of([] {
              tensor({{1, 2}, {3}});
            }),
            "tensor: rows of one length are needed; one has 2 elements, one 1");
  EXPECT_EQ(message_of([] {
              from_data(std::vector<double>{1, 2, 3}, {2, 2});
            }),
            "from_data: 3 values do not fill shape (2, 2)");
  EXPECT_EQ(message_of([] { from_data(std::vector<double>{1}, {-1}); }),
            "from_data: negative size in shape (-1,)");
  EXPECT_EQ(message_of([] { tensor({1}, {.requires_grad = true}); }),
            "requires_grad_: only floating-point tensors have gradients, this one is int64");
}

TEST(Tensor, HandlesShare) {
  const Tensor x = zeros({2});
  Tensor same = x;
  same.fill_(3);
  EXPECT_EQ(x[0].item(), 3);
  EXPECT_TRUE(x.is_same(same));
  EXPECT_FALSE(x.is_same(x.detach()));
  EXPECT_FALSE(Tensor().defined());
}

TEST(Tensor, ElementsConvert) {
  EXPECT_EQ(tensor(2.75).item<int64_t>(), 2);
  EXPECT_EQ(tensor(large).item<int64_t>(), large);
  EXPECT_EQ(tensor(true).item<float>(), 1.0F);
  EXPECT_EQ(tensor(0.5).item<bool>(), true);
  EXPECT_EQ(tensor({{1.5}}).item(), 1.5);
  EXPECT_EQ(tensor({1, 2}).t().to_vector<int64_t>(), (std::vector<int64_t>{1, 2}));
  EXPECT_EQ(tensor({{1, 2}, {3, 4}}).t().to_vector<float>(), (std::vector<float>{1, 3, 2, 4}));
  EXPECT_EQ(message_of([] { tensor({1, 2}).item(); }), "item: one element is needed, the shape is (2,)");
  EXPECT_EQ(message_of([] { Tensor().item(); }),
            "item: the tensor is undefined; give it a value first (a gradient has none before backward())");
  EXPECT_EQ(
      message_of([] { Tensor().to_vector(); }),
      "to_vector: the tensor is undefined; give it a value first (a gradient has none before backward())");
  EXPECT_EQ(message_of([] { tensor({1}).data<float>(); }),
            "data: float32 was asked for and the tensor holds int64; convert it with to(float32)");
  EXPECT_EQ(message_of([] { Tensor().data<float>(); }),
            "data: the tensor is undefined; give it a value first (a gradient has none before backward())");
}

TEST(Tensor, Sizes) {
  const Tensor x = zeros({2, 3});
  EXPECT_EQ(x.size(-1), 3);
  EXPECT_EQ(message_of([&] { x.size(2); }),
            "size: dimension 2 is out of range for a tensor of 2 dimensions; from -2 to 1 exist");
  EXPECT_EQ(message_of([] { zeros({}).size(0); }), "size: a 0-d tensor has no dimensions");
}

TEST(Tensor, EveryMethodOfAnUndefinedTensorIsAnError) {
  const Tensor x = ones({2}, {.requires_grad = true}), index = tensor({0}), mask = tensor({true, false});
  Tensor none = x.grad();  // before backward() there is none
  EXPECT_FALSE(none.defined());
  EXPECT_EQ(message_of([&] { (void)none.numel(); }),
            "numel: the tensor is undefined; give it a value first (a gradient has none before backward())");
  const std::vector<std::pair<std::string, std::function<void()>>> methods{
      {"shape", [&] { (void)none.shape(); }},
      {"dim", [&] { (void)none.dim(); }},
      {"size", [&] { (void)none.size(0); }},
      {"dtype", [&] { (void)none.dtype(); }},
      {"strides", [&] { (void)none.strides(); }},
      {"is_contiguous", [&] { (void)none.is_contiguous(); }},
      {"data", [&] { (void)none.data<float>(); }},
      {"item", [&] { (void)none.item(); }},
      {"to_vector", [&] { (void)none.to_vector(); }},
      {"requires_grad", [&] { (void)none.requires_grad(); }},
      {"requires_grad_", [&] { none.requires_grad_(); }},
      {"is_leaf", [&] { (void)none.is_leaf(); }},
      {"grad", [&] { (void)none.grad(); }},
      {"set_grad", [&] { none.set_grad(x); }},
      {"set_grad", [&] { none.set_grad(Tensor()); }},
      {"backward", [&] { none.backward(); }},
      {"backward", [&] { none.backward(x); }},
      {"detach", [&] { (void)none.detach(); }},
      {"detach_", [&] { none.detach_(); }},
      {"register_hook", [&] { none.register_hook([](const Tensor&) {}); }},
      {"register_post_accumulate_grad_hook",
       [&] { none.register_post_accumulate_grad_hook([](const Tensor&) {}); }},
      {"retain_grad", [&] { none.retain_grad(); }},
      {"version", [&] { (void)none.version(); }},
      {"clone", [&] { (void)none.clone(); }},
      {"contiguous", [&] { (void)none.contiguous(); }},
      {"to", [&] { (void)none.to(float64); }},
      {"reshape", [&] { (void)none.reshape({1}); }},
      {"permute", [&] { (void)none.permute({0}); }},
      {"transpose", [&] { (void)none.transpose(0, 1); }},
      {"t", [&] { (void)none.t(); }},
      {"squeeze", [&] { (void)none.squeeze(); }},
      {"squeeze", [&] { (void)none.squeeze(0); }},
      {"unsqueeze", [&] { (void)none.unsqueeze(0); }},
      {"flatten", [&] { (void)none.flatten(); }},
      {"select", [&] { (void)none.select(0, 0); }},
      {"slice", [&] { (void)none.slice(0, 0); }},
      {"select", [&] { (void)none[0]; }},
      {"index", [&] { (void)none.index({0}); }},
      {"fill_", [&] { none.zero_(); }},
      {"fill_", [&] { none.fill_(1); }},
      {"copy_", [&] { none.copy_(x); }},
      {"add_", [&] { none.add_(x); }},
      {"sub_", [&] { none.sub_(x); }},
      {"mul_", [&] { none.mul_(x); }},
      {"div_", [&] { none.div_(x); }},
      {"add_", [&] { none.add_(1); }},
      {"sub_", [&] { none.sub_(1); }},
      {"mul_", [&] { none.mul_(1); }},
      {"div_", [&] { none.div_(1); }},
      {"pow_", [&] { none.pow_(x); }},
      {"pow_", [&] { none.pow_(1); }},
      {"neg_", [&] { none.neg_(); }},
      {"exp_", [&] { none.exp_(); }},
      {"relu_", [&] { none.relu_(); }},
      {"clamp_", [&] { none.clamp_(0); }},
      {"index_put_", [&] { none.index_put_({0}, x); }},
      {"index_put_", [&] { none.index_put_({0}, 1); }},
      {"index_add_", [&] { none.index_add_(0, index, x); }},
      {"index_copy_", [&] { none.index_copy_(0, index, x); }},
      {"index_fill_", [&] { none.index_fill_(0, index, 1); }},
      {"scatter_", [&] { none.scatter_(0, index, x); }},
      {"scatter_", [&] { none.scatter_(0, index, 1); }},
      {"scatter_add_", [&] { none.scatter_add_(0, index, x); }},
      {"masked_fill_", [&] { none.masked_fill_(mask, x); }},
      {"masked_fill_", [&] { none.masked_fill_(mask, 1); }},
      {"masked_scatter_", [&] { none.masked_scatter_(mask, x); }},
      {"uniform_", [&] { none.uniform_(); }},
      {"normal_", [&] { none.normal_(); }},
      {"sum", [&] { (void)none.sum(); }},
      {"mean", [&] { (void)none.mean(); }},
      {"argmax", [&] { (void)none.argmax(); }}};
  for (const auto& [method, call] : methods) {
    const std::string message = message_of(call);
    EXPECT_TRUE(message.starts_with(method + ": ") && message.find("undefined") != std::string::npos)
        << method << " says: " << message;
  }
}

TEST(Tensor, UndefinedOperandsOfMethodsAreErrors) {
  Tensor x = ones({2}), none;
  const Tensor index = tensor({0}), mask = tensor({true, false});
  const std::vector<std::function<void()>> calls{[&] { x.copy_(none); },
                                                 [&] { x.add_(none); },
                                                 [&] { x.add_(none, 2); },
                                                 [&] { x.mul_(none); },
                                                 [&] { x.div_(none); },
                                                 [&] { x.pow_(none); },
                                                 [&] { (void)x.index({none}); },
                                                 [&] { x.index_put_({0}, none); },
                                                 [&] { x.index_put_({none}, 1); },
                                                 [&] { x.index_add_(0, none, x); },
                                                 [&] { x.index_add_(0, index, none); },
                                                 [&] { x.index_copy_(0, index, none); },
                                                 [&] { x.index_fill_(0, none, 1); },
                                                 [&] { x.scatter_(0, none, x); },
                                                 [&] { x.scatter_(0, none, 1); },
                                                 [&] { x.scatter_add_(0, index, none); },
                                                 [&] { x.masked_fill_(none, 1); },
                                                 [&] { x.masked_fill_(mask, none); },
                                                 [&] { x.masked_scatter_(mask, none); },
                                                 [&] { linear(none, x); },
                                                 [&] { where(none, x, x); },
                                                 [&] {
                                                   cat({x, none}, 0);
                                                 },
                                                 [&] {
                                                   stack({none, x}, 0);
                                                 }};
  for (size_t i = 0; i < calls.size(); ++i) {
    EXPECT_NE(message_of(calls[i]).find("undefined"), std::string::npos) << i << ": " << message_of(calls[i]);
  }
  EXPECT_EQ(x.to_vector(), (Values{1, 1}));
  EXPECT_EQ(x.version(), 0u);
}

TEST(Tensor, ImpossibleSizesAreErrorsBeforeAnythingIsAllocated) {
  constexpr int64_t huge = int64_t{1} << 40;
  EXPECT_EQ(message_of([] { zeros({2, -1}); }), "zeros: negative size in shape (2, -1)");
  EXPECT_EQ(message_of([] {
              zeros({huge, huge});
            }),
            "zeros: shape (1099511627776, 1099511627776) needs more bytes than can be addressed");
  EXPECT_EQ(message_of([] {
              zeros({huge, huge, 0});
            }),
            "zeros: shape (1099511627776, 1099511627776, 0) needs more bytes than can be addressed");
  EXPECT_EQ(message_of([] { Shape{1, 1, 1, 1, 1, 1, 1, 1, 1}; }),
            "shape: 9 dimensions given, at most 8 are possible");
  EXPECT_NE(message_of([] { zeros({int64_t{1} << 55}); }), "no error");
  EXPECT_EQ(message_of([] { eye(-1); }), "eye: the number of rows is negative: -1");
  EXPECT_EQ(message_of([] { eye(huge); }),
            "eye: shape (1099511627776, 1099511627776) needs more bytes than can be addressed");
  const Tensor repeated = expand(zeros({1}), {int64_t{1} << 60});
  EXPECT_EQ(message_of([&] { unbind(repeated); }),
            "unbind: 9223372036854775808 bytes were asked for and the system has not that many");
  EXPECT_EQ(message_of([&] { split(repeated, 1); }).substr(0, 26), "split: 9223372036854775816");
  EXPECT_EQ(message_of([&] { chunk(zeros({0}), int64_t{1} << 61); }),
            "chunk: 2305843009213693952 values of 8 bytes are more than can be addressed");
  EXPECT_NE(message_of([&] { repeated.to_vector(); }).find("bytes were asked for"), std::string::npos);
  EXPECT_NE(message_of([] { linspace(0, 1, -1); }), "no error");
  EXPECT_NE(message_of([] { arange(1e300); }), "no error");
  EXPECT_NE(message_of([] { expand(zeros({1}), {huge, huge}); }), "no error");
  EXPECT_NE(message_of([] { zeros({1, 1, 1, 1, 1, 1, 1, 1}).unsqueeze(0); }), "no error");
  const Tensor wide = expand(zeros({1, 1}), {int64_t{1} << 31, int64_t{1} << 29});
  EXPECT_NE(message_of([&] { wide.contiguous(); }), "no error");
  EXPECT_NE(message_of([&] { exp(wide); }), "no error");
  EXPECT_NE(message_of([&] { cat({wide, wide}, 0); }), "no error");
}

TEST(Creation, Values) {
  EXPECT_EQ(eye(2).to_vector(), (Values{1, 0, 0, 1}));
  EXPECT_EQ(eye(0).shape(), (Shape{0, 0}));
  EXPECT_EQ(full({2}, 7).dtype(), int64);
  EXPECT_EQ(full({2}, true).dtype(), bool_);
  EXPECT_EQ(full({2}, 0.5).dtype(), float32);
  EXPECT_EQ(full({}, large).item<int64_t>(), large);
  EXPECT_EQ(zeros_like(ones({2, 3}).t()).shape(), (Shape{3, 2}));
  EXPECT_EQ(arange(large, large + 3).to_vector<int64_t>(),
            (std::vector<int64_t>{large, large + 1, large + 2}));
  EXPECT_EQ(arange(INT64_MAX - 1, INT64_MAX).numel(), 1);
  EXPECT_EQ(message_of([] { arange(5, 1); }), "arange: no way leads from 5 to 1 by steps of 1");
  EXPECT_EQ(message_of([] { arange(0, 5, 0); }), "arange: no way leads from 0 to 5 by steps of 0");
  EXPECT_NE(message_of([] { arange(0.0, nan); }), "no error");
  EXPECT_NE(message_of([] { arange(0, 1, 0.1, {.dtype = int64}); }), "no error");
  EXPECT_NE(message_of([] { arange(INT64_MIN, INT64_MAX); }), "no error");
}

TEST(Creation, MeshgridCountsEitherWay) {
  const Tensor a = tensor({1.0, 2.0, 3.0}), b = tensor({4.0, 5.0});
  const auto ij = meshgrid({a, b});
  EXPECT_EQ(ij[0].to_vector(), (Values{1, 1, 2, 2, 3, 3}));
  EXPECT_EQ(ij[1].to_vector(), (Values{4, 5, 4, 5, 4, 5}));
  const auto xy = meshgrid({a, b}, Indexing::xy);
  EXPECT_EQ(xy[0].shape(), (Shape{2, 3}));
  EXPECT_EQ(xy[0].to_vector(), (Values{1, 2, 3, 1, 2, 3}));
  EXPECT_EQ(xy[1].to_vector(), (Values{4, 4, 4, 5, 5, 5}));
  EXPECT_EQ(meshgrid({a, tensor(1.0)})[1].shape(), (Shape{3, 1}));
  EXPECT_EQ(meshgrid({a, b, a}, Indexing::xy)[2].shape(), (Shape{2, 3, 3}));
  EXPECT_EQ(message_of([&] {
              meshgrid({zeros({2, 2})});
            }),
            "meshgrid: vectors are needed, one has shape (2, 2)");
  EXPECT_NE(message_of([] { meshgrid({}); }), "no error");
}

TEST(Views, ShareTheStorage) {
  Tensor x = arange(6).reshape({2, 3});
  const Tensor row = x[1], column = x.select(1, 0), turned = x.t(), flat = x.flatten(), part = x.slice(1, 1);
  x.fill_(9);
  for (const Tensor& view : {row, column, turned, flat, part}) EXPECT_EQ(view.flatten()[0].item(), 9);
  Tensor last = x.slice(0, 1).slice(1, 2);
  last.fill_(5);
  EXPECT_EQ(x.to_vector(), (Values{9, 9, 9, 9, 9, 5}));
  EXPECT_FALSE(turned.is_contiguous());
  EXPECT_EQ(x.version(), row.version());
}

TEST(Views, ReshapeCopiesOnlyWhenItMust) {
  const Tensor x = arange(24).reshape({2, 3, 4});
  const auto shares = [](const Tensor& a, const Tensor& b) { return a.impl()->storage == b.impl()->storage; };
  EXPECT_TRUE(shares(x, x.slice(0, 0, 1).reshape({12})));
  EXPECT_TRUE(shares(x, x.slice(1, 0, 2).reshape({2, 8})));
  EXPECT_TRUE(shares(x, x.slice(2, 0, 4, 2).reshape({2, 3, 1, 2})));
  EXPECT_TRUE(shares(x, x.slice(2, 0, 4, 2).reshape({6, 2})));
  EXPECT_FALSE(shares(x, x.slice(1, 0, 2).reshape({16})));
  EXPECT_FALSE(shares(x, x.permute({2, 1, 0}).reshape({24})));
  EXPECT_TRUE(shares(x, x.permute({2, 0, 1}).reshape({4, 6})));
  // Whatever was done, the numbers are those of the copy.
  for (const Tensor& view :
       {x.permute({2, 0, 1}), x.slice(1, 0, 2), x.slice(2, 1, 4, 2), x.transpose(0, 2)}) {
    for (const Shape& shape : {Shape{-1}, Shape{2, -1}, Shape{-1, 1, 2}}) {
      EXPECT_EQ(bit_difference(view.reshape(shape), view.clone().reshape(shape)), "");
    }
  }
}

TEST(Views, OfEmptyTensors) {
  EXPECT_EQ(zeros({0, 3}).reshape({3, 0, 2}).shape(), (Shape{3, 0, 2}));
  EXPECT_EQ(zeros({2, 0}).t().reshape({0}).shape(), Shape{0});
  EXPECT_EQ(zeros({0}).slice(0, 0, 0).numel(), 0);
  EXPECT_EQ(split(zeros({0, 2}), 3)[0].shape(), (Shape{0, 2}));
}

TEST(Views, SlicesWithExtremeNumbers) {
  const Tensor x = arange(5);
  EXPECT_EQ(slice(x, 0, INT64_MIN, INT64_MAX, INT64_MAX).to_vector(), Values{0});
  EXPECT_EQ(slice(arange(6).reshape({3, 2}), 0, 0, std::nullopt, INT64_MAX).to_vector(), (Values{0, 1}));
  EXPECT_EQ(slice(x, 0, INT64_MAX).numel(), 0);
  EXPECT_EQ(slice(x, 0, 0, INT64_MIN).numel(), 0);
  EXPECT_NE(message_of([&] { slice(x, INT64_MIN, 0); }), "no error");
  EXPECT_NE(message_of([&] { narrow(x, 0, INT64_MAX, INT64_MAX); }), "no error");
  EXPECT_NE(message_of([&] { narrow(x, 0, INT64_MIN, 1); }), "no error");
  EXPECT_NE(message_of([&] { select(x, 0, INT64_MIN); }), "no error");
  EXPECT_EQ(split(x, INT64_MAX).size(), 1u);
  EXPECT_NE(message_of([&] { x.reshape({INT64_MAX, 4}); }), "no error");
  EXPECT_NE(message_of([&] { x.reshape({-1, 0}); }), "no error");
}

TEST(InPlace, ChangesAndCounts) {
  Tensor x = tensor({1.0, 2.0});
  const uint32_t version = x.version();
  x.add_(1).mul_(2).sub_(tensor({1.0, 1.0})).div_(tensor(2.0));
  EXPECT_EQ(x.to_vector(), (Values{1.5, 2.5}));
  EXPECT_EQ(x.version(), version + 4);
  x += 1;
  x -= tensor({0.5, 0.5});
  x *= 2.0;
  x /= 4;
  EXPECT_EQ(x.to_vector(), (Values{1, 1.5}));
  x.copy_(tensor(3));
  EXPECT_EQ(x.to_vector(), (Values{3, 3}));
}

TEST(InPlace, ThroughViewsThatOverlapTheirSource) {
  Tensor x = arange(6).reshape({2, 3});
  x.copy_(x.clone().t().reshape({2, 3}));
  Tensor square = tensor({{1, 2}, {3, 4}});
  square.copy_(square.t());
  EXPECT_EQ(square.to_vector(), (Values{1, 3, 2, 4}));
  square.add_(square.t());
  EXPECT_EQ(square.to_vector(), (Values{2, 5, 5, 8}));
  Tensor line = arange(5);
  line.slice(0, 1).copy_(line.slice(0, 0, 4));
  EXPECT_EQ(line.to_vector(), (Values{0, 0, 1, 2, 3}));
  line.add_(line[4]);
  EXPECT_EQ(line.to_vector(), (Values{3, 3, 4, 5, 6}));
}

TEST(InPlace, RefusesWhatCannotBeKept) {
  Tensor integers = tensor({1, 2}), truth = tensor({true, false}), row = zeros({3});
  EXPECT_EQ(message_of([&] { integers.add_(0.5); }),
            "add_: a float32 result cannot be kept in a int64 tensor");
  EXPECT_EQ(message_of([&] { integers.div_(2); }), "div_: a float32 result cannot be kept in a int64 tensor");
  EXPECT_EQ(message_of([&] { truth.add_(1); }), "add_: a int64 result cannot be kept in a bool tensor");
  EXPECT_EQ(message_of([&] { truth.sub_(truth); }).substr(0, 4), "sub:");
  EXPECT_EQ(message_of([&] { row.add_(zeros({2, 3})); }), "add_: shape (2, 3) cannot be broadcast into (3,)");
  EXPECT_EQ(message_of([&] { row.copy_(zeros({2})); }),
            "copy_: shapes (3,) and (2,) do not broadcast: 3 and 2 meet in dimension 0 of the result");
  EXPECT_EQ(message_of([&] { row.add_(Tensor()); }), "add_: an undefined tensor was given");
  EXPECT_EQ(message_of([] { Tensor().fill_(1); }), "fill_: an undefined tensor was given");
  EXPECT_EQ(integers.to_vector(), (Values{1, 2}));
  EXPECT_EQ(integers.version(), 0u);
  Tensor repeated = expand(zeros({1}), {3});
  EXPECT_EQ(message_of([&] { repeated.add_(1); }),
            "add_: several elements of this (3,) tensor share one place in memory; clone() it first");
  EXPECT_NE(message_of([&] { repeated.copy_(ones({3})); }), "no error");
  EXPECT_EQ(message_of([&] { repeated.fill_(1); }), "no error");  // one number fits everywhere
  EXPECT_NE(message_of([&] { repeated.mul_(ones({3})); }), "no error");
}

TEST(InPlace, IntegersAndTruthAreExact) {
  Tensor x = tensor({large});
  x.add_(large);
  EXPECT_EQ(x[0].item<int64_t>(), 2 * large);
  x.sub_(large);
  x.mul_(large);
  EXPECT_EQ(x[0].item<int64_t>(),
            static_cast<int64_t>(static_cast<uint64_t>(large) * static_cast<uint64_t>(large)));
  Tensor truth = tensor({true, false});
  truth.add_(true);
  EXPECT_EQ(truth.to_vector(), (Values{1, 1}));
  truth.mul_(tensor({false, true}));
  EXPECT_EQ(truth.to_vector(), (Values{0, 1}));
}

TEST(Arithmetic, LargeIntegersAreExact) {
  const Tensor x = tensor({int64_t{1}, int64_t{-3}});
  EXPECT_EQ((x + large).to_vector<int64_t>(), (std::vector<int64_t>{1 + large, large - 3}));
  EXPECT_EQ((x - large).to_vector<int64_t>(), (std::vector<int64_t>{1 - large, -3 - large}));
  EXPECT_EQ((large - x).to_vector<int64_t>(), (std::vector<int64_t>{large - 1, large + 3}));
  EXPECT_EQ((x * large).to_vector<int64_t>(), (std::vector<int64_t>{large, -3 * large}));
  EXPECT_EQ((x + INT64_MAX)[0].item<int64_t>(), INT64_MIN);  // wraps, as PyTorch's
  EXPECT_EQ((x - INT64_MIN)[1].item<int64_t>(), INT64_MAX - 2);
  EXPECT_EQ(pow(tensor({-1}), large)[0].item<int64_t>(), -1);
  EXPECT_TRUE((tensor({large}) == large)[0].item<bool>());
  EXPECT_FALSE((tensor({large}) == large - 1)[0].item<bool>());
  EXPECT_EQ(sum(tensor({large, large})).item<int64_t>(), 2 * large);
  EXPECT_EQ(max(tensor({large, large - 1})).item<int64_t>(), large);
  EXPECT_EQ(neg(tensor({INT64_MIN}))[0].item<int64_t>(), INT64_MIN);
  EXPECT_EQ(abs(tensor({INT64_MIN}))[0].item<int64_t>(), INT64_MIN);
}

TEST(Arithmetic, IntegerPowersAreAsPyTorchs) {
  const Tensor x = tensor({2, -1, 1, 0});
  EXPECT_EQ(pow(x, 3).to_vector(), (Values{8, -1, 1, 0}));
  EXPECT_EQ(pow(x, tensor({-2, -3, -5, -1})).to_vector(), (Values{0, -1, 1, 0}));
  EXPECT_EQ(pow(x, 0).to_vector(), (Values{1, 1, 1, 1}));
}

TEST(Arithmetic, DivisionByZero) {
  EXPECT_EQ(to_string(tensor({1, -1, 0}) / 0), "tensor([inf, -inf, nan])");
  EXPECT_EQ(to_string(tensor({1, -1, 0}) / tensor({0, 0, 0})), "tensor([inf, -inf, nan])");
}

TEST(Arithmetic, OfTruths) {
  const Tensor a = tensor({true, true, false}), b = tensor({true, false, false});
  EXPECT_EQ((a + b).dtype(), bool_);
  EXPECT_EQ((a + b).to_vector(), (Values{1, 1, 0}));
  EXPECT_EQ((a * b).to_vector(), (Values{1, 0, 0}));
  EXPECT_EQ((a + 1).to_vector(), (Values{2, 2, 1}));
  EXPECT_EQ((a / b).dtype(), float32);
  EXPECT_EQ(sum(a).item<int64_t>(), 2);
  EXPECT_EQ(maximum(a, b).dtype(), bool_);
  EXPECT_EQ(message_of([&] { neg(a); }), "neg: bool tensors have no negative; use logical_not");
  EXPECT_EQ(message_of([&] { a - b; }),
            "sub: bool values cannot be subtracted; use != for exclusive or, or convert them with to()");
}

TEST(Comparison, EqualAndAllclose) {
  const Tensor x = tensor({1.0, nan, infinity});
  EXPECT_FALSE(equal(x, x));
  EXPECT_FALSE(allclose(x, x));
  EXPECT_TRUE(allclose(tensor({infinity, 1.0}), tensor({infinity, 1.000001})));
  EXPECT_FALSE(allclose(tensor({infinity}), tensor({-infinity})));
  EXPECT_FALSE(allclose(tensor({infinity}), tensor({1.0})));
  EXPECT_TRUE(equal(tensor({1, 2}), tensor({1, 2})));
  EXPECT_FALSE(equal(tensor({1, 2}), tensor({1.0, 2.0})));
  EXPECT_FALSE(equal(tensor({1, 2}), tensor({{1, 2}})));
  EXPECT_FALSE(equal(Tensor(), tensor({1})));
  EXPECT_TRUE(allclose(tensor({1, 2}), tensor({1.0, 2.0})));
}

TEST(Tensor, ExpandedInputsAreReadAsTheyAre) {
  const Tensor x = expand(tensor({{1.5}, {2.5}}), {2, 3});
  EXPECT_EQ(sum(x).item(), 12);
  EXPECT_EQ(exp(x).is_contiguous(), true);
  EXPECT_EQ((x + x).to_vector(), (Values{3, 3, 3, 5, 5, 5}));
  EXPECT_EQ(x.clone().strides(), (Strides{3, 1}));
  EXPECT_EQ(sum(x, {.dim = 0}).to_vector(), (Values{4, 4, 4}));
}

}  // namespace
}  // namespace gradus::test
