// Index expressions, read and assigned, against what PyTorch gave: tests/golden/indexing.json.
#include "gradus/core/ops/indexing.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "../golden_tensor.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/core/tensor/tensor_index.hpp"
#include "op_runner.hpp"

namespace gradus::test {
namespace {

using nlohmann::json;
using Values = std::vector<double>;

Shape read_shape(const json& sizes) {
  return Shape(std::span<const int64_t>(sizes.get<std::vector<int64_t>>()));
}

TensorIndex read_index(const json& item) {
  const auto end = [](const json& value) {
    return value.is_null() ? std::nullopt : std::optional<int64_t>(value.get<int64_t>());
  };
  if (item.is_null()) return None;
  if (item.is_boolean()) return item.get<bool>();
  if (item.is_number()) return item.get<int64_t>();
  if (item.is_string()) return Ellipsis;
  if (!item.contains("slice")) return read_tensor(item);
  const json& slice = item["slice"];
  return Slice(end(slice[0]), end(slice[1]), end(slice[2]).value_or(1));
}

/// start, start + 1, ... as the golden script counts.
Tensor counted(const Shape& shape, int64_t start = 1) {
  return (arange(shape.numel()) + start).to(float64).reshape(shape);
}

/// The golden script's weights: (7 k) mod 11 + 1 for k = 1, 2, ...
Tensor remainders(const Shape& shape) {
  std::vector<double> values;
  for (int64_t k = 1; k <= shape.numel(); ++k) values.push_back(static_cast<double>(7 * k % 11 + 1));
  return from_data(values, shape);
}

struct Expression {
  std::string text;
  Shape shape;
  std::vector<TensorIndex> indices;
  const json& golden;
};

/// Calls f on every expression of the golden file.
void for_each_expression(const std::function<void(const Expression&)>& f) {
  static const json content = read_golden("indexing.json")["expressions"];
  EXPECT_GT(content.size(), 300u);
  for (const json& entry : content) {
    Expression expression{
        entry["shape"].dump() + " " + entry["index"].dump(), read_shape(entry["shape"]), {}, entry};
    for (const json& item : entry["index"]) expression.indices.push_back(read_index(item));
    f(expression);
  }
}

TEST(Indexing, ReadsAsPyTorchDoes) {
  int failures = 0;
  for_each_expression([&](const Expression& e) {
    const Tensor x = counted(e.shape).requires_grad_();
    Tensor out;
    const std::string message = message_of([&] { out = x.index(e.indices); });
    if (e.golden["read"] == "fails") {
      ++failures;
      EXPECT_TRUE(message.starts_with("index: ")) << e.text << ": " << message;
      return;
    }
    ASSERT_TRUE(out.defined()) << e.text << ": " << message;
    EXPECT_EQ(bit_difference(out.detach(), read_tensor(e.golden["read"])), "") << e.text;
    EXPECT_EQ(bit_difference(laid_out(x.detach(), Layout::reversed_gaps).index(e.indices),
                             read_tensor(e.golden["read"])),
              "")
        << e.text;
    sum(out * remainders(out.shape())).backward();
    EXPECT_EQ(bit_difference(gradient_of(x), read_tensor(e.golden["grad"])), "") << e.text;
  });
  EXPECT_GT(failures, 10);
}

TEST(Indexing, AssignsAsPyTorchDoes) {
  int writes = 0;
  for_each_expression([&](const Expression& e) {
    if (e.golden["read"] == "fails") {
      Tensor x = counted(e.shape);
      EXPECT_NE(message_of([&] { x.index_put_(e.indices, tensor(5.0, {.dtype = float64})); }), "no error")
          << e.text;
      EXPECT_EQ(bit_difference(x, counted(e.shape)), "") << e.text;
      EXPECT_EQ(x.version(), 0u) << e.text;
      return;
    }
    for (const json& write : e.golden["writes"]) {
      ++writes;
      const IndexPutOptions options{.accumulate = write["accumulate"].get<bool>()};
      const Tensor expected = read_tensor(write["result"]);
      const Tensor value = counted(read_shape(write["value"]), 100);
      const std::string what = e.text + " = " + write["value"].dump();
      // Plain, in another layout, and recorded.
      Tensor plain = counted(e.shape), turned = laid_out(counted(e.shape), Layout::reversed_gaps);
      plain.index_put_(e.indices, value, options);
      EXPECT_EQ(bit_difference(plain, expected), "") << what;
      turned.index_put_(e.indices, value.to(float32), options);
      EXPECT_EQ(bit_difference(turned, expected), "") << what;
      const Tensor x = counted(e.shape).requires_grad_(), v = value.clone().requires_grad_();
      Tensor y = x.clone();
      y.index_put_(e.indices, v, options);
      EXPECT_EQ(bit_difference(y.detach(), expected), "") << what;
      sum(y * remainders(y.shape())).backward();
      EXPECT_EQ(bit_difference(gradient_of(x), read_tensor(write["grad"])), "") << what;
      EXPECT_EQ(bit_difference(gradient_of(v), read_tensor(write["value_grad"])), "") << what;
    }
  });
  EXPECT_GT(writes, 500);
}

TEST(Indexing, InTheWordsOfCpp) {
  const Tensor x = arange(24).reshape({2, 3, 4});
  const Tensor mask = tensor({true, false, true}), at = tensor({3, 0}, {.dtype = int32});
  EXPECT_EQ(x.index({1, Slice(1, None), 2}).to_vector(), (Values{18, 22}));
  EXPECT_EQ(x.index({Slice(), mask, -1}).to_vector(), (Values{3, 11, 15, 23}));
  EXPECT_EQ(x.index({Ellipsis, Slice(None, None, 3)}).shape(), (Shape{2, 3, 2}));
  EXPECT_EQ(x.index({0, None, mask, at}).shape(), (Shape{1, 2}));
  EXPECT_EQ(x.index({0, None, mask, at}).to_vector(), (Values{3, 8}));
  EXPECT_EQ(x.index({at.slice(0, 1), Slice(), at}).shape(), (Shape{2, 3}));
  EXPECT_TRUE(x.index({}).is_same(x));
  Tensor y = zeros({2, 3});
  y.index_put_({Slice(), 1}, 5).index_put_({0, mask}, tensor({1, 2})).index_put_({y == 0}, 9.5);
  EXPECT_EQ(y.to_vector(), (Values{1, 5, 2, 9.5, 5, 9.5}));
  y.index_put_({tensor({0, 0, 1}), tensor({2, 2, 0})}, 1, {.accumulate = true});
  EXPECT_EQ(y.to_vector(), (Values{1, 5, 4, 10.5, 5, 9.5}));
  const uint32_t version = y.version();
  y.index_put_({0}, 0);
  EXPECT_EQ(y.version(), version + 1);
}

TEST(Indexing, MasksOfSeveralDimensionsBesideOthers) {
  // As NumPy: 1.13 of PyTorch refuses these.
  const Tensor x = arange(24).reshape({2, 3, 4}), mask = tensor({{false, true, false}, {false, false, true}});
  EXPECT_EQ(x.index({mask, Slice(1, 3)}).to_vector(), (Values{5, 6, 21, 22}));
  EXPECT_EQ(x.index({mask, -2}).to_vector(), (Values{6, 22}));
  EXPECT_EQ(x.index({mask, None, tensor({0, 3})}).shape(), (Shape{2, 1}));
  EXPECT_EQ(x.index({mask, None, tensor({0, 3})}).to_vector(), (Values{4, 23}));
  Tensor y = zeros({2, 3, 4});
  y.index_put_({mask, Slice(1, 3)}, 1);
  EXPECT_EQ(sum(y).item(), 4);
  EXPECT_EQ(y.index({1, 2}).to_vector(), (Values{0, 1, 1, 0}));
}

TEST(Indexing, SlicesAreViewsAndMasksAreCopies) {
  Tensor x = arange(6).reshape({2, 3});
  x.index({1, Slice(1, None)}).fill_(0);
  EXPECT_EQ(x.to_vector(), (Values{0, 1, 2, 3, 0, 0}));
  x.index({x == 0}).fill_(7);
  EXPECT_EQ(x.to_vector(), (Values{0, 1, 2, 3, 0, 0}));
  EXPECT_EQ(x.version(), 1u);
}

TEST(Indexing, OverlappingValuesAreReadBeforeTheyAreWritten) {
  Tensor x = arange(5);
  x.index_put_({tensor({4, 3, 2, 1, 0})}, x);
  EXPECT_EQ(x.to_vector(), (Values{4, 3, 2, 1, 0}));
  x.index_put_({Slice(1, None)}, x.slice(0, 0, 4));
  EXPECT_EQ(x.to_vector(), (Values{4, 4, 3, 2, 1}));
}

TEST(Indexing, SaysWhatIsWrong) {
  const Tensor x = zeros({2, 3});
  Tensor y = zeros({2, 3});
  EXPECT_EQ(message_of([&] { x.index({0, 3}); }), "index: index 3 is out of range for dimension 1 of size 3");
  EXPECT_EQ(message_of([&] {
              x.index({Slice(), tensor({0, -4})});
            }),
            "index: index -4 (element 1) is out of range for dimension 1 of size 3");
  EXPECT_EQ(message_of([&] { y.index_put_({tensor({2})}, 1); }),
            "index_put_: index 2 (element 0) is out of range for dimension 0 of size 2");
  EXPECT_EQ(message_of([&] { x.index({0, 0, 0}); }), "index: 3 dimensions are indexed, the shape is (2, 3)");
  EXPECT_EQ(message_of([&] {
              x.index({Ellipsis, Ellipsis});
            }),
            "index: only one Ellipsis can stand for what is left");
  EXPECT_EQ(message_of([&] { x.index({Slice(0, 1, 0)}); }),
            "index: the step of a slice must be positive, it is 0");
  EXPECT_EQ(message_of([&] {
              x.index({Slice(), tensor({true, false})});
            }),
            "index: mask (2,) does not fit (2, 3) in dimension 1: 2 and 3");
  EXPECT_EQ(message_of([&] { x.index({tensor({0.0})}); }),
            "index: an index must be int64, int32 or bool, one is float32");
  EXPECT_EQ(message_of([&] {
              x.index({tensor({0, 1}), tensor({0, 1, 2})});
            }),
            "index: shapes (2,) and (3,) do not broadcast: 2 and 3 meet in dimension 0 of the result");
  EXPECT_EQ(message_of([&] { x.index({Tensor()}); }), "index: an undefined tensor was given");
  EXPECT_EQ(message_of([&] { y.index_put_({0}, zeros({2})); }),
            "index_put_: shapes (3,) and (2,) do not broadcast: 3 and 2 meet in dimension 0 of the result");
  EXPECT_EQ(message_of([&] {
              y.index_put_({tensor({0})}, zeros({2, 3}));
            }),
            "index_put_: shape (2, 3) cannot be broadcast into (1, 3)");
  EXPECT_EQ(message_of([&] { zeros({2}, {.dtype = uint8}).index_put_({0}, 256); }),
            "index_put_: 256 does not fit uint8");
  Tensor leaf = zeros({2}, {.requires_grad = true});
  EXPECT_EQ(message_of([&] { leaf.index_put_({0}, 1); }).substr(0, 18), "index_put_: a leaf");
  EXPECT_EQ(y.version(), 0u);
}

TEST(Indexing, NegativeIndicesCountOnlyWherePyTorchCountsThem) {
  const Tensor x = arange(6).reshape({2, 3}), last = tensor({-1}), place = tensor({{-1}}),
               one = tensor({{1}});
  EXPECT_TRUE(equal(take(x, last), tensor({5})));
  EXPECT_TRUE(equal(x.index({last}), tensor({{3, 4, 5}})));
  EXPECT_TRUE(equal(index_fill(x, 0, last, 9), tensor({{0, 1, 2}, {9, 9, 9}})));
  const std::vector<std::pair<std::string, std::function<void()>>> refused{
      {"index_select", [&] { index_select(x, 0, last); }},
      {"gather", [&] { gather(x, 0, place); }},
      {"take_along_dim", [&] { take_along_dim(x, place, 0); }},
      {"scatter", [&] { scatter(x, 0, place, one); }},
      {"scatter_add", [&] { scatter_add(x, 0, place, one); }},
      {"index_add",
       [&] {
         index_add(x, 0, last, tensor({{1, 1, 1}}));
       }},
      {"index_copy", [&] {
         index_copy(x, 0, last, tensor({{1, 1, 1}}));
       }}};
  for (const auto& [op, call] : refused) {
    const std::string name = op == "take_along_dim" ? "gather" : op;
    EXPECT_EQ(message_of(call), name + ": index -1 (element 0) is out of range for dimension 0 of size 2")
        << op;
  }
}

TEST(Indexing, SourcesMayBeLargerThanTheIndex) {
  const Tensor x = counted({3, 4}), source = counted({3, 4}, 50), at = tensor({{0, 2}, {1, 0}});
  const Tensor part = source.slice(0, 0, 2).slice(1, 0, 2);
  EXPECT_TRUE(equal(scatter(x, 1, at, source), scatter(x, 1, at, part)));
  EXPECT_TRUE(equal(scatter_add(x, 1, at, source), scatter_add(x, 1, at, part)));
  const Tensor wide = counted({3, 4}, 50).requires_grad_();
  sum(scatter(x, 1, at, wide)).backward();
  EXPECT_EQ(wide.grad().to_vector(), (Values{1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0}));
}

}  // namespace
}  // namespace gradus::test
