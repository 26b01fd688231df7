#pragma once

#include <string>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/nn/module.hpp"

namespace gradus::view {

/// What went into a layer and what came out.
struct LayerOutput {
  std::string path;  ///< in the model: "features.0"; "" for the model itself
  nn::Layer* layer = nullptr;
  Tensor input = {}, output = {};

  /// "0: Linear"; the type alone for the model itself.
  std::string name() const;
};

/// A model's run through its layers.
struct LayerOutputs {
  std::vector<LayerOutput> layers;  ///< those without layers below, in the order they ran
  Tensor output;                    ///< of the model
};

/// Runs the model once, in evaluation mode and without recording, and keeps what each layer got and gave; one
/// that ran twice is there twice. Modes and the default generator are then as they were.
///
///     for (const auto& at : view::layer_outputs(model, x).layers)
///       fmt::print("{} {}\n", at.name(), to_string(at.output.shape()));
LayerOutputs layer_outputs(nn::Layer& model, const Tensor& x);

/// "0: Linear" for a layer at this path.
std::string layer_name(const std::string& path, const nn::Module& layer);

/// x in the type of the net's first floating-point parameter; as it is where there is none.
Tensor in_type_of(const nn::Module& net, const Tensor& x);

}  // namespace gradus::view
