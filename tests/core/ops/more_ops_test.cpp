// What the op table cannot ask of the wider operations: places without a PyTorch result, float32 far out,
// operations without tensors, whole numbers.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "gradus/core/autograd/grad.hpp"
#include "gradus/core/ops/activation.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/binary_math.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/diagonals.hpp"
#include "gradus/core/ops/order.hpp"
#include "gradus/core/ops/products.hpp"
#include "gradus/core/ops/shaping.hpp"
#include "gradus/core/ops/special.hpp"
#include "gradus/core/ops/truth.hpp"
#include "gradus/core/ops/unary.hpp"
#include "op_runner.hpp"

namespace gradus::test {
namespace {

using Function = Tensor (*)(const Tensor&);

/// Each function in float32 against itself in float64: relative accuracy also where values fade away.
TEST(Activation, Float32KeepsItsDigitsFarOut) {
  const Tensor x = linspace(-60, 60, 241, {.dtype = float64});
  const std::vector<std::pair<const char*, Function>> functions{
      {"elu", [](const Tensor& t) { return elu(t); }},
      {"silu", silu},
      {"softplus", [](const Tensor& t) { return softplus(t); }},
      {"logsigmoid", logsigmoid},
      {"mish", mish},
      {"hardswish", hardswish}};
  for (const auto& [name, f] : functions) {
    const auto wide = f(x).to_vector(), narrow = f(x.to(float32)).to_vector();
    for (size_t i = 0; i < wide.size(); ++i) {
      EXPECT_NEAR(narrow[i], wide[i], 1e-6 * std::fabs(wide[i]) + 1e-37)
          << name << " of " << x.to_vector()[i];
    }
  }
}

TEST(Activation, InfinitiesHaveTheirLimits) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const Tensor ends = tensor({-infinity, infinity}).to(float64);
  for (Function f :
       {+[](const Tensor& t) { return gelu(t); }, +[](const Tensor& t) { return gelu(t, Approximate::tanh); },
        Function(silu), Function(hardswish)}) {
    const auto y = f(ends).to_vector();
    EXPECT_EQ(y[0], 0);
    EXPECT_EQ(y[1], infinity);
  }
}

TEST(Division, OfIntegersByZeroIsAnError) {
  const Tensor x = tensor({1, 2}), zero = tensor({1, 0});
  EXPECT_EQ(message_of([&] { floor_divide(x, zero); }), "floor_divide: an integer is divided by 0");
  EXPECT_EQ(message_of([&] { remainder(x, 0); }), "remainder: an integer is divided by 0");
  EXPECT_EQ(message_of([&] { fmod(x, zero); }), "fmod: an integer is divided by 0");
  const Tensor truth = tensor({true, false});
  EXPECT_EQ(message_of([&] { fmod(truth, truth); }),
            "fmod: bool tensors do not divide; convert them to int64");
}

TEST(Division, OfTheSmallestIntegerDoesNotOverflow) {
  const Tensor lowest = tensor({std::numeric_limits<int64_t>::min()});
  EXPECT_EQ(floor_divide(lowest, -1).item<int64_t>(), std::numeric_limits<int64_t>::min());
  EXPECT_EQ(remainder(lowest, -1).item<int64_t>(), 0);
  EXPECT_EQ(fmod(lowest, -1).item<int64_t>(), 0);
}

TEST(Erfinv, KeepsItsDigitsNearOne) {
  // PyTorch 1.13 is off by 2e-12 here; the number is from 28-digit arithmetic.
  EXPECT_NEAR(erfinv(tensor(0.999999, {.dtype = float64})).item(), 3.4589107372754987755, 1e-15);
  const Tensor y = linspace(-5, 5, 101, {.dtype = float64});
  EXPECT_TRUE(allclose(erfinv(erf(y)), y, 1e-4));
}

TEST(Lerp, EndsExactly) {
  const Tensor a = tensor({0.1, 1e9}), b = tensor({0.3, -7.7});
  EXPECT_TRUE(equal(lerp(a, b, 1), b));
  EXPECT_TRUE(equal(lerp(a, b, 0), a));
}

TEST(Triangles, IndicesGoRowByRow) {
  EXPECT_TRUE(equal(tril_indices(2, 3), tensor({{0, 1, 1}, {0, 0, 1}})));
  EXPECT_TRUE(equal(tril_indices(2, 3, 1), tensor({{0, 0, 1, 1, 1}, {0, 1, 0, 1, 2}})));
  EXPECT_TRUE(equal(triu_indices(2, 3), tensor({{0, 0, 0, 1, 1}, {0, 1, 2, 1, 2}})));
  EXPECT_EQ(triu_indices(2, 3, 9).shape(), (Shape{2, 0}));
  for (const int64_t rows : {0, 1, 3, 5}) {
    for (const int64_t columns : {0, 2, 4}) {
      for (int64_t offset = -7; offset <= 7; ++offset) {
        std::vector<int64_t> lower_rows, lower_columns, upper_rows, upper_columns;
        for (int64_t i = 0; i < rows; ++i) {
          for (int64_t j = 0; j < columns; ++j) {
            if (j <= i + offset) {
              lower_rows.push_back(i);
              lower_columns.push_back(j);
            }
            if (j >= i + offset) {
              upper_rows.push_back(i);
              upper_columns.push_back(j);
            }
          }
        }
        const auto expect = [](const Tensor& found, const auto& at_row, const auto& at_column) {
          const auto n = static_cast<int64_t>(at_row.size());
          EXPECT_EQ(found.shape(), (Shape{2, n}));
          EXPECT_TRUE(equal(found[0], from_data(at_row, {n})) && equal(found[1], from_data(at_column, {n})));
        };
        expect(tril_indices(rows, columns, offset), lower_rows, lower_columns);
        expect(triu_indices(rows, columns, offset), upper_rows, upper_columns);
      }
    }
  }
  EXPECT_EQ(message_of([] { tril_indices(-1, 2); }).substr(0, 12), "tril_indices");
}

TEST(Diagonal, IsAViewAndAnyOffsetIsSafe) {
  Tensor x = zeros({2, 3});
  diagonal(x, 1).fill_(5);
  EXPECT_TRUE(equal(x, tensor({{0.0, 5.0, 0.0}, {0.0, 0.0, 5.0}})));
  constexpr int64_t least = std::numeric_limits<int64_t>::min(), most = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(diagonal(x, least).numel(), 0);
  EXPECT_EQ(diagonal(x, most).numel(), 0);
  EXPECT_TRUE(equal(tril(x, least), zeros({2, 3})));
  EXPECT_TRUE(equal(triu(x, least), x));
  EXPECT_EQ(message_of([&] { diag_embed(x, most); }),
            "diag_embed: offset 9223372036854775807 is too large for shape (2, 3)");
}

TEST(Repeat, TooMuchIsAnErrorBeforeAnythingIsAllocated) {
  const Tensor x = ones({4});
  EXPECT_NE(message_of([&] { repeat(x, {int64_t{1} << 62}); }), "no error");
  EXPECT_NE(message_of([&] { repeat(x, {int64_t{1} << 61, 2}); }), "no error");
  EXPECT_NE(message_of([&] { repeat_interleave(x, int64_t{1} << 62); }), "no error");
}

TEST(Order, NanComesLastAndFirst) {
  const double nan = std::nan("");
  const Tensor x = tensor({2.0, nan, -1.0, nan, 2.0});
  EXPECT_TRUE(equal(argsort(x), tensor({2, 0, 4, 1, 3})));
  EXPECT_TRUE(equal(argsort(x, {.descending = true}), tensor({1, 3, 0, 4, 2})));
  EXPECT_TRUE(equal(topk(x, 3).indices, tensor({1, 3, 0})));
  EXPECT_TRUE(equal(topk(x, 3, {.largest = false}).indices, tensor({2, 0, 4})));
  EXPECT_EQ(kthvalue(x, 3).indices.item<int64_t>(), 4);
}

TEST(Order, TopkAgreesWithSort) {
  const Tensor x = integers({3, 50}, 11);  // many equal ones
  const ValuesIndices whole = sort(x, {.descending = true});
  for (int64_t k : {0, 1, 7, 49, 50}) {
    const ValuesIndices some = topk(x, k);
    EXPECT_TRUE(equal(some.values, whole.values.slice(1, 0, k)));
    EXPECT_TRUE(equal(some.indices, whole.indices.slice(1, 0, k)));
  }
}

TEST(Search, TakesNumbers) {
  const Tensor steps = tensor({1, 3, 3, 5});
  EXPECT_EQ(searchsorted(steps, 3).item<int64_t>(), 1);
  EXPECT_EQ(searchsorted(steps, 3, true).item<int64_t>(), 3);
}

TEST(Products, WholeNumbersStayWhole) {
  const Tensor x = tensor({{1, 2}, {3, 4}}), y = tensor({{5, 6}, {7, 8}});
  EXPECT_TRUE(equal(einsum("ij,jk->ik", {x, y}), tensor({{19, 22}, {43, 50}})));
  EXPECT_TRUE(equal(addmm(x, x, y, {.beta = 2, .alpha = -1}), tensor({{-17, -18}, {-37, -42}})));
  EXPECT_TRUE(equal(einsum("ij->j", {x}), tensor({4, 6})));
}

TEST(Einsum, ErrorsNameTheLetterAndWhatIsWrong) {
  const Tensor x = ones({2, 3});
  const auto message = [&](const std::string& equation, std::initializer_list<Tensor> operands) {
    return message_of([&] { einsum(equation, operands); });
  };
  EXPECT_EQ(message("ij,jk->ik", {x, x}), "einsum: \"ij,jk->ik\": j has sizes 3 and 2 in (2, 3) x (2, 3)");
  EXPECT_EQ(message("ii->i", {x}), "einsum: \"ii->i\": i has sizes 2 and 3 in (2, 3)");
  EXPECT_EQ(message("ij->k", {x}), "einsum: \"ij->k\": k of the result is in no operand");
  EXPECT_EQ(message("ij->ii", {x}), "einsum: \"ij->ii\": i is twice in the result");
  EXPECT_EQ(message("ij,j", {x}), "einsum: \"ij,j\" has 2 operands, 1 were given");
  EXPECT_EQ(message("ijk", {x}), "einsum: \"ijk\": operand 0 of shape (2, 3) has 2 dimensions for 3 letters");
  EXPECT_EQ(message("i.j", {x}),
            "einsum: \"i.j\": '.' cannot stand here; letters, one \"...\" a term, ',' and \"->\" can");
  EXPECT_EQ(message("ij,ij", {x, x.to(float64)}),
            "einsum: operands are float32 and float64; convert one with to()");
  const Tensor wide = ones({1, 1, 1, 1, 2});
  EXPECT_EQ(
      message("abcde,fghij->abcdefghij", {wide, wide}),
      "einsum: \"abcde,fghij->abcdefghij\": a product on the way has 10 dimensions; tensors have at most 8");
}

TEST(Truth, OperatorsOnBits) {
  const Tensor x = tensor({12, 10}), y = tensor({10, 7});
  EXPECT_TRUE(equal(x & y, tensor({8, 2})));
  EXPECT_TRUE(equal(x | y, tensor({14, 15})));
  EXPECT_TRUE(equal(x ^ y, tensor({6, 13})));
  EXPECT_TRUE(equal(~x, tensor({-13, -11})));
}

}  // namespace
}  // namespace gradus::test
