// Everything that the op table yields: each test runs for each row.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "golden_cases.hpp"
#include "gradus/core/autograd/grad.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/joining.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/views.hpp"
#include "op_runner.hpp"
#include "op_table.hpp"

namespace gradus::test {
namespace {

class Op : public testing::TestWithParam<OpRow> {
 protected:
  static const OpRow& row() { return GetParam(); }
};

INSTANTIATE_TEST_SUITE_P(Table, Op, testing::ValuesIn(op_table()),
                         [](const auto& row) { return row.param.name; });

/// Versions and values of the inputs, to see that a call left them alone.
class Untouched {
 public:
  explicit Untouched(const Inputs& inputs) : inputs_(inputs) {
    for (const Tensor& x : inputs) {
      copies_.push_back(x.defined() ? x.detach().clone() : Tensor());
      versions_.push_back(x.defined() ? x.version() : 0);
    }
  }
  ~Untouched() {
    for (size_t i = 0; i < inputs_.size(); ++i) {
      EXPECT_EQ(bit_difference(inputs_[i], copies_[i]), "") << "input " << i << " was changed";
      if (inputs_[i].defined()) {
        EXPECT_EQ(inputs_[i].version(), versions_[i]);
      }
    }
  }
  Untouched(const Untouched&) = delete;
  Untouched& operator=(const Untouched&) = delete;

