// Type promotion, ranges and sums against what PyTorch gave: tests/golden/tensor_rules.json.
#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "../golden_tensor.hpp"
#include "../ops/op_runner.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/random.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/views.hpp"

namespace gradus::test {
namespace {

using nlohmann::json;

const json& rules() {
  static const json content = read_golden("tensor_rules.json");
  return content;
}

Tensor ones_of(const json& described) {
  return ones(described[1] == 0 ? Shape{} : Shape{2}, {.dtype = read_type(described[0])});
}

/// "f32" for the type, "fails" for an Error.
std::string type_or_failure(const std::function<Tensor()>& call) {
  std::string type = "fails";
  message_of([&] {
    const std::map<DType, std::string> names{{bool_, "bool"}, {uint8, "u8"},    {int32, "i32"},
                                             {int64, "i64"},  {float32, "f32"}, {float64, "f64"}};
    type = names.at(call().dtype());
  });
  return type;
}

TEST(Promotion, OfTensors) {
  using Binary = Tensor (*)(const Tensor&, const Tensor&);
  const std::map<std::string, Binary> operations{{"add", add}, {"sub", sub},    {"mul", mul},
                                                 {"div", div}, {"pow", pow},    {"maximum", maximum},
                                                 {"eq", eq},   {"atan2", atan2}};
  EXPECT_EQ(rules()["promotion"].size(), 144u);
  for (const json& entry : rules()["promotion"]) {
    for (const auto& [name, f] : operations) {
      if (name == "pow" && entry["x"][0] == "bool" && entry["y"][0] == "bool") continue;  // ours is defined
      EXPECT_EQ(type_or_failure([&] { return f(ones_of(entry["x"]), ones_of(entry["y"])); }), entry[name])
          << name << " " << entry["x"] << " " << entry["y"];
    }
  }
}

TEST(Promotion, OfTensorsAndNumbers) {
  using Call = Tensor (*)(const Tensor&, Scalar);
  const std::map<std::string, Call> operations{{"add", add}, {"sub", sub}, {"rsub", rsub}, {"mul", mul},
                                               {"div", div}, {"pow", pow}, {"lt", lt}};
  const std::map<std::string, Scalar> numbers{{"bool", true}, {"int", 2}, {"float", 2.5}};
  for (const json& entry : rules()["scalars"]) {
    const Scalar value = numbers.at(entry["scalar"]);
    for (const auto& [name, f] : operations) {
      const json& expected = entry[name];
      if (name == "pow" && entry["x"][0] == "bool" && entry["scalar"] == "bool") continue;
      const auto call = [&] { return f(ones_of(entry["x"]), value); };
      const std::string what = name + " " + entry["x"].dump() + " " + std::string(entry["scalar"]);
      if (expected == "fails") {
        EXPECT_EQ(type_or_failure(call), "fails") << what;
      } else {
        EXPECT_EQ(type_or_failure(call), expected[0]) << what;
        EXPECT_DOUBLE_EQ(call().flatten()[0].item(), expected[1].get<double>()) << what;
      }
    }
  }
}

Scalar scalar(const json& value) {
  if (value.is_number_integer()) return value.get<int64_t>();
  return value.get<double>();
}

TEST(Ranges, ArangeHasPyTorchsBits) {
  for (const json& entry : rules()["ranges"]) {
    const json& a = entry["arguments"];
    TensorOptions options;
    if (!entry["dtype"].is_null()) options.dtype = read_type(entry["dtype"]);
    const Tensor found = arange(scalar(a[0]), scalar(a[1]), scalar(a[2]), options);
    EXPECT_EQ(bit_difference(found, read_tensor(entry["values"])), "") << a << " " << entry["dtype"];
  }
}

TEST(Ranges, LinspaceHasPyTorchsBits) {
  for (const json& entry : rules()["spaces"]) {
    const json& a = entry["arguments"];
    const Tensor found = linspace(a[0].get<double>(), a[1].get<double>(), a[2].get<int64_t>(),
                                  {.dtype = read_type(entry["dtype"])});
    EXPECT_EQ(bit_difference(found, read_tensor(entry["values"])), "") << a << " " << entry["dtype"];
  }
}

TEST(Sums, HavePyTorchsBits) {
  for (const json& entry : rules()["sums"]) {
    const int64_t n = entry["n"];
    const TensorOptions options{.dtype = read_type(entry["dtype"])};
    manual_seed(static_cast<uint64_t>(n));
    const Tensor x = rand({n}, options);
    EXPECT_EQ(sum(x).item(), entry["sum"].get<double>()) << n << " " << entry["dtype"];
    EXPECT_EQ(mean(x).item(), entry["mean"].get<double>()) << n << " " << entry["dtype"];
    manual_seed(static_cast<uint64_t>(n));
    const Tensor rows = rand({3, n}, options);
    EXPECT_EQ(sum(rows, {.dim = 1}).to_vector(), entry["rows"].get<std::vector<double>>())
        << n << entry["dtype"];
  }
}

TEST(Sums, DoNotDependOnTheLayout) {
  for (const DType type : {float32, float64}) {
    for (const int64_t n : {1, 3, 5, 8, 17, 33, 100, 1000, 4097}) {
      manual_seed(3);
      const Tensor rows = rand({5, n}, {.dtype = type});
      const Tensor expected = sum(rows, {.dim = 1});
      const Tensor columns = rows.t().contiguous();
      EXPECT_EQ(bit_difference(sum(columns, {.dim = 0}), expected), "") << n;
      EXPECT_EQ(bit_difference(sum(columns.t(), {.dim = 1}), expected), "") << n;
      EXPECT_EQ(bit_difference(sum(laid_out(rows, Layout::gaps), {.dim = 1}), expected), "") << n;
      // Alone, in a block, between other dimensions: the numbers of one sum stay the same.
      for (int64_t i = 0; i < 5; ++i) EXPECT_EQ(bit_difference(sum(rows[i]), expected[i]), "") << n;
      const Tensor middle = permute(reshape(rows, {1, 5, n}), {1, 2, 0}).contiguous();
      EXPECT_EQ(bit_difference(sum(middle, {.dim = Axes{1, 2}}), expected), "") << n;
    }
  }
}

}  // namespace
}  // namespace gradus::test
