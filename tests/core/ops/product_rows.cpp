#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/products.hpp"
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

Scalar number(const Attributes& a, const char* key) {
  if (a.contains(key) && a[key].is_number_float()) return a[key].get<double>();
  return a.value(key, int64_t{1});
}

OpRow scaled(const std::string& name,
             Tensor (*f)(const Tensor&, const Tensor&, const Tensor&, const ScaledSum&), const Inputs& inputs,
             WrongCall wrong) {
  return {.name = name,
          .call =
              [f](std::span<const Tensor> in, const Attributes& a) {
                return std::vector{
                    f(in[0], in[1], in[2], {.beta = number(a, "beta"), .alpha = number(a, "alpha")})};
              },
          .examples = {{inputs}, {inputs, {{"beta", 0.5}, {"alpha", -2.0}}}},
          .wrong = std::move(wrong),
          .attributes = {"beta", "alpha"}};
}

Axes axes(const Attributes& a, const char* key) {
  return Axes(std::span<const int64_t>(a.at(key).get<std::vector<int64_t>>()));
}

std::vector<OpRow> simple_products() {
  const Tensor a = real({2, 3}), b = real({3, 2}, 1), v = real({3}, 1);
  return {
      product("mm", mm, {{{a, b}}}, {"mm: inner dimensions differ: (2, 3) x (2, 3), 3 != 2", {a, a}}),
      product("mv", mv, {{{a, v}}},
              {"mv: tensors of 2 and 1 dimensions are needed, not (2, 3) and (3, 2)", {a, b}}),
      product("dot", dot, {{{v, real({3})}}},
              {"dot: inner dimensions differ: (3,) x (2,), 3 != 2", {v, real({2})}}),
      product("bmm", bmm, {{{real({2, 2, 3}), real({2, 3, 1}, 1)}}},
              {"bmm: the batches differ: (2, 1, 3) x (4, 3, 1), 2 != 4", {real({2, 1, 3}), real({4, 3, 1})}}),
      product("inner", inner, {{{a, real({2, 3}, 1)}}, {{real({}), v}}},
              {"inner: the last dimensions differ: (2, 3) and (3, 2), 3 != 2", {a, b}}),
      product("kron", kron, {{{a, real({2, 2}, 1)}}, {{v, a}}},
              {"kron: at most 4 dimensions are possible, the shapes are (1, 1, 1, 1, 2) and (3,)",
               {real({1, 1, 1, 1, 2}), v}}),
      product(
          "cross", [](const Tensor& x, const Tensor& y) { return cross(x, y); },
          {{{real({2, 3}), real({2, 3}, 1)}}, {{a, real({1, 3}, 1)}}},
          {"cross: three elements along dimension 1 are needed, the shapes are (3, 2) and (3, 2)", {b, b}}),
      scaled("addmm", addmm, {real({2}, 2), a, b},
             {"addmm: the input (3, 2, 2) does not broadcast to the product's shape (2, 2)",
              {real({3, 2, 2}), a, b}}),
      scaled("addmv", addmv, {real({2}, 2), a, v},
             {"addmv: inner dimensions differ: (2, 3) x (2,), 3 != 2", {real({2}), a, real({2})}}),
      scaled("baddbmm", baddbmm, {real({2, 1, 1}, 2), real({2, 2, 3}), real({2, 3, 1}, 1)},
             {"baddbmm: tensors of 3 and 3 dimensions are needed, not (2, 3) and (3, 2)", {real({2}), a, b}}),
  };
}

}  // namespace

std::vector<OpRow> product_rows() {
  const Tensor a = real({2, 3}), b = real({3, 2}, 1);
  const auto equation = [](const std::string& text) { return Attributes{{"equation", text}}; };
  std::vector<OpRow> rows = simple_products();
  for (OpRow row : {
           OpRow{.name = "tensordot",
          .call =
                     [](std::span<const Tensor> in, const Attributes&at) {
                       return std::vector{tensordot(in[0], in[1], axes(at, "x_dims"), axes(at, "y_dims"))};
                     },
          .examples = {{{real({2, 3, 2}), real({2, 3, 2}, 1)}, {{"x_dims", {1, 2}}, {"y_dims", {1, 0}}}}},
          .wrong = {"tensordot: dimension 1 of (2, 3) and 0 of (2, 3) differ: 3 != 2",
                    {a, a},
                    {{"x_dims", {1}}, {"y_dims", {0}}}},
          .attributes = {"x_dims", "y_dims"}},
           OpRow{.name = "trapezoid",
           .call =
                     [](std::span<const Tensor> in, const Attributes&at) {
                       return std::vector{
                           trapezoid(in[0], at.value("dx", 1.0), at.value("dim", int64_t{-1}))};
                     },
           .examples = {{{a}}, {{b}, {{"dim", 0}, {"dx", 0.5}}}},
           .wrong = {"trapezoid: a 0-d tensor has no dimension", {real({})}},
           .attributes = {"dx", "dim"}},
           OpRow{.name = "trapezoid_at",
           .call =
                     [](std::span<const Tensor> in, const Attributes&at) {
                       return std::vector{trapezoid(in[0], in[1], at.value("dim", int64_t{-1}))};
                     },
           .examples = {{{a, real({3}, 1)}}, {{b, real({3, 2}, 2)}, {{"dim", 0}}}},
           .wrong = {"trapezoid: places (2,) do not fit dimension 1 of values (2, 3)", {a, real({2})}},
           .attributes = {"dim"}},
           OpRow{.name = "cov",
           .call = [](std::span<const Tensor> in,
                      const Attributes&at) { return std::vector{cov(in[0], at.value("correction", 1))}; },
           .examples = {{{a}}, {{real({4})}, {{"correction", 0}}}},
           .wrong = {"cov: a matrix or vector is needed, the shape is (2, 2, 2)", {real({2, 2, 2})}},
           .attributes = {"correction"}},
           OpRow{.name = "corrcoef",
           .call = [](std::span<const Tensor> in, const Attributes&) { return std::vector{corrcoef(in[0])}; },
           .examples = {{{real({3, 5})}}},
           .wrong = {"corrcoef: a matrix or vector is needed, the shape is (2, 2, 2)", {real({2, 2, 2})}}},
           OpRow{.name = "einsum",
           .call =
                     [](std::span<const Tensor> in, const Attributes&at) {
                       return std::vector{einsum(at.at("equation").get<std::string>(), in)};
                     },
           .examples = {{{a, b}, equation("ij,jk->ik")},
                        {{real({3, 3})}, equation("ii->i")},
                        {{a, b, real({2, 3}, 2)}, equation("ij,jk,kl")},
                        {{real({2, 1, 3}), real({2, 3, 2}, 1)}, equation("...ij,...jk->...i")}},
           .wrong = {"einsum: \"ij,jk->ik\": j has sizes 3 and 2 in (2, 3) x (2, 2)",
                     {a, real({2, 2})},
                     equation("ij,jk->ik")},
           .attributes = {"equation"}},
       }) {
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace gradus::test