 private:
  const Inputs& inputs_;
  Inputs copies_;
  std::vector<uint32_t> versions_;
};

void expect_case(const OpRow& row, const GoldenCase& golden) {
  SCOPED_TRACE(golden.label);
  const Untouched guard(golden.inputs);
  if (golden.fails) {
    EXPECT_NE(message_of([&] { row.call(golden.inputs, golden.attributes); }), "no error");
    return;
  }
  const double tolerance = row.tolerance;
  const Evaluated found = evaluate(row, golden.inputs, golden.attributes, golden.upstream);
  ASSERT_EQ(found.outputs.size(), golden.outputs.size());
  for (size_t i = 0; i < golden.outputs.size(); ++i) {
    EXPECT_EQ(difference(found.outputs[i], golden.outputs[i], tolerance), "") << "output " << i;
  }
  for (size_t i = 0; i < golden.gradients.size() && !golden.upstream.empty(); ++i) {
    // PyTorch's "no gradient" of a floating-point input is a gradient of zeros here, or none.
    const Tensor& mine = found.gradients[i];
    const bool none = !golden.gradients[i].defined() && mine.defined();
    EXPECT_EQ(difference(mine, none ? zeros_like(mine) : golden.gradients[i], tolerance), "")
        << "gradient " << i;
  }
  if (golden.second_upstream.empty()) return;
  const auto second =
      second_gradients(row, golden.inputs, golden.attributes, golden.upstream, golden.second_upstream);
  for (size_t i = 0; i < golden.second_gradients.size(); ++i) {
    EXPECT_EQ(difference(second[i], golden.second_gradients[i], tolerance), "") << "second gradient " << i;
  }
}

TEST_P(Op, EqualsPyTorch) {
  int compared = 0;
  for (const GoldenCase& golden : golden_cases()) {
    if (golden.name != row().name || !understands(row(), golden)) continue;
    expect_case(row(), golden);
    ++compared;
  }
  EXPECT_GT(compared, 0) << "tests/golden has no case of " << row().name;
}

bool has_empty(const GoldenCase& golden) {
  return std::ranges::any_of(golden.inputs, [](const Tensor& x) { return x.numel() == 0; });
}
bool has_0d(const GoldenCase& golden) {
  return std::ranges::any_of(golden.inputs, [](const Tensor& x) { return x.dim() == 0; });
}

TEST_P(Op, EmptyAndZeroDimensionalInputsAreAmongTheCases) {
  const auto covers = [](auto property) {
    return std::ranges::any_of(golden_cases(), [&](const GoldenCase& golden) {
      return golden.name == row().name && understands(row(), golden) && property(golden);
    });
  };
  EXPECT_TRUE(covers(has_empty)) << "add one to make_ops_edges.py";
  EXPECT_TRUE(covers(has_0d)) << "add one to make_ops_edges.py";
}

TEST_P(Op, GradientsEqualDifferences) {
  if (row().derivatives == Derivatives::none) {
    for (const Example& example : row().examples) {
      for (const Tensor& output : row().call(leaves(example.inputs), example.attributes)) {
        EXPECT_FALSE(output.requires_grad());
      }
    }
    return;
  }
  for (const Example& example : row().examples) {
    SCOPED_TRACE(example.attributes.dump());
    const auto total = [&](std::span<const Tensor> at) {
      Tensor result;
      for (const Tensor& output : row().call(at, example.attributes)) {
        if (!is_floating_point(output.dtype())) continue;
        const Tensor part = output.flatten();
        result = result.defined() ? cat({result, part}) : part;
      }
      return result;
    };
    const Inputs at = leaves(example.inputs);
    EXPECT_EQ(message_of([&] { gradcheck(total, at); }), "no error");
    if (row().derivatives == Derivatives::second) {
      EXPECT_EQ(message_of([&] { gradgradcheck(total, at); }), "no error");
    }
  }
}

TEST_P(Op, SecondDerivativesThatDoNotExistSaySo) {
  if (row().derivatives != Derivatives::first) return;
  const Example& example = row().examples.front();
  const Inputs at = leaves(example.inputs);
  const std::string message =
      message_of([&] { grad(sum(row().call(at, example.attributes)[0]), {at[0]}, {.create_graph = true}); });
  EXPECT_EQ(message, row().name + ": second derivatives are not available");
}

TEST_P(Op, TheLayoutInMemoryDoesNotMatter) {
  for (const Example& example : row().examples) {
    const Evaluated expected = evaluate(row(), example.inputs, example.attributes);
    for (const Layout layout : {Layout::reversed, Layout::gaps, Layout::reversed_gaps}) {
      SCOPED_TRACE(example.attributes.dump() + " layout " + std::to_string(static_cast<int>(layout)));
      Inputs inputs;
      for (const Tensor& x : example.inputs) inputs.push_back(laid_out(x, layout));
      std::vector<Tensor> upstream;
      for (const Tensor& y : expected.outputs) {
        if (y.requires_grad()) upstream.push_back(laid_out(weights(y), layout));
      }
      const Untouched guard(inputs);
      const Evaluated found = evaluate(row(), inputs, example.attributes, upstream);
      for (size_t i = 0; i < expected.outputs.size(); ++i) {
        EXPECT_EQ(bit_difference(found.outputs[i], expected.outputs[i]), "") << "output " << i;
      }
      for (size_t i = 0; i < expected.gradients.size(); ++i) {
        EXPECT_EQ(bit_difference(found.gradients[i], expected.gradients[i]), "") << "gradient " << i;
      }
    }
  }
}

TEST_P(Op, Float32IsCloseToFloat64) {
  constexpr double tolerance = 2e-5;
  for (const Example& example : row().examples) {
    const Evaluated expected = evaluate(row(), example.inputs, example.attributes);
    Inputs inputs;
    for (const Tensor& x : example.inputs) inputs.push_back(is_floating_point(x.dtype()) ? x.to(float32) : x);
    const Evaluated found = evaluate(row(), inputs, example.attributes);
    const auto narrow = [](const Tensor& x) {
      return x.defined() && is_floating_point(x.dtype()) ? x.detach().to(float32) : x;
    };
    for (size_t i = 0; i < expected.outputs.size(); ++i) {
      EXPECT_EQ(difference(found.outputs[i], narrow(expected.outputs[i]), tolerance), "") << "output " << i;
    }
    for (size_t i = 0; i < expected.gradients.size(); ++i) {
      EXPECT_EQ(difference(found.gradients[i], narrow(expected.gradients[i]), tolerance), "")
          << "gradient " << i;
    }
  }
}

TEST_P(Op, ShapesBroadcast) {
  if (!row().broadcasts) return;
  const std::vector<std::pair<Shape, Shape>> pairs{
      {{2, 3}, {3}},    {{3}, {2, 3}},       {{2, 1}, {1, 3}},      {{2, 3}, {}},
      {{}, {2, 3}},     {{2, 1, 3}, {4, 1}}, {{1}, {3, 1, 2}},      {{1, 1}, {1}},
      {{0, 3}, {1, 3}}, {{2, 0}, {1}},       {{4, 1, 2}, {4, 3, 2}}};
  for (const auto& [a, b] : pairs) {
    SCOPED_TRACE(to_string(a) + " with " + to_string(b));
    const Inputs inputs{positive(a), positive(b, 1)};
    const Evaluated found = evaluate(row(), inputs, Attributes::object());
    // What PyTorch defines broadcasting by: the operation on both, repeated to one shape.
    const Shape shape = found.outputs[0].shape();
    const Inputs repeated{expand(inputs[0], shape).contiguous(), expand(inputs[1], shape).contiguous()};
    const Evaluated expected = evaluate(row(), repeated, Attributes::object());
    EXPECT_EQ(bit_difference(found.outputs[0], expected.outputs[0]), "");
    for (size_t i = 0; i < 2 && found.gradients[i].defined(); ++i) {
      Tensor reduced = expected.gradients[i];
      while (reduced.dim() > inputs[i].dim()) reduced = sum(reduced, {.dim = 0});
      for (int d = 0; d < reduced.dim(); ++d) {
        if (inputs[i].shape()[d] == 1) reduced = sum(reduced, {.dim = d, .keepdim = true});
      }
      EXPECT_EQ(difference(found.gradients[i], reduced, 1e-14), "") << "gradient " << i;
    }
  }
}

TEST_P(Op, WrongCallsSayWhatIsWrongAndChangeNothing) {
  const WrongCall& wrong = row().wrong;
  const Untouched guard(wrong.inputs);
  EXPECT_EQ(message_of([&] { row().call(wrong.inputs, wrong.attributes); }), wrong.message);
}

TEST_P(Op, UndefinedTensorsAreErrors) {
  for (const Example& example : row().examples) {
    for (size_t i = 0; i < example.inputs.size(); ++i) {
      if (i >= row().optional_from) continue;
      Inputs inputs = example.inputs;
      inputs[i] = Tensor();
      EXPECT_NE(message_of([&] { row().call(inputs, example.attributes); }).find("undefined"),
                std::string::npos);
    }
  }
}

TEST_P(Op, NothingIsRecordedUnderNoGrad) {
  const NoGrad guard;
  const Example& example = row().examples.front();
  for (const Tensor& output : row().call(leaves(example.inputs), example.attributes)) {
    EXPECT_FALSE(output.requires_grad());
  }
}

TEST(OpTable, LeavesNoGoldenCaseOut) {
  std::set<std::string> covered, without_row, not_understood;
  for (const GoldenCase& golden : golden_cases()) {
    const OpRow* row = find_row(golden.name);
    (row ? covered : without_row).insert(golden.name);
    if (row && !understands(*row, golden)) not_understood.insert(golden.name);
  }
  EXPECT_EQ(covered.size(), op_table().size());  // and every row has a case
  EXPECT_EQ(without_row, std::set<std::string>());
  EXPECT_EQ(not_understood, std::set<std::string>());
}

}  // namespace
}  // namespace gradus::test
