#include "gradus/view/architecture.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/view/architecture_parts.hpp"
#include "gradus/view/layer_outputs.hpp"

namespace gradus::view {

namespace internal {

std::string grouped(int64_t number) {
  std::string text = fmt::format("{}", number);
  for (auto at = static_cast<int64_t>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<size_t>(at), ",");
  return text;
}

}  // namespace internal

namespace {

using internal::Stage;

Shape without_rows(const Shape& shape) {
  std::vector<int64_t> sizes;
  for (int i = 1; i < shape.rank(); ++i) sizes.push_back(shape[i]);
  return Shape(sizes);
}

/// Whether a layer begins a stage: it has weights, or its output has another shape and is no mere flattening.
bool begins_stage(const LayerOutput& at) {
  const std::vector<Tensor> parameters = at.layer->parameters();
  if (std::any_of(parameters.begin(), parameters.end(), [](const Tensor& p) { return p.dim() > 1; }))
    return true;
  return at.output.shape() != at.input.shape() && at.output.numel() != at.input.numel();
}

Tensor parameter_of(const nn::Module& layer, const std::string& name) {
  for (const NamedTensor& each : layer.named_parameters()) {
    if (each.name == name) return each.tensor.detach();
  }
  return {};
}

std::vector<Stage> stages_of(nn::Layer& model, const Shape& input) {
  std::vector<int64_t> sizes = {1};
  for (int i = 0; i < input.rank(); ++i) sizes.push_back(input[i]);
  const std::vector<Tensor> parameters = model.parameters();
  const DType type = parameters.empty() ? default_dtype() : parameters.front().dtype();
  const LayerOutputs outputs = layer_outputs(model, zeros(Shape(sizes), {.dtype = type}));
  std::vector<Stage> stages = {{.type = "input", .followed = {}, .output = input}};
  for (const LayerOutput& at : outputs.layers) {
    if (begins_stage(at)) {
      stages.push_back({.type = at.layer->type_name(),
                        .followed = {},
                        .output = without_rows(at.output.shape()),
                        .weight = parameter_of(*at.layer, "weight"),
                        .bias = parameter_of(*at.layer, "bias")});
    } else {
      stages.back().followed.push_back(at.layer->type_name());
    }
    stages.back().parameters += at.layer->parameter_count();
  }
  return stages;
}

/// Whether all stages are Linear, each on the numbers of the one before.
bool is_chain(const std::vector<Stage>& stages) {
  if (stages.size() < 2) return false;
  for (size_t i = 1; i < stages.size(); ++i) {
    const Stage& stage = stages[i];
    if (stage.type != "Linear" || stage.output.rank() != 1) return false;
    if (stage.weight.size(1) != stages[i - 1].output.numel()) return false;
  }
  return true;
}

}  // namespace

plot::Figure architecture(nn::Layer& model, const Shape& input, const ArchitectureOptions& options) {
  if (options.most_units < 2) fail(fmt::format("architecture: most_units {} is below 2", options.most_units));
  const std::vector<Stage> stages = stages_of(model, input);
  return is_chain(stages) ? internal::unit_diagram(stages, options)
                          : internal::block_diagram(stages, options);
}

}  // namespace gradus::view
