// Operations along a dimension: running results, norms, order.
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/cumulative.hpp"
#include "gradus/core/ops/order.hpp"
#include "gradus/core/ops/vector_norms.hpp"
#include "op_table.hpp"

namespace gradus::test {
namespace {

constexpr Derivatives none = Derivatives::none;

int64_t dim_of(const Attributes& a) { return a.value("dim", -1); }
std::vector<Tensor> both(const ValuesIndices& found) { return {found.values, found.indices}; }

/// A number, or "inf" and "-inf".
double real_of(const Attributes& a, const char* key, double otherwise) {
  if (!a.contains(key)) return otherwise;
  return a[key].is_string() ? std::stod(a[key].get<std::string>()) : a[key].get<double>();
}

OpRow along(const std::string& name, Tensor (*f)(const Tensor&, int64_t)) {
  const Tensor x = real({2, 3, 2});
  return {.name = name,
          .call = [f](std::span<const Tensor> in,
                      const Attributes& a) { return std::vector{f(in[0], dim_of(a))}; },
          .examples = {{{x}, {{"dim", 1}}}, {{x}, {{"dim", 0}}}, {{x}, {{"dim", -1}}}},
          .wrong = {name + ": dimension 3 is out of range for a tensor of 3 dimensions; from -3 to 2 exist",
                    {x},
                    {{"dim", 3}}},
          .attributes = {"dim"}};
}

OpRow extreme(const std::string& name, ValuesIndices (*f)(const Tensor&, int64_t)) {
  OpRow row = along(name, nullptr);
  row.call = [f](std::span<const Tensor> in, const Attributes& a) { return both(f(in[0], dim_of(a))); };
  return row;
}

std::vector<OpRow> running() {
  const Tensor x = real({2, 3, 2});
  std::vector<OpRow> rows{along("cumsum", cumsum), along("cumprod", cumprod),
                          along("logcumsumexp", logcumsumexp), extreme("cummax", cummax),
                          extreme("cummin", cummin)};
  // Second derivatives of a product are right where factors are 0, too.
  const Tensor holes = tensor({1.5, 0.0, -2.0, 0.0}).to(float64);
  rows[1].examples.push_back({{holes}, {{"dim", 0}}});
  rows.push_back(
      {.name = "prod",
       .call =
           [](std::span<const Tensor> in, const Attributes& a) {
             return std::vector{a.contains("dim") ? prod(in[0], dim_of(a), a.value("keepdim", false))
                                                  : prod(in[0])};
           },
       .examples = {{{x}, {{"dim", 1}}},
                    {{x}, {{"dim", 0}, {"keepdim", true}}},
                    {{holes}},
                    {{tensor({2.0, 0.0, 3.0}).to(float64)}}},
       .wrong = {"prod: dimension 3 is out of range for a tensor of 3 dimensions; from -3 to 2 exist",
                 {x},
                 {{"dim", 3}}},
       .attributes = {"dim", "keepdim"}});
  return rows;
}

ReduceOptions reduce_options(const Attributes& a) {
  return {.dim = axes_of(a), .keepdim = a.value("keepdim", false)};
}

OpRow reduction(const std::string& name, Tensor (*f)(const Tensor&, const ReduceOptions&), WrongCall wrong) {
  const Tensor x = real({2, 3, 2});
  return {.name = name,
          .call = [f](std::span<const Tensor> in,
                      const Attributes& a) { return std::vector{f(in[0], reduce_options(a))}; },
          .examples = {{{x}}, {{x}, {{"dim", {1}}, {"keepdim", true}}}},
          .wrong = std::move(wrong),
          .attributes = {"dim", "keepdim"}};
}

std::vector<OpRow> norms() {
  const Tensor x = real({2, 3, 2}), y = real({2, 3}, 1);
  return {
      {.name = "norm",
       .call =
           [](std::span<const Tensor> in, const Attributes& a) {
             return std::vector{norm(in[0], real_of(a, "p", 2), reduce_options(a))};
           },
       .examples = {{{x}},
                    {{x}, {{"p", 1}, {"dim", {1}}}},
                    {{x}, {{"p", 3}, {"dim", {0, 2}}, {"keepdim", true}}},
                    {{x}, {{"p", 0.5}}},
                    {{x}, {{"p", "inf"}, {"dim", {1}}}},
                    {{x}, {{"p", "-inf"}}}},
       .wrong = {"norm: floating point is needed, the tensor is int64; convert it with to(float32)",
                 {integers({3}, 2)}},
       .attributes = {"p", "dim", "keepdim"}},
      {.name = "normalize",
       .call =
           [](std::span<const Tensor> in, const Attributes& a) {
             return std::vector{normalize(
                 in[0], {.p = real_of(a, "p", 2), .dim = a.value("dim", 1), .eps = a.value("eps", 1e-12)})};
           },
       .examples = {{{x}}, {{x}, {{"dim", -1}, {"p", 1}}}},
       .wrong = {"normalize: dimension 1 is out of range for a tensor of 1 dimensions; from -1 to 0 exist",
                 {real({3})}},
       .attributes = {"p", "dim", "eps"}},
      {.name = "cosine_similarity",
       .call =
           [](std::span<const Tensor> in, const Attributes& a) {
             return std::vector{cosine_similarity(in[0], in[1], {.dim = a.value("dim", 1)})};
           },
       .examples = {{{real({2, 3}), y}}, {{real({2, 3}), real({3}, 1)}, {{"dim", 1}}}},
       .wrong = {"cosine_similarity: shapes (2, 3) and (2, 2) do not broadcast: 3 and 2 meet in dimension 1 "
                 "of the "
                 "result",
                 {real({2, 3}), real({2, 2})}},
       .attributes = {"dim"}},
      {.name = "pairwise_distance",
       .call =
           [](std::span<const Tensor> in, const Attributes& a) {
             return std::vector{pairwise_distance(in[0], in[1],
                                                  {.p = real_of(a, "p", 2),
                                                   .eps = a.value("eps", 1e-6),
                                                   .keepdim = a.value("keepdim", false)})};
           },
       .examples = {{{real({2, 3}), y}}, {{real({2, 3}), real({3}, 1)}, {{"p", 1}, {"keepdim", true}}}},
       .wrong = {"pairwise_distance: shapes (2, 3) and (2, 2) do not broadcast: 3 and 2 meet in dimension 1 "
                 "of the "
                 "result",
                 {real({2, 3}), real({2, 2})}},
       .attributes = {"p", "eps", "keepdim"}},
      {.name = "cdist",
       .call = [](std::span<const Tensor> in,
                  const Attributes& a) { return std::vector{cdist(in[0], in[1], real_of(a, "p", 2))}; },
       .examples = {{{real({2, 3}), real({4, 3}, 1)}}, {{real({2, 3}), real({4, 3}, 1)}, {{"p", 3}}}},
       .wrong = {"cdist: matrices with rows of one length are needed, not (2, 3) and (2, 2)",
                 {real({2, 3}), real({2, 2})}},
       .attributes = {"p"}},
      reduction("nansum", nansum,
                {"nansum: dimension 3 is out of range for a tensor of 3 dimensions; from -3 to 2 exist",
                 {x},
                 {{"dim", {3}}}}),
      reduction("nanmean", nanmean,
                {"nanmean: floating point is needed, the tensor is int64; convert it with to(float32)",
                 {integers({3}, 2)}}),
      {.name = "aminmax",
       .call =
           [](std::span<const Tensor> in, const Attributes& a) {
             const auto dim = a.contains("dim") ? std::optional(dim_of(a)) : std::nullopt;
             const Extremes found = aminmax(in[0], dim, a.value("keepdim", false));
             return std::vector{found.min, found.max};
           },
       .examples = {{{x}}, {{x}, {{"dim", 1}, {"keepdim", true}}}},
       .wrong = {"aminmax: no element to choose from in shape (0, 2)", {real({0, 2})}},
       .attributes = {"dim", "keepdim"}},
  };
}

SortOptions sort_options(const Attributes& a) {
  return {.dim = dim_of(a), .descending = a.value("descending", false)};
}

QuantileOptions quantile_options(const Attributes& a) {
  const std::string word = a.value("interpolation", "linear");
  return {.dim = a.contains("dim") ? std::optional(dim_of(a)) : std::nullopt,
          .keepdim = a.value("keepdim", false),
          .interpolation = word == "lower"      ? Interpolation::lower
                           : word == "higher"   ? Interpolation::higher
                           : word == "midpoint" ? Interpolation::midpoint
                           : word == "nearest"  ? Interpolation::nearest
                                                : Interpolation::linear};
}

std::vector<OpRow> in_order() {
  const Tensor x = real({2, 4, 2});
  const std::string no_dim = ": dimension 3 is out of range for a tensor of 3 dimensions; from -3 to 2 exist";
  return {
      {.name = "sort",
       .call = [](std::span<const Tensor> in,
                  const Attributes& a) { return both(sort(in[0], sort_options(a))); },
       .examples = {{{x}, {{"dim", 1}}}, {{x}, {{"dim", 0}, {"descending", true}}}},
       .wrong = {"sort" + no_dim, {x}, {{"dim", 3}}},
       .attributes = {"dim", "descending"}},
      {.name = "argsort",
       .call = [](std::span<const Tensor> in,
                  const Attributes& a) { return std::vector{argsort(in[0], sort_options(a))}; },
       .examples = {{{x}, {{"dim", 1}}}, {{integers({3, 3}, 4)}, {{"dim", 0}, {"descending", true}}}},
       .wrong = {"argsort" + no_dim, {x}, {{"dim", 3}}},
       .derivatives = none,
       .attributes = {"dim", "descending"}},
      {.name = "topk",
       .call =
           [](std::span<const Tensor> in, const Attributes& a) {
             return both(topk(in[0], a.at("k").get<int64_t>(),
                              {.dim = dim_of(a), .largest = a.value("largest", true)}));
           },
       .examples = {{{x}, {{"k", 2}, {"dim", 1}}}, {{x}, {{"k", 1}, {"dim", 0}, {"largest", false}}}},
       .wrong = {"topk: 5 elements cannot be taken along dimension 1 of shape (2, 4, 2)",
                 {x},
                 {{"k", 5}, {"dim", 1}}},
       .attributes = {"k", "dim", "largest"}},
      {.name = "kthvalue",
       .call =
           [](std::span<const Tensor> in, const Attributes& a) {
             return both(kthvalue(in[0], a.at("k").get<int64_t>(), dim_of(a), a.value("keepdim", false)));
           },
       .examples = {{{x}, {{"k", 3}, {"dim", 1}}}, {{x}, {{"k", 1}, {"dim", -1}, {"keepdim", true}}}},
       .wrong = {"kthvalue: there is no element number 5 along dimension 1 of shape (2, 4, 2)",
                 {x},
                 {{"k", 5}, {"dim", 1}}},
       .attributes = {"k", "dim", "keepdim"}},
      {.name = "median",
       .call = [](std::span<const Tensor> in, const Attributes&) { return std::vector{median(in[0])}; },
       .examples = {{{x}}},
       .wrong = {"median: no element to choose from in shape (0,)", {integers({0}, 2)}}},
      {.name = "median_dim",
       .call = [](std::span<const Tensor> in,
                  const Attributes& a) { return both(median(in[0], dim_of(a), a.value("keepdim", false))); },
       .examples = {{{x}, {{"dim", 1}}}, {{x}, {{"dim", 0}, {"keepdim", true}}}},
       .wrong = {"median" + no_dim, {x}, {{"dim", 3}}},
       .attributes = {"dim", "keepdim"}},
      {.name = "quantile",
       .call =
           [](std::span<const Tensor> in, const Attributes& a) {
             const auto q = a.at("q").get<std::vector<double>>();
             return std::vector{quantile(in[0], std::span<const double>(q), quantile_options(a))};
           },
       .examples = {{{x}, {{"q", {0.3, 0.8}}}}, {{x}, {{"q", {0.4}}, {"dim", 1}, {"keepdim", true}}}},
       .wrong = {"quantile: the share 1.5 is not in [0, 1]", {x}, {{"q", {1.5}}}},
       .attributes = {"q", "dim", "keepdim", "interpolation"}},
  };
}

std::vector<Tensor> all_of(const Unique& found) { return {found.values, found.inverse, found.counts}; }
std::vector<Tensor> both_of(const Histogram& found) { return {found.hist, found.bin_edges}; }

std::vector<OpRow> searching() {
  const Tensor steps = tensor({-1.0, 0.0, 0.5, 1.0}).to(float64), x = real({2, 3});
  const auto right = [](const Attributes& a) { return a.value("right", false); };
  return {
      {.name = "unique",
       .call = [](std::span<const Tensor> in, const Attributes&) { return all_of(unique(in[0])); },
       .examples = {{{integers({2, 3}, 4)}}, {{x}}},
       .wrong = {"unique: an undefined tensor was given", {Tensor()}},
       .derivatives = none},
      {.name = "unique_consecutive",
       .call = [](std::span<const Tensor> in,
                  const Attributes&) { return all_of(unique_consecutive(in[0])); },
       .examples = {{{tensor({1, 1, 2, 2, 1})}}, {{x}}},
       .wrong = {"unique_consecutive: an undefined tensor was given", {Tensor()}},
       .derivatives = none},
      {.name = "searchsorted",
       .call = [right](std::span<const Tensor> in,
                       const Attributes& a) { return std::vector{searchsorted(in[0], in[1], right(a))}; },
       .examples = {{{steps, x}}, {{steps, x}, {{"right", true}}}},
       .wrong = {"searchsorted: the sequence (2, 3) is no vector and does not match the values (3,) up to "
                 "its last "
                 "dimension",
                 {x, real({3})}},
       .derivatives = none,
       .attributes = {"right"}},
      {.name = "bucketize",
       .call = [right](std::span<const Tensor> in,
                       const Attributes& a) { return std::vector{bucketize(in[1], in[0], right(a))}; },
       .examples = {{{steps, x}}},
       .wrong = {"bucketize: the boundaries must be a vector, their shape is (2, 3)", {x, x}},
       .derivatives = none,
       .attributes = {"right"}},
      {.name = "histc",
       .call =
           [](std::span<const Tensor> in, const Attributes& a) {
             return std::vector{histc(in[0], a.value("bins", 100), a.value("min", 0.0), a.value("max", 0.0))};
           },
       .examples = {{{x}, {{"bins", 3}}}, {{x}, {{"bins", 2}, {"min", -1.0}, {"max", 1.0}}}},
       .wrong = {"histc: the range from 2 to 1 cannot be divided", {x}, {{"min", 2.0}, {"max", 1.0}}},
       .derivatives = none,
       .attributes = {"bins", "min", "max"}},
      {.name = "histogram",
       .call =
           [](std::span<const Tensor> in, const Attributes& a) {
             HistogramOptions options{.density = a.value("density", false)};
             if (a.contains("range"))
               options.range = std::pair(a["range"][0].get<double>(), a["range"][1].get<double>());
             return both_of(histogram(in[0], a.value("bins", 3), options));
           },
       .examples = {{{x}}, {{x}, {{"range", {-1.0, 1.0}}, {"density", true}}}},
       .wrong = {"histogram: the number of bins must be positive, it is 0", {x}, {{"bins", 0}}},
       .derivatives = none,
       .attributes = {"bins", "range", "density"}},
      {.name = "histogram_edges",
       .call = [](std::span<const Tensor> in,
                  const Attributes&) { return both_of(histogram(in[0], in[1], {.weight = in[2]})); },
       .examples = {{{x, steps, positive({2, 3}, 2)}}},
       .wrong = {"histogram: the weight must be float64 (2, 3), like the tensor, it is float64 (3,)",
                 {x, steps, real({3})}},
       .derivatives = none,
       .optional_from = 2},
  };
}

}  // namespace

std::vector<OpRow> along_rows() {
  std::vector<OpRow> rows;
  for (auto family : {&running, &norms, &in_order, &searching}) {
    for (OpRow& row : family()) rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace gradus::test
