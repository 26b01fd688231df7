#include "gradus/core/ops/reduction.hpp"

#include "gradus/core/ops/comparison.hpp"
#include "op_table.hpp"

namespace gradus::test {
namespace {

ReduceOptions options_of(const Attributes& a) {
  return {.dim = axes_of(a), .keepdim = a.value("keepdim", false)};
}

/// Reductions along any number of dimensions. PyTorch's own word for both is `dim`.
OpRow reduction(const std::string& name, Tensor (*f)(const Tensor&, const ReduceOptions&),
                Derivatives derivatives = Derivatives::second) {
  const Tensor x = real({2, 3, 2});
  return {.name = name,
          .call = [f](std::span<const Tensor> in,
                      const Attributes& a) { return std::vector{f(in[0], options_of(a))}; },
          .examples = {{{x}},
                       {{x}, {{"dim", {0}}}},
                       {{x}, {{"dim", {1}}, {"keepdim", true}}},
                       {{x}, {{"dim", {-1, 0}}}},
                       {{real({2, 2, 2, 3})}, {{"dim", {0, 1}}}}},
          .wrong = {name + ": dimension 3 is out of range for a tensor of 3 dimensions; from -3 to 2 exist",
                    {x},
                    {{"dim", {3}}}},
          .derivatives = derivatives,
          .attributes = {"dim", "keepdim"}};
}

OpRow variance(const std::string& name, Tensor (*f)(const Tensor&, const VarianceOptions&)) {
  const Tensor x = real({2, 3, 2});
  return {.name = name,
          .call =
              [f](std::span<const Tensor> in, const Attributes& a) {
                const VarianceOptions options{.dim = axes_of(a),
                                              .correction = a.value("unbiased", true) ? 1 : 0,
                                              .keepdim = a.value("keepdim", false)};
                return std::vector{f(in[0], options)};
              },
          .examples = {{{x}},
                       {{x}, {{"dim", {1}}, {"unbiased", false}}},
                       {{x}, {{"dim", {0, 1}}, {"keepdim", true}}}},
          .wrong = {name + ": dimension 5 is out of range for a tensor of 3 dimensions; from -3 to 2 exist",
                    {x},
                    {{"dim", {5}}}},
          .attributes = {"dim", "unbiased", "keepdim"}};
}

std::vector<Tensor> both(const ValuesIndices& found) { return {found.values, found.indices}; }

OpRow extreme_along(const std::string& name, const std::string& op,
                    ValuesIndices (*f)(const Tensor&, int64_t, bool)) {
  const Tensor x = real({2, 3, 2});
  return {.name = name,
          .call =
              [f](std::span<const Tensor> in, const Attributes& a) {
                return both(f(in[0], a.at("dim").get<int64_t>(), a.value("keepdim", false)));
              },
          .examples = {{{x}, {{"dim", 1}}}, {{x}, {{"dim", 0}, {"keepdim", true}}}, {{x}, {{"dim", -1}}}},
          .wrong = {op + ": dimension -4 is out of range for a tensor of 3 dimensions; from -3 to 2 exist",
                    {x},
                    {{"dim", -4}}},
          .attributes = {"dim", "keepdim"}};
}

OpRow arg(const std::string& name, Tensor (*f)(const Tensor&, std::optional<int64_t>, bool)) {
  const Tensor x = real({2, 3, 2});
  return {
      .name = name,
      .call =
          [f](std::span<const Tensor> in, const Attributes& a) {
            const auto axes = axes_of(a);
            return std::vector{
                f(in[0], axes ? std::optional((*axes)[0]) : std::nullopt, a.value("keepdim", false))};
          },
      .examples = {{{x}}, {{x}, {{"dim", 1}}}, {{x}, {{"dim", 0}, {"keepdim", true}}}},
      .wrong = {name + ": no element to choose from in shape (0, 2); nothing has no extreme", {real({0, 2})}},
      .derivatives = Derivatives::none,
      .attributes = {"dim", "keepdim"}};
}

/// all and any: the goldens ask whether elements lie above a threshold.
OpRow truth(const std::string& name, Tensor (*f)(const Tensor&, const ReduceOptions&)) {
  OpRow row = reduction(name, f, Derivatives::none);
  row.call = [f](std::span<const Tensor> in, const Attributes& a) {
    const Tensor x = a.contains("threshold") ? in[0] > a["threshold"].get<double>() : in[0];
    return std::vector{f(x, options_of(a))};
  };
  row.attributes.push_back("threshold");
  return row;
}

OpRow along(const std::string& name, Tensor (*f)(const Tensor&, int64_t)) {
  const Tensor x = real({2, 3, 2});
  return {.name = name,
          .call = [f](std::span<const Tensor> in,
                      const Attributes& a) { return std::vector{f(in[0], a.at("dim").get<int64_t>())}; },
          .examples = {{{x}, {{"dim", 2}}}, {{x}, {{"dim", 1}}}, {{x}, {{"dim", 0}}}},
          .wrong = {name + ": dimension 2 is out of range for a tensor of 2 dimensions; from -2 to 1 exist",
                    {real({2, 3})},
                    {{"dim", 2}}},
          .attributes = {"dim"}};
}

OpRow plain(const std::string& name, Tensor (*f)(const Tensor&), const std::string& op) {
  return {
      .name = name,
      .call = [f](std::span<const Tensor> in, const Attributes&) { return std::vector{f(in[0])}; },
      .examples = {{{real({2, 3})}}},
      .wrong = {op + ": no element to choose from in shape (0, 3); nothing has no extreme", {real({0, 3})}}};
}

}  // namespace

std::vector<OpRow> reduction_rows() {
  return {
      reduction("sum", sum),
      reduction("mean", mean),
      variance("var", var),
      variance("std", std),
      reduction("amax", amax),
      reduction("amin", amin),
      plain("max", max, "amax"),
      plain("min", min, "amin"),
      extreme_along("max_dim", "max", max),
      extreme_along("min_dim", "min", min),
      arg("argmax", argmax),
      arg("argmin", argmin),
      truth("all", all),
      truth("any", any),
      reduction("logsumexp", logsumexp),
      along("softmax", softmax),
      along("log_softmax", log_softmax),
  };
}

}  // namespace gradus::test
