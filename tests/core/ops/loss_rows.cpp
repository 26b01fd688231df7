#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/nn/losses.hpp"
#include "op_table.hpp"

namespace gradus::test {
namespace {

using Tensors = std::span<const Tensor>;

nn::Reduction reduction_of(const Attributes& a) {
  const std::string word = a.value("reduction", "mean");
  return word == "mean" ? nn::Reduction::mean : word == "sum" ? nn::Reduction::sum : nn::Reduction::none;
}

nn::KLDivReduction kl_reduction_of(const Attributes& a) {
  const std::string word = a.value("reduction", "mean");
  if (word == "batchmean") return nn::KLDivReduction::batchmean;
  return word == "mean"  ? nn::KLDivReduction::mean
         : word == "sum" ? nn::KLDivReduction::sum
                         : nn::KLDivReduction::none;
}

/// A list of numbers under `key`, in the type of `like`; undefined when there is none.
Tensor list_of(const Attributes& a, const char* key, const Tensor& like) {
  if (!a.contains(key) || !like.defined()) return {};
  const auto values = a[key].get<std::vector<double>>();
  return from_data(values, {static_cast<int64_t>(values.size())}).to(like.dtype());
}

/// The target as it is, or where the golden case took no gradient of it, with a gradient of zeros.
Tensor target_of(const Tensor& target, const Attributes& a) {
  if (a.contains("target_gradient") || !target.defined()) return target;
  return target.detach() + target * 0;
}

/// A row whose call is one function of the inputs and attributes.
OpRow loss(const std::string& name, Tensor (*f)(Tensors, const Attributes&), std::vector<Example> examples,
           WrongCall wrong, std::vector<std::string> attributes) {
  attributes.emplace_back("reduction");
  return {.name = name,
          .call = [f](Tensors in, const Attributes& a) { return std::vector{f(in, a)}; },
          .examples = std::move(examples),
          .wrong = std::move(wrong),
          .attributes = std::move(attributes)};
}

/// The examples with each of the reductions.
std::vector<Example> reduced(const std::vector<Example>& examples) {
  std::vector<Example> all;
  for (const char* reduction : {"mean", "sum", "none"}) {
    for (Example example : examples) {
      example.attributes["reduction"] = reduction;
      all.push_back(std::move(example));
    }
  }
  return all;
}

Example pair(const Shape& shape, const Attributes& a = Attributes::object()) {
  return {{real(shape), real(shape, 1)}, a};
}

WrongCall shapes_differ(const std::string& op) {
  return {op + ": input (4, 1) and target (4,) have different shapes; reshape one of them",
          {real({4, 1}), real({4})}};
}

/// 1 and -1 in turn.
Tensor signs(const Shape& shape) { return integers(shape, 2) * 2 - 1; }

std::vector<OpRow> regression_rows() {
  return {
      loss("mse_loss",
           [](Tensors in, const Attributes& a) {
             return nn::mse_loss(in[0], in[1], {.reduction = reduction_of(a)});
           },
           reduced({pair({2, 3})}), shapes_differ("mse_loss"), {}),
      loss("l1_loss",
           [](Tensors in, const Attributes& a) {
             return nn::l1_loss(in[0], in[1], {.reduction = reduction_of(a)});
           },
           reduced({pair({2, 3})}), shapes_differ("l1_loss"), {}),
      loss("smooth_l1_loss",
           [](Tensors in, const Attributes& a) {
             return nn::smooth_l1_loss(in[0], in[1],
                                       {.reduction = reduction_of(a), .beta = a.value("beta", 1.0)});
           },
           reduced({pair({2, 3}), pair({7}, {{"beta", 0.5}}), pair({3}, {{"beta", 0.0}})}),
           shapes_differ("smooth_l1_loss"), {"beta"}),
      loss("huber_loss",
           [](Tensors in, const Attributes& a) {
             return nn::huber_loss(in[0], in[1],
                                   {.reduction = reduction_of(a), .delta = a.value("delta", 1.0)});
           },
           reduced({pair({2, 3}), pair({7}, {{"delta", 0.5}})}), shapes_differ("huber_loss"), {"delta"}),
      loss("poisson_nll_loss",
           [](Tensors in, const Attributes& a) {
             return nn::poisson_nll_loss(in[0], in[1],
                                         {.log_input = a.value("log_input", true),
                                          .full = a.value("full", false),
                                          .reduction = reduction_of(a)});
           },
           reduced({{{positive({2, 3}), positive({2, 3}, 1)}},
                    {{positive({4}), between(1.1, 3, {4}, 1)}, {{"log_input", false}, {"full", true}}}}),
           shapes_differ("poisson_nll_loss"), {"log_input", "full"}),
      loss("gaussian_nll_loss",
           [](Tensors in, const Attributes& a) {
             return nn::gaussian_nll_loss(in[0], in[1], in[2],
                                          {.full = a.value("full", false), .reduction = reduction_of(a)});
           },
           reduced({{{real({2, 3}), real({2, 3}, 1), positive({2, 3}, 2)}},
                    {{real({2, 3}), real({2, 3}, 1), positive({2}, 2)}, {{"full", true}}}}),
           {"gaussian_nll_loss: the variance (3,) does not fit the input (2, 3)",
            {real({2, 3}), real({2, 3}), positive({3})}},
           {"full"}),
  };
}

nn::CrossEntropyOptions cross_entropy_options(Tensors in, const Attributes& a) {
  return {.weight = list_of(a, "weight", in[0]),
          .reduction = reduction_of(a),
          .ignore_index = a.value("ignore_index", nn::default_ignore_index),
          .label_smoothing = a.value("label_smoothing", 0.0)};
}

std::vector<Example> labelled(bool smooths) {
  const Attributes weight{{"weight", {0.5, 1.5, 2.0}}};
  const Attributes ignoring{{"weight", {0.5, 1.5, 2.0}}, {"ignore_index", 2}};
  std::vector<Example> examples{
      {{real({4, 3}), tensor({2, 0, 1, 2})}},
      {{real({4, 3}), tensor({2, 0, 1, 2})}, weight},
      {{real({4, 3}), tensor({2, 0, 1, 2})}, ignoring},
      {{real({2, 3, 2}), tensor({{2, 0}, {1, 2}})}, ignoring},
      {{real({3}), tensor(1)}, weight},
  };
  if (smooths) {
    for (size_t i = 0, n = examples.size(); i < n; ++i) {
      examples.push_back(examples[i]);
      examples.back().attributes["label_smoothing"] = 0.2;
    }
  }
  return reduced(examples);
}

WrongCall labels_do_not_fit(const std::string& op) {
  return {op + ": input [n, classes, ...] and target [n, ...] are needed, not (4, 3) and (3,)",
          {real({4, 3}), integers({3}, 3)}};
}

std::vector<OpRow> class_rows() {
  return {
      loss("cross_entropy",
           [](Tensors in, const Attributes& a) {
             return nn::cross_entropy(in[0], in[1], cross_entropy_options(in, a));
           },
           labelled(true), labels_do_not_fit("cross_entropy"),
           {"weight", "ignore_index", "label_smoothing", "layout"}),
      loss("nll_loss",
           [](Tensors in, const Attributes& a) {
             const auto o = cross_entropy_options(in, a);
             return nn::nll_loss(
                 in[0], in[1],
                 {.weight = o.weight, .reduction = o.reduction, .ignore_index = o.ignore_index});
           },
           labelled(false), labels_do_not_fit("nll_loss"), {"weight", "ignore_index"}),
      loss("cross_entropy_prob",
           [](Tensors in, const Attributes& a) {
             return nn::cross_entropy(in[0], target_of(in[1], a), cross_entropy_options(in, a));
           },
           reduced({{{real({2, 3}), positive({2, 3}, 1)}, {{"target_gradient", true}}},
                    {{real({2, 3, 2}), positive({2, 3, 2}, 1)},
                     {{"target_gradient", true}, {"weight", {0.5, 1.5, 2.0}}, {"label_smoothing", 0.3}}}}),
           {"cross_entropy: input is float64, target float32; both must be of one floating-point type",
            {real({2, 3}), positive({2, 3}).to(float32)},
            {{"target_gradient", true}}},
           {"weight", "label_smoothing", "target_gradient"}),
  };
}

std::vector<OpRow> binary_rows_of_losses() {
  const Attributes tracked{{"target_gradient", true}};
  return {
      loss("bce",
           [](Tensors in, const Attributes& a) {
             return nn::binary_cross_entropy(
                 in[0], target_of(in[1], a),
                 {.weight = list_of(a, "weight", in[0]), .reduction = reduction_of(a)});
           },
           reduced({{{between(0.1, 0.9, {2, 3}), between(0, 1, {2, 3}, 1)}, tracked},
                    {{between(0.1, 0.9, {2, 3}), between(0, 1, {2, 3}, 1)},
                     {{"target_gradient", true}, {"weight", {0.5, 1.5, 2.0}}}}}),
           {"binary_cross_entropy: input (4, 1) and target (4,) have different shapes; reshape one of them",
            {real({4, 1}), real({4})}},
           {"weight"}),
      loss("bce_with_logits",
           [](Tensors in, const Attributes& a) {
             return nn::binary_cross_entropy_with_logits(in[0], target_of(in[1], a),
                                                         {.weight = list_of(a, "weight", in[0]),
                                                          .reduction = reduction_of(a),
                                                          .pos_weight = list_of(a, "pos_weight", in[0])});
           },
           reduced({{{real({2, 3}), between(0, 1, {2, 3}, 1)}, tracked},
                    {{real({2, 3}), between(0, 1, {2, 3}, 1)},
                     {{"target_gradient", true}, {"weight", {0.5, 1.5, 2.0}}, {"pos_weight", {3.0}}}}}),
           {"binary_cross_entropy_with_logits: the pos_weight (2,) does not broadcast to the input (1,)",
            {real({1}), real({1})},
            {{"pos_weight", {1.0, 2.0}}}},
           {"weight", "pos_weight"}),
      loss("kl_div",
           [](Tensors in, const Attributes& a) {
             return nn::kl_div(in[0], in[1],
                               {.reduction = kl_reduction_of(a), .log_target = a.value("log_target", false)});
           },
           reduced({{{real({2, 3}), positive({2, 3}, 1)}},
                    {{real({2, 3}), real({3}, 1)}, {{"log_target", true}}},
                    {{real({2, 3}), positive({2, 3}, 1)}}}),
           {"kl_div: shapes (2, 3) and (2,) do not broadcast: 3 and 2 meet in dimension 1 of the result",
            {real({2, 3}), real({2})}},
           {"log_target"}),
  };
}

std::vector<OpRow> margin_rows() {
  return {
      loss("hinge_loss",
           [](Tensors in, const Attributes& a) {
             return nn::hinge_loss(in[0], in[1], {.reduction = reduction_of(a)});
           },
           reduced({{{real({2, 3}), signs({2, 3})}}}),
           {"hinge_loss: shapes (2,) and (3,) do not broadcast: 2 and 3 meet in dimension 0 of the result",
            {real({2}), signs({3})}},
           {}),
      loss("hinge_embedding_loss",
           [](Tensors in, const Attributes& a) {
             return nn::hinge_embedding_loss(
                 in[0], in[1], {.margin = a.value("margin", 1.0), .reduction = reduction_of(a)});
           },
           reduced({{{positive({2, 3}), signs({2, 3})}}, {{positive({5}), signs({5})}, {{"margin", 0.7}}}}),
           {"hinge_embedding_loss: the input is int64, not floating point", {signs({2}), signs({2})}},
           {"margin"}),
      loss("margin_ranking_loss",
           [](Tensors in, const Attributes& a) {
             return nn::margin_ranking_loss(in[0], in[1], in[2],
                                            {.margin = a.value("margin", 0.0), .reduction = reduction_of(a)});
           },
           reduced({{{real({6}), real({6}, 1), signs({6})}, {{"margin", 0.3}}}}),
           {"margin_ranking_loss: inputs (3,) and (2, 3) and target (1,) must have as many dimensions",
            {real({3}), real({2, 3}), signs({1})}},
           {"margin"}),
      loss("cosine_embedding_loss",
           [](Tensors in, const Attributes& a) {
             return nn::cosine_embedding_loss(
                 in[0], in[1], in[2], {.margin = a.value("margin", 0.0), .reduction = reduction_of(a)});
           },
           reduced({{{positive({4, 3}), positive({4, 3}, 1), signs({4})}, {{"margin", 0.2}}},
                    {{positive({3}), positive({3}, 1), tensor(-1)}}}),
           {"cosine_embedding_loss: inputs [n, d] and target [n], or [d] and [], are needed, not (2, 3), (2, "
            "3) "
            "and (3,)",
            {real({2, 3}), real({2, 3}), signs({3})}},
           {"margin"}),
      loss(
          "triplet_margin_loss",
          [](Tensors in, const Attributes& a) {
            return nn::triplet_margin_loss(in[0], in[1], in[2],
                                           {.margin = a.value("margin", 1.0),
                                            .p = a.value("p", 2.0),
                                            .eps = a.value("eps", 1e-6),
                                            .swap = a.value("swap", false),
                                            .reduction = reduction_of(a)});
          },
          reduced({{{real({4, 3}), real({4, 3}, 1), real({4, 3}, 2)}},
                   {{real({3}), real({3}, 1), real({3}, 2)}, {{"p", 3.0}, {"swap", true}, {"margin", 2.0}}}}),
          {"triplet_margin_loss: as many dimensions are needed in all, not (3,), (2, 3) and (3,)",
           {real({3}), real({2, 3}), real({3})}},
          {"margin", "p", "eps", "swap"}),
  };
}

}  // namespace

std::vector<OpRow> loss_rows() {
  std::vector<OpRow> all;
  for (auto family : {&regression_rows, &class_rows, &binary_rows_of_losses, &margin_rows}) {
    for (OpRow& row : family()) all.push_back(std::move(row));
  }
  return all;
}

}  // namespace gradus::test
