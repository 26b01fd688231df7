#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/nn/losses.hpp"
#include "op_table.hpp"

namespace gradus::test {
namespace {

nn::Reduction reduction_of(const Attributes& a) {
  const std::string word = a.value("reduction", "mean");
  return word == "mean" ? nn::Reduction::mean : word == "sum" ? nn::Reduction::sum : nn::Reduction::none;
}

/// cross_entropy and nll_loss.
OpRow likelihood(const std::string& name,
                 Tensor (*f)(const Tensor&, const Tensor&, const nn::CrossEntropyOptions&)) {
  const Tensor x = real({4, 3}), labels = tensor({2, 0, 1, 2});
  return {.name = name,
          .call =
              [f](std::span<const Tensor> in, const Attributes& a) {
                nn::CrossEntropyOptions options{.reduction = reduction_of(a)};
                if (a.contains("weight") && in[0].defined()) {
                  const auto weights = a["weight"].get<std::vector<double>>();
                  options.weight =
                      from_data(weights, {static_cast<int64_t>(weights.size())}).to(in[0].dtype());
                }
                return std::vector{f(in[0], in[1], options)};
              },
          .examples = {{{x, labels}},
                       {{x, labels}, {{"weight", {0.5, 1.5, 2.0}}}},
                       {{x, labels}, {{"weight", {0.5, 1.5, 2.0}}, {"reduction", "none"}}},
                       {{x, labels}, {{"reduction", "sum"}}}},
          .wrong = {name + ": input [n, classes] and target [n] are needed, not (4, 3) and (3,)",
                    {x, integers({3}, 3)}},
          .attributes = {"reduction", "weight"}};
}

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
       .wrong = {"linear: input (4, 3) has 3 features, weight (2, 5) takes 5", {real({4, 3}), real({2, 5})}}},
      {.name = "tanh_of_linear",
       .call = [](std::span<const Tensor> in, const Attributes&) { return std::vector{tanh(linear_of(in))}; },
       .examples = {{{real({2, 3}), real({2, 3}, 1), real({2}, 2)}}},
       .wrong = {"linear: bias float64 (3,) does not fit weight float64 (2, 5)",
                 {real({4, 5}), real({2, 5}), real({3})}}},
      {.name = "mse_loss",
       .call =
           [](std::span<const Tensor> in, const Attributes& a) {
             return std::vector{nn::mse_loss(in[0], in[1], {.reduction = reduction_of(a)})};
           },
       .examples = {{{real({2, 3}), real({2, 3}, 1)}},
                    {{real({2, 3}), real({2, 3}, 1)}, {{"reduction", "sum"}}},
                    {{real({2, 3}), real({2, 3}, 1)}, {{"reduction", "none"}}}},
       .wrong = {"mse_loss: input (4, 1) and target (4,) have different shapes; reshape one of them",
                 {real({4, 1}), real({4})}},
       .attributes = {"reduction"}},
      likelihood("cross_entropy", nn::cross_entropy),
      likelihood("nll_loss", nn::nll_loss),
  };
}

}  // namespace gradus::test
