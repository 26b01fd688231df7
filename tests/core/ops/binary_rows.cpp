#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "op_table.hpp"

namespace gradus::test {
namespace {

OpRow binary(const std::string& name, Tensor (*f)(const Tensor&, const Tensor&), const Tensor& x,
             const Tensor& y, Derivatives derivatives = Derivatives::second) {
  return {
      .name = name,
      .call = [f](std::span<const Tensor> in, const Attributes&) { return std::vector{f(in[0], in[1])}; },
      .examples = {{{x, y}}, {{x, y.select(0, 0)}}, {{x.select(0, 1), y}}},
      .wrong = {name +
                    ": shapes (2, 3) and (2, 4) do not broadcast: 3 and 4 meet in dimension 1 of the result",
                {real({2, 3}), real({2, 4})}},
      .derivatives = derivatives,
      .broadcasts = true};
}

}  // namespace

std::vector<OpRow> binary_rows() {
  const Tensor x = real({3, 2, 3}), y = real({3, 2, 3}, 1);
  const Tensor above = positive({3, 2, 3}), other = positive({3, 2, 3}, 1);
  const Derivatives none = Derivatives::none;
  return {
      binary("add", add, x, y),
      binary("sub", sub, x, y),
      binary("mul", mul, x, y),
      binary("div", div, x, other),
      binary("pow", pow, above, y),
      binary("maximum", maximum, x, y),
      binary("minimum", minimum, x, y),
      binary("atan2", atan2, x, y),
      binary("eq", eq, x, y, none),
      binary("ne", ne, x, y, none),
      binary("lt", lt, x, y, none),
      binary("le", le, x, y, none),
      binary("gt", gt, x, y, none),
      binary("ge", ge, x, y, none),
      binary("logical_and", logical_and, x, y, none),
      binary("logical_or", logical_or, x, y, none),
      {.name = "where",
       .call = [](std::span<const Tensor> in,
                  const Attributes&) { return std::vector{where(in[0], in[1], in[2])}; },
       .examples = {{{truths({2, 3}), real({2, 3}), real({3}, 1)}},
                    {{truths({2, 1}), real({3}), real({}, 1)}}},
       .wrong = {"where: shapes (2,) and (2, 3) do not broadcast: 2 and 3 meet in dimension 1 of the result",
                 {truths({2}), real({2, 3}), real({3})}}},
  };
}

}  // namespace gradus::test
