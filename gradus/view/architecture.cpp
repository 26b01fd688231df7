#include "gradus/view/architecture.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/view/architecture_parts.hpp"
#include "gradus/view/layer_outputs.hpp"
#include "gradus/view/value_trace.hpp"

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

/// What the model is run on: numbers that differ, so that they can be told apart further on.
Tensor made_up(const Shape& shape, DType type) {
  if (!is_floating_point(type)) return zeros(shape, {.dtype = type});
  const Tensor numbers = sin(arange(shape.numel(), {.dtype = float64}) * 1.7 + 0.3);
  return numbers.reshape(shape).to(type);
}

/// The stages of a model, put together layer by layer.
class Stages {
 public:
  Stages(const Shape& input, const Tensor& x) {
    made_.push_back({.type = "input", .followed = {}, .output = input});
    values_.note(x, 0);
  }

  void add(const LayerOutput& at) {
    const size_t source = source_of(at.input);
    const Shape output = without_rows(at.output.shape());
    if (begins_stage(at) || source != last()) {
      made_.push_back({.type = at.layer->type_name(),
                       .followed = {},
                       .output = output,
                       .weight = parameter_of(*at.layer, "weight"),
                       .bias = parameter_of(*at.layer, "bias"),
                       .sources = {source}});
    } else {
      made_.back().followed.push_back(at.layer->type_name());
    }
    made_.back().parameters += at.layer->parameter_count();
    values_.note(at.output, last());
  }

  std::vector<Stage> finish(const Tensor& output) {
    source_of(output);
    return std::move(made_);
  }

 private:
  size_t last() const { return made_.size() - 1; }

  /// The stage that made a value; a new one for a sum. What functions between layers made of it stays unknown
  /// and is taken to come from the layer before.
  size_t source_of(const Tensor& value) {
    if (const auto known = values_.stage_of(value)) return *known;
    if (const auto sum = values_.sum_of(value)) {
      made_.push_back(
          {.type = "+",
           .followed = sum->positive ? std::vector<std::string>{"ReLU"} : std::vector<std::string>{},
           .output = without_rows(value.shape()),
           .sources = {sum->stages[0], sum->stages[1]}});
    }
    values_.note(value, last());
    return last();
  }

  std::vector<Stage> made_;
  internal::ValueTrace values_;
};

std::vector<Stage> stages_of(nn::Layer& model, const Shape& input, std::optional<DType> asked) {
  std::vector<int64_t> sizes = {1};
  for (int i = 0; i < input.rank(); ++i) sizes.push_back(input[i]);
  const std::vector<Tensor> parameters = model.parameters();
  const DType type = asked.value_or(parameters.empty() ? default_dtype() : parameters.front().dtype());
  const Tensor x = made_up(Shape(sizes), type);
  const LayerOutputs outputs = layer_outputs(model, x);
  Stages stages(input, x);
  for (const LayerOutput& at : outputs.layers) stages.add(at);
  return stages.finish(outputs.output);
}

/// Whether all stages are Linear, each on the numbers of the one before.
bool is_chain(const std::vector<Stage>& stages) {
  if (stages.size() < 2) return false;
  for (size_t i = 1; i < stages.size(); ++i) {
    const Stage& stage = stages[i];
    if (stage.type != "Linear" || stage.output.rank() != 1) return false;
    if (stage.sources != std::vector<size_t>{i - 1}) return false;
    if (stage.weight.size(1) != stages[i - 1].output.numel()) return false;
  }
  return true;
}

}  // namespace

plot::Figure architecture(nn::Layer& model, const Shape& input, const ArchitectureOptions& options) {
  if (options.most_units < 2) fail(fmt::format("architecture: most_units {} is below 2", options.most_units));
  const std::vector<Stage> stages = stages_of(model, input, options.dtype);
  return is_chain(stages) ? internal::unit_diagram(stages, options)
                          : internal::block_diagram(stages, options);
}

}  // namespace gradus::view
