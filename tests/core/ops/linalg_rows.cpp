#include <cmath>

#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/linalg.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "op_table.hpp"

namespace gradus::test {
namespace {

using linalg::NormOrder;

Tensor symmetric(const Tensor& x) { return (x + transpose(x, -2, -1)) * 0.5; }

/// Far from singular.
Tensor square_matrix(const Shape& shape, int variant = 0) {
  return real(shape, variant) + 3.0 * eye(shape.back(), {.dtype = float64});
}

/// Symmetric, eigenvalues apart from one another and positive.
Tensor definite(const Shape& shape) {
  const Tensor x = between(-0.4, 0.4, shape);
  const Tensor apart = arange(2.0, 2.0 + static_cast<double>(shape.back()), 1, {.dtype = float64});
  return symmetric(x) + unsqueeze(apart, 0) * eye(shape.back(), {.dtype = float64});
}

OpRow one(const std::string& name, Tensor (*f)(const Tensor&), std::vector<Example> examples,
          WrongCall wrong) {
  return {.name = name,
          .call = [f](std::span<const Tensor> in, const Attributes&) { return std::vector{f(in[0])}; },
          .examples = std::move(examples),
          .wrong = std::move(wrong)};
}

WrongCall not_square(const std::string& op) {
  return {op + ": square matrices are needed, the shape is (2, 3)", {real({2, 3})}};
}
WrongCall not_matrices(const std::string& op) {
  return {op + ": matrices are needed, the shape is (3,)", {real({3})}};
}

std::optional<NormOrder> order_of(const Attributes& a, const char* key) {
  if (!a.contains(key) || a[key].is_null()) return std::nullopt;
  if (a[key].is_number()) return NormOrder(a[key].get<double>());
  const std::string word = a[key];
  if (word == "inf" || word == "-inf") return NormOrder(word == "inf" ? INFINITY : -INFINITY);
  return NormOrder(word.c_str());
}

std::vector<OpRow> square_rows() {
  return {
      one("det", det, {{{square_matrix({3, 3})}}, {{real({2, 2, 2})}}, {{real({1, 1})}}}, not_square("det")),
      one(
          "slogdet", [](const Tensor& x) { return slogdet(x).logabsdet; },
          {{{square_matrix({3, 3})}}, {{square_matrix({2, 2, 2})}}}, not_square("slogdet")),
      one("logdet", logdet, {{{definite({3, 3})}}}, not_square("logdet")),
      one("inverse", inverse, {{{square_matrix({3, 3})}}, {{square_matrix({2, 2, 2})}}}, not_square("inv")),
      one("cholesky", [](const Tensor& x) { return cholesky(symmetric(x)); },
          {{{definite({3, 3})}}, {{definite({2, 2, 2})}}},
          {"cholesky: matrix 0 of the batch, 2 x 2, is not positive definite: its leading 2 x 2 block is not",
           {tensor({{1.0, 2.0}, {2.0, 1.0}}, {.dtype = float64})}}),
      one("eigvalsh", [](const Tensor& x) { return linalg::eigvalsh(symmetric(x)); },
          {{{definite({3, 3})}}, {{definite({2, 2, 2})}}},
          {"eigvalsh: matrix 0 of the batch, 2 x 2, holds values that are not finite",
           {full({2, 2}, NAN, {.dtype = float64})}}),
      {.name = "eigh",
       .call =
           [](std::span<const Tensor> in, const Attributes&) {
             const auto [w, v] = linalg::eigh(symmetric(in[0]));
             return std::vector{w, square(v)};
           },
       .examples = {{{definite({3, 3})}}, {{definite({2, 2, 2})}}},
       .wrong = {"eigh: matrix 0 of the batch, 2 x 2, holds values that are not finite",
                 {full({2, 2}, NAN, {.dtype = float64})}}},
      one("matrix_exp", matrix_exp, {{{between(-0.5, 0.5, {3, 3})}}, {{real({2, 2, 2})}}},
          not_square("matrix_exp")),
      {.name = "matrix_power",
       .call = [](std::span<const Tensor> in,
                  const Attributes& a) { return std::vector{matrix_power(in[0], a.value("n", 3))}; },
       .examples = {{{square_matrix({3, 3})}}, {{square_matrix({3, 3})}, {{"n", -2}}}},
       .wrong = not_square("matrix_power"),
       .attributes = {"n"}},
  };
}

std::vector<OpRow> equation_rows() {
  const auto triangular = [](std::span<const Tensor> in, const Attributes& a) {
    return std::vector{linalg::solve_triangular(in[0], in[1],
                                                {.upper = a.value("upper", false),
                                                 .left = a.value("left", true),
                                                 .unitriangular = a.value("unitriangular", false)})};
  };
  return {
      {.name = "solve",
       .call =
           [](std::span<const Tensor> in, const Attributes& a) {
             return std::vector{linalg::solve(in[0], in[1], {.left = a.value("left", true)})};
           },
       .examples = {{{square_matrix({3, 3}), real({3, 2}, 1)}},
                    {{square_matrix({3, 3}), real({3}, 1)}},
                    {{square_matrix({2, 2, 2}), real({2, 1}, 1)}},
                    {{square_matrix({3, 3}), real({2, 3}, 1)}, {{"left", false}}}},
       .wrong = {"solve: a (2, 2) and b (3, 2) do not fit: b needs 2 rows", {real({2, 2}), real({3, 2})}},
       .attributes = {"left"}},
      {.name = "solve_triangular",
       .call = triangular,
       .examples = {{{square_matrix({3, 3}), real({3, 2}, 1)}, {{"upper", true}}},
                    {{square_matrix({3, 3}), real({3, 2}, 1)}, {{"upper", false}}},
                    {{square_matrix({3, 3}), real({3, 2}, 1)}, {{"upper", true}, {"unitriangular", true}}},
                    {{square_matrix({3, 3}), real({2, 3}, 1)}, {{"upper", false}, {"left", false}}}},
       .wrong = {"solve_triangular: a (2, 2) and b (3, 2) do not fit: b needs 2 rows",
                 {real({2, 2}), real({3, 2})}},
       .attributes = {"upper", "left", "unitriangular"}},
      {.name = "cholesky_solve",
       .call =
           [](std::span<const Tensor> in, const Attributes& a) {
             return std::vector{cholesky_solve(in[0], in[1], {.upper = a.value("upper", false)})};
           },
       .examples = {{{real({3, 2}), square_matrix({3, 3})}},
                    {{real({3, 2}), square_matrix({3, 3})}, {{"upper", true}}}},
       .wrong = {"cholesky_solve: a (2, 2) and b (3, 2) do not fit: b needs 2 rows",
                 {real({3, 2}), real({2, 2})}},
       .attributes = {"upper"}},
      {.name = "lstsq",
       .call = [](std::span<const Tensor> in,
                  const Attributes&) { return std::vector{linalg::lstsq(in[0], in[1]).solution}; },
       .examples = {{{real({4, 2}), real({4, 3}, 1)}},
                    {{real({2, 4}), real({2, 2}, 1)}},
                    {{real({4, 2}), real({4}, 1)}}},
       .wrong = {"lstsq: a (4, 2) and b (3, 2) do not fit: b needs 4 rows", {real({4, 2}), real({3, 2})}}},
      {.name = "multi_dot",
       .call = [](std::span<const Tensor> in,
                  const Attributes&) { return std::vector{linalg::multi_dot(in)}; },
       .examples = {{{real({2, 3}), real({3, 4}, 1), real({4, 2}, 2)}},
                    {{real({3}), real({3, 2}, 1), real({2}, 2)}}},
       .wrong = {"multi_dot: tensors 0 and 1 do not fit: (2, 3) x (2, 3)", {real({2, 3}), real({2, 3})}}},
  };
}

std::vector<OpRow> factor_rows() {
  return {
      {.name = "qr",
       .call =
           [](std::span<const Tensor> in, const Attributes& a) {
             const bool complete = a.value("mode", "reduced") == "complete";
             const auto [q, r] =
                 linalg::qr(in[0], complete ? linalg::QrMode::complete : linalg::QrMode::reduced);
             return std::vector{q, r};
           },
       .examples = {{{square_matrix({3, 3})}},
                    {{real({4, 2})}},
                    {{real({2, 4})}},
                    {{real({2, 3, 2})}},
                    {{real({2, 3})}, {{"mode", "complete"}}}},
       .wrong = not_matrices("qr"),
       .attributes = {"mode"}},
      {.name = "svd",
       .call =
           [](std::span<const Tensor> in, const Attributes&) {
             const auto [u, s, vh] = linalg::svd(in[0], {.full_matrices = false});
             return std::vector{square(u), s, square(vh)};
           },
       .examples = {{{square_matrix({3, 3})}}, {{real({3, 2})}}, {{real({2, 4})}}, {{real({2, 3, 2})}}},
       .wrong = not_matrices("svd")},
      one("svdvals", linalg::svdvals, {{{real({3, 2})}}, {{real({2, 4})}}, {{square_matrix({2, 2, 2})}}},
          not_matrices("svdvals")),
      one(
          "pinv", [](const Tensor& x) { return linalg::pinv(x); },
          {{{real({3, 2})}}, {{real({2, 3})}}, {{square_matrix({2, 2, 2})}}}, not_matrices("pinv")),
      {.name = "matrix_rank",
       .call = [](std::span<const Tensor> in,
                  const Attributes&) { return std::vector{linalg::matrix_rank(in[0])}; },
       .examples = {{{real({3, 2})}}},
       .wrong = not_matrices("matrix_rank"),
       .derivatives = Derivatives::none},
      {.name = "cond",
       .call = [](std::span<const Tensor> in,
                  const Attributes& a) { return std::vector{linalg::cond(in[0], order_of(a, "p"))}; },
       .examples = {{{real({3, 2})}}, {{square_matrix({3, 3})}, {{"p", "fro"}}}},
       .wrong = not_matrices("cond"),
       .attributes = {"p"}},
      {.name = "vector_norm",
       .call =
           [](std::span<const Tensor> in, const Attributes& a) {
             return std::vector{
                 linalg::vector_norm(in[0], order_of(a, "ord").value_or(2),
                                     {.dim = axes_of(a), .keepdim = a.value("keepdim", false)})};
           },
       .examples = {{{real({2, 3})}},
                    {{real({2, 3})}, {{"ord", 3}, {"dim", {1}}}},
                    {{real({2, 3})}, {{"ord", 1}, {"dim", {0}}, {"keepdim", true}}},
                    {{real({2, 3})}, {{"ord", "inf"}}}},
       .wrong = {"vector_norm: a number is needed, not the name of a matrix norm",
                 {real({2, 3})},
                 {{"ord", "nuc"}}},
       .attributes = {"ord", "dim", "keepdim"}},
      {.name = "matrix_norm",
       .call =
           [](std::span<const Tensor> in, const Attributes& a) {
             return std::vector{linalg::matrix_norm(
                 in[0], order_of(a, "ord").value_or("fro"),
                 {.dim = axes_of(a).value_or(Axes{-2, -1}), .keepdim = a.value("keepdim", false)})};
           },
       .examples = {{{real({3, 2})}},
                    {{real({3, 2})}, {{"ord", "nuc"}}},
                    {{real({3, 2})}, {{"ord", 1}}},
                    {{real({2, 2, 3})}, {{"ord", 2}, {"dim", {0, 2}}}}},
       .wrong = not_matrices("matrix_norm"),
       .attributes = {"ord", "dim", "keepdim"}},
  };
}

}  // namespace

std::vector<OpRow> linalg_rows() {
  std::vector<OpRow> rows = square_rows();
  for (auto more : {&equation_rows, &factor_rows}) {
    for (OpRow& row : more()) rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace gradus::test
