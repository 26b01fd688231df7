#include "gradus/core/ops/special.hpp"

#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/binary_math.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/truth.hpp"
#include "op_table.hpp"

namespace gradus::test {
namespace {

constexpr Derivatives none = Derivatives::none;

/// A function of one tensor.
OpRow unary(const std::string& name, Tensor (*f)(const Tensor&), const Tensor& x,
            Derivatives derivatives = Derivatives::second) {
  return {.name = name,
          .call = [f](std::span<const Tensor> in, const Attributes&) { return std::vector{f(in[0])}; },
          .examples = {{{x}}},
          .wrong = {name + ": an undefined tensor was given", {Tensor()}},
          .derivatives = derivatives};
}

/// A function of two tensors that broadcast.
OpRow binary(const std::string& name, Tensor (*f)(const Tensor&, const Tensor&), const Tensor& x,
             const Tensor& y, Derivatives derivatives = Derivatives::second) {
  return {
      .name = name,
      .call = [f](std::span<const Tensor> in, const Attributes&) { return std::vector{f(in[0], in[1])}; },
      .examples = {{{x, y}}, {{x, y.select(0, 0)}}},
      .wrong = {name + ": shapes (2,) and (3,) do not broadcast: 2 and 3 meet in dimension 0 of the result",
                {x.select(0, 0).select(0, 0).slice(0, 0, 2), y.select(0, 0).select(0, 0)}},
      .derivatives = derivatives,
      .broadcasts = is_floating_point(x.dtype())};
}

std::optional<double> optional_of(const Attributes& a, const char* key) {
  return a.contains(key) ? std::optional(a[key].get<double>()) : std::nullopt;
}

OpRow scaled(const std::string& name, Tensor (*f)(const Tensor&, const Tensor&, const Tensor&, Scalar)) {
  return {
      .name = name,
      .call = [f](std::span<const Tensor> in,
                  const Attributes& a) { return std::vector{f(in[0], in[1], in[2], a.value("value", 1.0))}; },
      .examples = {{{real({2, 3}), real({3}, 1), positive({2, 1}, 2)}, {{"value", -0.7}}}},
      .wrong = {name + ": shapes (2,) and (3,) do not broadcast: 2 and 3 meet in dimension 0 of the result",
                {real({2}), real({2}), real({3})}},
      .attributes = {"value"}};
}

std::vector<OpRow> unary_functions() {
  const Tensor x = real({2, 3, 3}), inside = between(-0.9, 0.9, {2, 3, 3}),
               above = between(1.2, 3, {2, 3, 3});
  // PyTorch's derivative of digamma and inverse of erf near 1 are series with fewer digits.
  OpRow digamma_row = unary("digamma", digamma, above, Derivatives::first),
        erfinv_row = unary("erfinv", erfinv, inside);
  digamma_row.tolerance = 1e-9;
  erfinv_row.tolerance = 1e-10;
  return {
      unary("trunc", trunc, x),
      unary("frac", frac, x),
      unary("exp2", exp2, x),
      unary("asinh", asinh, x),
      unary("acosh", acosh, above),
      unary("atanh", atanh, inside),
      unary("erfc", erfc, x),
      std::move(erfinv_row),
      unary("lgamma", lgamma, above),
      std::move(digamma_row),
      unary("sinc", sinc, x),
      unary("rad2deg", rad2deg, x),
      unary("deg2rad", deg2rad, x),
      unary("isinf", isinf, x, none),
      unary("isfinite", isfinite, x, none),
      {.name = "logit",
       .call = [](std::span<const Tensor> in,
                  const Attributes& a) { return std::vector{logit(in[0], optional_of(a, "eps"))}; },
       .examples = {{{between(0.1, 0.9, {2, 3})}}, {{between(-0.2, 1.1, {2, 3})}, {{"eps", 0.1}}}},
       .wrong = {"logit: an undefined tensor was given", {Tensor()}},
       .attributes = {"eps"}},
      {.name = "clamp_min",
       .call = [](std::span<const Tensor> in,
                  const Attributes& a) { return std::vector{clamp_min(in[0], a.at("value").get<double>())}; },
       .examples = {{{x}, {{"value", 0.3}}}},
       .wrong = {"clamp_min: an undefined tensor was given", {Tensor()}, {{"value", 0.3}}},
       .attributes = {"value"}},
      {.name = "clamp_max",
       .call = [](std::span<const Tensor> in,
                  const Attributes& a) { return std::vector{clamp_max(in[0], a.at("value").get<double>())}; },
       .examples = {{{x}, {{"value", 0.3}}}},
       .wrong = {"clamp_max: an undefined tensor was given", {Tensor()}, {{"value", 0.3}}},
       .attributes = {"value"}},
      {.name = "nan_to_num",
       .call =
           [](std::span<const Tensor> in, const Attributes& a) {
             return std::vector{nan_to_num(in[0], {.nan = a.value("nan", 0.0),
                                                   .posinf = optional_of(a, "posinf"),
                                                   .neginf = optional_of(a, "neginf")})};
           },
       .examples = {{{x}}},
       .wrong = {"nan_to_num: an undefined tensor was given", {Tensor()}},
       .attributes = {"nan", "posinf", "neginf"}},
      {.name = "bitwise_not",
       .call = [](std::span<const Tensor> in, const Attributes&) { return std::vector{~in[0]}; },
       .examples = {{{integers({2, 3}, 9)}}, {{truths({2, 3})}}},
       .wrong = {"bitwise_not: integers or bool are needed, the tensor is float64 (2, 3)", {real({2, 3})}},
       .derivatives = none},
      {.name = "count_nonzero",
       .call = [](std::span<const Tensor> in,
                  const Attributes& a) { return std::vector{count_nonzero(in[0], axes_of(a))}; },
       .examples = {{{integers({2, 3}, 3)}}, {{x}, {{"dim", 1}}}},
       .wrong =
           {"count_nonzero: dimension 3 is out of range for a tensor of 3 dimensions; from -3 to 2 exist",
            {x},
            {{"dim", 3}}},
       .derivatives = none,
       .attributes = {"dim"}},
  };
}

/// In these golden cases the tensors are bounds, too.
OpRow clamp_tensor() {
  return {.name = "clamp_tensor",
          .call = [](std::span<const Tensor> in,
                     const Attributes&) { return std::vector{clamp(in[0], in[1], in[2])}; },
          .examples = {{{real({2, 3}), between(-1, -0.5, {3}), between(0.2, 1, {2, 1})}}},
          .wrong = {"clamp: shapes (2,) and (3,) do not broadcast: 2 and 3 meet in dimension 0 of the result",
                    {real({2}), real({3}), real({2})}},
          .optional_from = 1};
}

}  // namespace

std::vector<OpRow> special_rows() {
  const Tensor x = real({2, 2, 3}), y = positive({2, 2, 3}, 1);
  const Tensor i = integers({2, 2, 3}, 9), j = integers({2, 2, 3}, 5) + 1;
  std::vector<OpRow> rows = unary_functions();
  const auto isclose_of = [](std::span<const Tensor> in, const Attributes& a) {
    return std::vector{isclose(in[0], in[1],
                               {.rtol = a.value("rtol", 1e-5),
                                .atol = a.value("atol", 1e-8),
                                .equal_nan = a.value("equal_nan", false)})};
  };
  for (OpRow row : {
           binary("floor_divide", floor_divide, x, y, none),
           binary("remainder", remainder, x, y),
           binary("fmod", fmod, x, y),
           binary("hypot", hypot, x, y),
           binary("logaddexp", logaddexp, x, y),
           binary("xlogy", xlogy, x, y),
           binary("heaviside", heaviside, x, y, none),
           binary("logical_xor", logical_xor, x, y, none),
           binary("bitwise_and", bitwise_and, i, j, none),
           binary("bitwise_or", bitwise_or, i, j, none),
           binary("bitwise_xor", bitwise_xor, i, j, none),
           clamp_tensor(),
           OpRow{.name = "isclose",
           .call = isclose_of,
           .examples = {{{x, x}}, {{x, y}, {{"rtol", 0.5}}}},
           .wrong = {"isclose: shapes (2,) and (3,) do not broadcast: 2 and 3 meet in dimension 0 of the "
                     "result",
                     {real({2}), real({3})}},
           .derivatives = none,
           .attributes = {"rtol", "atol", "equal_nan"}},
           OpRow{.name = "lerp",
           .call =
                     [](std::span<const Tensor> in, const Attributes&a) {
                       return std::vector{lerp(in[0], in[1], a.at("weight").get<double>())};
                     },
           .examples = {{{x, y}, {{"weight", 0.3}}}, {{x, y}, {{"weight", 0.8}}}},
           .wrong = {"lerp: shapes (2,) and (3,) do not broadcast: 2 and 3 meet in dimension 0 of the result",
                     {real({2}), real({3})},
                     {{"weight", 0.5}}},
           .attributes = {"weight"}},
           OpRow{.name = "lerp_tensor",
           .call = [](std::span<const Tensor> in,
                      const Attributes&) { return std::vector{lerp(in[0], in[1], in[2])}; },
           .examples = {{{x, y, between(-0.5, 1.5, {3})}}},
           .wrong = {"lerp: shapes (2,) and (3,) do not broadcast: 2 and 3 meet in dimension 0 of the result",
                     {real({2}), real({3}), real({2})}}},
           scaled("addcmul", addcmul),
           scaled("addcdiv", addcdiv),
       }) {
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace gradus::test
