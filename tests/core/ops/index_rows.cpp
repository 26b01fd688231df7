#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/indexing.hpp"
#include "op_table.hpp"

namespace gradus::test {
namespace {

int64_t dim_of(const Attributes& a) { return a.at("dim").get<int64_t>(); }

}  // namespace

std::vector<OpRow> index_rows() {
  const Tensor x = real({2, 3, 2});
  return {
      {.name = "index_select",
       .call = [](std::span<const Tensor> in,
                  const Attributes& a) { return std::vector{index_select(in[0], dim_of(a), in[1])}; },
       .examples = {{{x, tensor({2, 0, 2, -1})}, {{"dim", 1}}}, {{x, tensor({1})}, {{"dim", 0}}}},
       .wrong = {"index_select: index 3 (element 1) is out of range for size 3",
                 {x, tensor({0, 3})},
                 {{"dim", 1}}},
       .attributes = {"dim"}},
      {.name = "gather",
       .call = [](std::span<const Tensor> in,
                  const Attributes& a) { return std::vector{gather(in[0], dim_of(a), in[1])}; },
       .examples = {{{real({2, 3}), tensor({{2, 0, -1, 2}, {1, 1, 0, 0}})}, {{"dim", 1}}},
                    {{real({3, 2}), tensor({{2, 0}})}, {{"dim", 0}}}},
       .wrong = {"gather: index (3, 2) does not match (2, 3) outside dimension 1",
                 {real({2, 3}), integers({3, 2}, 2)},
                 {{"dim", 1}}},
       .attributes = {"dim"}},
      {.name = "scatter_add",
       .call = [](std::span<const Tensor> in,
                  const Attributes& a) { return std::vector{scatter_add(in[0], dim_of(a), in[1], in[2])}; },
       .examples = {{{real({3, 2}), tensor({{2, 0}, {2, 1}}), real({2, 2}, 1)}, {{"dim", 0}}},
                    {{real({2, 3}), tensor({{2, 0, -1, 2}, {1, 1, 0, 0}}), real({2, 4}, 1)}, {{"dim", 1}}}},
       .wrong = {"scatter_add: the source must be float64 (1, 2), like the index, it is float64 (2, 2)",
                 {real({3, 2}), tensor({{0, 1}}), real({2, 2})},
                 {{"dim", 0}}},
       .attributes = {"dim"}},
      {.name = "one_hot",
       .call = [](std::span<const Tensor> in,
                  const Attributes& a) { return std::vector{one_hot(in[0], a.value("classes", -1))}; },
       .examples = {{{tensor({0, 2, 1})}}, {{integers({2, 3}, 4)}, {{"classes", 5}}}},
       .wrong = {"one_hot: index 2 (element 1) is out of range for size 2",
                 {tensor({0, 2})},
                 {{"classes", 2}}},
       .derivatives = Derivatives::none,
       .attributes = {"classes"}},
      {.name = "bincount",
       .call = [](std::span<const Tensor> in,
                  const Attributes& a) { return std::vector{bincount(in[0], a.value("minlength", 0))}; },
       .examples = {{{tensor({0, 2, 1, 2})}}, {{tensor({1, 1})}, {{"minlength", 4}}}},
       .wrong = {"bincount: one dimension of integers is needed, this is int64 (2, 2)",
                 {integers({2, 2}, 3)}},
       .derivatives = Derivatives::none,
       .attributes = {"minlength"}},
  };
}

}  // namespace gradus::test
