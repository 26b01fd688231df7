#include "gradus/core/ops/unary.hpp"

#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "op_table.hpp"

namespace gradus::test {
namespace {

/// A function of one tensor: no shape is wrong for it, so that the wrong call has no tensor at all.
OpRow unary(const std::string& name, Tensor (*f)(const Tensor&), const Tensor& x,
            Derivatives derivatives = Derivatives::second) {
  return {.name = name,
          .call = [f](std::span<const Tensor> in, const Attributes&) { return std::vector{f(in[0])}; },
          .examples = {{{x}}},
          .wrong = {name + ": an undefined tensor was given", {Tensor()}},
          .derivatives = derivatives};
}

/// A tensor and a number that the attributes call `key`; `op` is the library's name.
OpRow with_scalar(const std::string& name, const std::string& op, const std::string& key,
                  Tensor (*f)(const Tensor&, Scalar), const Tensor& x, double value,
                  Derivatives derivatives = Derivatives::second) {
  return {.name = name,
          .call = [f, key](std::span<const Tensor> in,
                           const Attributes& a) { return std::vector{f(in[0], a.at(key).get<double>())}; },
          .examples = {{{x}, {{key, value}}}},
          .wrong = {op + ": an undefined tensor was given", {Tensor()}, {{key, value}}},
          .derivatives = derivatives,
          .attributes = {key}};
}

std::optional<double> bound(const Attributes& a, const char* key) {
  return a.contains(key) && !a[key].is_null() ? std::optional(a[key].get<double>()) : std::nullopt;
}

}  // namespace

std::vector<OpRow> unary_rows() {
  const Tensor x = real({2, 3, 3}), above = positive({2, 3, 3}), inside = between(-0.9, 0.9, {2, 3, 3});
  const Derivatives none = Derivatives::none;
  return {
      unary("neg", neg, x),
      unary("abs", abs, x),
      unary("sign", sign, x),
      unary("square", square, x),
      unary("reciprocal", reciprocal, above),
      unary("sqrt", sqrt, above),
      unary("rsqrt", rsqrt, above),
      unary("exp", exp, x),
      unary("expm1", expm1, x),
      unary("log", log, above),
      unary("log1p", log1p, above),
      unary("log2", log2, above),
      unary("log10", log10, above),
      unary("sin", sin, x),
      unary("cos", cos, x),
      unary("tan", tan, inside),
      unary("asin", asin, inside),
      unary("acos", acos, inside),
      unary("atan", atan, x),
      unary("sinh", sinh, x),
      unary("cosh", cosh, x),
      unary("erf", erf, x),
      unary("floor", floor, x),
      unary("ceil", ceil, x),
      unary("round", round, x),
      unary("tanh", tanh, x),
      unary("sigmoid", sigmoid, x),
      unary("relu", relu, x),
      unary("logical_not", logical_not, x, none),
      unary("isnan", isnan, x, none),
      unary("zeros_like", zeros_like, x, none),
      unary("ones_like", ones_like, x, none),
      {.name = "clamp",
       .call =
           [](std::span<const Tensor> in, const Attributes& a) {
             return std::vector{clamp(in[0], bound(a, "min"), bound(a, "max"))};
           },
       .examples = {{{x}, {{"min", -1.0}, {"max", 0.9}}}, {{x}, {{"max", 0.3}}}},
       .wrong = {"clamp: neither a lower nor an upper bound was given", {x}},
       .attributes = {"min", "max"}},
      {.name = "clone",
       .call = [](std::span<const Tensor> in, const Attributes&) { return std::vector{in[0].clone()}; },
       .examples = {{{x}}},
       .wrong = {"clone: an undefined tensor was given", {Tensor()}}},
      with_scalar("add_scalar", "add", "scalar", add, x, 3),
      with_scalar("sub_scalar", "sub", "scalar", sub, x, 0.7),
      with_scalar("rsub_scalar", "rsub", "scalar", rsub, x, 1.5),
      with_scalar("mul_scalar", "mul", "scalar", mul, x, -2.5),
      with_scalar("div_scalar", "div", "scalar", div, x, 3),
      with_scalar("rdiv_scalar", "rdiv", "scalar", rdiv, above, 2),
      with_scalar("pow_scalar", "pow", "exponent", pow, above, 2.5),
      with_scalar("eq_scalar", "eq", "scalar", eq, x, 0.5, none),
      with_scalar("ne_scalar", "ne", "scalar", ne, x, 0.5, none),
      with_scalar("lt_scalar", "lt", "scalar", lt, x, 0.5, none),
      with_scalar("le_scalar", "le", "scalar", le, x, 0.5, none),
      with_scalar("gt_scalar", "gt", "scalar", gt, x, 0.5, none),
      with_scalar("ge_scalar", "ge", "scalar", ge, x, 0.5, none),
  };
}

}  // namespace gradus::test
