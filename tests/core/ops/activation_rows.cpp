#include "gradus/core/ops/activation.hpp"

#include "gradus/core/ops/arithmetic.hpp"
#include "op_table.hpp"

namespace gradus::test {
namespace {

double real_of(const Attributes& a, const char* key, double otherwise) { return a.value(key, otherwise); }

/// An activation with numbers among the attributes; `tries` are attributes of further examples.
OpRow activation(const std::string& name, Tensor (*f)(const Tensor&, const Attributes&),
                 std::vector<std::string> attributes = {}, const std::vector<Attributes>& tries = {}) {
  const Tensor x = real({2, 3, 3});
  OpRow row{.name = name,
            .call = [f](std::span<const Tensor> in, const Attributes& a) { return std::vector{f(in[0], a)}; },
            .examples = {{{x}}},
            .wrong = {name + ": an undefined tensor was given", {Tensor()}},
            .attributes = std::move(attributes)};
  for (const Attributes& attempt : tries) row.examples.push_back({{x}, attempt});
  return row;
}

/// Tensor functions without parameters; the goldens scale some inputs to reach the interesting places.
template <Tensor (*f)(const Tensor&)>
OpRow plain(const std::string& name) {
  return activation(
      name,
      [](const Tensor& x, const Attributes& a) {
        return f(a.contains("input_scaled_by") && x.defined() ? x * a["input_scaled_by"].get<double>() : x);
      },
      {"input_scaled_by"}, {{{"input_scaled_by", 2.5}}});
}

Tensor gelu_of(const Tensor& x, const Attributes& a) {
  return gelu(x, a.value("approximate", "none") == "tanh" ? Approximate::tanh : Approximate::none);
}

/// PyTorch's gradient of these has a constant in float32, also of float64.
OpRow rounded(OpRow row) {
  row.tolerance = 1e-7;
  return row;
}

OpRow with_wrong(OpRow row, WrongCall wrong) {
  row.wrong = std::move(wrong);
  return row;
}

}  // namespace

std::vector<OpRow> activation_rows() {
  const Tensor x = real({2, 3});
  return {
      activation("leaky_relu",
                 [](const Tensor& t, const Attributes& a) {
                   return leaky_relu(t, real_of(a, "negative_slope", 0.01));
                 },
                 {"negative_slope"}, {{{"negative_slope", 0.3}}}),
      {.name = "prelu",
       .call = [](std::span<const Tensor> in, const Attributes&) { return std::vector{prelu(in[0], in[1])}; },
       .examples = {{{real({2, 3, 2}), positive({3}, 1)}}, {{real({4}), positive({1}, 1)}}},
       .wrong = {"prelu: weight (2,) does not fit input (2, 3): one element or 3 are needed",
                 {x, positive({2})}}},
      activation("elu", [](const Tensor& t, const Attributes& a) { return elu(t, real_of(a, "alpha", 1)); },
                 {"alpha"}, {{{"alpha", 0.7}}}),
      rounded(with_wrong(
          activation("celu",
                     [](const Tensor& t, const Attributes& a) { return celu(t, real_of(a, "alpha", 1)); },
                     {"alpha"}, {{{"alpha", 0.7}}}),
          {"celu: alpha must not be 0", {x}, {{"alpha", 0.0}}})),
      plain<selu>("selu"),
      activation("gelu", gelu_of, {"approximate"}, {{{"approximate", "tanh"}}}),
      plain<silu>("silu"),
      plain<mish>("mish"),
      with_wrong(activation("softplus",
                            [](const Tensor& t, const Attributes& a) {
                              return softplus(t, real_of(a, "beta", 1), real_of(a, "threshold", 20));
                            },
                            {"beta", "threshold"}, {{{"beta", 2.0}, {"threshold", 1.0}}}),
                 {"softplus: beta must not be 0", {x}, {{"beta", 0.0}}}),
      plain<logsigmoid>("logsigmoid"),
      plain<softsign>("softsign"),
      with_wrong(activation("hardtanh",
                            [](const Tensor& t, const Attributes& a) {
                              return hardtanh(t, real_of(a, "min", -1), real_of(a, "max", 1));
                            },
                            {"min", "max"}, {{{"min", -0.4}, {"max", 1.7}}}),
                 {"hardtanh: the lower bound 2 is above the upper bound 1", {x}, {{"min", 2.0}}}),
      plain<relu6>("relu6"),
      rounded(plain<hardsigmoid>("hardsigmoid")),
      plain<hardswish>("hardswish"),
      plain<tanhshrink>("tanhshrink"),
      with_wrong(activation("softshrink",
                            [](const Tensor& t, const Attributes& a) {
                              return softshrink(t, real_of(a, "lambd", 0.5));
                            },
                            {"lambd"}, {{{"lambd", 1.1}}}),
                 {"softshrink: lambd must not be negative, it is -1", {x}, {{"lambd", -1.0}}}),
      activation("hardshrink",
                 [](const Tensor& t, const Attributes& a) { return hardshrink(t, real_of(a, "lambd", 0.5)); },
                 {"lambd"}, {{{"lambd", 1.1}}}),
      activation("threshold",
                 [](const Tensor& t, const Attributes& a) {
                   return threshold(t, real_of(a, "threshold", 0.1), real_of(a, "value", 3));
                 },
                 {"threshold", "value"}),
      {.name = "glu",
       .call = [](std::span<const Tensor> in,
                  const Attributes& a) { return std::vector{glu(in[0], a.value("dim", -1))}; },
       .examples = {{{real({2, 4})}}, {{real({4, 3})}, {{"dim", 0}}}},
       .wrong = {"glu: dimension 1 of shape (2, 3) has no two halves; its size must be even", {x}},
       .attributes = {"dim"}},
  };
}

}  // namespace gradus::test
