#include "gradus/core/ops/shaping.hpp"

#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/diagonals.hpp"
#include "gradus/core/ops/padding.hpp"
#include "op_table.hpp"

namespace gradus::test {
namespace {

using List = std::vector<int64_t>;

int64_t integer(const Attributes& a, const char* key) { return a.at(key).get<int64_t>(); }

/// A number or a list under `key`.
Axes axes(const Attributes& a, const char* key) {
  if (!a.contains(key)) return {};
  return a[key].is_number() ? Axes(integer(a, key)) : Axes(std::span<const int64_t>(a[key].get<List>()));
}

std::optional<int64_t> maybe(const Attributes& a, const char* key) {
  return a.at(key).is_null() ? std::nullopt : std::optional(integer(a, key));
}

/// One tensor to one tensor, by the attributes named.
OpRow one(const std::string& name, Tensor (*f)(const Tensor&, const Attributes&),
          std::vector<Example> examples, WrongCall wrong, std::vector<std::string> attributes = {}) {
  return {.name = name,
          .call = [f](std::span<const Tensor> in, const Attributes& a) { return std::vector{f(in[0], a)}; },
          .examples = std::move(examples),
          .wrong = std::move(wrong),
          .attributes = std::move(attributes)};
}

/// One tensor to several.
OpRow parts(const std::string& name, std::vector<Tensor> (*f)(const Tensor&, const Attributes&),
            std::vector<Example> examples, WrongCall wrong, std::vector<std::string> attributes) {
  return {.name = name,
          .call = [f](std::span<const Tensor> in, const Attributes& a) { return f(in[0], a); },
          .examples = std::move(examples),
          .wrong = std::move(wrong),
          .attributes = std::move(attributes)};
}

OpRow joined(const std::string& name, Tensor (*f)(std::span<const Tensor>), const std::string& wrong) {
  return {.name = name,
          .call = [f](std::span<const Tensor> in, const Attributes&) { return std::vector{f(in)}; },
          .examples = {{{real({2, 3}), real({2, 3}, 1)}}},
          .wrong = {wrong, {real({2, 3}), real({3, 2})}}};
}

PadOptions pad_options(const Attributes& a) {
  const std::string word = a.value("mode", "constant");
  const PadMode mode = word == "reflect"     ? PadMode::reflect
                       : word == "replicate" ? PadMode::replicate
                       : word == "circular"  ? PadMode::circular
                                             : PadMode::constant;
  return {.mode = mode, .value = a.value("value", 0.0)};
}

Tensor padded(const Tensor& x, const Attributes& a) {
  const char* key = a.contains("pad") ? "pad" : "pad_left_right_top_bottom";
  return pad(x, a.at(key).get<List>(), pad_options(a));
}

std::vector<OpRow> order_of_elements() {
  const Tensor x = real({2, 3, 2});
  return {
      one("flip", [](const Tensor& t, const Attributes& a) { return flip(t, axes(a, "dims")); },
          {{{x}, {{"dims", {0, -1}}}}, {{x}, {{"dims", {1}}}}},
          {"flip: dimension 0 is named twice in (0, 0)", {x}, {{"dims", {0, 0}}}}, {"dims"}),
      one("fliplr", [](const Tensor& t, const Attributes&) { return fliplr(t); }, {{{x}}},
          {"fliplr: at least two dimensions are needed, the shape is (3,)", {real({3})}}),
      one("flipud", [](const Tensor& t, const Attributes&) { return flipud(t); }, {{{x}}},
          {"flipud: a 0-d tensor has no dimensions", {real({})}}),
      one("rot90",
          [](const Tensor& t, const Attributes& a) { return rot90(t, integer(a, "k"), axes(a, "dims")); },
          {{{x}, {{"k", 1}, {"dims", {0, 1}}}}, {{x}, {{"k", 3}, {"dims", {2, 0}}}}},
          {"rot90: two dimensions are needed, not (0,)", {x}, {{"k", 1}, {"dims", {0}}}}, {"k", "dims"}),
      one("roll",
          [](const Tensor& t, const Attributes& a) { return roll(t, axes(a, "shifts"), axes(a, "dim")); },
          {{{x}, {{"shifts", 2}, {"dim", 1}}}},
          {"roll: dimension 3 is out of range for a tensor of 3 dimensions; from -3 to 2 exist",
           {x},
           {{"shifts", 1}, {"dim", 3}}},
          {"shifts", "dim"}),
      one("roll_flat",
          [](const Tensor& t, const Attributes& a) { return roll(t, axes(a, "shifts"), axes(a, "dims")); },
          {{{x}, {{"shifts", {-4}}}}, {{x}, {{"shifts", {1, -1}}, {"dims", {0, 1}}}}},
          {"roll: 2 shifts (1, 2) for 1 dimensions (0,)", {x}, {{"shifts", {1, 2}}, {"dims", {0}}}},
          {"shifts", "dims"}),
      one("movedim",
          [](const Tensor& t, const Attributes& a) {
            return movedim(t, axes(a, "source"), axes(a, "destination"));
          },
          {{{x}, {{"source", {0, -1}}, {"destination", {1, 0}}}}},
          {"movedim: 2 dimensions (0, 1) go to 1 places (0,)",
           {x},
           {{"source", {0, 1}}, {"destination", {0}}}},
          {"source", "destination"}),
      one("swapaxes",
          [](const Tensor& t, const Attributes& a) { return swapaxes(t, integer(a, "a"), integer(a, "b")); },
          {{{x}, {{"a", 0}, {"b", -1}}}},
          {"swapaxes: an undefined tensor was given", {Tensor()}, {{"a", 0}, {"b", 1}}}, {"a", "b"}),
      one("unflatten",
          [](const Tensor& t, const Attributes& a) {
            return unflatten(t, integer(a, "dim"), shape_of(a, "sizes"));
          },
          {{{real({2, 6})}, {{"dim", 1}, {"sizes", {2, -1}}}}},
          {"unflatten: sizes (2, 2) do not multiply to dimension 1 of shape (2, 3, 2)",
           {x},
           {{"dim", 1}, {"sizes", {2, 2}}}},
          {"dim", "sizes"}),
      one("unfold",
          [](const Tensor& t, const Attributes& a) {
            return unfold(t, integer(a, "dim"), integer(a, "size"), integer(a, "step"));
          },
          {{{real({7, 2})}, {{"dim", 0}, {"size", 3}, {"step", 2}}}},
          {"unfold: windows of 4 elements, 1 apart, do not fit dimension 1 of shape (2, 3, 2)",
           {x},
           {{"dim", 1}, {"size", 4}, {"step", 1}}},
          {"dim", "size", "step"}),
  };
}

std::vector<OpRow> repetitions() {
  const Tensor x = real({2, 3});
  return {
      one("repeat", [](const Tensor& t, const Attributes& a) { return repeat(t, shape_of(a, "repeats")); },
          {{{x}, {{"repeats", {2, 1, 3}}}}},
          {"repeat: (2,) has fewer numbers than shape (2, 3) has dimensions", {x}, {{"repeats", {2}}}},
          {"repeats"}),
      one("tile", [](const Tensor& t, const Attributes& a) { return tile(t, shape_of(a, "repeats")); },
          {{{x}, {{"repeats", {2}}}}}, {"tile: (-1,) has a negative number", {x}, {{"repeats", {-1}}}},
          {"repeats"}),
      one("repeat_interleave",
          [](const Tensor& t, const Attributes& a) {
            return repeat_interleave(t, integer(a, "repeats"), maybe(a, "dim"));
          },
          {{{x}, {{"repeats", 2}, {"dim", 0}}}, {{x}, {{"repeats", 3}, {"dim", nullptr}}}},
          {"repeat_interleave: -1 repeats are fewer than none", {x}, {{"repeats", -1}, {"dim", 0}}},
          {"repeats", "dim"}),
      {.name = "repeat_interleave_each",
       .call =
           [](std::span<const Tensor> in, const Attributes& a) {
             return std::vector{repeat_interleave(in[0], in[1], maybe(a, "dim"))};
           },
       .examples = {{{x, tensor({2, 0, 1})}, {{"dim", 1}}}},
       .wrong = {"repeat_interleave: 3 repeats for dimension 0 of shape (2, 3)",
                 {x, tensor({2, 0, 1})},
                 {{"dim", 0}}},
       .attributes = {"dim"}},
      {.name = "broadcast_tensors",
       .call = [](std::span<const Tensor> in, const Attributes&) { return broadcast_tensors(in); },
       .examples = {{{real({2, 1}), real({3}, 1)}}},
       .wrong =
           {"broadcast_tensors: shapes (2,) and (3,) do not broadcast: 2 and 3 meet in dimension 0 of the "
            "result",
            {real({2}), real({3})}}},
      one("pad", padded,
          {{{x}, {{"pad", {1, 2, -1, 1}}, {"value", 0.5}}},
           {{x}, {{"pad", {2, 1, 1, 0}}, {"mode", "reflect"}}},
           {{x}, {{"pad", {4, 1}}, {"mode", "replicate"}}},
           {{x}, {{"pad", {3, -1, 0, 2}}, {"mode", "circular"}}}},
          {"pad: 3 and 0 elements at dimension 1 of shape (2, 3): in this mode there are at most 2",
           {x},
           {{"pad", {3, 0}}, {"mode", "reflect"}}},
          {"pad", "pad_left_right_top_bottom", "value", "mode"}),
      joined("hstack", hstack, "cat: shapes (2, 3) and (3, 2) differ outside dimension 1"),
      joined("vstack", vstack, "cat: shapes (2, 3) and (3, 2) differ outside dimension 0"),
      joined("dstack", dstack, "cat: shapes (2, 3, 1) and (3, 2, 1) differ outside dimension 2"),
  };
}

std::vector<OpRow> diagonal_rows() {
  const Tensor x = real({3, 4});
  return {
      one("diagonal",
          [](const Tensor& t, const Attributes& a) {
            return diagonal(t, a.value("offset", 0), a.value("dim1", 0), a.value("dim2", 1));
          },
          {{{x}}, {{x}, {{"offset", -1}}}, {{real({2, 3, 3})}, {{"offset", 1}, {"dim1", 1}, {"dim2", 2}}}},
          {"diagonal: dimension 0 is named twice", {x}, {{"dim1", 0}, {"dim2", 0}}},
          {"offset", "dim1", "dim2"}),
      one("diag_embed",
          [](const Tensor& t, const Attributes& a) {
            return diag_embed(t, a.value("offset", 0), a.value("dim1", -2), a.value("dim2", -1));
          },
          {{{real({2, 3})}}, {{real({2, 3})}, {{"offset", -1}, {"dim1", 0}, {"dim2", 2}}}},
          {"diag_embed: a 0-d tensor has no last dimension", {real({})}}, {"offset", "dim1", "dim2"}),
      one("diag", [](const Tensor& t, const Attributes& a) { return diag(t, a.value("offset", 0)); },
          {{{x}, {{"offset", 1}}}, {{real({3})}}},
          {"diag: a vector or a matrix is needed, the shape is (2, 2, 2)", {real({2, 2, 2})}}, {"offset"}),
      one("trace", [](const Tensor& t, const Attributes&) { return trace(t); }, {{{x}}},
          {"trace: a matrix is needed, the shape is (2, 2, 2)", {real({2, 2, 2})}}),
      one("tril", [](const Tensor& t, const Attributes& a) { return tril(t, a.value("diagonal", 0)); },
          {{{x}, {{"diagonal", 1}}}, {{real({2, 3, 3})}}},
          {"tril: matrices are needed, the shape is (3,)", {real({3})}}, {"diagonal"}),
      one("triu", [](const Tensor& t, const Attributes& a) { return triu(t, a.value("diagonal", 0)); },
          {{{x}, {{"diagonal", 1}}}, {{real({2, 3, 3})}}},
          {"triu: matrices are needed, the shape is (3,)", {real({3})}}, {"diagonal"}),
  };
}

}  // namespace

std::vector<OpRow> shaping_rows() {
  std::vector<OpRow> rows{
      parts(
          "chunk",
          [](const Tensor& t, const Attributes& a) {
            return chunk(t, integer(a, "chunks"), integer(a, "dim"));
          },
          {{{real({2, 5})}, {{"chunks", 2}, {"dim", 1}}}},
          {"chunk: the number of chunks must be positive, it is 0", {real({4})}, {{"chunks", 0}, {"dim", 0}}},
          {"chunks", "dim"}),
      parts("split_sizes",
            [](const Tensor& t, const Attributes& a) {
              return split(t, std::span<const int64_t>(a.at("sizes").get<List>()), integer(a, "dim"));
            },
            {{{real({2, 5})}, {{"sizes", {1, 4}}, {"dim", 1}}}},
            {"split: sizes (2, 3) do not add up to dimension 0 of shape (4,)",
             {real({4})},
             {{"sizes", {2, 3}}, {"dim", 0}}},
            {"sizes", "dim"}),
      parts("unbind", [](const Tensor& t, const Attributes& a) { return unbind(t, integer(a, "dim")); },
            {{{real({2, 3})}, {{"dim", 1}}}},
            {"unbind: a 0-d tensor has no dimensions", {real({})}, {{"dim", 0}}}, {"dim"}),
  };
  for (auto family : {&order_of_elements, &repetitions, &diagonal_rows}) {
    for (OpRow& row : family()) rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace gradus::test
