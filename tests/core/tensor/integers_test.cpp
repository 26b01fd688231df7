// The element types where they end, against what PyTorch gave: tests/golden/tensor_rules.json.
#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "../golden_tensor.hpp"
#include "../ops/op_runner.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/indexing.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/core/ops/random.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/special.hpp"
#include "gradus/core/ops/unary.hpp"

namespace gradus::test {
namespace {

using nlohmann::json;

const json& golden(const char* part) {
  static const json content = read_golden("tensor_rules.json")["integers"];
  return content.at(part);
}

/// Checks the result against a stored tensor, or that both fail.
void expect_same(const json& expected, const std::function<Tensor()>& call, const std::string& what) {
  Tensor found;
  const std::string message = message_of([&] { found = call(); });
  if (expected == "fails") {
    EXPECT_FALSE(found.defined()) << what << " gave " << to_string(found);
    return;
  }
  ASSERT_TRUE(found.defined()) << what << ": " << message;
  const Tensor wanted = read_tensor(expected);
  EXPECT_EQ(found.dtype(), wanted.dtype()) << what;
  if (is_floating_point(wanted.dtype())) {
    EXPECT_EQ(bit_difference(found, wanted), "") << what;
  } else {
    EXPECT_TRUE(equal(found, wanted))
        << what << ": " << to_string(found) << " instead of " << to_string(wanted);
  }
}

TEST(Integers, PairsOfTypes) {
  using Binary = std::function<Tensor(const Tensor&, const Tensor&)>;
  using Compare = Tensor (*)(const Tensor&, const Tensor&);
  const std::map<std::string, Binary> operations{
      {"add", Compare(add)},
      {"sub", Compare(sub)},
      {"mul", Compare(mul)},
      {"maximum", maximum},
      {"minimum", minimum},
      {"eq", Compare(eq)},
      {"ne", Compare(ne)},
      {"lt", Compare(lt)},
      {"le", Compare(le)},
      {"gt", Compare(gt)},
      {"ge", Compare(ge)},
      {"logical_and", logical_and},
      {"pow", Compare(pow)},
      {"add_", [](const Tensor& x, const Tensor& y) { return x.clone().add_(y); }},
      {"mul_", [](const Tensor& x, const Tensor& y) { return x.clone().mul_(y); }},
      {"div_", [](const Tensor& x, const Tensor& y) { return x.clone().div_(y); }},
      {"copy_", [](const Tensor& x, const Tensor& y) { return x.clone().copy_(y); }}};
  EXPECT_EQ(golden("pairs").size(), 36u);
  for (const json& entry : golden("pairs")) {
    const Tensor x = read_tensor(entry["x"]), y = read_tensor(entry["y"]);
    for (const auto& [name, f] : operations) {
      if (!entry.contains(name)) continue;
      if (name == "pow" && x.dtype() == bool_ && y.dtype() == bool_) continue;  // ours is defined
      expect_same(
          entry[name], [&] { return f(x, y); },
          name + " " + std::string(gradus::name(x.dtype())) + " " + std::string(gradus::name(y.dtype())));
    }
  }
}

TEST(Integers, OneTensor) {
  const std::map<std::string, std::function<Tensor(const Tensor&)>> operations{
      {"neg", neg},
      {"abs", abs},
      {"sign", sign},
      {"square", square},
      {"relu", relu},
      {"logical_not", logical_not},
      {"isnan", isnan},
      {"sum", [](const Tensor& x) { return sum(x); }},
      {"all", [](const Tensor& x) { return all(x); }},
      {"any", [](const Tensor& x) { return any(x); }},
      {"amax", [](const Tensor& x) { return amax(x); }},
      {"amin", [](const Tensor& x) { return amin(x); }},
      {"argmax", [](const Tensor& x) { return argmax(x); }},
      {"mean", [](const Tensor& x) { return mean(x); }},
      {"var", [](const Tensor& x) { return var(x); }}};
  for (const json& entry : golden("alone")) {
    const Tensor x = read_tensor(entry["x"]);
    for (const auto& [name, f] : operations) {
      if (!entry.contains(name)) continue;
      expect_same(
          entry[name], [&] { return f(x); }, name + " " + std::string(gradus::name(x.dtype())));
    }
  }
}

TEST(Integers, BesideNumbers) {
  const std::map<std::string, std::function<Tensor(const Tensor&, int64_t)>> operations{
      {"add", [](const Tensor& x, int64_t y) { return x + y; }},
      {"sub", [](const Tensor& x, int64_t y) { return x - y; }},
      {"rsub", [](const Tensor& x, int64_t y) { return y - x; }},
      {"mul", [](const Tensor& x, int64_t y) { return x * y; }},
      {"lt", [](const Tensor& x, int64_t y) { return x < y; }},
      {"eq", [](const Tensor& x, int64_t y) { return x == y; }},
      {"pow", [](const Tensor& x, int64_t y) { return pow(x, y); }},
      {"full", [](const Tensor& x, int64_t y) { return full({2}, y, {.dtype = x.dtype()}); }},
      {"fill_", [](const Tensor& x, int64_t y) { return x.clone().fill_(y); }},
      {"add_", [](const Tensor& x, int64_t y) { return x.clone().add_(y); }}};
  EXPECT_EQ(golden("beside").size(), 48u);
  for (const json& entry : golden("beside")) {
    const Tensor x = read_tensor(entry["x"]);
    const auto value = entry["number"].get<int64_t>();
    for (const auto& [name, f] : operations) {
      expect_same(
          entry[name], [&] { return f(x, value); },
          name + " " + std::string(gradus::name(x.dtype())) + " " + std::to_string(value));
    }
  }
}

TEST(Integers, Conversions) {
  for (const json& entry : golden("conversions")) {
    const Tensor x = read_tensor(entry["x"]);
    const DType type = read_type(entry["to"]);
    const std::string what = std::string(name(x.dtype())) + " to " + std::string(name(type));
    expect_same(
        entry["y"], [&] { return x.to(type); }, what);
    expect_same(
        entry["y"], [&] { return laid_out(x, Layout::gaps).to(type); }, what + " with gaps");
    const Tensor wanted = read_tensor(entry["y"]);
    const auto expect_read_as = [&]<class T>(T) {
      if (type != dtype_of<T>) return;
      EXPECT_EQ(x.to_vector<T>(), wanted.to_vector<T>()) << what;
      EXPECT_EQ(x[0].item<T>(), wanted[0].item<T>()) << what;
    };
    expect_read_as(uint8_t{});
    expect_read_as(int32_t{});
    expect_read_as(int64_t{});
  }
}

TEST(Integers, MatrixProducts) {
  for (const json& entry : golden("products")) {
    const Tensor x = read_tensor(entry["x"]), y = read_tensor(entry["y"]);
    expect_same(
        entry["matmul"], [&] { return matmul(x, y); }, std::string(name(x.dtype())));
  }
  EXPECT_EQ(message_of([] {
              matmul(ones({2, 2}, {.dtype = uint8}), ones({2, 2}, {.dtype = int32}));
            }),
            "matmul: uint8 x int32 do not multiply; convert one with to()");
}

TEST(Integers, FromMemoryAndBack) {
  const std::vector<uint8_t> bytes{0, 7, 255};
  const std::vector<int32_t> words{-5, 0, 2147483647};
  const Tensor x = from_data(bytes, {3}), y = from_data(words, {3});
  EXPECT_EQ(x.dtype(), uint8);
  EXPECT_EQ(y.dtype(), int32);
  EXPECT_EQ(x.to_vector<uint8_t>(), bytes);
  EXPECT_EQ(y.to_vector<int32_t>(), words);
  EXPECT_EQ(x.data<uint8_t>()[2], 255);
  EXPECT_EQ(y[0].item<int>(), -5);
  EXPECT_EQ(x[2].item<uint8_t>(), 255);
  EXPECT_EQ(x[2].item(), 255.0);
  EXPECT_EQ(message_of([&] { x.data<int32_t>(); }),
            "data: int32 was asked for and the tensor holds uint8; convert it with to(int32)");
  EXPECT_EQ(message_of([&] { from_data(words, {3}).requires_grad_(); }),
            "requires_grad_: only floating-point tensors have gradients, this one is int32");
}

TEST(Integers, RandomNumbersOfEveryType) {
  for (const DType type : {uint8, int32, int64, float32}) {
    manual_seed(5);
    const Tensor wide = randint(0, 200, {50});
    manual_seed(5);
    const Tensor x = randint(0, 200, {50}, {.dtype = type});
    EXPECT_EQ(x.dtype(), type);
    EXPECT_TRUE(equal(x.to(int64), wide)) << name(type);
  }
  EXPECT_EQ(message_of([] { randint(0, 257, {2}, {.dtype = uint8}); }), "randint: 256 does not fit uint8");
  EXPECT_EQ(message_of([] { randint(-1, 3, {2}, {.dtype = uint8}); }), "randint: [-1, 3) does not fit uint8");
  EXPECT_EQ(message_of([] { randint(0, 3, {2}, {.dtype = bool_}); }), "randint: [0, 3) does not fit bool");
}

TEST(Integers, NumbersThatDoNotFit) {
  EXPECT_EQ(message_of([] { full({2}, 300, {.dtype = uint8}); }), "full: 300 does not fit uint8");
  EXPECT_EQ(message_of([] { full({2}, 1e10, {.dtype = int32}); }), "full: 10000000000 does not fit int32");
  EXPECT_EQ(message_of([] { full({2}, 9.3e18, {.dtype = int64}); }), "full: 9.3e+18 does not fit int64");
  EXPECT_EQ(message_of([] { full({2}, NAN, {.dtype = int64}); }), "full: nan does not fit int64");
  EXPECT_EQ(message_of([] { full({2}, 1e300, {.dtype = float32}); }), "full: 1e+300 does not fit float32");
  EXPECT_EQ(full({}, INFINITY).item(), INFINITY);
  EXPECT_EQ(full({}, 2.9, {.dtype = uint8}).item<int>(), 2);
  EXPECT_EQ(message_of([] { zeros({2}, {.dtype = uint8}).fill_(256); }), "fill_: 256 does not fit uint8");
  EXPECT_EQ(message_of([] { pow(arange(3), -1); }),
            "pow: int64 to the power -1 is not an integer; convert with to(float32) first");
  EXPECT_EQ(message_of([] { arange(0, 3, 0.5, {.dtype = int32}); }),
            "arange: the step 0.5 is not an integer other than 0");
  EXPECT_EQ(message_of([] { arange(0, 3, 1, {.dtype = bool_}); }),
            "arange: bool holds no range; use an integer type");
}

TEST(Integers, ClampKeepsThemUnlessABoundIsReal) {
  const auto expect = [](const Tensor& found, const Tensor& expected) {
    EXPECT_EQ(found.dtype(), expected.dtype());
    EXPECT_TRUE(equal(found, expected)) << to_string(found);
  };
  const Tensor x = tensor({1, 2, 3});
  expect(clamp(x, 2), tensor({2, 2, 3}));
  expect(clamp(x, std::nullopt, 2), tensor({1, 2, 2}));
  expect(clamp(x, 3, 1), tensor({1, 1, 1}));  // the upper bound wins
  expect(clamp(x, true, 2), tensor({1, 2, 2}));
  expect(clamp(x.to(int32), 2, 5), tensor({2, 2, 3}, {.dtype = int32}));
  expect(clamp(x.to(uint8), 2), tensor({2, 2, 3}, {.dtype = uint8}));
  expect(clamp(x, 1.5), tensor({1.5, 2.0, 3.0}));
  expect(clamp(x, std::nullopt, 2.7), tensor({1.0, 2.0, 2.7}));
  expect(clamp(x.to(uint8), 0.5), tensor({1.0, 2.0, 3.0}));
  expect(clamp(x.to(bool_), 0, 1), tensor({1, 1, 1}));
  expect(clamp(x.to(bool_), 0.5), tensor({1.0, 1.0, 1.0}));
  expect(clamp_min(x, 2), tensor({2, 2, 3}));
  expect(clamp_max(x, 1.5), tensor({1.0, 1.5, 1.5}));
  constexpr int64_t large = (int64_t{1} << 53) + 1;  // no double holds it
  expect(clamp(tensor({int64_t{0}, large + 5}), large, large), tensor({large, large}));
  EXPECT_EQ(x.clone().clamp_(2).to_vector(), (std::vector<double>{2, 2, 3}));
  EXPECT_EQ(message_of([&] { x.clone().clamp_(1.5); }),
            "clamp_: a float32 result cannot be kept in a int64 tensor");
  EXPECT_EQ(message_of([&] { x.to(bool_).clamp_(0, 1); }),
            "clamp_: a int64 result cannot be kept in a bool tensor");
  EXPECT_EQ(message_of([&] { clamp(x.to(int32), int64_t{1} << 40); }),
            "clamp: 1099511627776 does not fit int32");
  EXPECT_EQ(message_of([&] { clamp(x.to(uint8), -1, 2); }),
            "clamp: the bound -1 is below all uint8; convert the tensor first");
}

TEST(Integers, IndicesOfInt32) {
  const Tensor x = arange(6).reshape({3, 2}), index = tensor({2, 0}, {.dtype = int32});
  EXPECT_TRUE(equal(index_select(x, 0, index), index_select(x, 0, index.to(int64))));
  EXPECT_EQ(message_of([&] { index_select(x, 0, index.to(uint8)); }),
            "index_select: the index must be int64 or int32, it is uint8");
  EXPECT_EQ(message_of([&] {
              gather(x, 0, index.reshape({1, 2}));
            }),
            "gather: the index must be int64, it is int32");
  EXPECT_TRUE(equal(bincount(tensor({1, 1, 3}, {.dtype = uint8})), tensor({0, 2, 0, 1})));
}

}  // namespace
}  // namespace gradus::test
