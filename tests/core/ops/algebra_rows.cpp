#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/core/ops/unary.hpp"
#include "op_table.hpp"

namespace gradus::test {
namespace {

OpRow product(const std::string& name, Tensor (*f)(const Tensor&, const Tensor&),
              std::vector<Example> examples, WrongCall wrong) {
  return {.name = name,
          .call = [f](std::span<const Tensor> in, const Attributes&) { return std::vector{f(in[0], in[1])}; },
          .examples = std::move(examples),
          .wrong = std::move(wrong)};
}

Tensor linear_of(std::span<const Tensor> in) {
  return linear(in[0], in[1], in.size() > 2 ? in[2] : Tensor());
}

}  // namespace

std::vector<OpRow> algebra_rows() {
  return {
      product("matmul", matmul,
              {{{real({2, 3}), real({3, 4}, 1)}},
               {{real({3}), real({3}, 1)}},
               {{real({2, 3}), real({3}, 1)}},
               {{real({3}), real({3, 2}, 1)}},
               {{real({2, 2, 3}), real({2, 3, 2}, 1)}},
               {{real({2, 2, 3}), real({3, 2}, 1)}},
               {{real({2, 1, 2, 3}), real({3, 3, 2}, 1)}},
               {{real({3}), real({2, 3, 2}, 1)}},
               {{real({2, 2, 3}), real({3}, 1)}}},
              {"matmul: inner dimensions differ: (4, 3) x (2, 5), 3 != 2", {real({4, 3}), real({2, 5})}}),
      product("outer", outer, {{{real({2}), real({3}, 1)}}},
              {"outer: two vectors are needed, not (2, 2) and (3,)", {real({2, 2}), real({3})}}),
      {.name = "linear",
       .call = [](std::span<const Tensor> in, const Attributes&) { return std::vector{linear_of(in)}; },
       .examples = {{{real({4, 3}), real({2, 3}, 1), real({2}, 2)}},
                    {{real({4, 3}), real({2, 3}, 1)}},
                    {{real({3}), real({2, 3}, 1), real({2}, 2)}},
                    {{real({2, 2, 3}), real({2, 3}, 1), real({2}, 2)}}},
       .wrong = {"linear: input (4, 3) has 3 features, weight (2, 5) takes 5", {real({4, 3}), real({2, 5})}},
       .optional_from = 2},
      {.name = "tanh_of_linear",
       .call = [](std::span<const Tensor> in, const Attributes&) { return std::vector{tanh(linear_of(in))}; },
       .examples = {{{real({2, 3}), real({2, 3}, 1), real({2}, 2)}}},
       .wrong = {"linear: bias float64 (3,) does not fit weight float64 (2, 5)",
                 {real({4, 5}), real({2, 5}), real({3})}},
       .optional_from = 2},
  };
}

}  // namespace gradus::test
