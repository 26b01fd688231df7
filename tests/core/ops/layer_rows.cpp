#include "gradus/core/ops/convolution.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/embedding.hpp"
#include "gradus/core/ops/normalization.hpp"
#include "gradus/core/ops/pooling.hpp"
#include "op_table.hpp"

namespace gradus::test {
namespace {

using In = std::span<const Tensor>;

Tensor at_or_none(In in, size_t i) { return i < in.size() ? in[i] : Tensor(); }

Spatial spatial(const Attributes& a, const char* key, const Spatial& otherwise) {
  const auto value = a.find(key);
  if (value == a.end()) return otherwise;
  if (value->is_number()) return value->get<int64_t>();
  return Spatial(std::span<const int64_t>(value->get<std::vector<int64_t>>()));
}

Padding padding(const Attributes& a) {
  if (a.contains("padding") && a["padding"].is_string()) return a["padding"].get<std::string>().c_str();
  return spatial(a, "padding", 0);
}

ConvOptions conv_options(const Attributes& a) {
  return {.stride = spatial(a, "stride", 1),
          .padding = padding(a),
          .dilation = spatial(a, "dilation", 1),
          .groups = a.value("groups", 1)};
}

ConvTransposeOptions transpose_options(const Attributes& a) {
  return {.stride = spatial(a, "stride", 1),
          .padding = spatial(a, "padding", 0),
          .output_padding = spatial(a, "output_padding", 0),
          .groups = a.value("groups", 1),
          .dilation = spatial(a, "dilation", 1)};
}

OpRow conv_row(const char* name, auto op, auto options, std::vector<Example> examples, WrongCall wrong) {
  return {.name = name,
          .call =
              [=](In in, const Attributes& a) {
                return std::vector{op(in[0], in[1], at_or_none(in, 2), options(a))};
              },
          .examples = std::move(examples),
          .wrong = std::move(wrong),
          .attributes = {"stride", "padding", "dilation", "groups", "bias", "output_padding"},
          .optional_from = 2};
}

std::vector<OpRow> convolutions() {
  return {
      conv_row("conv1d", &conv1d, &conv_options,
               {{{real({2, 2, 5}), real({3, 2, 3}, 1), real({3}, 2)}, {{"stride", 2}, {"padding", 1}}},
                {{real({2, 4}), real({2, 2, 2}, 1)}, {{"padding", "same"}}}},
               {"conv1d: input (1, 3, 5) has 3 channels, weight (2, 1, 2) with 2 groups takes 2",
                {real({1, 3, 5}), real({2, 1, 2})},
                {{"groups", 2}}}),
      conv_row(
          "conv2d", &conv2d, &conv_options,
          {{{real({2, 2, 4, 3}), real({2, 1, 2, 2}, 1), real({2}, 2)}, {{"groups", 2}, {"padding", {1, 0}}}},
           {{real({1, 2, 5, 4}), real({3, 2, 2, 2}, 1)}, {{"stride", {2, 1}}, {"dilation", 2}}}},
          {"conv2d: a kernel of (3, 3) spans more than input (1, 1, 2, 5) with its padding",
           {real({1, 1, 2, 5}), real({1, 1, 3, 3})}}),
      conv_row("conv_transpose1d", &conv_transpose1d, &transpose_options,
               {{{real({2, 2, 3}), real({2, 3, 3}, 1), real({3}, 2)},
                 {{"stride", 2}, {"padding", 1}, {"output_padding", 1}}}},
               {"conv_transpose1d: output_padding (2,) must be smaller than the stride or the dilation",
                {real({1, 2, 3}), real({2, 1, 2})},
                {{"stride", 2}, {"output_padding", 2}}}),
      conv_row(
          "conv_transpose2d", &conv_transpose2d, &transpose_options,
          {{{real({1, 2, 2, 3}), real({2, 1, 2, 2}, 1), real({2}, 2)}, {{"groups", 2}, {"stride", {2, 1}}}},
           {{real({1, 2, 2, 2}), real({2, 1, 3, 2}, 1)}, {{"padding", {1, 0}}, {"dilation", {1, 2}}}}},
          {"conv_transpose2d: bias float64 (2,) does not fit weight float64 (1, 1, 2, 2) with 1 channels out",
           {real({1, 1, 2, 2}), real({1, 1, 2, 2}), real({2})}}),
  };
}

Call max_call(auto op) {
  return [op](In in, const Attributes& a) {
    return std::vector{op(in[0], spatial(a, "kernel", 1),
                          {.stride = spatial(a, "stride", {}),
                           .padding = spatial(a, "padding", 0),
                           .dilation = spatial(a, "dilation", 1),
                           .ceil_mode = a.value("ceil_mode", false)})};
  };
}

Call average_call(auto op) {
  return [op](In in, const Attributes& a) {
    return std::vector{op(in[0], spatial(a, "kernel", 1),
                          {.stride = spatial(a, "stride", {}),
                           .padding = spatial(a, "padding", 0),
                           .ceil_mode = a.value("ceil_mode", false),
                           .count_include_pad = a.value("count_include_pad", true),
                           .divisor_override = a.value("divisor_override", 0)})};
  };
}

Call adaptive_call(auto op) {
  return [op](In in, const Attributes& a) { return std::vector{op(in[0], spatial(a, "output", 1))}; };
}

OpRow pool_row(const char* name, Call call, std::vector<Example> examples, WrongCall wrong) {
  return {.name = name,
          .call = std::move(call),
          .examples = std::move(examples),
          .wrong = std::move(wrong),
          .attributes = {"kernel", "stride", "padding", "dilation", "ceil_mode", "count_include_pad",
                         "divisor_override", "output"}};
}

std::vector<OpRow> pools() {
  const Attributes windows{{"kernel", 3}, {"stride", 2}, {"padding", 1}};
  const Attributes hanging{{"kernel", 2}, {"stride", 3}, {"ceil_mode", true}};
  const std::vector<Example> signals{{{real({2, 2, 7})}, windows}, {{real({2, 7})}, hanging}};
  const std::vector<Example> pictures{
      {{real({1, 2, 5, 6})}, windows}, {{real({1, 4, 6})}, hanging}, {{real({2, 1, 4, 5})}, {{"kernel", 2}}}};
  const Attributes thirds{{"output", 3}};
  const std::vector<Example> shared_signals{{{real({2, 2, 7})}, thirds}, {{real({2, 6})}, thirds}};
  const std::vector<Example> shared_pictures{{{real({1, 2, 5, 4})}, thirds},
                                             {{real({1, 6, 3})}, {{"output", {2, -1}}}}};
  return {
      pool_row("max_pool1d", max_call(&max_pool1d), signals,
               {"max_pool1d: a window of (4,) is larger than input (1, 2, 3) with its padding",
                {real({1, 2, 3})},
                {{"kernel", 4}}}),
      pool_row("max_pool2d", max_call(&max_pool2d), pictures,
               {"max_pool2d: kernel (2, 2, 2) has 3 numbers; one is needed, or one for each of 2 dimensions",
                {real({1, 2, 3, 3})},
                {{"kernel", {2, 2, 2}}}}),
      pool_row("avg_pool1d", average_call(&avg_pool1d), signals,
               {"avg_pool1d: padding (2,) is more than half the kernel (3,)",
                {real({1, 2, 3})},
                {{"kernel", 3}, {"padding", 2}}}),
      pool_row("avg_pool2d", average_call(&avg_pool2d), pictures,
               {"avg_pool2d: input (3, 3): 4 dimensions are needed, or 3 without samples",
                {real({3, 3})},
                {{"kernel", 2}}}),
      pool_row(
          "adaptive_avg_pool1d", adaptive_call(&adaptive_avg_pool1d), shared_signals,
          {"adaptive_avg_pool1d: input (2, 3, 0) has nothing to choose from", {real({2, 3, 0})}, thirds}),
      pool_row("adaptive_avg_pool2d", adaptive_call(&adaptive_avg_pool2d), shared_pictures,
               {"adaptive_avg_pool2d: output (2, -2) must be -1 to 2^30",
                {real({1, 2, 3, 4})},
                {{"output", {2, -2}}}}),
      pool_row(
          "adaptive_max_pool1d", adaptive_call(&adaptive_max_pool1d), shared_signals,
          {"adaptive_max_pool1d: floating point is needed, the input is int64; convert it with to(float32)",
           {integers({1, 2, 3}, 4)},
           thirds}),
      pool_row("adaptive_max_pool2d", adaptive_call(&adaptive_max_pool2d), shared_pictures,
               {"adaptive_max_pool2d: input (2, 3, 0, 2) has nothing to choose from",
                {real({2, 3, 0, 2})},
                thirds}),
  };
}

/// y, and the running statistics afterwards when there are some.
std::vector<Tensor> batch_norm_call(In in, const Attributes& a) {
  Tensor mean, variance;
  if (a.contains("running_mean_before")) {
    const auto read = [&](const char* key) {
      const auto values = a.at(key).get<std::vector<double>>();
      return from_data(values, {static_cast<int64_t>(values.size())},
                       {.dtype = in[0].defined() ? in[0].dtype() : float64});
    };
    mean = read("running_mean_before");
    variance = read("running_var_before");
  }
  const Tensor y = batch_norm(
      in[0], mean, variance, at_or_none(in, 1), at_or_none(in, 2),
      {.training = a.at("training"), .momentum = a.value("momentum", 0.1), .eps = a.value("eps", 1e-5)});
  return mean.defined() ? std::vector{y, mean, variance} : std::vector{y};
}

std::vector<OpRow> norms() {
  const Attributes learning{{"training", true}};
  const Attributes fixed{
      {"training", false}, {"running_mean_before", {0.5, -0.25}}, {"running_var_before", {0.75, 2.5}}};
  const Tensor w = real({2}, 1), b = real({2}, 2);
  return {
      {.name = "batch_norm",
       .call = &batch_norm_call,
       .examples = {{{real({3, 2, 2}), w, b}, learning},
                    {{real({4, 2})}, learning},
                    {{real({4, 2}), w}, learning},
                    {{real({3, 2, 2}), w, b}, fixed}},
       .wrong = {"batch_norm: input (1, 2) has one value a channel; a variance needs more in training",
                 {real({1, 2})},
                 learning},
       .attributes = {"training", "momentum", "eps", "running_mean_before", "running_var_before"},
       .optional_from = 1},
      {.name = "layer_norm",
       .call =
           [](In in, const Attributes& a) {
             return std::vector{layer_norm(in[0], shape_of(a, "normalized_shape"), at_or_none(in, 1),
                                           at_or_none(in, 2), a.value("eps", 1e-5))};
           },
       .examples = {{{real({3, 4}), real({4}, 1), real({4}, 2)}, {{"normalized_shape", {4}}}},
                    {{real({2, 2, 3})}, {{"normalized_shape", {2, 3}}}}},
       .wrong = {"layer_norm: input (2, 3) does not end in the normalized shape (2,)",
                 {real({2, 3})},
                 {{"normalized_shape", {2}}}},
       .attributes = {"normalized_shape", "eps"},
       .optional_from = 1},
      {.name = "group_norm",
       .call =
           [](In in, const Attributes& a) {
             return std::vector{group_norm(in[0], a.at("groups"), at_or_none(in, 1), at_or_none(in, 2),
                                           a.value("eps", 1e-5))};
           },
       .examples = {{{real({2, 4, 2}), real({4}, 1), real({4}, 2)}, {{"groups", 2}}},
                    {{real({2, 4}), real({4}, 1), real({4}, 2)}, {{"groups", 2}}}},
       .wrong = {"group_norm: the 4 channels of input (2, 4) do not fall into 3 groups",
                 {real({2, 4})},
                 {{"groups", 3}}},
       .attributes = {"groups", "eps"},
       .optional_from = 1},
      {.name = "instance_norm",
       .call =
           [](In in, const Attributes&) {
             return std::vector{instance_norm(in[0], at_or_none(in, 1), at_or_none(in, 2))};
           },
       .examples = {{{real({2, 2, 3}), w, b}}},
       .wrong = {"instance_norm: weight float64 (3,) does not fit input float64 (2, 2, 3); (2,) is needed",
                 {real({2, 2, 3}), real({3}), b}},
       .optional_from = 1},
  };
}

OpRow embedding_row() {
  return {.name = "embedding",
          .call =
              [](In in, const Attributes& a) {
                EmbeddingOptions options;
                if (a.contains("padding_idx")) options.padding_idx = a["padding_idx"].get<int64_t>();
                return std::vector{embedding(in[1], in[0], options)};
              },
          .examples = {{{real({4, 2}), integers({2, 3}, 4)}},
                       {{real({4, 2}), tensor({0, 3, 2, 0})}, {{"padding_idx", 1}}}},
          .wrong = {"embedding: index 4 (element 1) is out of range for weight (4, 2)",
                    {real({4, 2}), tensor({0, 4})}},
          .attributes = {"padding_idx"}};
}

}  // namespace

std::vector<OpRow> layer_rows() {
  std::vector<OpRow> rows;
  for (auto family : {convolutions(), pools(), norms()}) {
    for (OpRow& row : family) rows.push_back(std::move(row));
  }
  rows.push_back(embedding_row());
  return rows;
}

}  // namespace gradus::test
