#include "gradus/core/ops/joining.hpp"
#include "gradus/core/ops/views.hpp"
#include "op_table.hpp"

namespace gradus::test {
namespace {

int64_t integer(const Attributes& a, const char* key) { return a.at(key).get<int64_t>(); }

/// One tensor to one tensor, by the attributes named.
OpRow view(const std::string& name, Tensor (*f)(const Tensor&, const Attributes&),
           std::vector<Example> examples, WrongCall wrong, std::vector<std::string> attributes) {
  return {.name = name,
          .call = [f](std::span<const Tensor> in, const Attributes& a) { return std::vector{f(in[0], a)}; },
          .examples = std::move(examples),
          .wrong = std::move(wrong),
          .attributes = std::move(attributes)};
}

/// Slices along the leading dimensions, one start, stop and step for each.
Tensor slices(const Tensor& x, const Attributes& a) {
  Tensor y = x;
  for (size_t i = 0; i < a.at("start").size(); ++i) {
    const auto stop = a["stop"][i].is_null() ? std::nullopt : std::optional(a["stop"][i].get<int64_t>());
    y = slice(y, static_cast<int64_t>(i), a["start"][i].get<int64_t>(), stop, a["step"][i].get<int64_t>());
  }
  return y;
}

Tensor squeezed(const Tensor& x, const Attributes& a) {
  return a.contains("dim") ? squeeze(x, integer(a, "dim")) : squeeze(x);
}

std::vector<OpRow> view_rows() {
  const Tensor x = real({2, 3, 2});
  return {
      view("reshape", [](const Tensor& t, const Attributes& a) { return reshape(t, shape_of(a, "shape")); },
           {{{x}, {{"shape", {3, -1}}}}, {{x}, {{"shape", {2, 1, 6}}}}},
           {"reshape: 12 elements of shape (2, 3, 2) do not fill shape (5, -1)", {x}, {{"shape", {5, -1}}}},
           {"shape"}),
      view("t_reshape",
           [](const Tensor& t, const Attributes& a) { return t.t().reshape(shape_of(a, "shape")); },
           {{{real({2, 3})}, {{"shape", {-1}}}}},
           {"t: a matrix or vector is needed, the shape is (2, 3, 2); use transpose", {x}, {{"shape", {-1}}}},
           {"shape"}),
      view("permute",
           [](const Tensor& t, const Attributes& a) {
             return permute(t, Axes(std::span<const int64_t>(a.at("dims").get<std::vector<int64_t>>())));
           },
           {{{x}, {{"dims", {2, 0, 1}}}}, {{x}, {{"dims", {0, -1, 1}}}}},
           {"permute: dimension 0 is named twice in (0, 0, 1)", {x}, {{"dims", {0, 0, 1}}}}, {"dims"}),
      view("transpose",
           [](const Tensor& t, const Attributes& a) {
             return transpose(t, integer(a, "dim0"), integer(a, "dim1"));
           },
           {{{x}, {{"dim0", 0}, {"dim1", 2}}}, {{x}, {{"dim0", -1}, {"dim1", 1}}}},
           {"transpose: dimension 3 is out of range for a tensor of 3 dimensions; from -3 to 2 exist",
            {x},
            {{"dim0", 0}, {"dim1", 3}}},
           {"dim0", "dim1"}),
      view("squeeze", squeezed, {{{real({1, 3, 1, 2})}}, {{real({1, 3})}, {{"dim", 0}}}, {{x}, {{"dim", 1}}}},
           {"squeeze: dimension 3 is out of range for a tensor of 3 dimensions; from -3 to 2 exist",
            {x},
            {{"dim", 3}}},
           {"dim"}),
      view("unsqueeze", [](const Tensor& t, const Attributes& a) { return unsqueeze(t, integer(a, "dim")); },
           {{{x}, {{"dim", 1}}}, {{x}, {{"dim", -1}}}},
           {"unsqueeze: dimension 4 is out of range for a tensor of 4 dimensions; from -4 to 3 exist",
            {x},
            {{"dim", 4}}},
           {"dim"}),
      view("unsqueeze_squeeze",
           [](const Tensor& t, const Attributes& a) {
             return squeeze(unsqueeze(t, integer(a, "unsqueeze")), integer(a, "squeeze"));
           },
           {{{real({1, 3})}, {{"unsqueeze", 1}, {"squeeze", 0}}}},
           {"unsqueeze: an undefined tensor was given", {Tensor()}, {{"unsqueeze", 1}, {"squeeze", 0}}},
           {"unsqueeze", "squeeze"}),
      view("flatten",
           [](const Tensor& t, const Attributes& a) {
             return flatten(t, a.value("start", 0), a.value("end", -1));
           },
           {{{x}}, {{x}, {{"start", 1}}}, {{x}, {{"start", 0}, {"end", 1}}}},
           {"flatten: dimension 2 does not come before 0", {x}, {{"start", 2}, {"end", 0}}},
           {"start", "end"}),
      view("expand", [](const Tensor& t, const Attributes& a) { return expand(t, shape_of(a, "shape")); },
           {{{real({3, 1})}, {{"shape", {2, 3, 2}}}}, {{real({2, 1})}, {{"shape", {-1, 4}}}}},
           {"expand: shape (2, 3) cannot be repeated to (2, 6); only sizes of 1 repeat",
            {real({2, 3})},
            {{"shape", {2, 6}}}},
           {"shape"}),
      view("select",
           [](const Tensor& t, const Attributes& a) {
             return select(t, integer(a, "dim"), integer(a, "index"));
           },
           {{{x}, {{"dim", 1}, {"index", -1}}}, {{x}, {{"dim", 0}, {"index", 0}}}},
           {"select: index 3 is out of range for dimension 1 of shape (2, 3, 2)",
            {x},
            {{"dim", 1}, {"index", 3}}},
           {"dim", "index"}),
      view("slice", slices,
           {{{real({5, 3})}, {{"start", {1, 0}}, {"stop", {4, 2}}, {"step", {2, 1}}}},
            {{real({7})}, {{"start", {-5}}, {"stop", {nullptr}}, {"step", {3}}}}},
           {"slice: the step must be positive, it is 0", {x}, {{"start", {0}}, {"stop", {1}}, {"step", {0}}}},
           {"start", "stop", "step"}),
      view("narrow",
           [](const Tensor& t, const Attributes& a) {
             return narrow(t, integer(a, "dim"), integer(a, "start"), integer(a, "length"));
           },
           {{{real({2, 4})}, {{"dim", 1}, {"start", 1}, {"length", 2}}}},
           {"narrow: 2 elements from 2 are not all in dimension 1 of shape (2, 3, 2)",
            {x},
            {{"dim", 1}, {"start", 2}, {"length", 2}}},
           {"dim", "start", "length"}),
  };
}

}  // namespace

std::vector<OpRow> shape_rows() {
  std::vector<OpRow> rows = view_rows();
  rows.push_back(
      {.name = "cat",
       .call = [](std::span<const Tensor> in,
                  const Attributes& a) { return std::vector{cat(in, a.value("dim", 0))}; },
       .examples = {{{real({2, 1}), real({2, 3}, 1)}, {{"dim", 1}}},
                    {{real({1, 2, 2}), real({2, 2, 2}, 1), real({1, 2, 2}, 2)}, {{"dim", -3}}}},
       .wrong = {"cat: shapes (2, 3) and (2, 2) differ outside dimension 0", {real({2, 3}), real({2, 2})}},
       .attributes = {"dim"}});
  rows.push_back({.name = "stack",
                  .call = [](std::span<const Tensor> in,
                             const Attributes& a) { return std::vector{stack(in, a.value("dim", 0))}; },
                  .examples = {{{real({2, 2}), real({2, 2}, 1)}, {{"dim", 1}}},
                               {{real({3}), real({3}, 1), real({3}, 2)}, {{"dim", -1}}}},
                  .wrong = {"stack: shapes (2, 3) and (3, 2) differ", {real({2, 3}), real({3, 2})}},
                  .attributes = {"dim"}});
  rows.push_back(
      {.name = "split",
       .call = [](std::span<const Tensor> in,
                  const Attributes& a) { return split(in[0], integer(a, "size"), a.value("dim", 0)); },
       .examples = {{{real({5, 2})}, {{"size", 2}}}, {{real({2, 4})}, {{"size", 2}, {"dim", 1}}}},
       .wrong = {"split: the size of a part must be positive, it is 0", {real({4})}, {{"size", 0}}},
       .attributes = {"size", "dim"}});
  return rows;
}

}  // namespace gradus::test
