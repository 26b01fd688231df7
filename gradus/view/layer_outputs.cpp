#include "gradus/view/layer_outputs.hpp"

#include <fmt/format.h>

#include "gradus/view/quiet_model.hpp"

namespace gradus::view {

std::string layer_name(const std::string& path, const nn::Module& layer) {
  return path.empty() ? layer.type_name() : fmt::format("{}: {}", path, layer.type_name());
}

std::string LayerOutput::name() const { return layer_name(path, *layer); }

Tensor in_type_of(const nn::Module& net, const Tensor& x) {
  for (const Tensor& parameter : net.parameters()) {
    if (is_floating_point(parameter.dtype())) return x.to(parameter.dtype());
  }
  return x;
}

LayerOutputs layer_outputs(nn::Layer& model, const Tensor& x) {
  QuietModel quiet(model);
  LayerOutputs result;
  for (const auto& [path, module] : model.named_modules()) {
    auto* layer = dynamic_cast<nn::Layer*>(module);
    if (!layer || !layer->named_children().empty()) continue;
    quiet.keep(layer->register_forward_hook([&result, where = path](nn::Layer& of, const Tensor& input,
                                                                    const Tensor& output) {
      // A layer may hand on its input's memory and change it in place afterwards.
      result.layers.push_back(
          {.path = where, .layer = &of, .input = input.detach().clone(), .output = output.detach().clone()});
    }));
  }
  // Whole numbers may be places in an Embedding.
  result.output = model(is_floating_point(x.dtype()) ? in_type_of(model, x) : x).detach();
  return result;
}

}  // namespace gradus::view
